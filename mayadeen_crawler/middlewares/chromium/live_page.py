"""An open page: waiting for its scripts, pressing its controls, reading what it shows."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import Error, Page

from mayadeen_crawler.middlewares.chromium import page_scripts
from mayadeen_crawler.middlewares.chromium.request_guard import Guard
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import is_article_url
from mayadeen_crawler.utils.scrapy_internals import is_navigation

#: Seconds between looks at a page; without a further link, after which what a
#: press brought is complete; and without anything, once its control is gone.
_LOOKS, _SETTLED, _GONE = 0.05, 0.2, 2.0


class LivePage:
    """A page of the browser behind its guard. Methods raise Error where the browser fails."""

    def __init__(self, page: Page, guard: Guard, site: Site, mark: str) -> None:
        self.page = page
        self.guard = guard
        self._site = site
        self._mark = mark

    async def settle(self, patience: float) -> None:
        """Wait until its scripts have what they asked for, or nothing moved for *patience*."""
        quiet = 0.0
        while quiet < _SETTLED and time.monotonic() - self.guard.moved_at < patience:
            await asyncio.sleep(_LOOKS)
            quiet = 0.0 if self.guard.busy else quiet + _LOOKS

    async def press(self, control: str, patience: float) -> tuple[bool, bool]:
        """Press the control with the mark *control*, and wait for what it brings.

        Returns whether that holds a link to an article, and whether the control
        can be pressed again. *patience*: seconds without anything new or under way
        that say that nothing comes.
        """
        if not await self.page.evaluate(page_scripts.PRESS, [self._mark, control]):
            return False, False
        count, since, again = 0, time.monotonic(), True
        while self.guard.blocked is None:
            await asyncio.sleep(_LOOKS)
            links, again = await self._look()
            articles = sum(is_article_url(url, self._site) for url in links)
            now = time.monotonic()
            if articles != count or (not articles and self.guard.busy):
                count, since = articles, now
            # Its cards may each be asked for; a page that never rests waits for none.
            if count and now - since >= (patience if self.guard.busy else _SETTLED):
                return True, again
            if not count and now - since >= (patience if again else min(patience, _GONE)):
                break
        return False, again

    async def _look(self) -> tuple[list[str], bool]:
        try:
            seen = await self.page.evaluate(page_scripts.LOOK, self._mark)
        except Error as error:
            if not is_navigation(error):
                raise
            return [], True  # the press leads to another page
        return seen["links"], seen["again"]

    async def read(self, *, html: bool) -> bytes:
        """Return its HTML with marks on what can be pressed, or its text, as UTF-8."""
        if html:
            text = await self.page.evaluate(page_scripts.READ, self._mark)
        else:
            text = await self.page.evaluate(page_scripts.TEXT)
        return str(text).encode("utf-8", "replace")
