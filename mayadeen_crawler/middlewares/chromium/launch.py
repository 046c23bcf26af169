"""Configure scrapy-playwright's handler: which Chromium it starts, and with which options.

Called by ``one_browser.py`` for each listing that is read in a browser.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.settings.default_settings import DEFAULT_REQUEST_HEADERS
from scrapy_playwright.handler import (  # type: ignore[import-untyped]
    ScrapyPlaywrightDownloadHandler,
)

from mayadeen_crawler.middlewares.chromium import page_policy
from mayadeen_crawler.middlewares.chromium.allowed_hosts import SiteHosts
from mayadeen_crawler.middlewares.chromium.locate import find_browser
from mayadeen_crawler.utils.scrapy_internals import is_browser_gone, leave_out_page_content

_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
#: Options of Playwright's that take Chromium's own limits away.
_NOT_WANTED = ["--disable-ipc-flooding-protection", "--disable-popup-blocking"]
# Scrapy handles SIGINT and SIGTERM, and closes the browser in good order.
_NO_SIGNALS = {"handle_sigint": False, "handle_sigterm": False, "handle_sighup": False}


def handler(crawler: Crawler) -> ScrapyPlaywrightDownloadHandler:
    """Return a handler, not started yet, for requests with `context_options`."""
    made = ScrapyPlaywrightDownloadHandler(crawler)
    made.process_request_headers = None  # send the browser's own headers
    made.config.navigation_timeout_ms = 0  # the listing's budget limits it
    made.config.target_closed_max_retries = 0  # a browser that is gone is not started again
    return made


def context_options(settings: BaseSettings, hosts: SiteHosts, profile: Path) -> dict[str, Any]:
    """Return how Chromium is started (Request.meta key ``playwright_context_kwargs``).

    It can connect to *hosts* only, and keeps its files in *profile*, an empty folder.
    """
    (profile / "Default").mkdir()
    (profile / "Default" / "Preferences").write_text(json.dumps(page_policy.PREFERENCES))
    rules = hosts.resolver_rules(_proxies())
    args = [*_FLAGS, *page_policy.FLAGS, f"--host-resolver-rules={rules}"]
    return _NO_SIGNALS | {
        "executable_path": find_browser(settings),
        # Chromium refuses to give root its sandbox.
        "chromium_sandbox": os.geteuid() != 0,
        "args": args,
        "ignore_default_args": _NOT_WANTED,
        "user_data_dir": str(profile),
        "user_agent": settings["USER_AGENT"],
        "extra_http_headers": _agreed_headers(settings),
        "accept_downloads": False,
        "service_workers": "block",
    }


def _proxies() -> set[str]:
    """Return ``host:port`` of the proxies that the environment names, as Chromium reads it."""
    urls = (url for scheme, url in getproxies().items() if scheme != "no")
    places = (url.rpartition("://")[2].partition("/")[0].rpartition("@")[2] for url in urls)
    return {place.lower() for place in places if place}


def _agreed_headers(settings: BaseSettings) -> dict[str, str]:
    """Return what DEFAULT_REQUEST_HEADERS adds to Scrapy's; the browser sends its own."""
    added = settings.getdict("DEFAULT_REQUEST_HEADERS")
    return {name: str(added[name]) for name in added.keys() - DEFAULT_REQUEST_HEADERS.keys()}


def _is_news(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return record.levelno != logging.INFO


def _is_of_a_browser(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return error is None or not is_browser_gone(error)


# A browser crash is no fault of this program. scrapy-playwright logs it with its traceback, and
# each start and end of a browser, which every listing has; Playwright also logs each request that
# was on its way, which the run's own line is about.
logging.getLogger("scrapy-playwright").addFilter(_is_news)
logging.getLogger("playwright").addFilter(_is_of_a_browser)

leave_out_page_content()
