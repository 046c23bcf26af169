"""Ends a browser from outside when its listing has used up its budget, or the run is ending.

A thread for each browser (``one_browser.py``), since the page may keep Playwright's driver and
this process's event loop busy, and never answer. It kills; what is pending then fails.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mayadeen_crawler.middlewares.chromium.budget import Budget
from mayadeen_crawler.middlewares.chromium.processes import BrowserProcesses

#: Seconds between two measurements of memory and time.
_MEASURES = 0.25
#: Measurements between two looks for new processes, which read all of /proc, and at the folder.
_LOOKS = 4


class Watchdog:
    """Watches from when it is made until `end` is called.

    What the browser writes to *profile*, the folder of its files, counts as memory does.
    *is_ending* returns whether the run is ending. *bitten* is called, in the watchdog's thread,
    once the browser was killed.
    """

    def __init__(
        self,
        budget: Budget,
        profile: Path,
        is_ending: Callable[[], bool],
        bitten: Callable[[], None],
    ) -> None:
        self._budget = budget
        self._profile = profile
        self._is_ending = is_ending
        self._bitten = bitten
        self._ended = False
        self.processes: BrowserProcesses | None = None
        """Set once Playwright's driver was started."""
        threading.Thread(target=self._watch, name="browser-watchdog", daemon=True).start()

    def end(self) -> None:
        """Stop watching."""
        self._ended = True
        self._budget.used_up.set()

    def _watch(self) -> None:
        measures, used, written = 0, 0.0, 0.0
        while not self._ended and not self._is_ending():
            with suppress(OSError, MemoryError):  # its time counts all the same
                if (processes := self.processes) and measures % _LOOKS == 0:
                    processes.look()
                    written = _megabytes(self._profile)
                used = processes.megabytes() if processes else 0.0
            measures += 1
            if not self._budget.measure(used + written):
                break
            self._budget.used_up.wait(_MEASURES)
        if not self._ended:
            with suppress(OSError, MemoryError):
                if self.processes:
                    self.processes.kill_browser()
            self._bitten()


def _megabytes(folder: Path) -> float:
    """Return the size of all files in *folder*."""
    size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # it was removed meanwhile
                size += (Path(parent) / name).lstat().st_size
    return size / 1024**2
