"""Read the site's navigation: the labels of its sections and the addresses they lead to.

``crawling/listings/list_page.py``, ``spiders/breaking.py`` and the doctor call ``navigation`` with
the home page, to find sections by their names; the tag lookup looks for a tag there. Which links
are menu entries is decided in ``menus``. The next page of a listing is found in ``pagination``.
"""

from __future__ import annotations

from dataclasses import dataclass

from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout.menus import menus
from mayadeen_crawler.utils.text import slugify


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """An entry of the navigation."""

    label: str
    """As shown, such as ``US & Canada``."""
    url: str
    """Absolute address on the site."""


def navigation(page: Page) -> list[NavigationLink]:
    """Return the links to listings by their labels, in page order, each label once.

    These are short links that lead to no article, and links of menus wherever they lead.
    Where several have the same label, a menu's is taken rather than any other.
    """
    found: dict[str, tuple[int, NavigationLink]] = {}
    for rank, label, link in page.once(menus).entries():
        slug = slugify(label)
        if slug not in found or rank < found[slug][0]:
            found[slug] = (rank, NavigationLink(label, link.url))
    return [link for _, link in found.values()]
