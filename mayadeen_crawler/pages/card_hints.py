"""Strategy ``listing``: what the card said on the listing that led to the page."""

from __future__ import annotations

from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import slugify

_REGIONS = "Regions"


def section_label(page: Page) -> object:
    """The card's label, where it names a section."""
    if (label := page.hints.label) is None:
        return None
    slugs = {s.slug for s in page.site.edition.sections if s.group != _REGIONS}
    return label if slugify(label) in slugs else None


def regions(page: Page) -> object:
    """The card's label, where it names a region."""
    if (label := page.hints.label) is None:
        return None
    edition = page.site.edition
    slugs = {s.slug for s in edition.sections if s.group == _REGIONS}
    slugs.update(map(slugify, edition.other_regions))
    return [label] if slugify(label) in slugs else None


def date(page: Page) -> object:
    """The card's date: a day."""
    return page.hints.date
