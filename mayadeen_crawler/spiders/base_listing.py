"""Base class of the spiders that read listings: section, tag and latest.

A listing is read page by page until the run's depth, known articles that an earlier run read on
from, or the listing's end: `ListingProgress.enough` decides. A next page is a URL on the page, a
guessed one (``?page=2``), or a press of the load-more button in the browser
(``crawling/listings/browser_paging.py``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from logging import ERROR, WARNING
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from mayadeen_crawler import clock
from mayadeen_crawler.crawling import revisit_requests
from mayadeen_crawler.crawling.listings import browser_paging
from mayadeen_crawler.crawling.listings.browser_paging import BrowserPaging
from mayadeen_crawler.crawling.listings.list_page import CUT, ListPage
from mayadeen_crawler.crawling.listings.listing_observer import ListingObserver
from mayadeen_crawler.crawling.listings.listing_progress import ListingProgress
from mayadeen_crawler.crawling.page_wall import reading
from mayadeen_crawler.crawling.remembered_pages import name_of_page
from mayadeen_crawler.crawling.request_failures import (
    DISALLOWED,
    GONE,
    count_failure,
    warn_of_disallowed_listing,
)
from mayadeen_crawler.exceptions import BrowserFailed
from mayadeen_crawler.ledger.frontier import discovery
from mayadeen_crawler.ledger.frontier.addresses import BLOCKED, Address
from mayadeen_crawler.ledger.frontier.discovery import Discovery
from mayadeen_crawler.ledger.frontier.failure_reasons import (
    PAGE_ERROR,
    REDIRECTED_AWAY,
    TRUNCATED,
)
from mayadeen_crawler.ledger.listings import listing_depth
from mayadeen_crawler.ledger.listings.listing_depth import Depth, Listing
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.spiders.base import PENDING_PRIORITY, MayadeenSpider
from mayadeen_crawler.urls.canonical import canonicalize

#: Priority of listing pages: after pending articles, before the articles that they show.
LISTING_PRIORITY = 10


class ListingSpider(MayadeenSpider):
    """A spider that reads listings."""

    #: Whether it reads some in a browser, so that ``browser=`` is for it.
    in_browser: ClassVar[bool] = True

    def check(self, settings: BaseSettings) -> None:
        """Read the settings; raises WrongUseError for ``browser=always`` without a browser."""
        super().check(settings)
        if self.in_browser:
            browser_paging.check(self.arguments.browser, settings)

    @cached_property
    def browser(self) -> BrowserPaging:
        """The browser of the run, for listings that only a script continues."""
        return BrowserPaging(
            self.crawler, self.arguments.browser, self.listing_request, logger=self.logger
        )

    @cached_property
    def observer(self) -> ListingObserver:
        """What records the listing pages of the run."""
        return ListingObserver(self.crawler, self.site, self.arguments.run_id)

    @property
    def wanted_depth(self) -> Depth:
        """How deep this run has to read a listing: ``max_pages``, ``since`` and ``until``."""
        return Depth(self.arguments.max_pages, self.period.since, self.period.until)

    @property
    def whole_depth(self) -> Depth:
        """How deep a listing is read whose end was reached."""
        return replace(self.wanted_depth, max_pages=0)

    async def due_requests(
        self, found_on: Sequence[Listing], sections: Iterable[str] = ()
    ) -> AsyncIterator[Request]:
        """Yield requests for known articles that are due; see ``crawling/revisit_requests.py``."""
        due = await revisit_requests.take_due(
            self.crawler, self.arguments, found_on, sections,
            taker=self.taker, policy=self.policy, period=self.period,
        )  # fmt: skip
        for address in due:
            yield self.article_request(address, priority=PENDING_PRIORITY, known=True)

    def listing_request(self, url: str, progress: ListingProgress) -> Request:
        """Return the request for the current page of a listing.

        It is conditional unless a browser is to show the page.
        """
        in_browser = self.browser.always or progress.visit is not None
        page = name_of_page(progress.listing, progress.page)
        return Request(
            url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"progress": progress},
            meta={} if in_browser else self.remembered.asking(page),
            priority=LISTING_PRIORITY,
            dont_filter=True,  # a listing that goes in circles is noticed by its cards
        )

    async def parse_listing(
        self, response: Response, progress: ListingProgress
    ) -> AsyncIterator[Any]:
        """Yield the next page, and the articles of this one that are to be fetched.

        If the page cannot be read, the listing ends there, and its turn in the browser is over.
        """
        was_read = False
        with reading(self.crawler, response):
            async for request in self._parse_listing(response, progress):
                yield request
            was_read = True
        if not was_read:
            self.crawler.stats.inc_value(f"listing/failed/{PAGE_ERROR}")
            self._count_unread(progress)
            async for request in self.browser.leave(progress):
                yield request

    async def _parse_listing(
        self, response: Response, progress: ListingProgress
    ) -> AsyncIterator[Any]:
        stats, led_home = self.crawler.stats, self._led_home(response)
        progress.start = progress.start or response.url
        if self.browser.always and progress.visit is None and not led_home:
            if request := self.browser.enter(progress):
                yield request
            return
        stats.inc_value("page/answered")
        if led_home:
            async for request in self._without_page(
                progress, REDIRECTED_AWAY, response.url, gone=True
            ):
                yield request
            return
        stats.inc_value("listing/pages")
        # The browser shows all earlier pages too.
        known = bool(progress.visit and progress.seen)
        page = self.remembered.listing(response, progress)
        if fault := self._fault(page, progress):
            async for request in self._unreadable(progress, fault, response.url):
                yield request
            return
        fresh = progress.fresh(page)
        stats.inc_value("listing/cards", len(fresh))
        stats.inc_value("page/recognised", int(bool(page.cards) or known))
        if progress.page == 1 and not known:
            progress.before = await self.ledger(listing_depth.begin, progress.listing, self.taker)
            if not page.cards:
                self.logger.warning(
                    "%s: no card recognised on %s", progress.listing.origin, response.url
                )
                stats.inc_value("listing/no_cards")
                self._count_unread(progress)
                async for request in self.browser.leave(progress):
                    yield request
                return
            stats.inc_value("listing/lists_read")
        found = await self.discover(fresh, page, progress)
        step = self._step(response, page, progress, fresh, found)
        if isinstance(step, Request):
            # Before the articles: a run that dies has entered as much as it could.
            yield step
        for address in found.fetch:
            yield self.article_request(address, known=address.due)
        if isinstance(step, Depth):
            async for request in self.complete(progress, step):
                yield request

    async def discover(
        self, fresh: list[Card], page: ListPage, progress: ListingProgress
    ) -> Discovery:
        """Enter the *fresh* cards of *page* into the ledger, and return which are to be fetched."""
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
            self.observer.observe_page(progress.listing, progress.page, page)
        progress.note(fresh, found, self.period.since_day)
        stats = self.crawler.stats
        stats.inc_value("article/discovered", found.unseen)
        stats.inc_value("article/known_on_listings", found.known)
        stats.inc_value("revisit/due_on_listings", found.revisits)
        return found

    def _step(
        self,
        response: Response,
        page: ListPage,
        progress: ListingProgress,
        fresh: list[Card],
        found: Discovery,
    ) -> Request | Depth | None:
        """Return the request for the next page, or how deep the listing has been read.

        None if the listing waits for its turn in the browser.
        """
        following, further = page.following, None
        if progress.visit is None:
            if not fresh or following.url is None:
                is_gap = page.is_whole and not fresh and not progress.asked.has_control
                end = self._depth_before_gap(progress) if is_gap else self.whole_depth
                return self.at_end(progress, self.browser.after_last_page(progress, end))
        else:
            assert response.request is not None
            here = response.request.replace(url=response.url)
            further = progress.visit.next_request(here, following, fresh=bool(fresh))
            if further is None:
                end = self.browser.depth_at_end(progress, fresh, self.whole_depth)
                return self.at_end(progress, end)
            if progress.page > 1 and not fresh:
                return further  # the page that was requested is still to come
        depth = progress.enough(fresh, found, self.wanted_depth, self.period.since_day)
        if depth is not None:
            if found.unseen and depth.max_pages == progress.page and progress.leaves_gap:
                self._warn_of_gap(
                    progress,
                    f"page {progress.page} still showed unknown articles: "
                    "a larger max_pages would find more",
                )
            return depth
        progress.page += 1
        progress.asked = following
        return further or self.listing_request(following.url or "", progress)

    def at_end(
        self, progress: ListingProgress, step: Request | Depth | None
    ) -> Request | Depth | None:
        """Return *step*, which follows a listing's last page, where that is the list's true end.

        A list that ends above what the last run saw of it has lost its pages below (its load-more
        control is gone), or shows too few for the time that passed (a feed after an outage): that
        is a warning, and it does not count as read to its end.
        """
        if not isinstance(step, Depth) or not progress.leaves_gap:
            return step
        self._warn_of_gap(
            progress,
            "the list ends above what an earlier run saw of it: "
            "what was published in between may be missing",
        )
        return replace(self.wanted_depth, max_pages=progress.read)

    def _warn_of_gap(self, progress: ListingProgress, what: str) -> None:
        self.crawler.stats.inc_value("listing/gaps")
        self.logger.warning("%s: %s", progress.listing.origin, what)

    async def complete(self, progress: ListingProgress, depth: Depth) -> AsyncIterator[Request]:
        """Record that the listing was read to *depth*; yield a request that waited for its tab."""
        await self.remembered.complete(progress, depth, self.taker)
        self.crawler.stats.inc_value("listing/completed")
        async for request in self.browser.leave(progress):
            yield request

    async def listing_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """Go on after a listing page that could not be read.

        By the browser, by another URL of the listing, or not at all: a next-page URL that is not
        there (404) is the listing's end, and an error only on its first page.
        """
        progress: ListingProgress = failure.request.cb_kwargs["progress"]  # type: ignore[attr-defined]
        stats, origin = self.crawler.stats, progress.listing.origin
        if isinstance(failure.value, BrowserFailed):
            async for request in self.browser.leave(progress):
                yield request
            stats.inc_value("listing/browser_failed")
            stats.inc_value("page/failed", int(not progress.seen))
            self._count_unread(progress)
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
        url: str = failure.request.url  # type: ignore[attr-defined]
        if found.reason == DISALLOWED and progress.page == 1:
            warn_of_disallowed_listing(self.crawler, progress.listing, url)
            async for request in self.browser.leave(progress):
                yield request
            return
        async for request in self._without_page(progress, found.reason, url, gone=gone):
            yield request

    async def _without_page(
        self, progress: ListingProgress, reason: str, url: str, *, gone: bool
    ) -> AsyncIterator[Any]:
        """Go on without the current page, which *url* did not bring; *gone*: it is not there."""
        if progress.page > 1 and (gone or progress.script_only):
            end = self._depth_before_gap(progress)
            step = self.at_end(progress, self.browser.after_last_page(progress, end))
            if isinstance(step, Request):
                yield step
            elif isinstance(step, Depth):
                async for request in self.complete(progress, step):
                    yield request
            return
        if gone and progress.others and progress.visit is None:
            first, *others = progress.others
            yield self.listing_request(first, ListingProgress(progress.listing, others))
            return
        async for request in self._unreadable(progress, reason, url):
            yield request

    def _led_home(self, response: Response) -> bool:
        """Whether the site answered with its home page, as some do for a list that is gone."""
        if "redirect_urls" not in response.meta:
            return False
        home = f"{self.site.base_url}/"
        return canonicalize(response.url, self.site) == canonicalize(home, self.site)

    def _depth_before_gap(self, progress: ListingProgress) -> Depth:
        """Return how deep a listing was read whose next page is not there, or shows nothing new.

        A next page that was guessed is the listing's end. One that the page names may be missing
        for a moment: it is the end where the last run found it missing as well, or the one before
        it, for a list that grew since.
        """
        asked, gap = progress.asked, -progress.read
        before = progress.before.depth if progress.before else None
        if asked.has_control:
            return replace(self.wanted_depth, max_pages=progress.read)
        again = before is not None and gap <= before.max_pages <= min(gap + 1, -1)
        return (
            self.whole_depth
            if asked.guessed or again
            else replace(self.wanted_depth, max_pages=gap)
        )

    async def _unreadable(
        self, progress: ListingProgress, reason: str, url: str
    ) -> AsyncIterator[Any]:
        """Leave a listing whose current page, at *url*, could not be read: it is not completed."""
        self.crawler.stats.inc_value(f"listing/failed/{reason}")
        self._count_unread(progress)
        self.logger.log(
            WARNING if reason == BLOCKED else ERROR,  # if it is a block, the run's end says so
            "%s: page %d could not be read: %s (%s)",
            progress.listing.origin,
            progress.page,
            reason,
            url,
        )
        async for request in self.browser.leave(progress):
            yield request

    def _fault(self, page: ListPage, progress: ListingProgress) -> str | None:
        """Return why *page* is not believed: it is cut, or an error at the address of a next page.

        A missing end counts where only this page lacks it, since a site may never close its pages,
        or where it breaks off in the middle of a text; an error only where the page before named
        the address: a guessed one may be answered by anything.
        """
        if not page.is_whole or progress.visit is not None:
            return None
        ended = page.fault not in (CUT, TRUNCATED)
        self.crawler.stats.inc_value("listing/ended" if ended else "listing/unended")
        if not ended:
            stats = self.crawler.stats.get_stats()
            is_odd = stats.get("listing/ended", 0) > stats["listing/unended"]
            return TRUNCATED if is_odd or page.fault == CUT else None
        named = progress.page > 1 and not progress.asked.guessed
        return page.fault if named else None

    def _count_unread(self, progress: ListingProgress) -> None:
        """Count a listing of which no page was read, or only those before this one."""
        what = "in_part" if progress.seen else "unread"
        self.crawler.stats.inc_value(f"listing/lists_{what}")

    def _address(self, card: Card, listing: Listing) -> Address:
        hints = {"label": card.label, "date": card.date, "headline": card.headline}
        return Address(card.key, card.url, listing.origin, hints)
