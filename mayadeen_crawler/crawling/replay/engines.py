"""Where the work of a replay is done: here, in other processes of this machine, or on a cluster.

``warc_replay.py`` gives an engine its work in the order of the captures, and takes the results in
that same order (`in_order`), so that what it writes does not depend on the engine. The engines are
`InThisProcess`, ``worker_processes.WorkerProcesses`` and ``dask_cluster.DaskCluster``.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Work(Generic[Item, Result]):
    """A function to call with some items; all of it can be pickled."""

    call: Callable[..., list[Result]]
    """Returns a result for each item. It is called with the items and `more`, and once more where a
    process died; then also with one of the items alone."""
    items: Sequence[Item]
    more: tuple[Any, ...] = ()

    def of(self, item: Item) -> Work[Item, Result]:
        """Return the same work for one of the items."""
        return Work(self.call, [item], self.more)


class Engine(Protocol):
    """Does work, several pieces of it at the same time."""

    @property
    def window(self) -> int:
        """How many pieces of work it should have at a time, to be busy."""

    def begin(self, work: Work[Item, Result]) -> Awaitable[list[Result | None]]:
        """Begin *work*; return what gives its results. None is that of an item that killed whatever
        process did it, twice.

        What the awaitable raises ends the run: WrongUseError, and EngineLost.
        """

    async def close(self) -> None:
        """Drop what is still to be done, and end all processes that were started for it."""


class InThisProcess:
    """Does one piece of work after the other, in a thread beside the crawl's event loop."""

    window = 1

    def begin(self, work: Work[Item, Result]) -> Coroutine[Any, Any, list[Result | None]]:
        """See `Engine.begin`."""
        return self._do(work)

    async def _do(self, work: Work[Item, Result]) -> list[Result | None]:
        return [*await asyncio.to_thread(work.call, work.items, *work.more)]

    async def close(self) -> None:
        """Nothing was started."""


async def in_order(
    engine: Engine, work: Iterable[tuple[Name, Work[Item, Result]]]
) -> AsyncGenerator[tuple[Name, list[Result | None]], None]:
    """Yield the name of each of *work* with its results, in the order of *work*.

    Takes no more of *work* than the engine can do at a time. Work whose results are not asked for
    is dropped.
    """
    begun: deque[tuple[Name, Awaitable[list[Result | None]]]] = deque()
    try:
        for name, one in work:
            begun.append((name, engine.begin(one)))
            if len(begun) >= engine.window:
                oldest, results = begun.popleft()
                yield oldest, await results
        while begun:
            oldest, results = begun.popleft()
            yield oldest, await results
    finally:
        for _, left in begun:
            if isinstance(left, asyncio.Future):
                left.cancel()
            elif isinstance(left, Coroutine):
                left.close()
