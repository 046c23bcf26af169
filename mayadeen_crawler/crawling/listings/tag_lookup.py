"""Finds the page of a tag, author or coverage by its name.

By what earlier articles linked, by a guessed URL, by the page that links all authors or coverages,
by the newest articles.

Called by ``spiders/tag.py`` before any article is requested. How a tag is spelled is in
``crawling/listings/tag_arguments.py``; links from articles to such pages are read by
``pages/article_layout/list_links.py`` and remembered in ``ledger/frontier/tag_addresses.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from typing import Any, NamedTuple

from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.inline_requests import fetch
from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.crawling.listings import section_lookup
from mayadeen_crawler.crawling.listings.list_page import ListPage
from mayadeen_crawler.crawling.listings.tag_arguments import TagArgument, tags_not_found
from mayadeen_crawler.crawling.page_wall import reading
from mayadeen_crawler.crawling.remembered_pages import (
    HOME,
    RememberedPages,
    name_of_page,
)
from mayadeen_crawler.crawling.request_failures import RequestFailure, count_page
from mayadeen_crawler.items.fetched_article import ListLink
from mayadeen_crawler.ledger.frontier import addresses, tag_addresses
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.middlewares.conditional import NOT_MODIFIED
from mayadeen_crawler.outlet import ListKind, Site
from mayadeen_crawler.pages.article_layout.list_links import list_links
from mayadeen_crawler.pages.article_layout.tag_links import shows_tag_label
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import Card, cards, listing_page
from mayadeen_crawler.urls.canonical import canonicalize, list_kind_at
from mayadeen_crawler.utils.text import fold
from mayadeen_crawler.warc.meta_keys import ARTICLE

#: Listings and articles that are fetched to find unknown tags, at most.
MAX_LISTINGS, MAX_ARTICLES = 6, 30


class TagPage(NamedTuple):
    """The first page of a tag's listing."""

    response: Response
    parsed: Page | None = None
    """``None`` if the page has not changed since an earlier run, or is no text."""


class UnreadTag(NamedTuple):
    """Why nobody can tell whether a tag exists: a request that failed."""

    what: str
    """What its page could not be: ``read``, or ``looked for`` on the page at `url`."""
    reason: str
    url: str


