"""Strategy ``markup``: what stands in elements with the site's own class names.

The names are data in ``markup.py``; here is which of them serves which field of an article,
for the tables in ``article.py``. ``<time datetime>`` beside the headline, HTML's own, is here too.
"""

from __future__ import annotations

from mayadeen_crawler.pages.article_layout import segment
from mayadeen_crawler.pages.article_layout.body_blocks import Body, build
from mayadeen_crawler.pages.extraction.page import Page


def headline(page: Page) -> object:
    """The heading of the box that holds the article."""
    found = page.once(segment.read)
    return found.headline if found.known_headline else None


def summary(page: Page) -> object:
    """The paragraph marked as the summary."""
    return page.once(segment.read).marked_summary


def published(page: Page) -> object:
    """The machine-readable time beside the headline."""
    return page.once(segment.read).byline.machine_published


def modified(page: Page) -> object:
    """The machine-readable time of the last change."""
    return page.once(segment.read).byline.machine_updated


def body(page: Page) -> Body | None:
    """The body's container; one that is there and empty is an empty body."""
    found = page.once(segment.read)
    if not found.containers:
        return None
    return build(page, found.flow, found.body, found.insets)
