"""Whose request was refused, of all that a page asks for; how much of a response is held."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable
from math import inf
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.exceptions import BrowserFailed, DisallowedByRobots, OffSite
from mayadeen_crawler.middlewares.chromium.budget import Budget
from mayadeen_crawler.middlewares.chromium.request_guard import RequestGuard
from mayadeen_crawler.middlewares.chromium.session import Chromium
from mayadeen_crawler.middlewares.robots import RobotsTxt
from mayadeen_crawler.outlet import ENGLISH, Site

BASE = ENGLISH.base_url


class Robots:
    """Disallows ``/private``."""

    async def process_request(self, request: Request) -> None:
        """Raise DisallowedByRobots there."""
        if "/private" in request.url:
            raise DisallowedByRobots


class Unpaced:
    """Lets every request leave at once."""

    async def wait(self, _request: Request) -> None:
        """Do not."""

    wait_again = wait


class Session:
    """Takes the place of a CDP session of a page whose main frame is ``main``.

    Responses begin with *body*, and have no end. Of one the browser gives no more after *most*
    bytes, and is then without an answer until `go_on` is set.
    """

    def __init__(self, body: bytes = b"", most: float = inf) -> None:
        self.paused: Callable[[dict[str, Any]], Any] = print
        self.read = 0
        self.sent: list[tuple[str, Any]] = []
        self.go_on = asyncio.Event()
        self._body = body
        self._most = most

    def on(self, _event: str, call: Callable[[dict[str, Any]], Any]) -> None:
        """Keep what is to be called for each request."""
        self.paused = call

    async def send(self, what: str, given: Any = None) -> Any:
        """Answer what a guard asks before it begins, and for a response; take anything else."""
        self.sent.append((what, given))
        if what == "Page.getFrameTree":
            return {"frameTree": {"frame": {"id": "main"}}}
        if what == "Fetch.takeResponseBodyAsStream":
            return {"stream": "1"}
        if what != "IO.read":
            return None
        if ends := self.read >= self._most:
            await self.go_on.wait()
        part = (self._body if not self.read else b"").ljust(0 if ends else given["size"], b" ")
        self.read += len(part)
        return {"data": b64encode(part).decode(), "base64Encoded": True, "eof": ends}


def crawler_with(**settings: int) -> Any:
    """Return what a guard and `Chromium` use of a crawler of the English edition."""
    values = get_project_settings()
    values.setdict(settings, priority="cmdline")
    parts = {RobotsTxt: Robots()}
    return SimpleNamespace(
        spider=SimpleNamespace(site=Site(ENGLISH)), settings=values,
        stats=SimpleNamespace(inc_value=lambda _name: None), get_downloader_middleware=parts.get,
    )  # fmt: skip


async def attached(guard: RequestGuard, session: Session) -> Any:
    """Have *guard* guard a page that Chromium shows its own error page in, and return the page."""

    async def cdp(_page: object) -> Session:
        return session

    page: Any = SimpleNamespace(
        url="chrome-error://chromewebdata/", on=lambda *_: None,
        context=SimpleNamespace(new_cdp_session=cdp),
    )  # fmt: skip
    await guard.attach(page)
    return page


@pytest.mark.parametrize(
    ("frame", "kind", "url", "why"),
    [
        ("main", "Document", "https://other.test/", OffSite),
        ("main", "Document", f"{BASE}/private/a", DisallowedByRobots),
        ("main", "Document", f"{BASE}/news/sports", BrowserFailed),
        ("film", "Document", "https://films.test/embed", BrowserFailed),
        ("film", "Document", f"{BASE}/private/frame", BrowserFailed),
        ("main", "Fetch", f"{BASE}/private/counter", BrowserFailed),
    ],
)
def test_a_page_that_does_not_load_fails_by_its_own_refusal(
    frame: str, kind: str, url: str, why: type[Exception]
) -> None:
    """The site that is not reached any more would pass for one that answered."""
    crawler = crawler_with()

    async def read() -> None:
        session = Session()
        pace: Any = Unpaced()
        chromium = Chromium(crawler, pace)
        guard = RequestGuard(crawler, chromium._hosts.include, pace, Budget(crawler.settings))
        page = await attached(guard, session)
        guard.begin(Request(f"{BASE}/news/politics"), opens=True)
        for number, (whose, what, asked) in enumerate(
            [("main", "Document", f"{BASE}/news/politics"), (frame, kind, url)]
        ):
            await session.paused({
                "requestId": str(number), "frameId": whose, "resourceType": what,
                "request": {"url": asked, "headers": {}},
            })  # fmt: skip
        # A listing needs nothing of other hosts: its end would be a failure, offsite, for an ad.
        assert (guard.refused is None) == (why is BrowserFailed and "/private" not in url)
        live: Any = SimpleNamespace(page=page, guard=guard)
        await chromium._read(live, HtmlResponse(f"{BASE}/news/politics"))

    with pytest.raises(why):
        asyncio.run(read())


def response(status: int, **headers: str) -> dict[str, Any]:
    """Return the event of a frame's document that came with *status* and *headers*."""
    return {
        "requestId": "1", "frameId": "frame", "resourceType": "Document",
        "responseHeaders": [{"name": name, "value": headers[name]} for name in headers],
        "request": {"url": f"{BASE}/frame", "headers": {}}, "responseStatusCode": status,
    }  # fmt: skip


TITLED, MARKED = b"<title>Just a moment...</title>", {"cf-mitigated": "challenge"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "told"),
    [
        (404, {}, TITLED, None), (403, {}, TITLED, "challenge"), (503, {}, TITLED, "challenge"),
        (403, MARKED, b"<title>Un momento</title>", "challenge"),
    ],
)  # fmt: skip
def test_of_an_error_page_no_more_is_read_than_tells_a_challenge(
    status: int, headers: dict[str, str], body: bytes, told: str | None
) -> None:
    """A page has a hundred of them under way at once, and each may have no end."""

    async def answer() -> Session:
        session, crawler = Session(body), crawler_with()
        pace: Any = Unpaced()
        budget = Budget(crawler.settings)
        guard = RequestGuard(crawler, lambda _url: True, pace, budget)
        await attached(guard, session)
        await session.paused(response(status, **headers))
        assert budget.held == 0
        return session

    session = asyncio.run(answer())
    assert 16_384 <= session.read <= 65_536
    (_, closed), (what, given) = session.sent[-2:]
    assert (session.sent[-2][0], closed) == ("IO.close", {"handle": "1"})
    assert (what, given["responseCode"]) == ("Fetch.fulfillRequest", status)
    shown = {one["name"]: one["value"] for one in given["responseHeaders"]}
    assert shown.get("cf-mitigated") == told


def test_what_is_held_of_responses_counts_as_memory_of_the_listing() -> None:
    """A page has a hundred frames, of each of which 30 MB come, and then no more."""

    async def hold() -> None:
        session, crawler = Session(most=8_000_000), crawler_with(BROWSER_MAX_MEGABYTES=100)
        pace: Any = Unpaced()
        budget = Budget(crawler.settings)
        guard = RequestGuard(crawler, lambda _url: True, pace, budget)
        await attached(guard, session)
        answering = asyncio.ensure_future(session.paused(response(200)))
        async with asyncio.timeout(10):
            while session.read < 8_000_000:
                await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert budget.held == session.read
        assert budget.measure(90)
        assert not budget.measure(95)
        assert str(budget) == "BROWSER_MAX_MEGABYTES=100 was used up"
        session.go_on.set()
        await answering
        assert budget.held == 0

    asyncio.run(hold())