class TagLookup:
    """Finds the first page of each tag's listing."""

    def __init__(self, crawler: Crawler, site: Site, remembered: RememberedPages) -> None:
        self._crawler = crawler
        self._site = site
        self._stats = crawler.stats
        self._remembered = remembered
        self._tried: dict[tuple[Listing, str], TagPage | None] = {}
        """(Listing, canonical URL) → the page at a guessed URL, if it is a list that does not
        name the tag: it is taken as the tag's page once an article links it. Else None."""
        self._labels: dict[ListKind, dict[str, None]] = {}
        self.pages: dict[Listing, TagPage] = {}
        """Listing → its first page."""
        self.failed: dict[Listing, UnreadTag] = {}
        """Listing → the request that failed, so that the tag may exist or not."""
        self._read: Counter[str] = Counter()
        self._unread: dict[str, list[tuple[str, str]]] = {"lists": [], "articles": []}
        """How many lists and articles that may link a tag were read, and which were not: why, and
        their URLs."""
        self.fetched: dict[str, TextResponse] = {}
        """Canonical URL → the article page that was fetched to find tag links."""

    async def find(self, wanted: list[TagArgument]) -> None:
        """Fill `pages` and `failed` for the *wanted* tags; raises WrongUseError if it cannot."""
        edition = self._site.edition.code
        for tag in wanted:
            learned = await in_ledger(
                self._crawler, tag_addresses.addresses_of, tag.label, edition=edition, kind=tag.kind
            )
            await self._try(tag, [tag.url] if tag.url else learned)
            if not tag.url:
                await self._try(tag, tag.guesses(self._site), guessed=True)
        if missing := [tag for tag in wanted if not (tag.url or self._is_found(tag))]:
            await self._look_for(missing)
        missing = [
            tag
            for tag in wanted
            if not self._is_found(tag) and tag.listing(self._site) not in self.failed
        ]
        if missing:
            known: dict[ListKind, list[str]] = {}
            for kind in dict.fromkeys(tag.kind for tag in missing):
                learned = await in_ledger(
                    self._crawler, tag_addresses.labels, edition=edition, kind=kind
                )
                known[kind] = list(dict.fromkeys([*self._labels.get(kind, ()), *learned]))
            raise tags_not_found(missing, known)

    def _is_found(self, tag: TagArgument) -> bool:
        return tag.listing(self._site) in self.pages

    async def _try(self, tag: TagArgument, urls: Iterable[str], *, guessed: bool = False) -> None:
        """Take the first of *urls* that shows the tag's listing.

        A site may answer an unknown tag with its latest news. So the page at a *guessed* URL has
        to show the label; else it is kept in case an article links it.
        """
        listing = tag.listing(self._site)
        for url in urls:
            if self._is_found(tag):
                return
            key = (listing, canonicalize(url, self._site))
            if key in self._tried:
                if (kept := self._tried[key]) is not None:
                    self._take(tag, kept)
                continue
            self._tried[key] = None
            asking = self._remembered.asking(name_of_page(listing, 1))
            answer = await fetch(self._crawler, url, **asking)
            if not isinstance(answer, Response):
                count_page(self._stats, answer)
                if not answer.of_page:
                    self.failed[listing] = UnreadTag("read", answer.reason, url)
                continue
            if answer.status == NOT_MODIFIED and tag.is_at(answer.url, url, self._site):
                self._take(
                    tag, TagPage(answer)
                )  # a run before this one has read it as the tag's page
                continue
            with reading(self._crawler, answer):
                page = listing_page(answer, self._site)
                is_list = bool(tag.url or (page and cards(page)))
                if not (is_list and tag.is_at(answer.url, url, self._site)):
                    count_page(self._stats, None)
                elif guessed and page and not shows_tag_label(page, tag.label):
                    self._tried[key] = TagPage(answer, page)
                else:
                    self._take(tag, TagPage(answer, page))

    def _take(self, tag: TagArgument, page: TagPage) -> None:
        self.pages[tag.listing(self._site)] = page
        self.failed.pop(tag.listing(self._site), None)

    async def _look_for(self, missing: list[TagArgument]) -> None:
        """Go through links of the newest articles until each of *missing* is found."""
        async for link in self._links(missing):
            self._labels.setdefault(link.kind, {})[link.label] = None
            for tag in missing:
                if tag.kind == link.kind and (
                    fold(link.label) == fold(tag.label) or tag.is_slug_of(link.url)
                ):
                    await self._try(tag, [link.url])
            if all(map(self._is_found, missing)):
                return

    async def _links(self, missing: list[TagArgument]) -> AsyncIterator[ListLink]:
        """Yield links to such pages: of the home page's navigation, of the pages that link all
        authors or coverages, then of the newest articles.
        """
        address = f"{self._site.base_url}/"
        page = await self._page(address, **self._remembered.asking(HOME))
        if not isinstance(page, Response):
            self._fail(missing, page.reason, address)
            return
        self._note("lists", page, address)
        home = None
        with reading(self._crawler, page):
            home = self._remembered.home(page)
        if home is None:
            self._fail(missing, "page_error", address)
        for entry in home.links if home else ():
            if kind := list_kind_at(entry.url, self._site):
                yield ListLink(kind, entry.url, entry.label)
        for kind in dict.fromkeys(tag.kind for tag in missing if tag.kind != "tag"):
            address = self._site.base_url + self._site.edition.list_folders[kind]
            index = await self._page(address)
            if isinstance(index, TextResponse):
                for link in self._list_links(index):
                    yield link
            elif isinstance(index, RequestFailure) and not index.is_answer:
                self._fail([tag for tag in missing if tag.kind == kind], index.reason, address)
        for card in await self._newest(home, missing) if home else ():
            answer = await fetch(self._crawler, card.url, **{ARTICLE: card.key})
            self._note("articles", answer, card.url)
            if not isinstance(answer, TextResponse):
                if not isinstance(answer, Response):
                    count_page(self._stats, answer)
                continue
            self._stats.inc_value("tag/looked_at")
            self.fetched[card.key] = answer
            found = self._list_links(answer)
            edition, now = self._site.edition.code, clock.stamp()
            await in_ledger(self._crawler, tag_addresses.learn, found, edition=edition, now=now)
            for link in found:
                yield link
        for what, unread in self._unread.items():
            if len(unread) > self._read[what]:
                self._fail(missing, *unread[0])

    def _note(self, what: str, answer: Response | RequestFailure, url: str) -> None:
        """Count one of the ``lists`` or ``articles`` that may link a tag."""
        if isinstance(answer, Response):
            self._read[what] += 1
        elif not answer.is_answer:
            self._unread[what].append((answer.reason, url))

    def _fail(self, tags: Iterable[TagArgument], reason: str, url: str) -> None:
        """Note of those of *tags* that are not found that *url*, not read, may link them."""
        for tag in tags:
            if not self._is_found(tag):
                unread = UnreadTag("looked for", reason, url)
                self.failed.setdefault(tag.listing(self._site), unread)

    def _list_links(self, answer: TextResponse) -> tuple[ListLink, ...]:
        """Return the links to pages of tags, authors and coverages on a page."""
        with reading(self._crawler, answer):
            return list_links(Page(answer, self._site))
        return ()

    async def _newest(self, home: ListPage, missing: list[TagArgument]) -> list[Card]:
        """Return the newest articles of home page and sections; first those that name a label."""
        shown = {card.key: card for card in home.cards}
        names = section_lookup.defaults(home.links, self._site)
        sections = section_lookup.find(names, home.links, self._site)
        for section in sections[:MAX_LISTINGS]:
            answer = await self._page(section.urls[0])
            self._note("lists", answer, section.urls[0])
            if not isinstance(answer, Response):
                continue
            with reading(self._crawler, answer):
                page = listing_page(answer, self._site)
                for card in cards(page) if page else ():
                    shown.setdefault(card.key, card)
        words = [fold(tag.label) for tag in missing]
        newest = sorted(shown.values(), key=lambda card: card.date or "", reverse=True)
        newest.sort(key=lambda card: not any(w in fold(card.headline or "") for w in words))
        reader = LedgerWriter.of(self._crawler).reader
        code = self._site.edition.code
        if all(tag_addresses.labels(reader, edition=code, kind=tag.kind) for tag in missing):
            # The links of known articles were entered when they were fetched.
            newest = [card for card in newest if addresses.article_at(reader, card.key) is None]
        return newest[:MAX_ARTICLES]

    async def _page(self, url: str, **meta: Any) -> Response | RequestFailure:
        answer = await fetch(self._crawler, url, **meta)
        count_page(self._stats, None if isinstance(answer, Response) else answer)
        return answer
