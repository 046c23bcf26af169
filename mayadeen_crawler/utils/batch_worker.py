"""Work that a thread does in groups: a slow disk makes larger groups, not a longer queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Grouped(Generic[T, R]):
    """Hands *work* in *thread* whatever waits, as one list, as soon as the one before is done.

    *work* returns a result for each of the list, in order.
    """

    def __init__(self, thread: ThreadPoolExecutor, work: Callable[[list[T]], list[R]]) -> None:
        self._thread = thread
        self._work = work
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._draining: asyncio.Task[None] | None = None

    async def do(self, one: T) -> R:
        """Return what came of *one* once its group is done; raises what the group's work did."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, future))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())
        return await future

    async def drained(self) -> None:
        """Return once nothing waits any more."""
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
            except Exception as error:  # noqa: BLE001 - handed to everyone who waits
                for _, future in group:
                    if not future.done():  # cancelled by a forced shutdown
                        future.set_exception(error)
            else:
                for (_, future), result in zip(group, results, strict=True):
                    if not future.done():
                        future.set_result(result)
