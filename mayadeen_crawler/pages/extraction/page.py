"""An article page, parsed once; what several strategies read of it is read once too."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement
from scrapy import Selector
from scrapy.http import TextResponse

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls import canonical
from mayadeen_crawler.urls.parts import writable

T = TypeVar("T")

#: Longest address that is looked at; real ones have under 600 characters.
MAX_URL = 4096
_WITH_HOST = re.compile("https?://[^/?#]", re.IGNORECASE)
# `http://` alone, which editors leave in links, leads nowhere.
_WITHOUT = re.compile("https?://(?:[/?#]|$)", re.IGNORECASE)
#: Different addresses of a page that can be an article's; real ones have under 200.
MAX_ADDRESSES = 5000
#: Elements of the head (``meta``, ``script`` …) that are looked at.
MAX_HEAD = 5000
_HEAD = ("meta", "link", "script", "title", "base", "h1")


@dataclass(frozen=True, slots=True)
class Hints:
    """What the card of a listing, or a sitemap, said of the article."""

    label: str | None = None
    date: str | None = None
    published: str | None = None


class Page:
    """A parsed page and where it came from."""

    def __init__(self, response: TextResponse, site: Site, hints: Hints, now: datetime) -> None:
        self.response = response
        self.site = site
        self.hints = hints
        self.now = now
        """The response's own time, which relative times count from."""
        self.url = canonical.rehost(response.url, site)
        self.root = _parse(response)
        self.found: dict[str, list[HtmlElement]] = {tag: [] for tag in _HEAD}
        """The elements of the head by tag, and the ``h1``, in page order."""
        self.malformed: set[str] = set()
        """Strategies whose container was there and could not be read."""
        self._base = self.url
        self._origin = _origin(self.url)
        self._absolute: dict[str, str | None] = {}
        self._articles: dict[str, str | None] = {}
        self._read: dict[Callable[..., object], object] = {}
        self._failed: dict[Callable[..., object], Exception] = {}
        for count, element in enumerate(self.root.iter(*_HEAD)):
            if count >= MAX_HEAD:
                break
            self.found[str(element.tag)].append(element)
        for element in self.found["base"][:1]:
            self._base = self.absolute(element.get("href")) or self.url
            self._origin = _origin(self._base)
            self._absolute.clear()

    def once(self, reader: Callable[[Page], T]) -> T:
        """Return ``reader(self)``, read only once — also when it raises."""
        if reader in self._read:
            return self._read[reader]  # type: ignore[return-value]
        if reader in self._failed:
            raise self._failed[reader]
        try:
            value = reader(self)
        except Exception as error:
            self._failed[reader] = error
            raise
        self._read[reader] = value
        return value

    def absolute(self, address: str | None) -> str | None:
        """Return *address* as an absolute http(s) URL, on the site as this run reaches it."""
        address = (address or "").strip()
        if not address or len(address) > MAX_URL:
            return None
        if address not in self._absolute:
            self._absolute[address] = self._join(address)
        return self._absolute[address]

    def _join(self, address: str) -> str | None:
        if address[0] == "/" and address[1:2] != "/" and "/." not in address:
            # By far the most; joining and rehosting would change nothing.
            url = self._origin + address
        elif _WITHOUT.match(address):
            return None
        else:
            try:
                url = canonical.rehost(urljoin(self._base, address), self.site)
            except ValueError:
                return None
        if not _WITH_HOST.match(url) or len(url) > MAX_URL:
            return None
        return writable(url)

    def link(self, address: str | None) -> str | None:
        """Like ``absolute``, for what a reader can follow: no ``#fragment`` of this page."""
        return None if (address or "").lstrip().startswith("#") else self.absolute(address)

    def article_link(self, address: str | None) -> str | None:
        """Like ``link``, where it leads to an article on the site."""
        if not address:
            return None
        if address not in self._articles:
            if len(self._articles) >= MAX_ADDRESSES:
                return None
            url = self.link(address)
            self._articles[address] = (
                url if url and canonical.is_article_url(url, self.site) else None
            )
        return self._articles[address]


ValueReader = Callable[[Page], object]
"""Reads one field's value of a page, as it stands there: uncleaned, ``None`` for none."""


def _origin(url: str) -> str:
    """Return scheme and host of an absolute URL."""
    return "/".join(url.split("/", 3)[:3]).split("?")[0].split("#")[0]


def _parse(response: TextResponse) -> HtmlElement:
    """Return the root of the page's tree."""
    # Not the selector that a response keeps: each holds the other, and the tree
    # would wait for a pass of the garbage collector.
    root = Selector(response).root
    if isinstance(root, HtmlElement):
        return root
    # Something else was served under an article's address.
    parser = etree.HTMLParser(recover=True, encoding="utf-8", huge_tree=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    body = response.text.replace("\x00", "").encode(errors="replace") or b"<html/>"
    for text in (body, b"<html/>"):
        parsed = etree.fromstring(text, parser)
        if isinstance(parsed, HtmlElement):
            return parsed
    raise ValueError("no page")
