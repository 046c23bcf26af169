"""How far a run is through one listing."""

from __future__ import annotations

from dataclasses import dataclass, field

from scrapy.http import Response

from mayadeen_crawler.crawling.browser_paging import Visit
from mayadeen_crawler.ledger.frontier.discovery import Discovery
from mayadeen_crawler.ledger.listings import Depth, Listing
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.pages.listing_layout.pagination import NextPage

#: Bytes of an answer that holds no card, nor anything a script would make one of.
_EMPTY = 200

FIRST = NextPage(None, guessed=False, has_control=False)


@dataclass
class Progress:
    """How far the run is through one listing."""

    listing: Listing
    others: list[str] = field(default_factory=list)
    """Where else the listing may be, should its address be gone."""
    page: int = 1
    seen: set[str] = field(default_factory=set)
    """Canonical addresses of the cards shown so far."""
    before: Depth | None = None
    """How deep the last run read it, if it completed."""
    asked: NextPage = FIRST
    """How the current page was come by."""
    start: str = ""
    """Where a browser would begin: the last whole page with cards that was not guessed."""
    depth: int = 1
    """Which page that is."""
    served: set[bool] = field(default_factory=set)
    """What has brought a further page: addresses that were guessed, or that were not."""
    unreadable: bool = False
    """What the page asked for last answered is of use to a script at best."""
    visit: Visit | None = None
    """How it is read in the browser, where it is."""

    def fresh(self, response: Response, html: Response, shown: list[Card]) -> list[Card]:
        """Take note of the cards that *response* shows; return those that no page did before."""
        # JSON of cards' parts, say; nothing at all is the listing's end.
        self.unreadable = not shown and len(html.body) < _EMPTY <= len(response.body)
        fresh = [card for card in shown if card.key not in self.seen]
        self.seen.update(card.key for card in fresh)
        if self.page > 1 and len(fresh) > len(shown) // 2:
            self.served.add(self.asked.guessed)
        whole = self.visit is None and b"<html" in response.body[:1000].lower()
        if fresh and whole and not self.asked.guessed:
            self.start, self.depth = response.url, self.page
        return fresh

    def anew(self) -> Progress:
        """Return where a browser begins with it once more."""
        return Progress(self.listing, start=self.start, depth=self.depth)

    @property
    def read(self) -> int:
        """How many pages were read before the one that is asked for."""
        return max(self.page - 1, int(bool(self.seen)))

    @property
    def script_only(self) -> bool:
        """Whether a load-more control stood there, and asking where it leads was in vain."""
        asked = self.asked
        in_vain = (asked.guessed or self.unreadable) and asked.guessed not in self.served
        return asked.has_control and in_vain and self.visit is None

    def enough(self, fresh: list[Card], found: Discovery, wish: Depth) -> Depth | None:
        """Return how deep the listing has been read if that is enough, else None.

        *fresh*: the new cards of the page read last; *found*: what the ledger says
        of them; *wish*: how deep the run wants to read.
        """
        if not fresh:
            return None  # the first page once more, in the browser
        if found.only_known and self.before and self.before.covers(wish):
            return self.before
        days = [card.date for card in fresh if card.date]
        if wish.since and len(days) == len(fresh) and max(days) < wish.since:
            return Depth(0, wish.since)
        return wish if self.page == wish.max_pages else None
