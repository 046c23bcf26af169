"""A page, parsed once and walked once: its tree, its elements in reading order, its addresses.

``pages/article.py`` makes one for an article's page; spiders and the doctor make one for any other
page, and hand it to all that read it: cards, navigation, Most Read, next page, ticker, tag links.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Protocol, TypeVar
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from mayadeen_crawler import clock
from mayadeen_crawler.dates.site_time import http_date
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.reading_order import Nodes
from mayadeen_crawler.pages.extraction.budget import ReadingBudget
from mayadeen_crawler.urls import canonical
from mayadeen_crawler.urls.parsed_url import is_plain, writable
from mayadeen_crawler.utils.html_tree import html_tree, source_of

T = TypeVar("T")

#: Characters of the longest address that is looked at; real ones have under 600.
MAX_URL = 4096
_WITH_HOST = re.compile("https?://[^/?#]", re.IGNORECASE)
# `http://` without a host, which editors leave in links, leads nowhere.
_WITHOUT = re.compile("https?://(?:[/?#]|$)", re.IGNORECASE)
#: Different addresses of a page that can be an article's; real ones have under 200.
MAX_ADDRESSES = 5000
#: Elements of the head (``meta``, ``script`` …) that are looked at.
MAX_HEAD = 5000
#: A ``Date`` header before this year is that of a clock that was never set.
FIRST_YEAR = 2010
#: Bytes at a page's end in which its ``</html>`` is looked for: comments may follow it.
_TAIL = 20_000
#: Bytes of a page in which its root element begins.
_BEGIN = 4096
_HEAD = ("meta", "link", "script", "title", "base", "h1")


@dataclass(frozen=True, slots=True)
class Hints:
    """What a listing's card or a sitemap showed for the article, before its page was fetched."""

    label: str | None = None
    """The card's label: a section or region as the card shows it (``"MENA"``)."""
    date: str | None = None
    """The card's day, ``YYYY-MM-DD`` on the site's clock."""
    headline: str | None = None
    """The headline as the card shows it, which may be shortened."""
    published: str | None = None
    """The news sitemap's ``publication_date``, as written there."""


class PageText(Protocol):
    """An address and the text that it answered with: a Scrapy ``TextResponse`` is one."""

    @property
    def url(self) -> str:
        """The address, after redirects."""

    @property
    def text(self) -> str:
        """The answer, decoded."""

    @property
    def body(self) -> bytes:
        """The answer as it was sent; ``b""`` if it is not known."""

    @property
    def encoding(self) -> str:
        """What ``body`` was decoded with."""


