"""The run's Chromium: start it, open pages, press load-more controls, replace it after a crash.

``middlewares/browser.py`` imports this for the first request that needs a browser. Pages are
opened by scrapy-playwright's download handler.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from playwright.async_api import Error, Page
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.settings import BaseSettings
from scrapy.settings.default_settings import DEFAULT_REQUEST_HEADERS
from scrapy_playwright.handler import (  # type: ignore[import-untyped]
    ScrapyPlaywrightDownloadHandler,
)

from mayadeen_crawler.exceptions import BrowserFailed, BrowserLost
from mayadeen_crawler.middlewares.chromium import launch
from mayadeen_crawler.middlewares.chromium.allowed_hosts import SiteHosts
from mayadeen_crawler.middlewares.chromium.live_page import LivePage
from mayadeen_crawler.middlewares.chromium.request_guard import RequestGuard
from mayadeen_crawler.middlewares.chromium.tab import PATIENCE, PRESS, TAB, Tab
from mayadeen_crawler.utils.scrapy_internals import (
    is_browser_gone,
    start_browser,
    start_playwright,
)
from mayadeen_crawler.utils.text import clean

logger = logging.getLogger(__name__)

#: Seconds that closing a page or the browser may take.
_CLOSING = 10.0
#: Seconds between two checks that the browser still answers.
_CHECKS = 0.5

_CLOSED = "its page was closed"


class Chromium:
    """One browser at a time: started for the first page, and anew after a crash or a hang.

    *wait* returns when a request's moment has come.
    """

    def __init__(self, crawler: Crawler, wait: Callable[[Request], Awaitable[None]]) -> None:
        self._crawler = crawler
        self._site = crawler.spider.site  # type: ignore[union-attr]
        self._hosts = SiteHosts(self._site)
        self._wait = wait
        self._limit = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._patience = crawler.settings.getfloat("BROWSER_PATIENCE")
        self._agreed = _agreed_headers(crawler.settings)
        self._handler: ScrapyPlaywrightDownloadHandler | None = None
        self._starting: asyncio.Task[ScrapyPlaywrightDownloadHandler] | None = None
        self._tabs: set[Tab] = set()
        self._lost: set[object] = set()
        """Handlers whose browser is gone, None included."""

    async def open(self, request: Request) -> Response:
        """Return the page at the request's URL, as it is once its scripts are done.

        Raises BrowserFailed, and IgnoreRequest where robots.txt disallows the page or it is
        off-site.
        """
        tab: Tab = request.meta[TAB]
        try:
            tab.browser = await self._started()
        except (Error, OSError) as error:
            await self.close()
            raise BrowserFailed(_first_line(error)) from None
        return await self._done(tab, self._open(tab, tab.browser, request))

    async def press(self, request: Request) -> Response:
        """Press the control PRESS, and return the page as it is then; raises what `open` does.

        If the site refused a request that the press led to, that error response is returned.
        """
        return await self._done(request.meta[TAB], self._press(request.meta[TAB], request))

    async def close(self) -> None:
        """Close the browser and end Playwright; never raises."""
        handler, self._handler = self._handler, None
        self._lost.add(handler)
        for tab in [tab for tab in self._tabs if tab.browser is handler]:
            tab.live = None
            self._tabs.discard(tab)
        if handler is not None:
            with suppress(Exception):  # it may have crashed, or hang
                await asyncio.wait_for(handler.close(), _CLOSING)

    async def _open(
        self, tab: Tab, handler: ScrapyPlaywrightDownloadHandler, request: Request
    ) -> Response:
        async def prepare(page: Page, _request: Request) -> None:
            live = tab.live
            if live is None or live.page is not page:
                live = await self._adopt(tab, page)
            live.guard.begin(request, opens=True)

        tab.last = None
        request.meta.update(
            playwright=True,
            playwright_include_page=True,
            playwright_page=tab.live.page if tab.live else None,
            playwright_context_kwargs={
                "user_agent": self._crawler.settings["USER_AGENT"],
                "extra_http_headers": self._agreed,
                "accept_downloads": False,
                "service_workers": "block",
            },
            playwright_page_init_callback=prepare,
        )
        try:
            response = await handler.download_request(request)
        except Error:
            if tab.live is not None and tab.live.guard.refused is not None:
                raise tab.live.guard.refused from None
            raise
        live = tab.live
        if live is None:
            raise BrowserFailed(_CLOSED)
        await live.settle(self._patience)
        return await self._read(live, response)

    async def _press(self, tab: Tab, request: Request) -> Response:
        live: LivePage | None = tab.live
        if live is None:
            raise BrowserFailed(_CLOSED)
        control, patience = request.meta[PRESS], self._patience * request.meta[PATIENCE]
        live.guard.begin(request, opens=False)
        more, again = await live.press(control, patience)
        tab.last = control if again else None
        if live.guard.blocked is not None:
            request.meta["dont_retry"] = True  # a refusal ends the listing
            return live.guard.blocked
        if not more and live.guard.trouble is not None:
            return live.guard.trouble
        if not more and live.guard.refused is not None:
            raise live.guard.refused
        return await self._read(live, HtmlResponse(live.page.url))

    async def _read(self, live: LivePage, response: Response) -> Response:
        """Return *response* with the page's present URL and content; raises BrowserFailed."""
        if not isinstance(response, TextResponse):
            return response
        body = await live.read(html=isinstance(response, HtmlResponse))
        if len(body) > self._crawler.settings.getint("DOWNLOAD_MAXSIZE"):
            raise BrowserFailed("its page has grown too large")
        return response.replace(url=live.page.url, body=body, encoding="utf-8")

    async def _done(self, tab: Tab, work: Coroutine[Any, Any, Response]) -> Response:
        """Return what *work* returns; if the browser fails, or hangs, close the tab and raise.

        It hangs if nothing happened for DOWNLOAD_TIMEOUT seconds, waits for the pace aside. A
        browser that is gone is closed, too, so that the next listing gets a new one; a listing
        that another one's crash cost its page gets BrowserLost, and may be read again.
        """
        task, begun = asyncio.ensure_future(work), time.monotonic()
        try:
            while not (await asyncio.wait({task}, timeout=_CHECKS))[0]:
                guard: RequestGuard | None = tab.live.guard if tab.live else None
                heard = max(begun, guard.moved_at) if guard else begun
                if not (guard and guard.waiting) and time.monotonic() - heard > self._limit:
                    raise BrowserFailed(f"not heard of for {self._limit:.0f} seconds")
            return task.result()
        except IgnoreRequest:
            raise
        except Exception as error:
            gone = tab.live is None or is_browser_gone(error)
            lost = gone and tab.browser in self._lost
            if gone:
                self._lost.add(tab.browser)
            await _cancel(task)
            await tab.close()
            if gone and tab.browser is self._handler:
                await self.close()  # the next listing gets a fresh one
            if lost:
                raise BrowserLost(_first_line(error)) from None
            if isinstance(error, BrowserFailed):
                raise
            if not isinstance(error, Error | OSError) and type(error) is not Exception:
                raise  # a fault of this program
            raise BrowserFailed(_first_line(error)) from None
        finally:
            await _cancel(task)

    async def _started(self) -> ScrapyPlaywrightDownloadHandler:
        """Return the handler of a running browser, starting one if need be."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        try:
            # Where this caller is cancelled, the browser still starts completely.
            return await asyncio.shield(self._starting)
        finally:
            if self._starting is not None and self._starting.done():
                self._starting = None

    async def _start(self) -> ScrapyPlaywrightDownloadHandler:
        handler = self._handler
        if handler is None:
            self._handler = handler = launch.handler(self._crawler, self._hosts)
            await start_playwright(handler)
        await start_browser(handler)
        return handler

    async def _adopt(self, tab: Tab, page: Page) -> LivePage:
        """Make *page* the page of *tab*; close it, and raise, if it cannot be guarded."""
        guard = RequestGuard(self._crawler, self._hosts.include, self._wait)
        try:
            await page.context.route("**/*", lambda route: route.abort())  # pages without a guard
            await guard.attach(page)
        except BaseException:
            with suppress(Error):
                await page.close()
            raise
        tab.live = live = LivePage(page, guard, self._site, tab.mark)
        tab.closing = self._close_tab
        self._tabs.add(tab)
        return live

    async def _close_tab(self, tab: Tab) -> None:
        live, tab.live = tab.live, None
        self._tabs.discard(tab)
        if live is None:
            return
        try:
            await asyncio.wait_for(live.page.close(), _CLOSING)
        except TimeoutError:
            if tab.browser is self._handler:
                await self.close()  # the whole browser hangs
        except Exception as error:  # noqa: BLE001 - the page has crashed
            logger.debug("a page could not be closed: %s", _first_line(error))


def _agreed_headers(settings: BaseSettings) -> dict[str, str]:
    """Return what DEFAULT_REQUEST_HEADERS adds to Scrapy's; the browser sends its own."""
    added = settings.getdict("DEFAULT_REQUEST_HEADERS")
    return {name: str(added[name]) for name in added.keys() - DEFAULT_REQUEST_HEADERS.keys()}


def _first_line(error: Exception) -> str:
    """Return the first line of *error*, made harmless: a page's script may have written it."""
    return clean(str(error).strip().partition("\n")[0])[:200]


async def _cancel(task: asyncio.Future[Any]) -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_CLOSING)
