"""Records which articles each listing page showed, and the Most Read list, for the listings feed.

Called by ``spiders/section.py`` (home page) and ``spiders/base_listing.py`` (listings). The records
are written when the spider closes: by then the articles are fetched, so that their ids are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from scrapy import signals
from scrapy.crawler import Crawler

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.listings.list_page import ListPage
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.items import ListingPage
from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.ledger.listings import listing_pages
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.ledger.writer import LedgerWriter, explain
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.urls.canonical import canonicalize

#: Pages kept in memory, at most: a run that reads more writes some before its end.
PORTION = 200

HOME, MOST_READ = "home", "most_read"


class ListingObserver:
    """Collects the listing pages of one run; does nothing if the setting LISTINGS is off."""

    def __init__(self, crawler: Crawler, site: Site, run_id: str) -> None:
        self._crawler = crawler
        self._site = site
        self._run_id = run_id
        self._waiting: list[tuple[ListingPage, dict[str, str]]] = []
        self._home_has_most_read = False
        self._on = crawler.settings.getbool("LISTINGS")
        if self._on:
            crawler.signals.connect(self._write_later, signals.spider_closed)

    def observe_home(self, page: ListPage) -> None:
        """Note the articles and the Most Read list of the home page."""
        if self._on:
            self._note(HOME, HOME, 1, page.cards)
            self._home_has_most_read = self._most_read(page, HOME)

    def observe_page(self, listing: Listing, number: int, page: ListPage) -> None:
        """Note the articles of page *number* (from 1) of *listing*.

        If the home page had no Most Read list, that of each listing's first page is noted.
        """
        if not self._on:
            return
        self._note(listing.list, listing.name, number, page.cards)
        if number == 1 and not self._home_has_most_read:
            self._most_read(page, listing.origin)

    def _most_read(self, page: ListPage, name: str) -> bool:
        items, canonical = [], {}
        for position, entry in enumerate(page.most_read, 1):
            assert entry.url
            items.append(ListItem(position, entry.url, headline=entry.headline, label=entry.label))
            canonical[entry.url] = canonicalize(entry.url, self._site)
        self._add(MOST_READ, name, 1, items, canonical)
        return bool(page.most_read)

    def _note(self, kind: str, name: str, number: int, cards: Sequence[Card]) -> None:
        items = [
            ListItem(position, card.url, headline=card.headline, label=card.label)
            for position, card in enumerate(cards, 1)
        ]
        self._add(kind, name, number, items, {card.url: card.key for card in cards})

    def _add(
        self, kind: str, name: str, number: int, items: list[ListItem], canonical: dict[str, str]
    ) -> None:
        if not items:
            return  # nothing was recognised
        page = ListingPage(
            edition=self._site.edition.code,
            list=kind,
            name=name,
            page=number,
            items=items,
            observed_at=clock.stamp(),
            run_id=self._run_id,
        )
        self._waiting.append((page, canonical))
        if len(self._waiting) >= PORTION:
            self._write_later()

    def _write_later(self) -> None:
        LedgerWriter.of(self._crawler).later(self._write())

    async def _write(self) -> None:
        writer, stats = LedgerWriter.of(self._crawler), self._crawler.stats
        waiting, self._waiting = self._waiting, []
        try:
            for page, canonical in waiting:
                written = await writer.commit(
                    partial(listing_pages.show, page, canonical), "listings"
                )
                stats.inc_value("listing/records", int(written))
        except LedgerError as error:
            explain(self._crawler, error)
