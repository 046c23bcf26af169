"""Do work in a thread, in groups: a slow disk makes larger groups, not a longer queue.

The ledger's writer commits records with it, the WARC writer pages. The ledger's groups gather: a
commit costs as much as a record. Those of the WARC writer do not, because a page that waits for it
keeps a download slot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

#: A group gathers for so many seconds, or until it has so many jobs.
GATHER_SECONDS, GATHER_JOBS = 0.25, 16
#: Seconds after which a group that gathers looks again whether more are on their way.
LOOK_SECONDS = 0.05


def no_more(_waiting: int) -> bool:
    """Groups do not gather."""
    return False


class BatchWorker(Generic[T, R]):
    """Calls *work* in *thread* with all jobs that are waiting, as soon as the last call is done.

    *work* takes a list of jobs and returns a list with the result of each, in their order.
    *more* is called with the number of jobs that wait. While it returns True (others are on their
    way), the call is put off, for GATHER_SECONDS at most; by default it never is.
    """

    def __init__(
        self,
        thread: ThreadPoolExecutor,
        work: Callable[[list[T]], list[R]],
        more: Callable[[int], bool] = no_more,
    ) -> None:
        self._thread = thread
        self._work = work
        self._more = more
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._gathered = asyncio.Event()
        """Set once the jobs that wait are enough for a group."""
        self._draining: asyncio.Task[None] | None = None

    async def do(self, one: T) -> R:
        """Return the result of job *one* once its group is done; raises what *work* raised."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, future))
        if self._are_enough():
            self._gathered.set()
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())
        return await future

    async def drained(self) -> None:
        """Return once no job is waiting or being done."""
        if self._draining is not None:
            await self._draining

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            await self._gather()
            group, self._waiting = self._waiting, []
            try:
                results = await loop.run_in_executor(
                    self._thread, self._work, [one for one, _ in group]
                )
            except Exception as error:  # noqa: BLE001 - raised in each caller of `do`
                for _, future in group:
                    if not future.done():  # cancelled by a forced shutdown
                        future.set_exception(error)
            else:
                for (_, future), result in zip(group, results, strict=True):
                    if not future.done():
                        future.set_result(result)

    async def _gather(self) -> None:
        """Return once the jobs that wait are enough, or GATHER_SECONDS are over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + GATHER_SECONDS
        while not self._are_enough() and loop.time() < until:
            self._gathered.clear()
            # What was on its way may have come to nothing, of which nobody tells.
            timer = loop.call_later(LOOK_SECONDS, self._gathered.set)
            try:
                await self._gathered.wait()
            finally:
                timer.cancel()

    def _are_enough(self) -> bool:
        waiting = len(self._waiting)
        return waiting >= GATHER_JOBS or not self._more(waiting)
