"""Spider ``sitemap``: the articles that the site's sitemaps list, month by month.

Which sitemaps are read, and what of them, is decided in ``crawling/sitemaps/sitemap_reader.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cached_property
from typing import Any

from scrapy import Request

from mayadeen_crawler.crawling.inline_requests import wait_for_room
from mayadeen_crawler.crawling.sitemaps.sitemap_reader import SitemapReader
from mayadeen_crawler.ledger.frontier import sitemap_readings
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.spiders.base import MayadeenSpider
from mayadeen_crawler.urls.parsed_url import month_of

#: Requests after which the spider waits until the queue has room for more.
REQUESTS_BETWEEN_WAITS = 100


class SitemapSpider(MayadeenSpider):
    """``since`` and ``until`` choose the months; by default all of them, the newest first."""

    name = "sitemap"

    @cached_property
    def reader(self) -> SitemapReader:
        """What reads the sitemaps; available once the crawl has begun."""
        return SitemapReader(
            self.crawler,
            self.arguments,
            self.period,
            taker=self.taker,
            remembered=self.remembered,
            logger=self.logger,
        )

    async def start(self) -> AsyncIterator[Any]:
        """Yield the requests, and wait from time to time: the queue could not hold all of them."""
        asked = 0
        async for request in super().start():
            # Not before every request: running on an empty queue costs a tenth of the speed.
            if asked % REQUESTS_BETWEEN_WAITS == REQUESTS_BETWEEN_WAITS - 1:
                await wait_for_room(self.crawler)
            asked += 1
            yield request

    async def begin(self) -> AsyncIterator[Request]:
        """Yield what is pending; then the articles of the sitemaps that robots.txt names.

        If these list no article, those of the edition's sitemaps, else of each month's own.
        """
        code, reader = self.site.edition.code, self.reader
        await self.remembered.forget_old()
        waiting = await self.ledger(sitemap_readings.waiting_on, code)
        listings = [Listing(code, "sitemap", p) for p in waiting if reader.wants(month_of(p))]
        async for request in self.pending_requests(listings):
            yield request
        async for address in reader.read_robots():
            yield self.article_request(address, known=address.due)
        if not reader.found:
            async for address in reader.read_edition():
                yield self.article_request(address, known=address.due)
        if not reader.found and reader.all_missing:
            async for address in reader.read_by_month():
                yield self.article_request(address, known=address.due)
        self._report_outcome()

    def _report_outcome(self) -> None:
        """Log an error if no sitemap, or none of those that an index lists, could be read."""
        reader = self.reader
        if reader.found and (reader.children["read"] or not reader.children["asked"]):
            # Sitemaps without anything new are recognised all the same.
            self.crawler.stats.inc_value("page/recognised")
            return
        # Those that did not need to be read come last: they are not what is wrong.
        met = sorted(reader.outcomes.items(), key=lambda one: one[1].startswith("skipped"))
        tried = [f"{path} ({outcome})" for path, outcome in met]
        self.crawler.stats.set_value("sitemap/none", len(tried))
        self.logger.error("no sitemap could be read: tried %s", ", ".join(tried[:9]))
