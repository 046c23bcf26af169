"""Strategy ``visible``: what a reader sees, without any class name or metadata.

``article_layout/segment.py`` splits the page into its parts; here is which part serves which
field, for the tables in ``article.py``. To mend one of them, see ``files_to_mend.py``.
"""

from __future__ import annotations

from mayadeen_crawler.pages.article_layout import segment
from mayadeen_crawler.pages.article_layout.body_blocks import Body, build
from mayadeen_crawler.pages.article_layout.side_boxes import (
    INSET,
    MOST_READ,
    READ_NEXT,
    entries,
)
from mayadeen_crawler.pages.extraction.page import Page


def headline(page: Page) -> object:
    """The heading at which the article begins."""
    return page.once(segment.read).headline


def summary(page: Page) -> object:
    """The paragraph before the cover, or the first one if it is set off from the body."""
    return page.once(segment.read).summary


def published(page: Page) -> object:
    """The time beside the headline."""
    return page.once(segment.read).byline.published


def modified(page: Page) -> object:
    """The time of the last change beside the headline."""
    return page.once(segment.read).byline.updated


def authors(page: Page) -> object:
    """The names after ``By``."""
    return page.once(segment.read).byline.authors


def sources(page: Page) -> object:
    """The text after ``Source:``."""
    return page.once(segment.read).byline.sources


def shares(page: Page) -> object:
    """The number in ``5 Shares``."""
    return page.once(segment.read).byline.shares


def read_minutes(page: Page) -> object:
    """The number in ``2 Min Read``."""
    return page.once(segment.read).byline.read_minutes


def tags(page: Page) -> object:
    """The links under the body."""
    return page.once(segment.read).tags or None


def images(page: Page) -> object:
    """The cover with its caption. The body's pictures are in ``Body.images``."""
    cover = page.once(segment.read).cover
    return [cover] if cover else None


def videos(page: Page) -> object:
    """The players between headline and body."""
    return page.once(segment.read).videos


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
    found = page.once(segment.read)
    if found.headline is None:
        return None
    body = build(page, found.flow, found.body, found.insets)
    return body if any(block.text for block in body.blocks) else None


def no_body(page: Page) -> Body | None:
    """An empty body for a page that is an article's and shows no text, as a newscast's.

    It may hold pictures and players. ``None`` if the page does not look like an article's.
    """
    found = page.once(segment.read)
    return build(page, found.flow, found.body, found.insets) if found.recognised else None
