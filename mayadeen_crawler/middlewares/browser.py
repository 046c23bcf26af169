"""Requests that a browser makes, for listings whose further pages only a script fetches.

``download_handler.py`` hands them on. Nothing of Playwright is imported before the first of
them, and the browser is started then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from mayadeen_crawler.middlewares.chromium.tab import PRESS
from mayadeen_crawler.middlewares.pace import Pace

if TYPE_CHECKING:
    from mayadeen_crawler.middlewares.chromium.session import Chromium


class BrowserDownloads:
    """Answers requests that have a `Tab` in their meta, at the pace of all others."""

    def __init__(self, crawler: Crawler, pace: Pace) -> None:
        self._crawler = crawler
        self._pace = pace
        self._chromium: Chromium | None = None

    async def download(self, request: Request) -> Response:
        """Open the request's URL in its tab, or press the control that its meta names there.

        Raises BrowserFailed, and IgnoreRequest for what is not allowed.
        """
        if self._chromium is None:
            from mayadeen_crawler.middlewares.chromium.session import Chromium

            self._chromium = Chromium(self._crawler, self._pace)
        if PRESS in request.meta:
            return await self._chromium.press(request)
        await self._pace.wait(request)
        return await self._chromium.open(request)

    async def close(self) -> None:
        """Close the browser, whatever state it is in."""
        if self._chromium is not None:
            await self._chromium.close()
