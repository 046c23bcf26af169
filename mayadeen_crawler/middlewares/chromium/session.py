"""The browsers of a run: start one for a listing, open its pages, press its load-more control.

``middlewares/browser.py`` imports this for the first request that needs a browser. Pages are
opened by scrapy-playwright's download handler.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from playwright.async_api import Error, Page, Route
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse

from mayadeen_crawler.exceptions import BrowserFailed
from mayadeen_crawler.middlewares.chromium import page_policy
from mayadeen_crawler.middlewares.chromium.allowed_hosts import SiteHosts
from mayadeen_crawler.middlewares.chromium.live_page import LivePage
from mayadeen_crawler.middlewares.chromium.one_browser import OneBrowser
from mayadeen_crawler.middlewares.chromium.request_guard import RequestGuard
from mayadeen_crawler.middlewares.chromium.tab import PATIENCE, PRESS, TAB, Tab
from mayadeen_crawler.middlewares.pace import Pace
from mayadeen_crawler.utils.scrapy_internals import is_navigation
from mayadeen_crawler.utils.text import clean

#: Seconds that a call to Playwright may take to end once it is cancelled.
_CANCELLING = 1.0

_CLOSED = "its page was closed"
#: The beginning of the URL of Chromium's own page about a page that did not load.
_ERROR_PAGE = "chrome-error:"


class Chromium:
    """The run's browsers, one for each listing that is read in one."""

    def __init__(self, crawler: Crawler, pace: Pace) -> None:
        self._crawler = crawler
        self._site = crawler.spider.site  # type: ignore[union-attr]
        self._hosts = SiteHosts(self._site)
        self._pace = pace
        self._patience = crawler.settings.getfloat("BROWSER_PATIENCE")
        self._tabs: set[Tab] = set()

    async def open(self, request: Request) -> Response:
        """Return the page at the request's URL, as it is once its scripts are done.

        Starts a browser if the request's `Tab` has none yet. Raises BrowserFailed, and
        IgnoreRequest where robots.txt disallows the page, it is off-site, or the run is ending.
        """
        tab: Tab = request.meta[TAB]
        if tab.browser is None:
            try:
                tab.browser = OneBrowser(self._crawler, self._hosts)
            except (OSError, RuntimeError) as error:  # no folder can be made, or no thread
                raise BrowserFailed(_first_line(error)) from None
            tab.closing = self._close_tab
            self._tabs.add(tab)
        return await self._done(tab, self._open(tab, tab.browser, request))

    async def press(self, request: Request) -> Response:
        """Press the control PRESS, and return the page as it is then; raises what `open` does.

        If the site refused a request that the press led to, that error response is returned.
        """
        tab: Tab = request.meta[TAB]
        return await self._done(tab, self._press(tab, request))

    async def close(self) -> None:
        """Close the browsers that are open; never raises."""
        await asyncio.gather(*map(self._close_tab, tuple(self._tabs)))

    async def _open(self, tab: Tab, browser: OneBrowser, request: Request) -> Response:
        async def prepare(page: Page, _request: Request) -> None:
            live = tab.live
            if live is None or live.page is not page:
                tab.live = live = await self._adopt(page, browser, tab.mark)
            live.guard.begin(request, opens=True)

        await browser.start()
        tab.last = None
        request.meta.update(
            playwright=True,
            playwright_include_page=True,
            playwright_page=tab.live.page if tab.live else None,
            playwright_context_kwargs=browser.context_options,
            playwright_page_init_callback=prepare,
        )
        try:
            response = await browser.handler.download_request(request)
        except Error:
            if tab.live is not None and tab.live.guard.barred is not None:
                raise tab.live.guard.barred from None
            raise
        live = tab.live
        if live is None:
            raise BrowserFailed(_CLOSED)
        while True:
            await live.settle(self._patience)
            try:
                return await self._read(live, response)
            except Error as error:
                if not is_navigation(error):
                    raise
                # The page went on to another one, which its budget allows some times.

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
        """Return *response* with the page's present URL and content.

        Raises BrowserFailed, and IgnoreRequest where the page went on to what is not allowed:
        Chromium then shows an error page of its own.
        """
        if not isinstance(response, TextResponse):
            return response
        if live.page.url.startswith(_ERROR_PAGE):
            raise live.guard.barred or BrowserFailed("its page went on to one that did not load")
        most = self._crawler.settings.getint("DOWNLOAD_MAXSIZE")
        body = await live.read(html=isinstance(response, HtmlResponse), most=most)
        return response.replace(url=live.page.url, body=body, encoding="utf-8")

    async def _done(self, tab: Tab, work: Coroutine[Any, Any, Response]) -> Response:
        """Return what *work* returns; if the browser fails or is killed, close it and raise."""
        browser = tab.browser
        task = asyncio.ensure_future(work)
        killed = asyncio.ensure_future(browser.killed.wait()) if browser else task
        try:
            await asyncio.wait({task, killed}, return_when=asyncio.FIRST_COMPLETED)
            if browser is not None and (browser.killed.is_set() or browser.budget.over):
                await _cancel(task)
                await self._close_tab(tab)
                raise self._why_killed(browser)
            return task.result()
        except IgnoreRequest:
            raise
        except Exception as error:
            await self._close_tab(tab)
            if isinstance(error, BrowserFailed):
                raise
            if not isinstance(error, Error | OSError) and type(error) is not Exception:
                raise  # a fault of this program
            raise BrowserFailed(_first_line(error)) from None
        finally:
            await _cancel(task)
            await _cancel(killed)

    def _why_killed(self, browser: OneBrowser) -> Exception:
        over = browser.budget.over
        if over is None:
            return IgnoreRequest("the run ends")
        self._crawler.stats.inc_value(f"browser/over/{over}")
        return BrowserFailed(str(browser.budget))

    async def _adopt(self, page: Page, browser: OneBrowser, mark: str) -> LivePage:
        """Return *page*, guarded; close it, and raise, if it cannot be guarded."""
        guard = RequestGuard(self._crawler, self._hosts.include, self._pace, browser.budget)
        try:
            await page.context.route("**/*", _refuse)  # pages without a guard
            await page.add_init_script(page_policy.INIT_SCRIPT)
            await guard.attach(page)
        except BaseException:
            with suppress(Error):
                await page.close()
            raise
        return LivePage(page, guard, self._site, mark)

    async def _close_tab(self, tab: Tab) -> None:
        browser, tab.browser, tab.live = tab.browser, None, None
        self._tabs.discard(tab)
        if browser is not None:
            await browser.close()


async def _refuse(route: Route) -> None:
    with suppress(Error):  # the page is gone, or its own guard has it
        await route.abort()


def _first_line(error: Exception) -> str:
    """Return the first line of *error*, made harmless: a page's script may have written it."""
    return clean(str(error).strip().partition("\n")[0])[:200]


async def _cancel(task: asyncio.Future[Any]) -> None:
    """End *task*, whose result nobody wants any more."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_CANCELLING)
    if task.done() and not task.cancelled():
        task.exception()  # asyncio logs one that nobody looked at
