"""What one listing may use of its browser, and what it has used.

``request_guard.py`` counts what the page does and what this process holds for it, ``watchdog.py``
measures time and the browser's memory, and ends the browser where the budget is used up. Safe to
use from several threads; `held` is changed by one of them alone.
"""

from __future__ import annotations

import threading
import time

from scrapy.settings import BaseSettings

#: What is limited → the setting that says how much of it a listing may use.
SETTINGS = {
    "seconds": "BROWSER_MAX_SECONDS",
    "requests": "BROWSER_MAX_REQUESTS",
    "megabytes": "BROWSER_MAX_MEGABYTES",
    "navigations": "BROWSER_MAX_NAVIGATIONS",
}


class Budget:
    """The limits of one listing; it begins to run when it is made."""

    def __init__(self, settings: BaseSettings) -> None:
        self._most = {what: settings.getfloat(name) for what, name in SETTINGS.items()}
        self._used = dict.fromkeys(SETTINGS, 0.0)
        self._begun = time.monotonic()
        self.held = 0
        """Bytes of the page's responses that this process holds now: memory of the listing's."""
        self.over: str | None = None
        """What was used up first, a key of `SETTINGS`; None while all is within its limit."""
        self.used_up = threading.Event()
        """Set when `over` is."""

    def count(self, what: str) -> bool:
        """Count one more of "requests" or "navigations"; return whether all is within its limit."""
        return self._note(what, self._used[what] + 1)

    def measure(self, megabytes: float) -> bool:
        """Note the browser's memory and the time; return whether all is within its limit."""
        self._note("megabytes", megabytes + self.held / 1024**2)
        return self._note("seconds", time.monotonic() - self._begun)

    def __str__(self) -> str:
        """Name the limit that was passed, such as ``BROWSER_MAX_SECONDS=60 was used up``."""
        return f"{SETTINGS[self.over]}={self._most[self.over]:g} was used up" if self.over else ""

    def _note(self, what: str, used: float) -> bool:
        self._used[what] = used
        if self.over is None and used > self._most[what]:
            self.over = what
            self.used_up.set()
        return self.over is None
