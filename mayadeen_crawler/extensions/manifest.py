"""Write the run's manifest in ``OUTPUT_DIR/runs``, and hold the lock against a second such run.

Scrapy loads the extension for each crawl (setting EXTENSIONS). What a manifest holds is in
``runs/manifest.py``, the lock in ``runs/lock.py``. ``commands/crawl.py`` calls `Manifest.end`
after a second Ctrl-C, when Scrapy sends no signal any more.
"""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from mayadeen_crawler import clock
from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.extensions import tdmrep
from mayadeen_crawler.extensions.health import PROBLEM, WARNINGS
from mayadeen_crawler.ledger.database.connection import (
    FILE_NAME,
    connect,
    explained,
)
from mayadeen_crawler.ledger.feed_files import append_log
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.runs.lock import RunLock, name_of
from mayadeen_crawler.runs.manifest import begun, manifest
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.outcome import Verdict, same_run_under_way, verdict

logger = logging.getLogger(__name__)

#: Seconds between two writings of the manifest during the run.
INTERVAL = 30.0


class Manifest:
    """Writes the manifest when the run starts, every INTERVAL seconds, and when it ends."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        spider: Any = crawler.spider
        self._crawler = crawler
        self._ledger = folder / FILE_NAME
        self.runs = RunsFolder(folder)
        name = name_of(spider.name, spider.identity)
        self._lock = RunLock(self.runs.lock_path(name))
        self._started: datetime = clock.now()
        self._answered_at: datetime | None = None
        self._recognised_at: datetime | None = None
        self._recognised = 0
        self._writing: asyncio.Task[None] | None = None
        self._warned = self._ended = False
        self._begun = begun(
            run_id=spider.arguments.run_id,
            spider=spider.name,
            edition=spider.site.edition.code,
            base_url=spider.site.base_url,
            arguments=spider.given,
            pid=os.getpid(),
            lock=name,
            started_at=rfc3339(self._started),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take OUTPUT_DIR; not configured for a spider that has no site."""
        if getattr(crawler.spider, "site", None) is None:
            raise NotConfigured
        extension = cls(crawler, Path(crawler.settings["OUTPUT_DIR"]))
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.response_received, signals.response_received)
        crawler.signals.connect(extension.end, signals.engine_stopped)
        return extension

    def spider_opened(self) -> None:
        """Take the lock; if another run has it, set the stat that stops the spider."""
        run_id = self._begun["run_id"]
        try:
            other = self._lock.take(run_id)
        except OSError as error:
            other = None
            logger.warning("no lock could be taken (%s): a second such run may begin", error)
        if other is not None:
            self._crawler.stats.set_value("run/already_running", other)
            logger.info("%s", same_run_under_way(other))
            return
        self._keep_room()
        self._write(None)
        self._writing = asyncio.ensure_future(self._go_on())

    def _keep_room(self) -> None:
        """Keep room for manifests on a full disk, and say which runs needed it."""
        noted: list[dict[str, Any]] = []
        with suppress(OSError):  # if it stays so, the manifest's own warning says it
            noted = self.runs.keep_room()
        for one in noted:
            begun, reason = one["started_at"], one["reason"] or "it had not ended"
            logger.warning("run %s of %s found no room: %s", one["run_id"], begun, reason)

    def response_received(self, response: Response) -> None:
        """Note when the site answered well.

        Whether a page was recognised in the response is known when the next one arrives.
        """
        self._look_back()
        if response.status < 400:
            self._answered_at = clock.now()

    def _look_back(self) -> None:
        """Note when the last response in which a page was recognised arrived."""
        recognised = self._crawler.stats.get_value("page/recognised", 0)
        if recognised > self._recognised:
            self._recognised, self._recognised_at = recognised, self._answered_at

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            self._write(None)

    def end(self) -> None:
        """Write the manifest for the last time and release the lock; a second call does nothing."""
        if self._ended:
            return
        self._ended = True
        if self._writing is not None:
            self._writing.cancel()
        stats = self._crawler.stats.get_stats()
        ended = verdict(stats)
        if ended.outcome == "unhealthy" and not stats.get(PROBLEM):
            logger.error("Unhealthy run: %s", ended.reason)  # it came after the run was judged
        self._write(ended)
        if self._writing is not None:
            where = f"records are in {self._ledger.parent}"
            logger.info("run %s has ended: %s", self._begun["run_id"], where)
        self._lock.release()

    def _write(self, ended: Verdict | None) -> None:
        stats = self._crawler.stats.get_stats()
        now = clock.now()
        self._look_back()
        pending, appended = self._of_ledger()
        try:
            self.runs.write(
                manifest(
                    self._begun,
                    stats,
                    verdict=ended,
                    now=rfc3339(now),
                    seconds=(now - self._started).total_seconds(),
                    recognised_at=rfc3339(moment) if (moment := self._recognised_at) else None,
                    pending_left=pending,
                    appends=appended,
                    warnings=stats.get(WARNINGS, ()),
                    reservations=tdmrep.found(self._crawler),
                )
            )
        except OSError as error:
            if not self._warned:
                logger.warning("the run's manifest cannot be written: %s", error)
            self._warned = True

    def _of_ledger(self) -> tuple[int | None, list[dict[str, Any]]]:
        """Return how many URLs wait, and this run's appends; (None, []) if that fails."""
        try:
            with explained(self._ledger), closing(connect(self._ledger, read_only=True)) as db:
                waiting = addresses.count_waiting(db, self._begun["edition"])
                return waiting, list(append_log.of_run(db, self._begun["run_id"]))
        except LedgerError:
            return None, []
