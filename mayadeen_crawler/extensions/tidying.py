"""Tidy the output folder at the end of a run, once a day over all runs that share it.

Scrapy loads `Tidying` for each crawl (setting EXTENSIONS). What is removed is decided in
``upkeep/``; how much it was stands in the log and in the manifest's stats (``tidy/manifests``).
"""

from __future__ import annotations

import asyncio
import logging
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger import tidying
from mayadeen_crawler.ledger.database.connection import FILE_NAME, explained
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.upkeep.tidy import Keeping, Tidied, tidy

logger = logging.getLogger(__name__)

#: Seconds that the end of a run may take longer for it; the rest is left to the next day.
AT_MOST = 10.0


class Tidying:
    """Tidies when the spider closed, in a thread and in transactions of its own."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._keeping = Keeping.from_settings(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings; not configured for a spider without a site (the doctor's)."""
        if getattr(crawler.spider, "site", None) is None:
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    async def spider_closed(self, reason: str) -> None:
        """Tidy if no run has done so for a day; what fails is a warning."""
        if reason == "already_running" or self._crawler.stats.get_value("ledger/error"):
            return  # the run that is under way does it, or one that can write
        now, writer = clock.stamp(), LedgerWriter.of(self._crawler)
        try:
            with explained(self._keeping.folder / FILE_NAME):
                if not tidying.is_due(writer.reader, now=now):
                    return
            taken = await writer.do(tidying.take, now=now)
            if taken is not None:
                self._tell(await asyncio.to_thread(self._tidy, aged=taken.aged))
        except (LedgerError, OSError) as error:
            logger.warning("tidying is left to another day: %s", error)

    def _tidy(self, *, aged: bool) -> list[Tidied]:
        return list(tidy(self._keeping, by_hand=False, aged=aged, seconds=AT_MOST))

    def _tell(self, done: list[Tidied]) -> None:
        for one in done:
            if one.number:
                self._crawler.stats.set_value(f"tidy/{one.kind.replace(' ', '_')}", one.number)
        told = [f"{one.number} {one.kind} ({one.size / 1000:.1f} kB)" for one in done if one.number]
        logger.info("tidied the output folder: removed %s", ", ".join(told) or "nothing")