class Page:
    """A parsed page. What is no HTML (JSON, XML or the like) is read as if it were.

    *now* is the time that relative times on the page count from (``response_time``). Raises
    TooCostly for a page with too many attributes (``utils/html_tree.py``).
    """

    def __init__(
        self,
        response: PageText,
        site: Site,
        hints: Hints | None = None,
        now: datetime | None = None,
    ) -> None:
        self.budget = ReadingBudget()
        self.response = response
        self.site = site
        self.hints = hints or Hints()
        self.now = now or clock.now()
        self.url = canonical.rehost(response.url, site)
        """The response's URL, on the host that this run crawls."""
        self.source = _source(response)
        """The page's text in UTF-8, as it is parsed."""
        self.root = html_tree(self.source)
        self.nodes = Nodes(self.root)
        self.found: dict[str, list[HtmlElement]] = {tag: [] for tag in _HEAD}
        """``meta``, ``link``, ``script``, ``title``, ``base`` and ``h1`` elements by tag, in page
        order: the first 5,000 of all together."""
        self.malformed: set[str] = set()
        """Metadata strategies (``jsonld``, ``tawsiyat``) whose script could not be parsed."""
        self._base = self.url
        self._origin = _origin(self.url)
        self._absolute: dict[str, str | None] = {}
        self._articles: dict[str, str | None] = {}
        self._read: dict[Callable[..., object], object] = {}
        self._failed: dict[Callable[..., object], Exception] = {}
        for element in islice(self.nodes.tagged(*_HEAD), MAX_HEAD):
            self.found[str(element.tag)].append(element)
        for element in self.found["base"][:1]:
            self._base = self.absolute(element.get("href")) or self.url
            self._origin = _origin(self._base)
            self._absolute.clear()

    @property
    def ended(self) -> bool:
        """Whether the page ends with ``</html>``, as far as can be told from its last bytes."""
        return b"</html" in self.source[-_TAIL:].lower()

    @property
    def breaks_off(self) -> bool:
        """Whether the page ends in the middle of a text or tag, and its ``<html>`` is open.

        Of a site that leaves ``</html>`` out, the last of a page is some other tag.
        """
        ends_with_tag = self.source[-_TAIL:].rstrip().endswith(b">")
        return not (ends_with_tag or self.ended) and b"<html" in self.source[:_BEGIN].lower()

    def once(self, reader: Callable[[Page], T]) -> T:
        """Return ``reader(self)``, called once a page: later calls return or raise the same."""
        if reader in self._read:
            return self._read[reader]  # type: ignore[return-value]
        if reader in self._failed:
            raise self._failed[reader]
        self.budget.check()
        try:
            value = reader(self)
        except Exception as error:
            self._failed[reader] = error
            raise
        self._read[reader] = value
        return value

    def absolute(self, address: str | None) -> str | None:
        """Return *address* as an absolute http(s) URL; ``None`` for any other scheme or text.

        An address on the edition's own host is moved to the host that this run crawls.
        """
        address = (address or "").strip()
        if not address or len(address) > MAX_URL:
            return None
        if address not in self._absolute:
            self._absolute[address] = self._join(address)
        return self._absolute[address]

    def _join(self, address: str) -> str | None:
        if address[0] == "/" and address[1:2] != "/" and "/." not in address and self._origin:
            # Most addresses: joining and rehosting would give the same, more slowly.
            url = self._origin + address
        elif _WITHOUT.match(address):
            return None
        else:
            try:
                url = address if is_plain(address) else urljoin(self._base, address)
                url = canonical.rehost(url, self.site)
                _ = urlsplit(url).port  # raises for one that is no number
            except ValueError:
                return None
            if not _WITH_HOST.match(url):
                return None
        return writable(url) if len(url) <= MAX_URL else None

    def link(self, address: str | None) -> str | None:
        """Return *address* like ``absolute``; ``None`` for a ``#fragment`` of this page."""
        return None if (address or "").lstrip().startswith("#") else self.absolute(address)

    def article_link(self, address: str | None) -> str | None:
        """Return *address* like ``link`` if it leads to an article on the site, else ``None``.

        Only the first 5,000 different addresses of a page are looked at.
        """
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


def response_time(sent: bytes | None, retrieved_at: datetime) -> datetime:
    """Return the time of a response's ``Date`` header, or *retrieved_at* without a believable one.

    Relative times on the page ("2 hours ago") count from it.
    """
    date = http_date((sent or b"").decode("latin-1"))
    return retrieved_at if date is None or date.year < FIRST_YEAR else date


ValueReader = Callable[[Page], object]
"""Reads one field's value of a page, as it stands there: uncleaned, ``None`` for none."""


def _origin(url: str) -> str:
    """Return scheme and host of an http(s) URL, ``""`` of any other address."""
    if not _WITH_HOST.match(url):
        return ""
    return "/".join(url.split("/", 3)[:3]).split("?")[0].split("#")[0]


def _source(response: PageText) -> bytes:
    body = response.body.strip()
    if (
        response.encoding == "utf-8"
        and "\ufffd" not in response.text  # which stands for what could not be decoded
        and (body[:1], body[-1:]) == (b"<", b">")
    ):
        return body.replace(b"\x00", b"")  # most pages: decoding and encoding would change nothing
    return source_of(response.text)
