"""Strategy ``visible``: what a reader sees, on a page with no name that is known.

The parts are told apart by ``structure``; here is which of them is which field.
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
    """The heading that the article begins with."""
    return page.once(segment.read).headline


def summary(page: Page) -> object:
    """The paragraph before the picture, or the one set off from the body."""
    return page.once(segment.read).summary


def published(page: Page) -> object:
    """The time beside the headline."""
    return page.once(segment.read).byline.published


def modified(page: Page) -> object:
    """The time of the last change beside the headline."""
    return page.once(segment.read).byline.updated


def authors(page: Page) -> object:
    """``By …``."""
    return page.once(segment.read).byline.authors


def sources(page: Page) -> object:
    """``Source: …``."""
    return page.once(segment.read).byline.sources


def shares(page: Page) -> object:
    """``N Shares``."""
    return page.once(segment.read).byline.shares


def read_minutes(page: Page) -> object:
    """``N Min Read``."""
    return page.once(segment.read).byline.read_minutes


def tags(page: Page) -> object:
    """The links under the body."""
    return page.once(segment.read).tags or None


def images(page: Page) -> object:
    """The cover with its caption. Pictures of the body come with the body."""
    cover = page.once(segment.read).cover
    return [cover] if cover else None


def videos(page: Page) -> object:
    """The players between headline and body."""
    return page.once(segment.read).videos


def related(page: Page) -> object:
    """Most Read, Read Next and boxes like them. Those within the body come with it."""
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
    """The text after the lead; ``None`` where there is none to be seen."""
    found = page.once(segment.read)
    if found.headline is None:
        return None
    body = build(page, found.flow, found.body, found.insets)
    return body if any(block.text for block in body.blocks) else None


def no_body(page: Page) -> Body | None:
    """An article's page on which no text is to be seen, as of a newscast or a picture story."""
    found = page.once(segment.read)
    return build(page, found.flow, found.body, found.insets) if found.recognised else None
