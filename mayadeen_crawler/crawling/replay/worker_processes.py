"""Other processes of this machine, which do the work of a replay (``processes=N``).

A process that dies is replaced, and what was under way is done again, page by page, to find the
one that killed it. The processes end with the crawl's own, however it ends.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from typing import Any

from mayadeen_crawler.crawling.replay.engines import Item, Result, Work
from mayadeen_crawler.utils.orphans import end_with_parent

#: Imported once, by the process that all others are copied from.
_LOADED = ["mayadeen_crawler.crawling.replay.extract", "mayadeen_crawler.crawling.replay.look"]
#: How often an item alone may kill its process.
_TRIES = 2


def begin_loading() -> None:
    """Start the process that all others are copied from, so that it loads while the crawl does."""
    _context()
    forkserver.ensure_running()


class WorkerProcesses:
    """*count* processes; they are started when there is work for them."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = _pool(count)
        self._alone = _pool(1)
        """Does what was under way when a process died, one after the other."""
        self._suspects = asyncio.Lock()
        self._ends = False

    @property
    def window(self) -> int:
        """See `Engine.window`: what the processes do, and as much that waits for them."""
        return 2 * self._count

    def begin(self, work: Work[Item, Result]) -> asyncio.Task[list[Result | None]]:
        """See `Engine.begin`."""
        return asyncio.create_task(self._do(work))

    async def _do(self, work: Work[Item, Result]) -> list[Result | None]:
        pool = self._pool
        try:
            return [*await _called(pool, work)]
        except BrokenProcessPool:
            if self._pool is pool and not self._ends:
                self._pool = _pool(self._count)
        # Which of them killed the process is not known.
        async with self._suspects:
            found = await self._do_alone(work)
            if len(work.items) > 1 and None in found:
                found = [one for item in work.items for one in await self._do_alone(work.of(item))]
            return found

    async def _do_alone(self, work: Work[Item, Result]) -> list[Result | None]:
        """Return the results of *work*, only None if it killed its process as often as it may."""
        for _ in range(_TRIES if len(work.items) == 1 else 1):
            try:
                return [*await _called(self._alone, work)]
            except BrokenProcessPool:
                await _shut_down(self._alone)
                self._alone = _pool(1)
        return [None] * len(work.items)

    async def close(self) -> None:
        """See `Engine.close`; waits for the pages that are being extracted."""
        self._ends = True
        await _shut_down(self._pool)
        await _shut_down(self._alone)


async def _called(pool: ProcessPoolExecutor, work: Work[Any, Result]) -> list[Result]:
    call: Callable[..., list[Result]] = work.call
    return await asyncio.wrap_future(pool.submit(call, work.items, *work.more))


async def _shut_down(pool: ProcessPoolExecutor) -> None:
    await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, mp_context=_context(), initializer=_begin_worker)


def _context() -> ForkServerContext:
    # A fork of the crawl's own process would copy its threads' locks, and its ledger's.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context


def _begin_worker() -> None:
    """Leave interrupts to the crawl's own process, and end when it does."""
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
