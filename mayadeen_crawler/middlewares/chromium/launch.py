"""Configure scrapy-playwright's handler: which Chromium it starts, and with which options.

Called by ``one_browser.py`` for each listing that is read in a browser.
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
# Scrapy handles SIGINT and SIGTERM, and closes the browser in good order.
_NO_SIGNALS = {"handle_sigint": False, "handle_sigterm": False, "handle_sighup": False}


def handler(crawler: Crawler, hosts: SiteHosts) -> ScrapyPlaywrightDownloadHandler:
    """Return a handler, not started yet, whose browser can connect to *hosts* only."""
    made = ScrapyPlaywrightDownloadHandler(crawler)
    made.process_request_headers = None  # send the browser's own headers
    made.config.navigation_timeout_ms = 0  # the listing's budget limits it
    # A browser that is gone is not started again: its listing has failed.
    made.config.restart_disconnected_browser = False
    made.config.target_closed_max_retries = 0
    made.config.launch_options = _options(find_browser(crawler.settings), hosts)
    return made


def _options(path: str | None, hosts: SiteHosts) -> dict[str, Any]:
    args = [*_FLAGS, *page_policy.FLAGS]
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

leave_out_page_content()
