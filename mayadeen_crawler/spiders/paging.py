"""Paging through a listing: page by page, until something says that it is enough."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from mayadeen_crawler.dates import rfc3339
from mayadeen_crawler.ledger import addresses, listings
from mayadeen_crawler.ledger.addresses import Address, Discovery
from mayadeen_crawler.ledger.listings import Depth, Listing
from mayadeen_crawler.pages.fragments import as_html
from mayadeen_crawler.pages.listing import Card, cards
from mayadeen_crawler.pages.navigation import NextPage, next_page
from mayadeen_crawler.spiders.base import MayadeenSpider
from mayadeen_crawler.spiders.failures import GONE, explain_failure

# After what was pending, and before the articles that are found now.
LISTING_PRIORITY = 10

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


class PagingSpider(MayadeenSpider):
    """A spider that reads listings."""

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
        stats = self.crawler.stats
        stats.inc_value("page/answered")
        stats.inc_value("listing/pages")
        html = as_html(response)
        shown = cards(html, self.site) if html is not None else []
        fresh = [card for card in shown if card.key not in progress.seen]
        progress.seen.update(card.key for card in fresh)
        stats.inc_value("listing/cards", len(fresh))
        stats.inc_value("page/recognised", int(bool(shown)))
        if progress.page == 1:
            progress.before = await self.ledger(listings.begin, progress.listing, self.taker)
            if not shown:
                self.logger.warning(
                    "%s: no card recognised on %s", progress.listing.origin, response.url
                )
                stats.inc_value("listing/no_cards")
                return
        found = await self.ledger(
            addresses.discover,
            [self._address(card, progress.listing) for card in fresh],
            edition=self.site.edition.code,
            taker=self.taker,
            now=rfc3339(datetime.now(UTC)),
            period=self.period,
            refresh=self.arguments.refresh == "always",
        )
        stats.inc_value("article/discovered", found.unseen)
        stats.inc_value("article/known_on_listings", found.known)
        following = (
            next_page(html, self.site, progress.page) if html is not None and fresh else None
        )
        depth = self._read_to(progress, fresh, following, found)
        if depth is None and following is not None and following.url:
            # Before the articles: a run that dies has entered as much as it could.
            progress.page += 1
            progress.asked = following
            yield self.listing_request(following.url, progress)
        for address in found.fetch:
            yield self.article_request(address, known=self.arguments.refresh == "always")
        if depth is not None:
            await self._complete(progress, depth)

    def _read_to(
        self, progress: Progress, fresh: list[Card], following: NextPage | None, found: Discovery
    ) -> Depth | None:
        """Return how deep the listing has been read if it is to end here, else None."""
        wish, before = self.wish, progress.before
        days = [card.date for card in fresh if card.date]
        if not fresh or following is None or following.url is None:
            if progress.asked.guessed and progress.asked.has_control:
                self._needs_browser(progress)
                return Depth(max(progress.page - 1, 1))
            return Depth(0)
        if not (found.unseen or found.fetch) and before is not None and before.covers(wish):
            return before
        if wish.since and len(days) == len(fresh) and max(days) < wish.since:
            return Depth(0, wish.since)
        if progress.page == wish.max_pages:
            if found.unseen and before is not None:
                self.logger.warning(
                    "%s: page %d still showed unknown articles: a larger max_pages would find more",
                    progress.listing.origin,
                    progress.page,
                )
                self.crawler.stats.inc_value("listing/stopped_among_unknown")
            return wish
        return None

    def _needs_browser(self, progress: Progress) -> None:
        self.crawler.stats.inc_value("listing/needs_browser")
        self.logger.warning(
            "%s: its load-more button works by script only, so %d page(s) were read of it",
            progress.listing.origin,
            max(progress.page - 1, 1),
        )

    async def _complete(self, progress: Progress, depth: Depth) -> None:
        await self.ledger(listings.complete, progress.listing, depth, self.taker)
        self.crawler.stats.inc_value("listing/completed")

    async def listing_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """Try the listing's other address, or end it: what was asked in vain is no failure."""
        progress: Progress = failure.request.cb_kwargs["progress"]  # type: ignore[attr-defined]
        found = explain_failure(failure)
        gone = found.reason in {f"http_{status}" for status in GONE}
        self.crawler.stats.inc_value("page/answered" if found.answered else "page/failed")
        if gone and progress.page > 1:
            if progress.asked.guessed and progress.asked.has_control:
                self._needs_browser(progress)
            await self._complete(
                progress, Depth(progress.page - 1 if progress.asked.has_control else 0)
            )
            return
        if gone and progress.others:
            first, *others = progress.others
            yield self.listing_request(first, Progress(progress.listing, others))
            return
        self.crawler.stats.inc_value(f"listing/failed/{found.reason}")
        self.logger.error(
            "%s: page %d could not be read: %s (%s)",
            progress.listing.origin,
            progress.page,
            found.reason,
            failure.request.url,  # type: ignore[attr-defined]
        )

    def _address(self, card: Card, listing: Listing) -> Address:
        return Address(card.key, card.url, listing.origin, {"label": card.label, "date": card.date})
