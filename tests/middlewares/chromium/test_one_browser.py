"""A browser that cannot be started, or is closed while it starts, leaves nothing behind."""

from __future__ import annotations

import asyncio
import errno
import subprocess
import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.exceptions import BrowserFailed
from mayadeen_crawler.middlewares.chromium import launch, one_browser
from mayadeen_crawler.middlewares.chromium.one_browser import OneBrowser
from mayadeen_crawler.middlewares.chromium.session import Chromium
from mayadeen_crawler.middlewares.chromium.tab import TAB, Tab
from mayadeen_crawler.outlet import ENGLISH, Site


class Handler:
    """Takes the place of scrapy-playwright's, whose driver hangs."""

    async def close(self) -> None:
        """Do nothing."""


@pytest.fixture
def crawler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(launch, "handler", lambda _crawler: Handler())
    monkeypatch.setattr(one_browser, "is_ending", lambda _crawler: False)
    return SimpleNamespace(
        spider=SimpleNamespace(site=Site(ENGLISH)), settings=get_project_settings()
    )


def open_page(crawler: Any) -> None:
    """Open a page in a new tab."""

    async def opening() -> None:
        pace: Any = None
        request = Request(f"{ENGLISH.base_url}/news/politics", meta={TAB: Tab("mark")})
        await Chromium(crawler, pace).open(request)

    asyncio.run(opening())


def test_a_disk_that_is_full_is_a_browser_that_failed(
    crawler: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Else the page would be asked for again, as after a failure of the network."""

    def write(path: Path, _text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", write)
        with pytest.raises(BrowserFailed, match=r"No space left on device: '.*/Preferences'"):
            open_page(crawler)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(BrowserFailed, match="No such file or directory"):
        open_page(crawler)


def test_a_machine_that_has_no_thread_left_is_a_browser_that_failed(
    crawler: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start)
        with pytest.raises(BrowserFailed, match="can't start new thread"):
            open_page(crawler)
    assert list(tmp_path.iterdir()) == []


def test_a_driver_that_takes_long_to_start_is_ended_once_it_has(
    crawler: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever waits for its start cannot tell yet which process it is."""
    monkeypatch.setattr(one_browser, "_CLOSING", 0.05)
    site_hosts: Any = SimpleNamespace(resolver_rules=lambda _: "")

    async def close(driver: subprocess.Popen[bytes]) -> None:
        started = asyncio.Event()

        async def start(_handler: object) -> None:
            await started.wait()

        async def stop(_handler: object) -> None:
            pass

        monkeypatch.setattr(one_browser, "start_playwright", start)
        monkeypatch.setattr(one_browser, "stop_playwright", stop)
        monkeypatch.setattr(one_browser, "driver_process", lambda _handler: driver.pid)
        browser = OneBrowser(crawler, site_hosts)
        await browser.close()
        assert list(tmp_path.iterdir()) == []
        assert driver.poll() is None
        started.set()
        async with asyncio.timeout(10):
            while driver.poll() is None:
                await asyncio.sleep(0.01)

    with subprocess.Popen(["sleep", "60"]) as driver:
        try:
            asyncio.run(close(driver))
        finally:
            driver.kill()
    assert driver.returncode == -9
