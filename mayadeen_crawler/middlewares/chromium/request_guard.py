"""Decide about each request of a page in the browser: is it allowed, and when may it leave.

The page's requests bypass Scrapy's middlewares, so the same rules are applied here: the site's
hosts, robots.txt, the shared pace, challenges. ``session.py`` attaches a guard to each page.
Requests are intercepted by the Fetch domain of the Chrome DevTools Protocol (CDP).
"""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.async_api import CDPSession, Dialog, Error, Page
from playwright.async_api import Request as PageRequest
from playwright.async_api import Response as PageResponse
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from mayadeen_crawler.exceptions import DisallowedByRobots, OffSite, RobotsUnreadable
from mayadeen_crawler.middlewares.blocks import REFUSED
from mayadeen_crawler.middlewares.chromium import page_policy
from mayadeen_crawler.middlewares.chromium.budget import Budget
from mayadeen_crawler.middlewares.pace import Pace, RetryAfter
from mayadeen_crawler.middlewares.robots import RobotsTxt
from mayadeen_crawler.utils.challenge import LOOKED_AT, is_challenge

#: Kinds of request (CDP's ResourceType) that may leave: scripts may need them. Pictures, fonts
#: and media may not.
NEEDED = frozenset({"Document", "Stylesheet", "Script", "XHR", "Fetch"})
#: Statuses that refuse this crawler or its pace: the listing ends there.
_REFUSALS = REFUSED | {429}
#: Headers that are kept of an error response, whose body is not shown.
_TOLD = ("retry-after", "cf-mitigated")
#: Headers that describe the body as it was sent; the browser has unpacked it.
_OF_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})
#: Bytes of a document that are read from the browser at once.
_PART = 1024 * 1024
#: The body shown in place of an error page, in base64: without any, Chromium would show an error
#: page of its own, and Playwright report that.
_NOTHING = b64encode(b"<html></html>").decode()


