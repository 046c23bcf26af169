"""Strategy ``visible``: what a reader sees, without any class name or metadata.

``article_layout/segment.py`` splits the page into its parts; here is which part serves which
field, for the tables in ``article.py``. To mend one of them, see ``strategy_files.py``.
"""

from __future__ import annotations

from mayadeen_crawler.pages.article_layout import segment
from mayadeen_crawler.pages.article_layout.body_blocks import GUESSED, Body, build
from mayadeen_crawler.pages.article_layout.segment import ArticleParts
from mayadeen_crawler.pages.article_layout.side_boxes import entries
from mayadeen_crawler.pages.dom.nodes import Picture
from mayadeen_crawler.pages.dom.phrases import INSET, MOST_READ, READ_NEXT
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls.canonical import path_rule

#: Content types whose pages may show pictures alone.
PICTURED = frozenset({"gallery", "infograph", "other"})

headline = segment.part("headline")  # the heading at which the article begins
summary = segment.part("summary")  # the paragraph before the cover, or one set off from the body
videos = segment.part("videos")  # the players between headline and body
published = segment.byline("published")  # the time beside the headline
modified = segment.byline("updated")  # the time of the last change beside the headline
authors = segment.byline("authors")  # the names after `By`
sources = segment.byline("sources")  # the text after `Source:`
shares = segment.byline("shares")  # the number in `5 Shares`
read_minutes = segment.byline("read_minutes")  # the number in `2 Min Read`


def tags(page: Page) -> object:
    """The links under the body."""
    return page.once(segment.read).tags or None


def images(page: Page) -> object:
    """The cover with its caption. The body's pictures are in ``Body.images``."""
    cover = page.once(segment.read).cover
    return [cover] if cover else None


def related(page: Page) -> object:
    """The entries of Most Read, Read Next and the like, except those inside the body."""
    found = page.once(segment.read)
    before, lists = found.before or (found.flow, [])
    return [
        *(entry for box in lists for entry in entries(page, before, box, box.kind)),
        *(
            entry
            for box in found.boxes
            if box.kind in (MOST_READ, READ_NEXT, INSET) and box not in found.insets
            for entry in entries(page, found.flow, box, box.kind)
        ),
    ]


def body(page: Page) -> Body | None:
    """The text after byline, summary and cover; ``None`` if no text is seen there."""
    return _body(page, page.once(segment.read))


def unmarked_body(page: Page) -> Body | None:
    """The same, whatever class names mark a body: the marked one may be a part of the text."""
    return _body(page, page.once(segment.read_unmarked))


def _body(page: Page, found: ArticleParts) -> Body | None:
    if found.headline is None or not found.body_has_prose:
        return None
    body = build(page, found.flow, found.body, found.insets)
    if found.is_guess:
        body.doubts.add(GUESSED)
    return body if body.text else None


def no_body(page: Page) -> Body | None:
    """An empty body for a page that is an article's and shows no text, as a newscast's.

    It may hold pictures and players. ``None`` if the page does not look like an article's: below
    its headline it shows no byline, nor is it of a kind that shows pictures.
    """
    found = page.once(segment.read)
    if not (found.recognised or (found.headline and _is_pictured(page, found))):
        return None
    body = build(page, found.flow, found.body, found.insets)
    # Without a sentence the words are scraps: a time, a credit, a name.
    body.blocks = [block for block in body.blocks if not block.text]
    body.links = []
    return body


def _is_pictured(page: Page, found: ArticleParts) -> bool:
    shows = any(isinstance(found.flow.pieces[index], Picture) for index in found.body)
    return shows and path_rule(page.url, page.site).content_type in PICTURED
