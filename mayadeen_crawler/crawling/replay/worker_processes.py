"""Other processes of this machine, which do the work of a replay (``processes=N``).

A process that dies is replaced, and what it did is done again, page by page where that dies as
well, to find the one that kills it. The processes end with the crawl's own, however it ends.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from queue import SimpleQueue

from mayadeen_crawler.crawling.replay.engines import Item, Result, Work
from mayadeen_crawler.exceptions import EngineLost
from mayadeen_crawler.utils.worker_process import (
    WorkerDied,
    WorkerNotStarted,
    WorkerProcess,
    interrupts_blocked,
)

#: Imported once, by the process that all others are copied from.
_LOADED = ["mayadeen_crawler.crawling.replay.extract", "mayadeen_crawler.crawling.replay.look"]
#: How often a piece of work, or an item alone, may kill its process.
_TRIES = 2


def begin_loading() -> None:
    """Start the process that all others are copied from, so that it loads while the crawl does."""
    _context()
    with suppress(OSError), interrupts_blocked():  # the first work says why
        forkserver.ensure_running()


class WorkerProcesses:
    """*count* processes; they are started when there is work for them."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="worker")
        """Each waits for the process that it has taken of those that are idle."""
        self._idle: SimpleQueue[WorkerProcess] = SimpleQueue()
        for _ in range(count):
            self._idle.put(WorkerProcess(_context()))

    @property
    def window(self) -> int:
        """See `Engine.window`: what the processes do, and as much that waits for them."""
        return 2 * self._count

    def begin(self, work: Work[Item, Result]) -> asyncio.Future[list[Result | None]]:
        """See `Engine.begin`."""
        return asyncio.get_running_loop().run_in_executor(self._threads, self._do, work)

    def _do(self, work: Work[Item, Result]) -> list[Result | None]:
        process = self._idle.get()
        try:
            return _results(process, work)
        except WorkerNotStarted as error:
            raise EngineLost(
                f"a process of processes={self._count} could not be started ({error}): mend "
                "that, or ask for fewer, and run the crawl again, which goes on from what is "
                "written"
            ) from None
        finally:
            self._idle.put(process)

    async def close(self) -> None:
        """See `Engine.close`; waits for the pages that are being extracted."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().close()


def _results(process: WorkerProcess, work: Work[Item, Result]) -> list[Result | None]:
    """Return the results of *work*, None for an item that kills its process each time."""
    for _ in range(_TRIES):
        try:
            return [*process.call(work.call, work.items, *work.more)]
        except WorkerDied:
            pass
    if len(work.items) == 1:
        return [None]
    return [one for item in work.items for one in _results(process, work.of(item))]


def _context() -> ForkServerContext:
    # A fork of the crawl's own process would copy its threads' locks, and its ledger's.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context
