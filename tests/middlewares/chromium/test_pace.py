"""The pace of what a browser asks for."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.middlewares import pace
from mayadeen_crawler.middlewares.chromium.locate import INSTALL, find_browser
from mayadeen_crawler.middlewares.chromium.one_browser import OneBrowser
from tests.helpers.crawls import crawl
from tests.middlewares.chromium.hostile_site import HostileSite


class Timed(HostileSite):
    """Keeps when each request came, robots.txt included."""

    def __init__(self, **markup: str) -> None:
        super().__init__(**markup)
        self.times: list[float] = []

    def note(self, path: str) -> None:
        """Note that *path* was asked for, and when."""
        self.times.append(time.monotonic())
        super().note(path)


def test_the_first_page_waits_again_if_the_browser_took_long_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if find_browser(get_project_settings()) is None:
        pytest.fail(f"this test needs a Chromium, which `make test` installs: {INSTALL}")
    start = OneBrowser.start

    async def start_slowly(browser: OneBrowser) -> None:
        await asyncio.sleep(1.3)
        await start(browser)

    monkeypatch.setattr(OneBrowser, "start", start_slowly)
    monkeypatch.setattr(pace, "LATE", 0.0)
    with Timed(politics="<script src='/a.js'></script>") as site:
        site.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 1.2\n"
        run = crawl(
            "section", tmp_path, base_url=site.url, sections="politics", browser="always",
            max_pages="1", settings={"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": False},
        )  # fmt: skip
    assert (run.status, len(run.records)) == (0, 1), run.lines
    assert "/a.js" in site.asked
    # The moment of its script comes before the page itself has left: both would leave at once. On a
    # busy machine one may arrive a good deal later than it left, and the next one at once.
    assert min(later - earlier for earlier, later in pairwise(site.times)) > 0.5
