"""A page open in the browser: wait for its scripts, press a load-more control, read its HTML.

``session.py`` makes one for each `Tab`.
"""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import Error, Page

from mayadeen_crawler.exceptions import BrowserFailed
from mayadeen_crawler.middlewares.chromium import page_scripts
from mayadeen_crawler.middlewares.chromium.request_guard import RequestGuard
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import is_article_url
from mayadeen_crawler.utils.scrapy_internals import is_navigation

#: Seconds between two looks at a page.
_LOOKS = 0.05
#: Seconds without a new article link after which the cards that a press brought are complete.
_SETTLED = 0.2
#: Characters of links that a look at a page returns at most: some thousand links.
_MOST_LINKS = 1_000_000
#: Seconds to wait for the first article link, once the pressed control has disappeared.
_GONE = 2.0


class LivePage:
    """A page and the guard of its requests. Methods raise Playwright's Error where it fails."""

    def __init__(self, page: Page, guard: RequestGuard, site: Site, mark: str) -> None:
        self.page = page
        self.guard = guard
        self._site = site
        self._mark = mark

    async def settle(self, patience: float) -> None:
        """Wait until the page's requests are answered, or none was for *patience* seconds."""
        quiet = 0.0
        while quiet < _SETTLED and time.monotonic() - self.guard.moved_at < patience:
            await asyncio.sleep(_LOOKS)
            quiet = 0.0 if self.guard.busy else quiet + _LOOKS

    async def press(self, control: str, patience: float) -> tuple[bool, bool]:
        """Press the control that has the mark *control*, and wait for new cards.

        Returns (whether a new link to an article came, whether the control can be pressed
        again). Gives up after *patience* seconds without a new link and without a request
        under way; sooner if the control has disappeared.
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
            # While requests are under way more cards may come; a page that never stops
            # requesting is waited for until *patience*.
            if count and now - since >= (patience if self.guard.busy else _SETTLED):
                return True, again
            if not count and now - since >= (patience if again else min(patience, _GONE)):
                break
        return False, again

    async def _look(self) -> tuple[list[str], bool]:
        try:
            seen = await self.page.evaluate(page_scripts.LOOK, [self._mark, _MOST_LINKS])
        except Error as error:
            if not is_navigation(error):
                raise
            return [], True  # the press opened another page
        again, *links = str(seen).split("\n")
        return links, bool(again)

    async def read(self, *, html: bool, most: int) -> bytes:
        """Return the page in UTF-8: its HTML with marks on what can be pressed, or its text.

        Raises BrowserFailed if it has more than *most* bytes.
        """
        if html:
            text = await self.page.evaluate(page_scripts.READ, [self._mark, most])
        else:
            text = await self.page.evaluate(page_scripts.TEXT, most)
        body = str(text).encode("utf-8", "replace")
        if len(body) > most or (html and not body):
            raise BrowserFailed("its page has grown too large")
        return body