class RequestGuard:
    """Holds every request of one page, those of redirects and workers included, until it may leave.

    *on_site* tells whether a URL is on the site; *pace*, when a request may leave.
    Requests, those that are refused included, and navigations that nobody but the page asked for
    are counted in *budget*; once it is used up they are not answered any more, and hold no memory.
    So are the bytes of responses that are held here.
    Counts stats ``browser/requests`` and ``browser/refused/<reason>``.
    """

    def __init__(
        self,
        crawler: Crawler,
        on_site: Callable[[str], bool],
        pace: Pace,
        budget: Budget,
    ) -> None:
        self._budget = budget
        self._stats = crawler.stats
        self._robots: RobotsTxt | None = crawler.get_downloader_middleware(RobotsTxt)
        self._pauses: RetryAfter | None = crawler.get_downloader_middleware(RetryAfter)
        self._on_site = on_site
        self._pace = pace
        self._under_way: set[PageRequest] = set()
        self._opens = False
        self._opening: Request | None = None
        """The request for the page itself, until the browser makes it."""
        self._slot = self._main_frame = ""
        self._largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.waiting = 0
        """How many requests wait for their moment."""
        self.moved_at = time.monotonic()
        """When a request was last let through, refused or answered (``time.monotonic()``)."""
        self.refused: IgnoreRequest | None = None
        """Why a request that the page needed was refused, since `begin`; None: none was."""
        self.barred: IgnoreRequest | None = None
        """The same of where the page itself went, and not of its frames and files."""
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
        self._opens, self._opening = opens, request if opens else None
        self.refused = self.barred = self.trouble = None
        self.moved_at = time.monotonic()

    async def attach(self, page: Page) -> None:
        """Guard *page* from now on; raises Playwright's Error if the browser is gone."""
        session = await page.context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        self._main_frame = tree["frameTree"]["frame"]["id"]

        async def paused(event: dict[str, Any]) -> None:
            await self._paused(session, event)

        session.on("Fetch.requestPaused", paused)
        answers = [
            {"urlPattern": "*", "resourceType": kind, "requestStage": "Response"}
            for kind in sorted(NEEDED)
        ]
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}, *answers]})
        page.on("popup", self._close)
        page.on("dialog", self._dismiss)
        page.on("request", self._asked)
        page.on("requestfinished", self._over)
        page.on("requestfailed", self._over)
        page.on("response", self._answered)

    async def _paused(self, session: CDPSession, event: dict[str, Any]) -> None:
        """Answer the event ``Fetch.requestPaused``: of a request, or of a response that came."""
        asked = "responseStatusCode" not in event and "responseErrorReason" not in event
        if asked and not self._budget.count("requests"):
            return
        what, answer = "Fetch.continueRequest", {"requestId": event["requestId"]}
        if asked:
            reason = await self._reason_against(event)
            self._stats.inc_value(f"browser/refused/{reason}" if reason else "browser/requests")
            if reason:
                what, answer["errorReason"] = "Fetch.failRequest", "BlockedByClient"
        elif event.get("responseStatusCode", 0) >= 300:
            await self._note_pause(event)
        body = bytearray()
        try:
            shown = None if asked else await self._shown(session, event, body)
            if shown is not None:
                what, answer = "Fetch.fulfillRequest", answer | shown
            self.moved_at = time.monotonic()
            await session.send(what, answer)
        except Error:
            pass  # the page may be gone by now
        finally:
            self._budget.held -= len(body)

    async def _note_pause(self, event: dict[str, Any]) -> None:
        """Leave the host alone for as long as a response asks to, whatever the page makes of it."""
        url = event["request"]["url"]
        told = {one["name"]: one["value"] for one in event.get("responseHeaders", ())}
        if self._pauses is not None:
            with suppress(IgnoreRequest, ValueError):  # the run ends; an address that is none
                response = Response(url, status=event["responseStatusCode"], headers=told)
                await self._pauses.process_response(Request(url), response)

    async def _shown(
        self, session: CDPSession, event: dict[str, Any], body: bytearray
    ) -> dict[str, Any] | None:
        """Return what the page gets of a response, read into *body*; None: the response as it is.

        An error page is shown without its body: the script of a challenge would run, and the
        browser pass the challenge. A document is shown with the headers of ``page_policy.py``,
        which Chromium heeds only in a response that is given to it whole.
        """
        status: int = event.get("responseStatusCode", 0)
        if status >= 400:
            await self._read(session, event, body, LOOKED_AT)
            return _emptied(status, event, bytes(body))
        if event["resourceType"] != "Document" or not 200 <= status < 300:
            return None
        await self._read(session, event, body, self._largest)
        told = event["responseHeaders"]
        headers = [one for one in told if one["name"].lower() not in _OF_TRANSFER]
        headers += page_policy.HEADERS
        shown = b64encode(body).decode()
        return {"responseCode": status, "responseHeaders": headers, "body": shown}

    async def _read(
        self, session: CDPSession, event: dict[str, Any], body: bytearray, most: int
    ) -> None:
        """Add the first *most* bytes of a response to *body*, which is empty, and to the budget."""
        taken = await session.send(
            "Fetch.takeResponseBodyAsStream", {"requestId": event["requestId"]}
        )
        while len(body) < most:
            size = min(_PART, most - len(body))
            part = await session.send("IO.read", {"handle": taken["stream"], "size": size})
            data = b64decode(part["data"]) if part.get("base64Encoded") else part["data"].encode()
            body += data
            self._budget.held += len(data)
            if part["eof"]:
                break
        await session.send("IO.close", {"handle": taken["stream"]})

    async def _reason_against(self, event: dict[str, Any]) -> str | None:
        """Return why the request may not leave, as the last part of a stat; None once it may."""
        kind, asked = event["resourceType"], event["request"]
        if kind not in NEEDED or {"Purpose", "Sec-Purpose"} & asked["headers"].keys():
            return "kind"
        if self._leaves(event) and not self._budget.count("navigations"):
            return "budget"
        is_of_page = self._is_of_page(event)
        if not self._on_site(asked["url"]):
            if is_of_page:
                self.refused = self.barred = OffSite(asked["url"])
            return "offsite"
        opening = None
        if is_of_page:
            # It has a moment. Later ones, of redirects, must wait.
            opening, self._opening = self._opening, None
        try:
            request = Request(asked["url"], meta={"download_slot": self._slot})
            await self._wait(request, opening)
        except IgnoreRequest as error:
            self.refused = self.refused or error
            if is_of_page:
                self.barred = error
            by_robots = isinstance(error, DisallowedByRobots | RobotsUnreadable)
            return "robots" if by_robots else "pace"
        except ValueError:
            return "address"
        return None

    def _leaves(self, event: dict[str, Any]) -> bool:
        """Whether the page goes to another by itself, and not by a redirect of where it went."""
        of_page = self._is_of_page(event) and "redirectedRequestId" not in event
        return of_page and self._opening is None

    def _is_of_page(self, event: dict[str, Any]) -> bool:
        """Whether the request is for the page itself, and not for a frame or a file of it."""
        return event["resourceType"] == "Document" and bool(event["frameId"] == self._main_frame)

    async def _wait(self, request: Request, opening: Request | None) -> None:
        """Wait until *request* may leave; raises IgnoreRequest if it may not.

        *opening*: the request by which the page was opened, where this is the browser's for it.
        That has waited, and waits again only if the browser took too long to start.
        """
        self.waiting += 1
        try:
            if self._robots is not None:
                await self._robots.process_request(request)
            if opening is not None:
                await self._pace.wait_again(opening)
            else:
                await self._pace.wait(request)
        finally:
            self.waiting -= 1

    async def _close(self, popup: Page) -> None:
        """Close a window that the page opened; it counts as a navigation."""
        self._budget.count("navigations")
        with suppress(Error):
            await popup.close()

    async def _dismiss(self, dialog: Dialog) -> None:
        """Close a dialog that the page opened as if the reader had said no."""
        with suppress(Error):
            await dialog.dismiss()

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


def _emptied(status: int, event: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Return the parameters of ``Fetch.fulfillRequest`` for an error page: its status, no body."""
    headers = {one["name"].lower(): one["value"] for one in event["responseHeaders"]}
    told = {name: headers[name] for name in _TOLD if name in headers}
    if is_challenge(status, headers.get("cf-mitigated", ""), body):
        told["cf-mitigated"] = "challenge"
    told["content-type"] = "text/html"
    shown = [{"name": name, "value": value} for name, value in told.items()]
    return {"responseCode": status, "responseHeaders": shown, "body": _NOTHING}
