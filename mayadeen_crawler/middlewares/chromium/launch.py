"""How the browser is started: scrapy-playwright's handler, set up for one polite run."""

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

_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
# An end by a signal is Scrapy's, in good order.
_NO_SIGNALS = {"handle_sigint": False, "handle_sigterm": False, "handle_sighup": False}


def handler(crawler: Crawler, hosts: SiteHosts) -> ScrapyPlaywrightDownloadHandler:
    """Return a handler whose browser, once it is launched, reaches *hosts* alone."""
    made = ScrapyPlaywrightDownloadHandler(crawler)
    made.process_request_headers = None  # the browser's own, with our user agent
    made.config.max_pages_per_context = 100  # the spider keeps them few
    made.config.navigation_timeout_ms = 0  # only `Chromium` knows which time is the pace's
    made.config.target_closed_max_retries = 1
    made.config.launch_options = _options(find_browser(crawler.settings), hosts)
    return made


def _options(path: str | None, hosts: SiteHosts) -> dict[str, Any]:
    args = list(_FLAGS)
    if not getproxies():  # else the proxy's is the only host there is
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


# A browser that goes away is no fault of the program.
logging.getLogger("scrapy-playwright").addFilter(_without_traceback)
