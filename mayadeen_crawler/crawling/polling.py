"""Looking at a page again and again: when, and how a look ends with the run."""

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

#: Share of the interval that a look may come earlier or later: runs shall not march in step.
JITTER = 0.1
#: Seconds between looks at a page that fails again and again.
MAX_INTERVAL = 900.0


class Rhythm:
    """Looks every *follow* seconds for *duration* seconds; one look where *follow* is None."""

    def __init__(self, follow: float | None, duration: float | None) -> None:
        self._follow = follow
        self._duration = duration
        self.failures = 0
        """Looks in a row that failed: each doubles the interval, up to MAX_INTERVAL."""

    async def beats(self) -> AsyncIterator[None]:
        """Yield whenever a look is due; what the look itself takes is part of the interval."""
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
        """Return the seconds to the next look."""
        doubled = follow * 2.0 ** min(self.failures, 30)
        return min(doubled, max(follow, MAX_INTERVAL)) * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311


async def answered(crawler: Crawler, request: Request) -> None:
    """Return when *request*'s callback or errback is done with its answer.

    A request that a spider yields must be answered before the run can end. This
    one is given up when the run ends, while a callback that has begun is waited for.
    Raises CancelledError where the run has ended.
    """
    result: Response | Failure
    try:
        result = await crawler.engine.download_async(request)
    except Exception as error:  # noqa: BLE001 - whatever it is, the errback says it
        result = Failure(error)  # type: ignore[no-untyped-call]
        result.request = request  # type: ignore[attr-defined]
    await run_callback(crawler, request, result)
