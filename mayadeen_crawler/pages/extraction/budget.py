"""What reading one page may take of the processor, whatever the page holds.

All that reads a page is linear in its size and bounded in its elements, so that a page of a
megabyte takes under a second and one of 32 under ten. The budget is the wall behind that: of what
grows faster all the same, one part of a page's reading is the most that a run loses.
"""

from __future__ import annotations

import time

from mayadeen_crawler.exceptions import TooCostly

#: CPU seconds that the thread that reads a page may take for it.
MAX_SECONDS = 20.0


class ReadingBudget:
    """The budget of one page, from now on, in the thread that asks."""

    def __init__(self) -> None:
        self._end = time.thread_time() + MAX_SECONDS
        self._earliest = time.perf_counter() + MAX_SECONDS

    def check(self) -> None:
        """Raise TooCostly if it is used up; called before each part of the reading."""
        # A thread uses no more of the processor than time passes, which costs less to ask for.
        if time.perf_counter() > self._earliest and time.thread_time() > self._end:
            raise TooCostly(f"over {MAX_SECONDS:g} seconds of the processor")
