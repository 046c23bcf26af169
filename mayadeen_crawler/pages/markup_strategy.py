"""Strategy ``markup``: what stands in elements with the site's own class names.

The names are data in ``markup.py``; here is which of them serves which field of an article,
for the tables in ``article.py``. ``<time datetime>`` beside the headline, HTML's own, is here too.
"""

from __future__ import annotations

from mayadeen_crawler.pages.article_layout import segment
from mayadeen_crawler.pages.article_layout.body_blocks import Body, build
from mayadeen_crawler.pages.extraction.page import Page

summary = segment.part("marked_summary")  # the text of the element with the summary's class
# `datetime` of the `<time>` elements beside the headline: of publication, of the last change.
published = segment.byline("machine_published")
modified = segment.byline("machine_updated")


def headline(page: Page) -> object:
    """The heading inside the headline's box."""
    found = page.once(segment.read)
    return found.headline if found.known_headline else None


def body(page: Page) -> Body | None:
    """The content of the elements with the body's class; an empty one is an empty body."""
    found = page.once(segment.read)
    if not found.containers:
        return None
    return build(page, found.flow, found.body, found.insets)
