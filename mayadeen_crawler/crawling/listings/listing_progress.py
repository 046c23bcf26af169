"""How far a run has read one listing, and whether it has read enough.

``spiders/base_listing.py`` passes one `ListingProgress` from page to page of a listing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mayadeen_crawler.crawling.listings.browser_visit import BrowserVisit
from mayadeen_crawler.crawling.listings.list_page import NOWHERE, ListPage
from mayadeen_crawler.ledger.frontier.discovery import Discovery
from mayadeen_crawler.ledger.listings.listing_depth import Depth, LastReading, Listing
from mayadeen_crawler.ledger.listings.page_readings import PageReading
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.pages.listing_layout.pagination import NextPage, counted_on

#: Cards at the end of what a list shows that are all known where another list keeps up with it.
_KNOWN_BELOW = 5


@dataclass
class ListingProgress:
    """How far the run has read one listing."""

    listing: Listing
    others: list[str] = field(default_factory=list)
    """Further URLs at which the listing may be, to try if its first one is gone (404, 410)."""
    page: int = 1
    """Number of the page that was requested last, from 1."""
    seen: dict[str, None] = field(default_factory=dict)
    """Canonical URLs of the cards shown so far, from the top."""
    below: int = 0
    """How many of them stand below the last one that was new to the ledger."""
    is_past: bool = False
    """The last of them is older than the run's period: what is further down is not asked for."""
    before: LastReading | None = None
    """What earlier runs read of the listing; None if there was none."""
    asked: NextPage = NOWHERE
    """How the URL of the current page was found."""
    start: str = ""
    """URL of the page on which a browser would go on: the last whole HTML page with cards whose
    URL was not guessed."""
    depth: int = 1
    """Number of that page."""
    served: set[bool] = field(default_factory=set)
    """Which kinds of next-page URL have brought a page with new cards: guessed ones (True), ones
    found on the page (False)."""
    unreadable: bool = False
    """The last response is of use for a script only: it holds content without any card, such as
    JSON, or cards of earlier pages at an address that lacks the page's number, which the script
    adds."""
    readings: list[PageReading] = field(default_factory=list)
    """The pages that were read, to be kept when the listing is completed."""
    parsed: Page | None = None
    """The first page, where the lookup of a tag has parsed it."""
    visit: BrowserVisit | None = None
    """The reading in the browser, if the listing is read there."""

    def fresh(self, shown: ListPage) -> list[Card]:
        """Note the cards *shown* by a page; return those that no earlier page showed."""
        fresh = [card for card in shown.cards if card.key not in self.seen]
        repeated = self.page > 1 and bool(shown.cards) and not fresh
        self.unreadable = shown.is_unreadable or (
            repeated and counted_on(self.asked.url or "", self.page, 1) is None
        )
        self.seen.update(dict.fromkeys(card.key for card in fresh))
        if self.page > 1 and len(fresh) > len(shown.cards) // 2:
            self.served.add(self.asked.guessed)
        whole = self.visit is None and shown.is_whole
        if fresh and whole and not self.asked.guessed:
            self.start, self.depth = shown.url, self.page
        return fresh

    @property
    def read(self) -> int:
        """Number of pages that were read, without the one that was requested last."""
        return max(self.page - 1, int(bool(self.seen)))

    @property
    def script_only(self) -> bool:
        """Whether only a browser can go on.

        That is, the page has a load-more button whose next page no plain request could fetch.
        """
        asked = self.asked
        in_vain = (asked.guessed or self.unreadable) and asked.guessed not in self.served
        return asked.has_control and in_vain and self.visit is None

    def note(self, fresh: list[Card], found: Discovery, since_day: str | None) -> None:
        """Note what the ledger knows of the *fresh* cards of a page: *found*."""
        self.below = found.below + (self.below if found.below == len(fresh) else 0)
        day = fresh[-1].date if fresh else None
        self.is_past = self.is_past or bool(day and since_day and day < since_day)

    @property
    def leaves_gap(self) -> bool:
        """Whether the pages so far show nothing that completed runs saw of the listing.

        False if the last cards shown are known: another list keeps up, and found what lies between.
        """
        before, told = self.before, self.below >= min(_KNOWN_BELOW, len(self.seen))
        if before is None or told or self.is_past:
            return False
        return not before.is_met_by(self.seen)

    def enough(
        self, fresh: list[Card], found: Discovery, wanted: Depth, since_day: str | None
    ) -> Depth | None:
        """Return how deep the listing has been read if paging should stop, else None.

        It stops at the run's *wanted* depth, at a page whose cards are all older than *since_day*
        (``2026-03-05``), or at a page of known articles if an earlier run read on from there.
        *fresh*: the new cards of the last page; *found*: what the ledger knows of them.
        """
        if not fresh:
            return None  # the first page once more, in the browser
        keys, before = [card.key for card in fresh], self.before
        if found.only_known and before and before.goes_on_from(keys, wanted):
            return before.depth
        days = [card.date for card in fresh if card.date]
        if since_day and len(days) == len(fresh) and max(days) < since_day:
            return replace(wanted, max_pages=0)
        return wanted if self.page == wanted.max_pages else None
