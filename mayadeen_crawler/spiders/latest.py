"""Spider ``latest``: what is new, in one conditional request.

The RSS feed, at the edition's own address or at the one that the home page names; where there is
none, the newest month of the news sitemap. The feed is parsed in ``pages/rss.py``, the sitemap
read in ``crawling/sitemaps/sitemap_reader.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

from scrapy import Request
from scrapy.http import Response

from mayadeen_crawler.crawling.inline_requests import fetch
from mayadeen_crawler.crawling.listings.list_page import ListPage
from mayadeen_crawler.crawling.listings.listing_progress import ListingProgress
from mayadeen_crawler.crawling.page_wall import reading
from mayadeen_crawler.crawling.remembered_pages import HOME, name_of_page
from mayadeen_crawler.crawling.request_failures import DISALLOWED, GONE, count_page
from mayadeen_crawler.crawling.sitemaps.sitemap_reader import SitemapReader
from mayadeen_crawler.ledger.frontier import sitemap_readings
from mayadeen_crawler.ledger.listings import listing_depth
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.spiders.base_listing import ListingSpider
from mayadeen_crawler.urls.canonical import section_at

#: Reasons for which the next source is tried: this one is not there for us. Any other failure is
#: the site's or the network's, and further requests would be no help.
_NOT_THERE = frozenset({DISALLOWED, *(f"http_{status}" for status in GONE)})


class _NotReadError(Exception):
    """A source could not be read, so that nothing says what is new; holds the run's one line."""


class LatestSpider(ListingSpider):
    """Takes the common arguments only; ``max_pages`` and ``browser`` have nothing to decide."""

    name = "latest"
    in_browser: ClassVar[bool] = False

    async def begin(self) -> AsyncIterator[Request]:
        """Yield what is pending and due, then the new articles of the feed or the sitemap."""
        await self.remembered.forget_old()
        edition = self.site.edition
        # A feed that a cache has frozen shows by its sections falling silent, all at once.
        paths = (self.site.base_url + section.path for section in edition.sections)
        self.covers = {name for path in paths if (name := section_at(path, self.site))}
        listing = Listing(edition.code, "latest", "latest")
        waiting = await self.ledger(sitemap_readings.waiting_on, edition.code)
        news = edition.news_sitemap.removesuffix(".xml")
        found_on = [listing]
        found_on += [Listing(edition.code, "sitemap", path) for path in waiting if news in path]
        for requests in (
            self.pending_requests(found_on),
            self.due_requests(found_on),
            self._new_requests(listing),
        ):
            async for request in requests:
                yield request

    async def _new_requests(self, listing: Listing) -> AsyncIterator[Request]:
        """Yield requests for the new articles; logs an error if nothing says which are new."""
        progress = ListingProgress(listing)
        try:
            page = await self._feed_page(progress)
            requests = self._of_sitemap() if page is None else self._of_feed(page, progress)
            async for request in requests:
                yield request
        except _NotReadError as problem:
            self.crawler.stats.set_value("latest/problem", str(problem))
            self.logger.error("latest: %s", problem)

    async def _feed_page(self, progress: ListingProgress) -> ListPage | None:
        """Return what the feed says; None if there is none. Raises _NotReadError."""
        own = self.site.base_url + self.site.edition.feed
        page = await self._feed_at(own, progress)
        if page is None and (home := await self._answer(f"{self.site.base_url}/", HOME)):
            linked = None
            with reading(self.crawler, home):
                linked = self.remembered.home(home).feed
            if linked is not None and linked != own:
                page = await self._feed_at(linked, progress)
        return page

    async def _feed_at(self, url: str, progress: ListingProgress) -> ListPage | None:
        answer = await self._answer(url, name_of_page(progress.listing, 1))
        if answer is None:
            return None
        with reading(self.crawler, answer):
            return self.remembered.feed(answer, progress)
        return None

    async def _answer(self, url: str, page: str) -> Response | None:
        """Return the answer of *url*, None if it is not there; raises _NotReadError.

        *page*: its name for `RememberedPages.asking`.
        """
        answer = await fetch(self.crawler, url, **self.remembered.asking(page))
        if isinstance(answer, Response):
            count_page(self.crawler.stats, None)
            return answer
        count_page(self.crawler.stats, answer)
        if answer.reason in _NOT_THERE:
            return None
        raise _NotReadError(f"{url} could not be read: {answer.reason}")

    async def _of_feed(self, page: ListPage, progress: ListingProgress) -> AsyncIterator[Request]:
        """Yield requests for the feed's articles that are new, or known and due."""
        stats = self.crawler.stats
        fresh = progress.fresh(page)
        stats.inc_value("listing/pages")
        stats.inc_value("listing/cards", len(fresh))
        stats.inc_value("listing/left_out", page.left_out)
        if page.left_out > len(fresh):
            self.logger.warning(
                "%d of the %d items of %s link no article of the site, and are left out",
                page.left_out, page.left_out + len(fresh), page.url,
            )  # fmt: skip
        if not fresh:
            raise _NotReadError(f"no article recognised in {page.url}")
        stats.inc_value("page/recognised")
        progress.before = await self.ledger(listing_depth.begin, progress.listing, self.taker)
        found = await self.discover(fresh, page, progress)
        for address in found.fetch:
            yield self.article_request(address, known=address.due)
        if page.fault:
            raise _NotReadError(f"{page.url} ended early ({page.fault}): what it lacks is unknown")
        self.at_end(progress, self.whole_depth)
        async for request in self.complete(progress, self.whole_depth):
            yield request

    async def _of_sitemap(self) -> AsyncIterator[Request]:
        """Yield requests for the new articles of the newest month of the news sitemap."""
        reader = SitemapReader(
            self.crawler,
            self.arguments,
            self.period,
            taker=self.taker,
            remembered=self.remembered,
            logger=self.logger,
        )
        path = self.site.edition.news_sitemap
        async for address in reader.read_newest(path):
            yield self.article_request(address, known=address.due)
        self.crawler.stats.inc_value("page/recognised", int(reader.passed > 0))
        if not reader.found:
            raise _NotReadError(f"no feed that may be read, and no article recognised in {path}")
