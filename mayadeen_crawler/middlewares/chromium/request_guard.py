"""Decide about each request of a page in the browser: is it allowed, and when may it leave.

The page's requests bypass Scrapy's middlewares, so the same rules are applied here: the site's
hosts, robots.txt, the shared pace, challenges. ``session.py`` attaches a guard to each page.
Requests are intercepted by the Fetch domain of the Chrome DevTools Protocol (CDP).
"""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from playwright.async_api import CDPSession, Error, Page
from playwright.async_api import Request as PageRequest
from playwright.async_api import Response as PageResponse
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from mayadeen_crawler.exceptions import DisallowedByRobots, OffSite, RobotsUnreadable
from mayadeen_crawler.middlewares.blocks import REFUSED
from mayadeen_crawler.middlewares.robots import RobotsTxt
from mayadeen_crawler.utils.challenge import is_challenge

#: Kinds of request (CDP's ResourceType) that may leave: scripts may need them. Pictures, fonts
#: and media may not.
NEEDED = frozenset({"Document", "Stylesheet", "Script", "XHR", "Fetch"})
#: Statuses that refuse this crawler or its pace: the listing ends there.
_REFUSALS = REFUSED | {429}
#: Headers that are kept of an error response, whose body is not shown.
_TOLD = ("retry-after", "cf-mitigated")
#: The body shown in place of an error page, in base64: without any, Chromium would show an error
#: page of its own, and Playwright report that.
_NOTHING = b64encode(b"<html></html>").decode()


class RequestGuard:
    """Holds every request of one page, those of redirects and workers included, until it may leave.

    *on_site* tells whether a URL is on the site; *wait* returns when a request's moment has come.
    Counts stats ``browser/requests`` and ``browser/refused/<reason>``.
    """

    def __init__(
        self,
        crawler: Crawler,
        on_site: Callable[[str], bool],
        wait: Callable[[Request], Awaitable[None]],
    ) -> None:
        self._stats = crawler.stats
        self._robots: RobotsTxt | None = crawler.get_downloader_middleware(RobotsTxt)
        self._on_site = on_site
        self._wait_for_moment = wait
        self._under_way: set[PageRequest] = set()
        self._opens = self._had_moment = False
        self._slot = ""
        self.waiting = 0
        """How many requests wait for their moment."""
        self.moved_at = time.monotonic()
        """When a request was last let through, refused or answered (``time.monotonic()``)."""
        self.refused: IgnoreRequest | None = None
        """Why a request that the page needed was refused, since `begin`; None: none was."""
        self.trouble: Response | None = None
        """A 5xx response, without its body, since `begin`; None: there was none."""
        self.blocked: Response | None = None
        """The first challenge or refusal (status 401, 403, 407, 429, 451), without its body."""

    @property
    def busy(self) -> bool:
        """Whether a request of the page is waiting or not answered yet."""
        return bool(self.waiting or self._under_way)

    def begin(self, request: Request, *, opens: bool) -> None:
        """Start anew for the next use of the page.

        *opens*: *request* is for the page itself, and has waited for its moment already; else a
        control is pressed.
        """
        self._slot = request.meta.get("download_slot", "")
        self._opens = self._had_moment = opens
        self.refused = self.trouble = None
        self.moved_at = time.monotonic()

    async def attach(self, page: Page) -> None:
        """Guard *page* from now on; raises Playwright's Error if the browser is gone."""
        session = await page.context.new_cdp_session(page)

        async def paused(event: dict[str, Any]) -> None:
            await self._paused(session, event)

        session.on("Fetch.requestPaused", paused)
        answers = [
            {"urlPattern": "*", "resourceType": kind, "requestStage": "Response"}
            for kind in ("Document", "XHR", "Fetch")
        ]
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}, *answers]})
        await page.route_web_socket(lambda _url: True, lambda socket: socket.close())
        page.on("popup", _close)
        page.on("request", self._asked)
        page.on("requestfinished", self._over)
        page.on("requestfailed", self._over)
        page.on("response", self._answered)

    async def _paused(self, session: CDPSession, event: dict[str, Any]) -> None:
        """Answer the event ``Fetch.requestPaused``: of a request, or of a response that came."""
        what, answer = "Fetch.continueRequest", {"requestId": event["requestId"]}
        if (status := event.get("responseStatusCode")) is None:
            reason = await self._reason_against(event)
            self._stats.inc_value(f"browser/refused/{reason}" if reason else "browser/requests")
            if reason:
                what, answer["errorReason"] = "Fetch.failRequest", "BlockedByClient"
        with suppress(Error):  # the page may be gone by now
            if status is not None and status >= 400:
                what, answer = "Fetch.fulfillRequest", answer | await _emptied(session, event)
            self.moved_at = time.monotonic()
            await session.send(what, answer)

    async def _reason_against(self, event: dict[str, Any]) -> str | None:
        """Return why the request may not leave, as the last part of a stat; None once it may."""
        kind, asked = event["resourceType"], event["request"]
        if kind not in NEEDED or {"Purpose", "Sec-Purpose"} & asked["headers"].keys():
            return "kind"
        if not self._on_site(asked["url"]):
            if kind == "Document":
                self.refused = OffSite(asked["url"])
            return "offsite"
        if kind == "Document" and self._had_moment:
            self._had_moment = False  # later documents, of redirects and frames, must wait
            return None
        try:
            await self._wait(Request(asked["url"], meta={"download_slot": self._slot}))
        except IgnoreRequest as error:
            self.refused = self.refused or error
            by_robots = isinstance(error, DisallowedByRobots | RobotsUnreadable)
            return "robots" if by_robots else "pace"
        except ValueError:
            return "address"
        return None

    async def _wait(self, request: Request) -> None:
        self.waiting += 1
        try:
            if self._robots is not None:
                await self._robots.process_request(request)
            await self._wait_for_moment(request)
        finally:
            self.waiting -= 1

    def _asked(self, request: PageRequest) -> None:
        self._under_way.add(request)

    def _over(self, request: PageRequest) -> None:
        self._under_way.discard(request)
        self.moved_at = time.monotonic()

    def _answered(self, response: PageResponse) -> None:
        """Note an error response, but not that of the page itself, which Scrapy handles."""
        opened = self._opens and response.request.is_navigation_request()
        if opened or not self._on_site(response.url):
            return
        status, headers = response.status, response.headers
        if status < 500 and status not in _REFUSALS:
            return
        told = {name: headers[name] for name in _TOLD if name in headers}
        found = Response(response.url, status=status, headers=told)
        if status < 500 or is_challenge(status, headers.get("cf-mitigated", ""), b""):
            self.blocked = self.blocked or found
        else:
            self.trouble = found


async def _emptied(session: CDPSession, event: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of ``Fetch.fulfillRequest`` for an error page: its status, no body.

    Otherwise the script of a challenge would run, and the browser pass the challenge.
    """
    status = event["responseStatusCode"]
    headers = {one["name"].lower(): one["value"] for one in event["responseHeaders"]}
    page = await session.send("Fetch.getResponseBody", {"requestId": event["requestId"]})
    body = b64decode(page["body"]) if page["base64Encoded"] else page["body"].encode()
    told = {name: headers[name] for name in _TOLD if name in headers}
    if is_challenge(status, headers.get("cf-mitigated", ""), body):
        told["cf-mitigated"] = "challenge"
    told["content-type"] = "text/html"
    shown = [{"name": name, "value": value} for name, value in told.items()]
    return {"responseCode": status, "responseHeaders": shown, "body": _NOTHING}


async def _close(popup: Page) -> None:
    with suppress(Error):
        await popup.close()
