"""The links of a page, as addresses on the site."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement
from parsel import Selector
from scrapy.http import TextResponse

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import (
    canonicalize,
    is_on_site,
    rehost,
)
from mayadeen_crawler.urls.parts import LONGEST, writable

#: More links than any page of the site holds.
MAX_LINKS = 20_000


def root_of(response: TextResponse) -> HtmlElement | None:
    """Return the page's root element, None where it has none."""
    try:
        root = response.selector.root
    except ValueError:  # a broken <base href>, which the response's own selector reads
        root = Selector(text=response.text).root
    return root if isinstance(root, HtmlElement) else None


def base_of(root: HtmlElement, url: str) -> str:
    """Return what the page's relative addresses are relative to: ``<base href>``, else *url*."""
    element = next((base for base in root.iter("base") if base.get("href")), None)
    href = element.get("href") if element is not None else ""
    if not href or len(href) > LONGEST:
        return url
    try:
        return urljoin(url, href.strip())
    except ValueError:
        return url


def links_in(root: HtmlElement, base: str, site: Site) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the links below *root* that stay on the site, with their absolute addresses."""
    for anchor in islice(root.iter("a"), MAX_LINKS):
        url = absolute(anchor.get("href") or "", base, site)
        if url:
            yield anchor, url


def absolute(href: str, base: str, site: Site) -> str | None:
    """Return the on-site address *href* leads to, as it can be written.

    None for any other and for hopeless ones.
    """
    # Long ones first: what is looked at is also remembered.
    if not href or len(href) > LONGEST or href.startswith("#"):
        return None
    if "\\" in href[:2]:  # to a browser the beginning of another host
        return None
    try:
        url = urljoin(base, href.strip())
        if len(url) > LONGEST or not is_on_site(url, site):
            return None
        canonicalize(url, site)
    except ValueError:
        return None
    return writable(rehost(url, site))
