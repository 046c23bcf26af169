"""Bodies of last resort: text without structure, where nothing with one was found."""

from __future__ import annotations

import logging
import re

from mayadeen_crawler.items.parts import BodyBlock
from mayadeen_crawler.pages import jsonld
from mayadeen_crawler.pages.article_layout.body_blocks import Body
from mayadeen_crawler.pages.extraction.json_values import plain
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import clean

_BREAK = re.compile(r"<(?:/p|/h[1-6]|/li|/div|br) ?/?>", re.IGNORECASE)

#: Characters of the largest page that is guessed at.
MAX_GUESSED = 1_000_000


def of_jsonld(page: Page) -> Body | None:
    """``articleBody``; its line breaks, if it has any, are the paragraphs."""
    text = jsonld.body(page)
    return _paragraphs(plain(_BREAK.sub("\n", text)) or "") if text else None


def of_trafilatura(page: Page) -> Body | None:
    """What trafilatura takes for the text."""
    html = page.response.text
    if len(html) > MAX_GUESSED:
        return None
    # Half a second to import, and hardly ever used.
    import trafilatura

    # Its own errors say no more than that it found nothing.
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    text = trafilatura.extract(html, include_comments=False, include_tables=True)
    found = _paragraphs(text) if text else None
    titles = {clean(str(title.text_content())) for title in page.found["h1"]}
    # It takes the headline for the text of a page that has none.
    said = found and any(block.text not in titles for block in found.blocks)
    return found if said else None


def _paragraphs(text: str) -> Body | None:
    lines = [line for raw in text.splitlines() if (line := clean(raw))]
    blocks = [BodyBlock("paragraph", line) for line in lines]
    return Body(blocks) if blocks else None
