"""Which part of the program the CPU of a thread goes to, by looking at its stack again and again.

`SamplingProfile` sets a timer that interrupts the main thread a thousand times a second. The CPU
that the thread took since the last look is counted for the part whose file is nearest in the stack:
``clean()`` called by a strategy is cleaning, a regular expression used by the strategy itself is
the strategy's. The sums are exact, their division is approximate: a part that took a hundredth of
the time is known to about a tenth of itself. Nothing is wrapped, so that what is called often does
not look slower than it is.
"""

from __future__ import annotations

import dis
import signal
import time
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from types import FrameType, MappingProxyType
from typing import Any

_RESUME = dis.opmap["RESUME"]

#: Seconds between two looks.
EVERY = 0.001

#: Where code is → the part it belongs to: a folder or file of the package or of Scrapy, if need be
#: with a function. The first that fits counts.
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "mayadeen_crawler/utils/html_tree.py": "parse",
        "mayadeen_crawler/pages/extraction/page.py:__init__": "parse",
        # What these take themselves is decoding the page, and freeing its tree.
        "mayadeen_crawler/page_to_record.py": "parse",
        "mayadeen_crawler/crawling/article_reading.py:read_article": "parse",
        "mayadeen_crawler/pages/dom/": "walk",
        "mayadeen_crawler/ledger/feeds.py:encode": "JSON",
        "mayadeen_crawler/pages/extraction/json_values.py": "JSON",
        "mayadeen_crawler/content_hash.py": "hash",
        "mayadeen_crawler/dates/": "dates",
        "mayadeen_crawler/pipelines/dates.py": "dates",
        "mayadeen_crawler/loaders.py": "cleaning",
        "mayadeen_crawler/utils/text.py": "cleaning",
        "mayadeen_crawler/urls/": "addresses",
        "mayadeen_crawler/pages/": "strategies",
        "mayadeen_crawler/ledger/": "ledger",
        "mayadeen_crawler/pipelines/": "pipelines",
        "mayadeen_crawler/items/": "pipelines",
        "mayadeen_crawler/middlewares/": "middlewares",
        "mayadeen_crawler/extensions/": "extensions",
        "mayadeen_crawler/health/": "extensions",
        "mayadeen_crawler/runs/": "extensions",
        "mayadeen_crawler/": "spiders",
        "scrapy/downloadermiddlewares/": "middlewares",
        "scrapy/spidermiddlewares/": "middlewares",
        "scrapy/extensions/": "extensions",
    }
)
#: What no place fits: Scrapy's engine and downloader, Twisted, asyncio.
ELSEWHERE = "Scrapy"
#: What other threads took: the ledger's.
THREADS = "ledger"
#: The parts in the order in which a table has them.
PARTS = tuple(dict.fromkeys((*PLACES.values(), ELSEWHERE)))


class SamplingProfile:
    """Counts the CPU of the main thread by part, between `start` and `stop`.

    Only the main thread may make and use it: Python runs signal handlers there.
    """

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)
        self._seen = self._process = self._looking = 0.0
        self._before: Any = signal.SIG_DFL

    def start(self) -> None:
        """Begin."""
        self._before = signal.signal(signal.SIGALRM, self._look)
        self._process, self._seen = time.process_time(), time.thread_time()
        signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)

    def stop(self) -> dict[str, float]:
        """End; return the seconds of CPU by part, those of other threads as THREADS."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)
        self._look(0, None)
        whole = time.process_time() - self._process
        self._seconds[THREADS] += max(0.0, whole - sum(self._seconds.values()) - self._looking)
        return dict(self._seconds)

    def _look(self, _: int, frame: FrameType | None) -> None:
        now = time.thread_time()
        self._seconds[_part_at(frame)] += now - self._seen
        self._seen = time.thread_time()
        self._looking += self._seen - now


def _part_at(frame: FrameType | None) -> str:
    # Python looks for signals when it enters a function: what took the time was its caller.
    if frame is not None and frame.f_code.co_code[frame.f_lasti] == _RESUME:
        frame = frame.f_back
    while frame is not None:
        if part := _part_of(frame.f_code.co_filename, frame.f_code.co_name):
            return part
        frame = frame.f_back
    return ELSEWHERE


@cache
def _part_of(file: str, function: str) -> str | None:
    return next((part for place, part in PLACES.items() if place in f"{file}:{function}"), None)
