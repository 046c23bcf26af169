"""The browser of one listing: started for it, watched, and ended with all of its processes.

``session.py`` makes one for each `Tab`. A listing has a browser of its own, so that one whose
page is hostile costs no other listing anything, and what its browser uses is known to be its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from scrapy.crawler import Crawler

from mayadeen_crawler.middlewares.chromium import launch
from mayadeen_crawler.middlewares.chromium.allowed_hosts import SiteHosts
from mayadeen_crawler.middlewares.chromium.budget import Budget
from mayadeen_crawler.middlewares.chromium.processes import BrowserProcesses
from mayadeen_crawler.middlewares.chromium.watchdog import Watchdog
from mayadeen_crawler.utils.run_ending import is_ending
from mayadeen_crawler.utils.scrapy_internals import (
    driver_process,
    start_playwright,
    stop_playwright,
)

#: Seconds that the browser may take to close by itself, and its driver after it.
_CLOSING = 2.0
#: Seconds between two looks whether its processes are gone.
_LOOKS = 0.05


class OneBrowser:
    """A Chromium and its driver. The budget of its listing begins to run when this is made.

    Raises OSError where its folder cannot be made, and RuntimeError where no thread can be started.
    """

    def __init__(self, crawler: Crawler, hosts: SiteHosts) -> None:
        self.budget = Budget(crawler.settings)
        self.killed = asyncio.Event()
        """Set once the watchdog has killed the browser."""
        self.handler = launch.handler(crawler)
        self._profile = TemporaryDirectory(prefix="mayadeen-browser-", ignore_cleanup_errors=True)
        profile = Path(self._profile.name)
        loop = asyncio.get_running_loop()

        def killed() -> None:
            loop.call_soon_threadsafe(self.killed.set)

        try:
            self.context_options = launch.context_options(crawler.settings, hosts, profile)
            self._watchdog = Watchdog(self.budget, profile, lambda: is_ending(crawler), killed)
        except BaseException:
            self._profile.cleanup()
            raise
        self._driver = asyncio.ensure_future(start_playwright(self.handler))

    async def start(self) -> None:
        """Start the driver, if it is not running; raises Playwright's Error or OSError.

        The first request with `context_options` then starts the browser.
        """
        await asyncio.shield(self._driver)
        if self._watchdog.processes is None:
            self._watchdog.processes = BrowserProcesses(driver_process(self.handler))

    async def close(self) -> None:
        """End the browser and its driver, within some seconds; never raises."""
        await asyncio.wait({self._driver}, timeout=_CLOSING)
        self._watchdog.end()
        await self._end_processes()
        self._profile.cleanup()

    async def _end_processes(self) -> None:
        if not self._driver.done():
            # Its process is there already, and would stay if the start were cancelled.
            self._driver.add_done_callback(self._end_late)
            return
        if self._driver.cancelled() or self._driver.exception():
            return  # nothing was started
        processes = self._watchdog.processes or BrowserProcesses(driver_process(self.handler))
        await _within_limit(self.handler.close())
        processes.look()
        if processes.alive:
            processes.kill_browser()
            await _within_limit(stop_playwright(self.handler))
            processes.kill_all()
            await _within_limit(_gone(processes))

    def _end_late(self, driver: asyncio.Future[None]) -> None:
        """End *driver*, which was still starting when the browser was closed."""
        if not driver.cancelled():
            self._ending = asyncio.ensure_future(self._end_processes())


async def _within_limit(work: Awaitable[None]) -> None:
    with suppress(Exception):  # the browser may have crashed, or hang
        await asyncio.wait_for(work, _CLOSING)


async def _gone(processes: BrowserProcesses) -> None:
    while processes.alive:
        await asyncio.sleep(_LOOKS)
        processes.kill_all()  # one may have been started meanwhile
