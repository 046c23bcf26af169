"""Listings that go on in the browser: when a spider takes one there, and when it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cached_property

from scrapy import Request
from scrapy.settings import BaseSettings

from mayadeen_crawler.crawling import browser_paging
from mayadeen_crawler.crawling.browser_paging import Browsing, Visit
from mayadeen_crawler.crawling.listing_progress import Progress
from mayadeen_crawler.ledger.listings import Depth
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.spiders.base import MayadeenSpider


class BrowsedSpider(MayadeenSpider):
    """A spider whose listings may need a browser."""

    def listing_request(self, url: str, progress: Progress) -> Request:
        """Return the request for the current page of a listing."""
        raise NotImplementedError

    def check(self, settings: BaseSettings) -> None:
        """Raise WrongUseError where the browser that is wanted is missing."""
        super().check(settings)
        browser_paging.check(self.arguments.browser, settings)

    @cached_property
    def browsing(self) -> Browsing:
        """The run's way into the browser."""
        return Browsing(self.crawler, self.arguments.browser)

    def dead_end(self, progress: Progress, depth: Depth) -> Request | Depth | None:
        """Return what follows where no page does: *depth*, or the same listing in the browser."""
        if not progress.script_only:
            return depth
        if self.browsing.possible:
            return self.into_browser(progress)
        self.crawler.stats.inc_value("listing/needs_browser")
        # Where a browser is missing, one line has said so for all listings.
        say = self.logger.warning if self.arguments.browser == "never" else self.logger.info
        say(
            "%s: its load-more button works by script only, so %d page(s) were read of it",
            progress.listing.origin,
            progress.read,
        )
        return Depth(progress.read)

    def into_browser(self, progress: Progress) -> Request | None:
        """Return the request that begins with the listing there; None while it has to wait."""
        progress.visit = Visit(addresses=self.browsing.always)
        # Its last page is shown once more.
        progress.page = progress.depth + int(bool(progress.seen))
        return self.browsing.enter(progress.visit, self.listing_request(progress.start, progress))

    def end_of_visit(self, progress: Progress, fresh: list[Card]) -> Depth:
        """Return how deep the browser has read the listing, when it goes on no more."""
        assert progress.visit is not None
        if fresh or not progress.visit.in_vain:
            return Depth(0)
        self.crawler.stats.inc_value("listing/pressed_in_vain")
        self.logger.warning(
            "%s: pressing its load-more button brought nothing, so %d page(s) were read of it",
            progress.listing.origin,
            progress.read,
        )
        return Depth(progress.read)

    async def leave(self, progress: Progress) -> AsyncIterator[Request]:
        """Yield the request of the listing that takes this one's place in the browser, if any."""
        if progress.visit and (request := await self.browsing.leave(progress.visit)):
            yield request
