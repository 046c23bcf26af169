"""When the ticker is polled, and how one poll is made so that it ends with the run.

Used by ``spiders/breaking.py``. The interval doubles for each failed poll in a row.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from mayadeen_crawler.utils.scrapy_internals import run_callback

#: Share of the interval by which a poll may come earlier or later, at random: several runs do
#: not poll in step.
JITTER = 0.1
#: Seconds between polls, at most, however many have failed.
MAX_INTERVAL = 900.0


class PollingSchedule:
    """Polls every *follow* seconds, for *duration* seconds; once if *follow* is None."""

    def __init__(self, follow: float | None, duration: float | None) -> None:
        self._follow = follow
        self._duration = duration
        self.failures = 0
        """Failed polls in a row, counted by the caller: each doubles the interval, up to
        MAX_INTERVAL."""

    async def polls(self) -> AsyncIterator[None]:
        """Yield whenever a poll is due; the time that a poll takes is part of the interval."""
        end = None if self._duration is None else time.monotonic() + self._duration
        while True:
            began = time.monotonic()
            yield
            if self._follow is None:
                return
            due = began + self.interval(self._follow)
            if end is not None and due > end:
                return
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def interval(self, follow: float) -> float:
        """Return the seconds from the last poll to the next one, by `failures` and JITTER."""
        doubled = follow * 2.0 ** min(self.failures, 30)
        return min(doubled, max(follow, MAX_INTERVAL)) * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311


async def poll(crawler: Crawler, request: Request) -> None:
    """Make *request*; return when its callback or errback has handled the answer.

    Unlike a request that a spider yields, it does not keep a run alive that is to end: then it is
    given up, and CancelledError raised. A callback that has begun is waited for.
    """
    result: Response | Failure
    try:
        result = await crawler.engine.download_async(request)
    except Exception as error:  # noqa: BLE001 - the errback classifies it
        result = Failure(error)  # type: ignore[no-untyped-call]
        result.request = request  # type: ignore[attr-defined]
    await run_callback(crawler, request, result)
