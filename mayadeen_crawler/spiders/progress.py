"""How far a run is through one listing."""

from __future__ import annotations

from dataclasses import dataclass, field

from mayadeen_crawler.ledger.addresses import Discovery
from mayadeen_crawler.ledger.listings import Depth, Listing
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.pages.navigation import NextPage
from mayadeen_crawler.spiders.clicking import Visit

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
    """Where its first page was found."""
    guesses_serve: bool = False
    """A guessed address has brought a further page."""
    visit: Visit | None = None
    """How it is read in the browser, where it is."""

    @property
    def read(self) -> int:
        """How many pages were read before the one that is asked for."""
        return max(self.page - 1, int(bool(self.seen)))

    @property
    def script_only(self) -> bool:
        """Whether a load-more control stood there, and guessing where it leads was in vain."""
        asked = self.asked.guessed and self.asked.has_control
        return asked and self.visit is None and not self.guesses_serve

    def enough(self, fresh: list[Card], found: Discovery, wish: Depth) -> Depth | None:
        """Return how deep the listing has been read if that is enough, else None.

        *fresh*: the new cards of the page read last; *found*: what the ledger says
        of them; *wish*: how deep the run wants to read.
        """
        if not fresh:
            return None  # the first page once more, in the browser
        if not (found.unseen or found.fetch) and self.before and self.before.covers(wish):
            return self.before
        days = [card.date for card in fresh if card.date]
        if wish.since and len(days) == len(fresh) and max(days) < wish.since:
            return Depth(0, wish.since)
        return wish if self.page == wish.max_pages else None
