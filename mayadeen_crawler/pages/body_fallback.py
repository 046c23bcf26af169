"""Bodies of last resort, for ``article.py``: JSON-LD's text, and what trafilatura takes for a text.

They are asked only where neither the site's class names nor the page's structure gave a body.
"""

from __future__ import annotations

import logging
import re
from functools import partial

from mayadeen_crawler.items.parts import BodyBlock
from mayadeen_crawler.pages import jsonld
from mayadeen_crawler.pages.article_layout.body_blocks import Body
from mayadeen_crawler.pages.extraction.json_values import plain
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.html_tree import in_own_thread
from mayadeen_crawler.utils.text import clean, normalized

_BREAK = re.compile(r"<(?:/p|/h[1-6]|/li|/div|br) ?/?>", re.IGNORECASE)

#: Characters of the largest page that trafilatura reads, which takes 5 seconds for a million. The
#: pages of the outlet have some 80,000.
MAX_GUESSED = 250_000
#: Elements of that page: trafilatura reads the text of each anew with each that is around it, and
#: 9,000 links in lists within lists took 3 seconds. Made-up pages of the outlet's size have 1,000.
MAX_GUESSED_ELEMENTS = 4_000


def of_jsonld(page: Page) -> Body | None:
    """Return JSON-LD's ``articleBody`` as paragraphs, one for each line; ``None`` without one."""
    text = jsonld.body(page)
    return _paragraphs(plain(_BREAK.sub("\n", text)) or "") if text else None


def of_trafilatura(page: Page) -> Body | None:
    """Return what trafilatura takes for the page's text; ``None`` if that is only the headline."""
    if len(page.response.text) > MAX_GUESSED or len(page.nodes.elements) > MAX_GUESSED_ELEMENTS:
        return None
    # trafilatura normalises it in time that grows with the square of the marks on one letter.
    html = normalized("NFC", page.response.text)
    # Half a second to import, and hardly ever used.
    import trafilatura

    # Their log lines say no more than that nothing was found.
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # It parses the page itself: the names that a page makes up go with the thread.
    text = in_own_thread(
        partial(trafilatura.extract, html, include_comments=False, include_tables=True)
    )
    found = _paragraphs(text) if text else None
    titles = {clean(str(title.text_content())) for title in page.found["h1"]}
    # On a page without text it returns the headline.
    said = found and any(block.text not in titles for block in found.blocks)
    return found if said else None


def _paragraphs(text: str) -> Body | None:
    lines = [line for raw in text.splitlines() if (line := clean(raw))]
    blocks = [BodyBlock("paragraph", line) for line in lines]
    return Body(blocks) if blocks else None
