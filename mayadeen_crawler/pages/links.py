"""The links of a page, as addresses on the site."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement
from scrapy.http import TextResponse

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls import is_on_site, rehost


def root_of(response: TextResponse) -> HtmlElement | None:
    """Return the page's root element, None where it has none."""
    root = response.selector.root
    return root if isinstance(root, HtmlElement) else None


def links_in(root: HtmlElement, base: str, site: Site) -> Iterator[tuple[HtmlElement, str]]:
    """Yield every link below *root* that stays on the site, with its absolute address."""
    for anchor in root.iter("a"):
        url = absolute(anchor.get("href") or "", base, site)
        if url:
            yield anchor, url


def absolute(href: str, base: str, site: Site) -> str | None:
    """Return the on-site address *href* leads to, None for any other."""
    if not href or href.startswith("#"):
        return None
    try:
        url = urljoin(base, href.strip())
    except ValueError:
        return None
    return rehost(url, site) if is_on_site(url, site) else None
