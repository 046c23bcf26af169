"""How Chromium is started, and what its libraries log of a browser that is gone."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from playwright.async_api import Error
from scrapy.settings import Settings

from mayadeen_crawler.middlewares.chromium.allowed_hosts import SiteHosts
from mayadeen_crawler.middlewares.chromium.launch import context_options  # it sets the filters
from mayadeen_crawler.outlet import ENGLISH, Site


def test_what_was_on_its_way_in_a_browser_that_is_gone_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = logging.getLogger("playwright")
    gone = Error("Request.all_headers: Target page, context or browser has been closed")
    log.error("Error occurred in event listener", exc_info=gone)
    assert caplog.records == []
    log.error("Error occurred in event listener", exc_info=Error("Timeout 30000ms exceeded"))
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("environment", "proxies"),
    [
        ({}, ""),
        ({"no_proxy": "localhost,.corp.test"}, ""),
        (
            {"HTTP_PROXY": "http://me:secret@Proxy.test:3128/", "no_proxy": "replica.test"},
            "MAP proxy.test:3128 proxy.test:3128,",
        ),
        (
            {"https_proxy": "socks5://[::1]:1080", "all_proxy": "proxy.test"},
            "MAP [::1]:1080 [::1]:1080,MAP proxy.test proxy.test,",
        ),
    ],
)
def test_its_hosts_are_limited_whatever_proxies_the_environment_names(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    proxies: str,
) -> None:
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    hosts = SiteHosts(Site(ENGLISH, base_url="http://replica.test:8000"))
    options = context_options(Settings(), hosts, tmp_path)
    (rules,) = (flag for flag in options["args"] if flag.startswith("--host-resolver-rules="))
    assert rules == (
        f"--host-resolver-rules=MAP replica.test:8000 replica.test:8000,{proxies}MAP * ~NOTFOUND"
    )
