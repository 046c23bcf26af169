"""Paging through a listing: page by page, until something says that it is enough."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cached_property
from logging import ERROR, WARNING
from typing import Any

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.browsed import BrowsedSpider
from mayadeen_crawler.crawling.listing_observer import Showing
from mayadeen_crawler.crawling.listing_progress import FIRST, Progress
from mayadeen_crawler.crawling.request_failures import (
    DISALLOWED,
    GONE,
    count_failure,
    disallowed,
)
from mayadeen_crawler.exceptions import BrowserFailed, BrowserLost
from mayadeen_crawler.ledger import listings
from mayadeen_crawler.ledger.frontier import discovery
from mayadeen_crawler.ledger.frontier.addresses import BLOCKED, Address
from mayadeen_crawler.ledger.frontier.discovery import Discovery
from mayadeen_crawler.ledger.listings import Depth, Listing
from mayadeen_crawler.pages.listing import Card, cards
from mayadeen_crawler.pages.listing_layout.load_more_response import as_html
from mayadeen_crawler.pages.listing_layout.pagination import next_page

# After what was pending, and before the articles that are found now.
LISTING_PRIORITY = 10


class PagingSpider(BrowsedSpider):
    """A spider that reads listings."""

    @cached_property
    def showing(self) -> Showing:
        """What lists show this run."""
        return Showing(self.crawler, self.site, self.arguments.run_id)

    @property
    def wish(self) -> Depth:
        """How deep this run wants to read a listing."""
        return Depth(self.arguments.max_pages, self.period.since_day)

    def listing_request(self, url: str, progress: Progress) -> Request:
        """Return the request for the current page of a listing."""
        return Request(
            url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"progress": progress},
            priority=LISTING_PRIORITY,
            dont_filter=True,  # the cards say when a listing goes in circles
        )

    async def parse_listing(self, response: Response, progress: Progress) -> AsyncIterator[Any]:
        """Yield the next page, and the articles of this one that are to be fetched."""
        progress.start = progress.start or response.url
        if self.browsing.always and progress.visit is None:
            if request := self.into_browser(progress):
                yield request
            return
        stats = self.crawler.stats
        stats.inc_value("page/answered")
        stats.inc_value("listing/pages")
        html = as_html(response)
        # What the browser shows holds all the pages before it, too.
        known = progress.seen if progress.visit else ()
        shown = cards(html, self.site, known=known) if html is not None else []
        fresh = progress.fresh(response, html or response, shown)
        stats.inc_value("listing/cards", len(fresh))
        stats.inc_value("page/recognised", int(bool(shown or known)))
        if progress.page == 1 and not known:
            progress.before = await self.ledger(listings.begin, progress.listing, self.taker)
            if not shown:
                self.logger.warning(
                    "%s: no card recognised on %s", progress.listing.origin, response.url
                )
                stats.inc_value("listing/no_cards")
                async for request in self.leave(progress):
                    yield request
                return
        found = await self.ledger(
            discovery.discover,
            [self._address(card, progress.listing) for card in fresh],
            edition=self.site.edition.code,
            taker=self.taker,
            now=clock.stamp(),
            period=self.period,
            refresh=self.arguments.refresh == "always",
            policy=self.policy if self.arguments.refresh == "auto" else None,
        )
        if fresh:
            self.showing.listing(progress.listing, progress.page, shown, html)
        stats.inc_value("article/discovered", found.unseen)
        stats.inc_value("article/known_on_listings", found.known)
        stats.inc_value("revisit/due_on_listings", found.revisits)
        step = self._step(response, html, progress, fresh, found)
        if isinstance(step, Request):
            # Before the articles: a run that dies has entered as much as it could.
            yield step
        for address in found.fetch:
            yield self.article_request(address, known=address.due)
        if isinstance(step, Depth):
            async for request in self._complete(progress, step):
                yield request

    def _step(
        self,
        response: Response,
        html: TextResponse | None,
        progress: Progress,
        fresh: list[Card],
        found: Discovery,
    ) -> Request | Depth | None:
        """Return the request for what follows, or how deep the listing has been read.

        None where it has to wait for its turn in the browser.
        """
        missed = int(progress.page > 1 and not fresh)
        following = (
            next_page(html, self.site, progress.page - missed) if html is not None else FIRST
        )
        if progress.visit is None:
            if not fresh or following.url is None:
                return self.dead_end(progress, Depth(0))
            request = self.listing_request(following.url, progress)
        else:
            assert response.request is not None
            here = response.request.replace(url=response.url)
            further = progress.visit.further(here, following, fresh=bool(fresh))
            if further is None:
                return self.end_of_visit(progress, fresh)
            if missed:
                return further  # the page that was asked for is still to come
            request = further
        depth = progress.enough(fresh, found, self.wish)
        if depth is not None:
            if found.unseen and progress.before and depth.max_pages == progress.page:
                self._stopped_among_unknown(progress)
            return depth
        progress.page += 1
        progress.asked = following
        return request

    def _stopped_among_unknown(self, progress: Progress) -> None:
        self.crawler.stats.inc_value("listing/stopped_among_unknown")
        self.logger.warning(
            "%s: page %d still showed unknown articles: a larger max_pages would find more",
            progress.listing.origin,
            progress.page,
        )

    async def _complete(self, progress: Progress, depth: Depth) -> AsyncIterator[Request]:
        await self.ledger(listings.complete, progress.listing, depth, self.taker)
        self.crawler.stats.inc_value("listing/completed")
        async for request in self.leave(progress):
            yield request

    async def listing_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """Try the listing's other address, or end it: what was asked in vain is no failure."""
        progress: Progress = failure.request.cb_kwargs["progress"]  # type: ignore[attr-defined]
        stats, origin = self.crawler.stats, progress.listing.origin
        if isinstance(failure.value, BrowserFailed):
            async for request in self.leave(progress):
                yield request
            if isinstance(failure.value, BrowserLost):
                stats.inc_value("listing/begun_again")
                if again := self.into_browser(progress.anew()):
                    yield again
                return
            stats.inc_value("listing/browser_failed")
            stats.inc_value("page/failed", int(not progress.seen))
            self.logger.warning(
                "%s: the browser failed (%s), so %d page(s) were read of it",
                origin,
                failure.value,
                progress.read,
            )
            return
        found = count_failure(self.crawler, failure)
        if found is None:
            return
        gone = found.reason in {f"http_{status}" for status in GONE}
        progress.unreadable = found.of_page
        if found.reason == DISALLOWED and progress.page == 1:
            disallowed(self.crawler, progress.listing, failure.request.url)  # type: ignore[attr-defined]
            async for request in self.leave(progress):
                yield request
            return
        if progress.page > 1 and (gone or progress.script_only):
            depth = Depth(progress.read if progress.asked.has_control else 0)
            step = self.dead_end(progress, depth)
            if isinstance(step, Request):
                yield step
            elif isinstance(step, Depth):
                async for request in self._complete(progress, step):
                    yield request
            return
        if gone and progress.others and progress.visit is None:
            first, *others = progress.others
            yield self.listing_request(first, Progress(progress.listing, others))
            return
        stats.inc_value(f"listing/failed/{found.reason}")
        self.logger.log(
            WARNING if found.reason == BLOCKED else ERROR,  # where it is one, the run's end is told
            "%s: page %d could not be read: %s (%s)",
            origin,
            progress.page,
            found.reason,
            failure.request.url,  # type: ignore[attr-defined]
        )
        async for request in self.leave(progress):
            yield request

    def _address(self, card: Card, listing: Listing) -> Address:
        return Address(card.key, card.url, listing.origin, {"label": card.label, "date": card.date})
