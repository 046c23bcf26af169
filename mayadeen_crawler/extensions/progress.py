"""The live line of a run on a terminal: figures only, and nothing of it anywhere else."""

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
    Archive,
    pages,
    records,
)
from mayadeen_crawler.ledger.frontier.sitemap_readings import how_many_wait
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.utils.scrapy_internals import requests_waiting, slot_delays

#: Seconds between two looks at the figures, and those the rate is taken over.
INTERVAL, RECENT = 1.0, 30.0


class Progress:
    """Shows pages, records, rate, queue and delay; for an archive a bar with the time left."""

    def __init__(self, crawler: Crawler) -> None:
        from mayadeen_crawler.extensions.live_terminal import Terminal

        self._crawler = crawler
        self._terminal = Terminal()
        self._archive = Archive()
        self._pages: deque[tuple[float, int]] = deque()
        self._loop = create_looping_call(self.show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Not configured without a terminal, or where PROGRESS is off."""
        if not wanted(crawler.settings):
            raise NotConfigured
        try:
            extension = cls(crawler)
        except Exception as error:  # noqa: BLE001 - tqdm reads its TQDM_* from the environment
            raise NotConfigured(f"no live line can be shown: {error}") from None
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Begin to show the line."""
        self._terminal.open()
        atexit.register(self._terminal.close)  # a run that is forced to end closes nothing
        self._loop.start(INTERVAL)

    def spider_closed(self) -> None:
        """Show the last figures, and take them away: the log's last line says how the run went."""
        if self._loop.running:
            self._loop.stop()
            self.show()
        self._terminal.close()
        atexit.unregister(self._terminal.close)

    def show(self) -> None:
        """Show the figures of this moment."""
        spider, stats = self._crawler.spider, self._crawler.stats.get_stats()
        assert spider is not None
        count = pages(stats)
        words = [
            f"{spider.name} {count} pages",
            records(stats),
            f"{self._rate(count):.1f}/s",
            f"queue {requests_waiting(self._crawler)}",
            f"delay {self._delay(stats):.3g} s",
        ]
        self._terminal.show(words, self._share(spider, stats))

    def _share(self, spider: Spider, stats: dict[str, Any]) -> tuple[int, int] | None:
        """Return how much of an archive is done, for a spider that reads one."""
        reader: Any = spider
        if not hasattr(spider, "outcomes"):
            return None
        db, edition = LedgerWriter.of(self._crawler).reader, reader.site.edition.code
        return self._archive.share(reader, stats, waiting=how_many_wait(db, edition))

    def _rate(self, count: int) -> float:
        """Return pages a second of late."""
        now = time.monotonic()
        self._pages.append((now, count))
        while self._pages[0][0] < now - RECENT:
            self._pages.popleft()
        since, before = self._pages[0]
        return (count - before) / (now - since) if now > since else 0.0

    def _delay(self, stats: dict[str, Any]) -> float:
        """Return the seconds that lie between two requests now, as the pace has it."""
        delay = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        if delay <= 0:
            return 0.0
        throttled = slot_delays(self._crawler)
        return float(max(delay, stats.get("pace/crawl_delay", 0.0), *throttled))


def wanted(settings: BaseSettings) -> bool:
    """Whether there is a terminal that can show a line, and the line is not switched off."""
    if not settings.getbool("PROGRESS") or sys.stderr is None:
        return False
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
