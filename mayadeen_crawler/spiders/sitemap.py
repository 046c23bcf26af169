"""The archive by month, from the site's sitemaps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from scrapy import Request

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.inline_requests import ask, room
from mayadeen_crawler.crawling.request_failures import GONE, Explained
from mayadeen_crawler.crawling.sitemap_file import File, joined
from mayadeen_crawler.crawling.sitemap_reader import ArchiveSpider
from mayadeen_crawler.ledger.frontier import sitemap_readings
from mayadeen_crawler.ledger.listings import Listing
from mayadeen_crawler.pages.sitemap import named_in_robots
from mayadeen_crawler.urls.parts import month_of

#: Outcomes of sitemaps that are not there, rather than refused or unwell.
NOWHERE = frozenset({"no_sitemap", *(f"failed/http_{status}" for status in GONE)})
#: Requests between two looks at whether there is room for more.
AT_A_TIME = 100
#: So many months in a row that are not there end the search for more.
MISSING = 3


class SitemapSpider(ArchiveSpider):
    """``since`` and ``until`` choose the months; by default all of them, the newest first."""

    name = "sitemap"

    async def start(self) -> AsyncIterator[Any]:
        """Begin, some requests at a time: an archive is more than a queue should hold."""
        asked = 0
        async for request in super().start():
            # Not before every request: running on an empty queue costs a tenth of the speed.
            if asked % AT_A_TIME == AT_A_TIME - 1:
                await room(self.crawler)
            asked += 1
            yield request

    async def begin(self) -> AsyncIterator[Request]:
        """Take what is pending, then read the sitemaps of robots.txt, else the edition's."""
        edition = self.site.edition
        waiting = await self.ledger(sitemap_readings.waiting_on, edition.code)
        async for request in self.pending_requests(
            [Listing(edition.code, "sitemap", p) for p in waiting if self.wants(month_of(p))]
        ):
            yield request
        async for request in self.archive(await self._named()):
            yield request
        if not self.found:
            own = [self.file(self.site.base_url + path) for path in edition.sitemaps]
            async for request in self.archive(own):
                yield request
        if not self.found and NOWHERE.issuperset(self.outcomes.values()):
            async for request in self._by_month():
                yield request
        self._conclude()

    def _conclude(self) -> None:
        """Say so where no sitemap, or none of those an index lists, could be read."""
        if self.found and (self.children["read"] or not self.children["asked"]):
            # An archive that holds nothing new is recognised all the same.
            self.crawler.stats.inc_value("page/recognised")
            return
        # Those that need not be read come last: they are not what is wrong.
        met = sorted(self.outcomes.items(), key=lambda one: one[1].startswith("skipped"))
        tried = [f"{path} ({outcome})" for path, outcome in met]
        self.crawler.stats.set_value("sitemap/none", len(tried))
        self.logger.error("no sitemap could be read: tried %s", ", ".join(tried[:9]))

    async def _named(self) -> list[File | None]:
        home = f"{self.site.base_url}/"
        robots = await ask(self.crawler, f"{home}robots.txt")
        named = [] if isinstance(robots, Explained) else named_in_robots(robots.body)
        return [self.file(joined(home, url)) for url in named]

    async def _by_month(self) -> AsyncIterator[Request]:
        """Try the months' own addresses until some in a row are not there."""
        missing = 0
        for file in self._months():
            before = self.listed
            async for request in self.archive([file]):
                yield request
            missing = 0 if self.listed > before else missing + 1
            if missing == MISSING:
                return

    def _months(self) -> Iterator[File | None]:
        edition = self.site.edition
        today = clock.now().astimezone(ZoneInfo(edition.time_zone)).date().isoformat()
        last = min(today, self.period.until_day or today)
        year, month = int(last[:4]), int(last[5:7])
        while self.wants(f"{year}-{month:02}"):
            path = edition.month_sitemap.format(year=year, month=month)
            yield self.file(self.site.base_url + path)
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
