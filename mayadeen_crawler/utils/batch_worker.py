"""Do work in a thread, in groups: a slow disk makes larger groups, not a longer queue.

The ledger's writer commits records with it, the WARC writer pages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class BatchWorker(Generic[T, R]):
    """Calls *work* in *thread* with all jobs that are waiting, as soon as the last call is done.

    *work* takes a list of jobs and returns a list with the result of each, in their order.
    """

    def __init__(self, thread: ThreadPoolExecutor, work: Callable[[list[T]], list[R]]) -> None:
        self._thread = thread
        self._work = work
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._draining: asyncio.Task[None] | None = None

    async def do(self, one: T) -> R:
        """Return the result of job *one* once its group is done; raises what *work* raised."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, future))
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
