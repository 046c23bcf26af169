"""Configure scrapy-playwright's handler: which Chromium it starts, and with which options.

Called by ``session.py`` when a run needs its first browser, or a new one after a crash.
"""

from __future__ import annotations

import logging
import os
from typing import Any
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy_playwright.handler import (  # type: ignore[import-untyped]
    ScrapyPlaywrightDownloadHandler,
)

from mayadeen_crawler.middlewares.chromium.allowed_hosts import SiteHosts
from mayadeen_crawler.middlewares.chromium.locate import find_browser
from mayadeen_crawler.utils.scrapy_internals import is_browser_gone

_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
# Scrapy handles SIGINT and SIGTERM, and closes the browser in good order.
_NO_SIGNALS = {"handle_sigint": False, "handle_sigterm": False, "handle_sighup": False}


def handler(crawler: Crawler, hosts: SiteHosts) -> ScrapyPlaywrightDownloadHandler:
    """Return a handler, not started yet, whose browser can connect to *hosts* only."""
    made = ScrapyPlaywrightDownloadHandler(crawler)
    made.process_request_headers = None  # send the browser's own headers
    made.config.max_pages_per_context = 100  # BROWSER_PAGES limits them
    made.config.navigation_timeout_ms = 0  # `Chromium` limits it, without waits for the pace
    made.config.target_closed_max_retries = 1
    made.config.launch_options = _options(find_browser(crawler.settings), hosts)
    return made


def _options(path: str | None, hosts: SiteHosts) -> dict[str, Any]:
    args = list(_FLAGS)
    if not getproxies():  # with a proxy, only the proxy's name is resolved
        args.append(f"--host-resolver-rules={hosts.resolver_rules()}")
    return _NO_SIGNALS | {
        "executable_path": path,
        # Chromium refuses to give root its sandbox.
        "chromium_sandbox": os.geteuid() != 0,
        "args": args,
    }


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


def _is_of_a_browser(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return error is None or not is_browser_gone(error)


# A browser crash is no fault of this program. scrapy-playwright logs it with its traceback;
# Playwright also logs each request that was on its way, which the run's own line is about.
logging.getLogger("scrapy-playwright").addFilter(_without_traceback)
logging.getLogger("playwright").addFilter(_is_of_a_browser)
