"""The ledger of a crawl: a Scrapy extension that does all writing in one thread.

Pipelines, spiders and middlewares get it by `LedgerWriter.of`. Records are committed in groups: one
that arrives while a group is being committed, or while pages are under way whose records can go
with it, waits for the next commit (``utils/batch_worker.py``). A lone record is committed at once.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.articles.new_or_known import Outcome
from mayadeen_crawler.ledger.database.connection import FILE_NAME, connect
from mayadeen_crawler.ledger.store import Decide, Ledger, ScrapedArticle
from mayadeen_crawler.ledger.ticker.ticker_lines import Look, Observed
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.utils.batch_worker import BatchWorker, no_more
from mayadeen_crawler.utils.run_ending import end_crawl, is_ending
from mayadeen_crawler.utils.scrapy_internals import close_once, pages_under_way

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class LedgerWriter:
    """Opens the ledger of OUTPUT_DIR when the crawl begins, and closes it with the engine."""

    def __init__(self, folder: Path, more: Callable[[int], bool] = no_more) -> None:
        """Open the ledger of *folder*; *more* is that of `BatchWorker`, for records."""
        self._ledger = Ledger(folder)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._records = BatchWorker(self._thread, self._write, more)
        self._failed: LedgerError | None = None
        self._later: set[asyncio.Task[None]] = set()
        #: Read-only, for quick queries from the crawl's own thread; never waits for the writer.
        self.reader = connect(folder / FILE_NAME, read_only=True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the ledger of OUTPUT_DIR and bind it to the spider's site.

        Raises LedgerError, and WrongUseError for a folder of another site.
        """
        writer = cls(Path(crawler.settings["OUTPUT_DIR"]), _more_records(crawler))
        site: Site | None = getattr(crawler.spider, "site", None)
        if site is not None:
            try:
                writer._ledger.settle()
                writer._ledger.bind(site.edition.code, site.base_url)
            except BaseException:
                writer._close_files()  # the run does not begin, and nobody else gets them
                raise
        crawler.signals.connect(writer.engine_started, signals.engine_started)
        crawler.signals.connect(writer.settled, signals.spider_closed)
        crawler.signals.connect(writer.close, signals.engine_stopped)
        return writer

    def engine_started(self, sender: Crawler) -> None:
        """Have the ledger stay open until every handler of ``spider_closed`` has ended."""
        close_once(sender)

    @classmethod
    def of(cls, crawler: Crawler) -> LedgerWriter:
        """Return the crawl's own writer."""
        writer = crawler.get_extension(cls)
        if writer is None:
            raise RuntimeError("EXTENSIONS lacks the LedgerWriter: no record could be committed")
        return writer

    def _write(self, entries: list[ScrapedArticle]) -> list[Outcome | Exception]:
        """Run `Ledger.write`, but not again once it failed: the run ends, and a disk stays full.

        Each try would settle what the last one left, and say so. A record that cannot be written,
        because a user's pipeline put something strange into it, does not cost those of its group:
        each is written alone then, and its exception takes the place of its outcome.
        """
        if self._failed is not None:
            raise self._failed
        try:
            return [*self._ledger.write(entries)]
        except LedgerError as error:
            self._failed = error
            raise
        except Exception as error:  # noqa: BLE001 - raised in `write`, for its own record
            if len(entries) == 1:
                return [error]
            return [outcome for entry in entries for outcome in self._write([entry])]

    async def write(self, entry: ScrapedArticle) -> Outcome:
        """Write the record; return its outcome once its group is committed.

        Raises LedgerError, and whatever a record raises that has not the form of its kind.
        """
        outcome = await self._records.do(entry)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def do(
        self,
        action: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run *action(db, …)* in a transaction of its own, in the writer thread; return its result.

        Raises LedgerError.
        """

        def run() -> T:
            with self._ledger.transaction() as db:
                return action(db, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    async def commit(self, decide: Decide[T], *kinds: str) -> T:
        """Run `Ledger.commit` in the writer thread; raises LedgerError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._ledger.commit, decide, *kinds)

    async def observe(self, look: Look) -> Observed:
        """Run `Ledger.observe` in the writer thread; raises LedgerError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._ledger.observe, look)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Run *work* in the background; the run is not judged before it is done.

        What it raises is an error of the run (``extensions/stray_errors.py``).
        """
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._later.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("what was to be noted in the ledger is lost", exc_info=error)

    async def settled(self) -> None:
        """Wait until all background work is done: what fails in it makes the run another one."""
        await asyncio.sleep(0)  # other handlers of the same signal begin such work
        while self._later:
            await asyncio.gather(*self._later, return_exceptions=True)

    async def close(self) -> None:
        """Wait for background work, end the thread and close the ledger."""
        await self.settled()
        self._close_files()

    def _close_files(self) -> None:
        self._thread.shutdown()
        self.reader.close()
        self._ledger.close()


def _more_records(crawler: Crawler) -> Callable[[int], bool]:
    """Return whether, beside so many records that wait, more are on their way in *crawler*.

    Pages being downloaded count only without the pace of DOWNLOAD_DELAY, which puts a second
    between two of them.
    """
    paced = crawler.settings.getfloat("DOWNLOAD_DELAY") > 0

    def more(waiting: int) -> bool:
        if is_ending(crawler):
            return False
        return pages_under_way(crawler, downloads=not paced) > waiting

    return more


def explain(crawler: Crawler, error: LedgerError) -> None:
    """Log once why the ledger cannot be written, and end the crawl with ``ledger_failed``."""
    if crawler.stats.get_value("ledger/error") is None:
        crawler.stats.set_value("ledger/error", str(error))
        logger.error("%s", error)
        end_crawl(crawler, "ledger_failed")
