"""Tell the channels of ``watch.toml`` what the run, or any other on the folder, commits.

Scrapy loads `Alerts` for each crawl (setting EXTENSIONS); without a watch that has a channel it is
not configured. The work is done by a `watch.teller.Teller` in a thread, so that no service delays
or fails a crawl.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from mayadeen_crawler.watch.teller import Teller
    from mayadeen_crawler.watch.watch_file import Watch

logger = logging.getLogger(__name__)

#: Seconds between two looks at whether anything was committed.
INTERVAL = 0.25
#: Seconds that are left for alerts once the crawl has ended; the rest is left to the next run.
AT_THE_END = 30.0
#: Seconds more for one that is being sent then; a service has so many to answer.
LAST_ONE = 35.0


class Alerts:
    """Sends alerts while a crawl runs and once more at its end; counts them in stats.

    The stats are ``alerts/sent``, ``alerts/failed``, ``alerts/held_back``, ``alerts/repeated``.
    """

    def __init__(self, crawler: Crawler, watches: Sequence[Watch]) -> None:
        from mayadeen_crawler.watch.teller import Teller  # few runs have a watch

        self._crawler = crawler
        self._ending = threading.Event()
        folder = Path(crawler.settings["OUTPUT_DIR"])
        self._teller: Teller = Teller(folder, watches, stopped=self._ending.is_set)
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the watches, and let new ones begin: what the run writes is told already.

        Raises WrongUseError and LedgerError.
        """
        from mayadeen_crawler.watch import watch_file

        if getattr(crawler.spider, "site", None) is None:
            raise NotConfigured
        watches = [watch for watch in watch_file.read(crawler.settings) if watch.channels]
        if not watches:
            raise NotConfigured
        extension = cls(crawler, watches)
        for name in extension._teller.begin():
            logger.info("watch %s is new: it tells what is written from now on", name)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Begin to tell."""
        self._thread.start()

    async def spider_closed(self) -> None:
        """Tell the rest, for AT_THE_END seconds at most."""
        self._ending.set()
        if self._thread.ident is not None:
            await asyncio.to_thread(self._thread.join, AT_THE_END + LAST_ONE)
        if self._thread.is_alive():
            logger.warning("an alert is being sent still: the next run goes on from there")
        for name, count in asdict(self._teller.counts).items():
            if count:
                self._crawler.stats.set_value(f"alerts/{name}", count)

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                if self._teller.has_work():
                    self._teller.tell()
                self._ending.wait(INTERVAL)
            self._teller.tell_the_rest(AT_THE_END)
        except Exception as error:  # noqa: BLE001 - no fault here may cost the crawl
            logger.warning(
                "no more alerts in this run (%s: %s): the next run goes on from there",
                type(error).__name__, error,
            )  # fmt: skip
        finally:
            self._teller.close()
