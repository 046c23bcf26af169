"""Home page, listings, sitemaps, RSS feed of a run: read only if they changed since an earlier one.

A page is kept in the ledger with what it said (``ledger/listings/page_readings.py``) once it was
recognised and its listing was read to its end. Requests for it are then conditional:
`RememberedPages.asking` gives what marks them, ``middlewares/conditional.py`` does the rest. Of a
304, `home` and `listing` return what the page said last time, so that a run goes on from there as
if it had read the page: whatever is new, due or to be tried again by now is fetched.

A reading serves runs that read and follow pages alike (`_key`), for a day. With ``refresh=always``
nothing is conditional, and all readings of the edition are dropped.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.conditional_requests import copy_of
from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.crawling.listings.list_page import (
    ListPage,
    packed,
    read_feed,
    read_home,
    read_listing,
    unpacked,
)
from mayadeen_crawler.crawling.listings.listing_progress import ListingProgress
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.extensions.tdmrep import TdmReservations, statements_in
from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger.listings import listing_depth, page_readings
from mayadeen_crawler.ledger.listings.listing_depth import Depth, Listing
from mayadeen_crawler.ledger.listings.page_readings import PageReading, ReadAs
from mayadeen_crawler.ledger.writer import LedgerWriter, explain
from mayadeen_crawler.middlewares.conditional import NOT_MODIFIED, READ_AS, READING
from mayadeen_crawler.outlet import Site

HOME, SITEMAP = "home", "sitemap"

#: Raised when the form in which pages are kept changes, or how they are read without their being
#: other articles: what an older program kept is then read again.
FORM = 2


def name_of_page(listing: Listing, number: int) -> str:
    """Return the name of page *number* of *listing*, as readings have it: ``tag:syria 1``."""
    return f"{listing.origin} {number}"


class RememberedPages:
    """The pages of a run that need not be read if they have not changed."""

    def __init__(
        self, crawler: Crawler, site: Site, identity: Mapping[str, object], *, refresh: bool
    ) -> None:
        """*identity*: the values of the spider's arguments. *refresh*: read every page again."""
        self._crawler = crawler
        self._site = site
        self._stats = crawler.stats
        self._refresh = refresh
        settings = crawler.settings
        headers = settings.getdict("DEFAULT_REQUEST_HEADERS")
        self._key = _key(EXTRACTOR_VERSION, FORM, identity, settings["USER_AGENT"], headers)
        self._home: list[PageReading] = []
        """The home page, if it was read in this run: kept when the run is finished."""
        crawler.signals.connect(self._finished, signals.spider_closed)

    async def forget_old(self) -> None:
        """Drop readings of more than a day; with ``refresh=always`` all of the edition.

        Call it before the first request.
        """
        edition = self._site.edition.code if self._refresh else None
        await in_ledger(self._crawler, page_readings.forget, now=clock.stamp(), edition=edition)

    def asking(self, page: str) -> dict[str, Any]:
        """Return the ``Request.meta`` of a request for *page*: HOME, SITEMAP, or a listing's."""
        return {} if self._refresh else {READ_AS: self._read_as(page)}

    def home(self, response: Response) -> ListPage:
        """Return what the home page says."""
        page = self._known(response)
        if page is None:
            page = read_home(response, self._site)
            self.count_read(HOME)
            is_good = page.names_section(self._site) and page.fault is None
            if is_good and self.could_keep(response):
                self._home = [self.reading(response, HOME, packed(page, statements_in(response)))]
        return page

    def listing(self, response: Response, progress: ListingProgress) -> ListPage:
        """Return what the current page of a listing says; *progress* notes what is to be kept."""
        page = self._known(response)
        if page is not None:
            return page
        known = progress.seen if progress.visit else ()
        parsed, progress.parsed = progress.parsed, None
        page = read_listing(response, self._site, progress.page, known, parsed)
        self._note(page, response, progress)
        return page

    def feed(self, response: Response, progress: ListingProgress) -> ListPage | None:
        """Return what the feed says, None if it is no feed; *progress* notes what is to be kept."""
        page = self._known(response)
        if page is None and (page := read_feed(response, self._site)) is not None:
            self._note(page, response, progress)
        return page

    def _note(self, page: ListPage, response: Response, progress: ListingProgress) -> None:
        """Count a page that was read, and note it in *progress* if a later 304 may be about it."""
        self.count_read(progress.listing.list)
        if page.cards and progress.visit is None and self.could_keep(response):
            name = name_of_page(progress.listing, progress.page)
            progress.readings.append(
                self.reading(response, name, packed(page, statements_in(response)))
            )

    def said(self, response: Response) -> bytes | None:
        """Return what the page of a 304 said when it was read; None of any other response."""
        if response.status != NOT_MODIFIED:
            return None
        reading: PageReading = response.meta[READING]
        self._stats.inc_value(f"conditional/not_modified/{_kind(reading.read_as.page)}")
        return reading.said

    def could_keep(self, response: Response) -> bool:
        """Whether *response* is a page with validators, so that a later 304 could be about it."""
        copy = copy_of(response)
        has_validators = bool(copy.etag or copy.last_modified)
        return has_validators and response.status != NOT_MODIFIED and not self._refresh

    def reading(self, response: Response, page: str, said: bytes) -> PageReading:
        """Return the reading of *page*, which said *said*, for `keep`; see `could_keep`."""
        return PageReading(self._read_as(page), copy_of(response), said, clock.stamp())

    async def keep(self, reading: PageReading) -> None:
        """Keep *reading* for later runs; call it when all that it says is in the ledger."""
        await in_ledger(self._crawler, page_readings.keep, [reading])
        self._stats.inc_value("conditional/kept")

    async def complete(self, progress: ListingProgress, depth: Depth, taker: str) -> None:
        """Record that a listing was read to *depth*, and keep its pages, in one transaction.

        They are not kept where another process began the listing since.
        """
        if await in_ledger(self._crawler, _complete, progress, depth, taker):
            self._stats.inc_value("conditional/kept", len(progress.readings))

    def count_read(self, page: str) -> None:
        """Count a page that came whole and is read: HOME, SITEMAP, ``section``, ``latest``, …"""
        self._stats.inc_value(f"conditional/read/{page}")

    def _known(self, response: Response) -> ListPage | None:
        said = self.said(response)
        if said is None:
            return None
        page = unpacked(said)
        noting = self._crawler.get_extension(TdmReservations)
        if noting is not None:
            # What the 304 itself says is noted already.
            noted = statements_in(response)
            for statement in page.statements:
                if statement not in noted:
                    noting.note(statement, response.url)
        return page

    def _read_as(self, page: str) -> ReadAs:
        return ReadAs(self._site.edition.code, page, self._key)

    def _finished(self, reason: str) -> None:
        if reason == "finished" and self._home:
            LedgerWriter.of(self._crawler).later(self._keep_home())

    async def _keep_home(self) -> None:
        try:
            await LedgerWriter.of(self._crawler).do(page_readings.keep, self._home)
            self._stats.inc_value("conditional/kept", len(self._home))
        except LedgerError as error:
            explain(self._crawler, error)


def _complete(db: sqlite3.Connection, progress: ListingProgress, depth: Depth, taker: str) -> bool:
    done = listing_depth.complete(db, progress.listing, depth, taker, progress.seen)
    if done:
        page_readings.keep(db, progress.readings)
    return done


def _key(*parts: object) -> str:
    text = json.dumps(parts, default=str, sort_keys=True)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def _kind(page: str) -> str:
    return page.partition(":")[0]
