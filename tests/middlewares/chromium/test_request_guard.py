"""Whose request was refused, of all that a page in the browser asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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
    """Takes the place of a CDP session of a page whose main frame is ``main``."""

    def __init__(self) -> None:
        self.paused: Callable[[dict[str, Any]], Any] = print

    def on(self, _event: str, call: Callable[[dict[str, Any]], Any]) -> None:
        """Keep what is to be called for each request."""
        self.paused = call

    async def send(self, what: str, _given: object = None) -> Any:
        """Answer what a guard asks before it begins; take anything else."""
        return {"frameTree": {"frame": {"id": "main"}}} if what == "Page.getFrameTree" else None


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
    session, parts = Session(), {RobotsTxt: Robots()}
    crawler: Any = SimpleNamespace(
        spider=SimpleNamespace(site=Site(ENGLISH)), settings=get_project_settings(),
        stats=SimpleNamespace(inc_value=lambda _name: None), get_downloader_middleware=parts.get,
    )  # fmt: skip

    async def cdp(_page: object) -> Session:
        return session

    async def read() -> None:
        pace: Any = Unpaced()
        chromium = Chromium(crawler, pace)
        guard = RequestGuard(crawler, chromium._hosts.include, pace, Budget(crawler.settings))
        page: Any = SimpleNamespace(
            url="chrome-error://chromewebdata/", on=lambda *_: None,
            context=SimpleNamespace(new_cdp_session=cdp),
        )  # fmt: skip
        await guard.attach(page)
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
