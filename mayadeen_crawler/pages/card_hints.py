"""Strategy ``listing``: what the card on a listing said of the article, for ``article.py``.

``listing_layout/card_text.py`` reads the card when the listing is crawled; the spider carries
label and day to the article's page as ``Hints``.
"""

from __future__ import annotations

from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import slugify

_REGIONS = "Regions"


def section_label(page: Page) -> object:
    """The card's label, if it is a section of the edition."""
    if (label := page.hints.label) is None:
        return None
    slugs = {s.slug for s in page.site.edition.sections if s.group != _REGIONS}
    return label if slugify(label) in slugs else None


def regions(page: Page) -> object:
    """The card's label as a list of one, if it is a region of the edition."""
    if (label := page.hints.label) is None:
        return None
    edition = page.site.edition
    slugs = {s.slug for s in edition.sections if s.group == _REGIONS}
    slugs.update(map(slugify, edition.other_regions))
    return [label] if slugify(label) in slugs else None


def date(page: Page) -> object:
    """The card's day, ``YYYY-MM-DD``."""
    return page.hints.date
