"""Keeps the index up to date while it is served: a request begins an update, and waits a little.

`plugin.guarded` calls `Freshness.look` before each answer. An index that does not fit the feeds is
made anew as another file: `server` asks which `Freshness.file` its connections should have.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from mayadeen_crawler.search.database import FILE_NAME
from mayadeen_crawler.search.update import with_index
from mayadeen_crawler.utils.terminal import harmless

logger = logging.getLogger(__name__)

#: Seconds between the end of an update and the next one, and seconds that requests wait for one.
EVERY, WAIT = 5.0, 1.0


class Freshness:
    """The state of the index in *folder*, which was up to date when this was made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE_NAME
        self._due = time.monotonic() + EVERY
        self._waited_until = 0.0
        self._under_way: asyncio.Event | None = None
        self._failed = ""
        self.file = self._path.stat().st_ino
        """Number of the file that is complete: connections to another one are out of date."""

    @property
    def note(self) -> str:
        """What a page says where it may lack records; empty if it is up to date."""
        if self._under_way is not None and time.monotonic() >= self._waited_until:
            return "Newer records are being read just now: this page may lack some."
        return self._failed

    async def look(self) -> None:
        """Begin an update if one is due, and wait for it, but no longer than WAIT in all."""
        now = time.monotonic()
        if self._under_way is None:
            if now < self._due:
                return
            self._under_way = asyncio.Event()
            self._waited_until = now + WAIT
            loop = asyncio.get_running_loop()
            # A daemon: Ctrl-C need not wait for it, as SQLite undoes what is not committed.
            Thread(target=self._update, args=(loop,), daemon=True).start()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, self._waited_until - now)):
                await self._under_way.wait()

    def _update(self, loop: asyncio.AbstractEventLoop) -> None:
        failed = "Newer records could not be read: a fault of this program"
        try:
            with_index(self._folder, lambda _: None)
            failed = ""
        except (sqlite3.Error, OSError) as error:
            failed = f"Newer records could not be read: {harmless(str(error))}"
        finally:
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(self._ended, failed)

    def _ended(self, failed: str) -> None:
        if failed and failed != self._failed:
            logger.error("%s", failed)
        self._failed = failed
        with suppress(FileNotFoundError):  # deleted: the next update makes it anew
            if not failed:
                self.file = self._path.stat().st_ino
        self._due = time.monotonic() + EVERY
        if self._under_way is not None:
            self._under_way.set()
        self._under_way = None
