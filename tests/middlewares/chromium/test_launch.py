"""What the browser's libraries log of a browser that is gone."""

from __future__ import annotations

import logging

import pytest
from playwright.async_api import Error

import mayadeen_crawler.middlewares.chromium.launch  # noqa: F401 - it sets the filters


def test_what_was_on_its_way_in_a_browser_that_is_gone_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = logging.getLogger("playwright")
    gone = Error("Request.all_headers: Target page, context or browser has been closed")
    log.error("Error occurred in event listener", exc_info=gone)
    assert caplog.records == []
    log.error("Error occurred in event listener", exc_info=Error("Timeout 30000ms exceeded"))
    assert len(caplog.records) == 1
