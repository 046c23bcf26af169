"""A Dask cluster, which does the work of a replay on other machines (the extra ``[dask]``).

The records are sent to the workers with their work, so that they need no file of the crawl's
machine; files that a worker reaches under the same path (a shared folder) are looked at there. Dask
itself gives the work of a worker that died to another one, three times.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any, Self

from mayadeen_crawler.crawling.replay.engines import Item, Result, Work
from mayadeen_crawler.exceptions import EngineLost, WrongUseError

logger = logging.getLogger(__name__)

#: Seconds within which a scheduler answers.
CONNECT = 10.0
#: Seconds after which it is asked whether there are workers, while nothing is done.
PATIENCE = 30.0
#: Pieces of work that are under way for each thread of the workers.
FOR_EACH_THREAD = 3
#: Most pieces that are under way: the crawl holds the records of each, 4 MB and more.
MOST = 64


def missing_extra() -> str | None:
    """Return why Dask cannot be used, if its packages are not installed."""
    try:
        import_module("distributed")
    except ImportError as error:
        return (
            f"REPLAY_ENGINE=dask needs the extra [dask]: {_line(error)}: "
            "run `pip install '.[dask]'` in the checkout"
        )
    return None


class DaskCluster:
    """The workers of the scheduler that *client* is connected to."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address

    @classmethod
    async def connected(cls, address: str) -> Self:
        """Connect to the scheduler at *address* (``tcp://HOST:PORT``, ``tls://HOST:PORT``).

        Raises WrongUseError if it does not answer.
        """
        from distributed import Client

        try:
            client: Any = await Client(  # type: ignore[no-untyped-call]
                address, asynchronous=True, timeout=CONNECT, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise WrongUseError(
                f"DASK_SCHEDULER={address}: no Dask scheduler answers there ({_line(error)}): "
                "start one (`dask scheduler`), or mend the address"
            ) from None
        return cls(client, address)

    @property
    def window(self) -> int:
        """See `Engine.window`; it grows with workers that join."""
        return min(MOST, FOR_EACH_THREAD * max(1, self._count_threads()))

    def _count_threads(self) -> int:
        """Return how many pages the workers that are there extract at a time."""
        # What the client heard last, within two seconds: the sums, without a list of the workers.
        return int(self._client.scheduler_info().get("total_threads", 0))

    def begin(self, work: Work[Item, Result]) -> asyncio.Task[list[Result | None]]:
        """See `Engine.begin`."""
        return asyncio.create_task(self._do(work))

    async def _do(self, work: Work[Item, Result]) -> list[Result | None]:
        from distributed import KilledWorker

        try:
            return [*await self._called(work)]
        except KilledWorker:  # by one of its pages, or one that waited beside it
            return [one for item in work.items for one in await self._do_alone(work.of(item))]

    async def _do_alone(self, work: Work[Item, Result]) -> list[Result | None]:
        from distributed import KilledWorker

        try:
            return [*await self._called(work)]
        except KilledWorker:
            return [None]

    async def _called(self, work: Work[Any, Result]) -> list[Result]:
        """Return the results of *work*; waits for workers as long as there are none."""
        from distributed import KilledWorker
        from distributed.client import ClosedClientError

        call: Callable[..., list[Result]] = work.call
        try:
            future = self._client.submit(call, work.items, *work.more, pure=False)
            waiting = asyncio.ensure_future(future.result())
            try:
                while not (await asyncio.wait([waiting], timeout=PATIENCE))[0]:
                    self._tell_if_idle()
            except asyncio.CancelledError:
                waiting.cancel()
                raise
            results: list[Result] = waiting.result()
        except (OSError, concurrent.futures.CancelledError, ClosedClientError) as error:
            raise EngineLost(
                f"the Dask scheduler {self._address} is lost ({_line(error)}): start it again, and "
                "then this crawl, which goes on from what is written"
            ) from None
        except (WrongUseError, KilledWorker):
            raise
        except Exception as error:  # noqa: BLE001 - Dask's, of whatever cannot be unpickled there
            raise WrongUseError(
                f"the Dask cluster {self._address} cannot do the work ({_line(error)}): install "
                "this program, in the same version, on its scheduler and its workers"
            ) from None
        return results

    def _tell_if_idle(self) -> None:
        if not self._count_threads():
            logger.warning("%s has no workers: start some", self._address)

    async def close(self) -> None:
        """See `Engine.close`; the cluster goes on."""
        await self._client.close()


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
