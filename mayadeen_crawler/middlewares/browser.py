"""Requests that a browser makes, for listings whose further pages only a script fetches.

Nothing of Playwright is imported before the first of them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from mayadeen_crawler.middlewares.pace import PacedHandler

if TYPE_CHECKING:
    from mayadeen_crawler.middlewares.chromium.live_page import LivePage
    from mayadeen_crawler.middlewares.chromium.session import Chromium

#: Request.meta: the Tab a request is for. With PRESS, the mark of the control that
#: is pressed there, no address is asked for; PATIENCE multiplies what is waited then.
TAB, PRESS, PATIENCE = "browser_tab", "browser_press", "browser_patience"

INSTALL = "apt-get install chromium (or: playwright install chromium)"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_OWN = ("chrome", "headless_shell", "chrome-headless-shell")


@dataclass(eq=False)
class Tab:
    """A page of the browser that one listing is read in, over several requests."""

    mark: str
    """The attribute that what can be pressed is marked with in its responses."""
    last: str | None = None
    """The mark of the control pressed last, while it can be pressed again."""
    live: LivePage | None = None
    """The page, while it is open."""
    browser: object = None
    """What started the browser that the page is, or was, of."""
    closing: Callable[[Tab], Awaitable[None]] | None = None

    async def close(self) -> None:
        """Close the page, if it is open; never raises."""
        if self.closing is not None:
            await self.closing(self)


def find_browser(settings: BaseSettings) -> str | None:
    """Return the Chromium to start: BROWSER_PATH's, the system's, or Playwright's own."""
    if named := settings.get("BROWSER_PATH"):
        return shutil.which(str(named))
    return next(chain(filter(None, map(shutil.which, _NAMES)), _playwrights_own()), None)


def _playwrights_own() -> list[str]:
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright"
    found = (
        path for name in _OWN for path in Path(folder).expanduser().glob(f"chromium*/*/{name}")
    )
    return [str(path) for path in found if os.access(path, os.X_OK)]


def missing(settings: BaseSettings) -> str:
    """Return why no browser was found, and what to do."""
    if named := settings.get("BROWSER_PATH"):
        return f"BROWSER_PATH={named!r} is no program: name one, or leave it unset"
    return f"no Chromium was found: {INSTALL}, or name one in BROWSER_PATH (MAYADEEN_BROWSER)"


class BrowsingHandler(PacedHandler):
    """Hands requests with a TAB to a browser, started for the first one; all others are as ever."""

    _chromium: Chromium | None = None

    async def download_request(self, request: Request) -> Response:
        """Return the answer; raises BrowserFailed, and IgnoreRequest for what is not allowed."""
        if TAB not in request.meta:
            return await super().download_request(request)
        if self._chromium is None:
            from mayadeen_crawler.middlewares.chromium.session import Chromium

            self._chromium = Chromium(self._crawler, self.moment)
        if PRESS in request.meta:
            return await self._chromium.press(request)
        await self.moment(request)
        return await self._chromium.open(request)

    async def close(self) -> None:
        """Close the browser, whatever state it is in."""
        if self._chromium is not None:
            await self._chromium.close()
        await super().close()
