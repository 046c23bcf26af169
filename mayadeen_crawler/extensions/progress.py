"""The live line of a run: its figures at the foot of a terminal, drawn once a second.

A Scrapy extension (``EXTENSIONS`` in settings.py). It does nothing if stderr is no terminal, or
with ``-s PROGRESS=0``; only a run on a terminal imports what draws.
"""

from __future__ import annotations

import atexit
import os
import sys
import time
from collections import deque
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings
from scrapy.utils.asyncio import create_looping_call

from mayadeen_crawler.extensions.progress_figures import (
    SitemapProgress,
    SitemapShare,
    pages,
    records,
)
from mayadeen_crawler.ledger.frontier.sitemap_readings import how_many_wait
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.utils.scrapy_internals import requests_waiting, slot_delays

#: Seconds from one drawing to the next, and those over which the rate of pages is taken.
INTERVAL, RECENT = 1.0, 30.0


class Progress:
    """Shows pages, records, rate, queue and delay; for a sitemap run a bar with the time left."""

    def __init__(self, crawler: Crawler) -> None:
        from mayadeen_crawler.extensions.live_terminal import LiveLine  # imports rich

        self._crawler = crawler
        self._line = LiveLine()
        self._share_done = SitemapShare()
        self._pages: deque[tuple[float, int]] = deque()
        """Moments (monotonic) and the pages of the run at each, of the last RECENT seconds."""
        self._loop = create_looping_call(self.show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raise NotConfigured without a terminal, or where PROGRESS is off."""
        if not wanted(crawler.settings):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Begin to show the line."""
        self._line.open()
        atexit.register(self._line.close)  # a second interrupt ends the run without spider_closed
        self._loop.start(INTERVAL)

    def spider_closed(self) -> None:
        """Draw the last figures and take the line away: the log's last line sums the run up."""
        if self._loop.running:
            self._loop.stop()
            self.show()
        self._line.close()
        atexit.unregister(self._line.close)

    def show(self) -> None:
        """Draw the figures of this moment."""
        spider, stats = self._crawler.spider, self._crawler.stats.get_stats()
        assert spider is not None
        count = pages(stats)
        figures = [
            f"{spider.name} {count} pages",
            records(stats),
            f"{self._rate(count):.1f}/s",
            f"queue {requests_waiting(self._crawler)}",
            f"delay {self._delay(stats):.3g} s",
        ]
        self._line.show(figures, self._share(spider, stats))

    def _share(self, spider: Spider, stats: dict[str, Any]) -> tuple[int, int] | None:
        """Return what is done and what there is in all: articles of a sitemap run, or captures.

        None for other spiders.
        """
        if (keeping := getattr(spider, "keeping", None)) is not None:
            return (keeping.done, keeping.total) if keeping.total else None
        sitemaps: SitemapProgress | None = getattr(spider, "reader", None)
        site: Site | None = getattr(spider, "site", None)
        if sitemaps is None or site is None:
            return None
        waiting = how_many_wait(LedgerWriter.of(self._crawler).reader, site.edition.code)
        return self._share_done.share(sitemaps, stats, waiting=waiting)

    def _rate(self, count: int) -> float:
        """Return pages a second over the last RECENT seconds."""
        now = time.monotonic()
        self._pages.append((now, count))
        while self._pages[0][0] < now - RECENT:
            self._pages.popleft()
        since, before = self._pages[0]
        return (count - before) / (now - since) if now > since else 0.0

    def _delay(self, stats: dict[str, Any]) -> float:
        """Return the seconds between two requests now: setting, Crawl-delay or AutoThrottle."""
        delay = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        if delay <= 0:
            return 0.0
        throttled = slot_delays(self._crawler)
        return float(max(delay, stats.get("pace/crawl_delay", 0.0), *throttled))


def wanted(settings: BaseSettings) -> bool:
    """Whether stderr is a terminal that can draw, and PROGRESS is on."""
    if not settings.getbool("PROGRESS") or sys.stderr is None:
        return False
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
