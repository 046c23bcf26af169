"""Scrapy's download handler, as ours uses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy.crawler import Crawler
from twisted.logger import LogEvent, globalLogPublisher

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.utils.scrapy_internals import http_handler
from tests.helpers.crawls import crawl


def test_a_run_whose_last_connection_closes_late_ends_without_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_at_end: list[int] = []
    logged: list[LogEvent] = []
    observer: Any = logged.append

    def impatient(crawler: Crawler) -> Any:
        """Return a handler whose wait for connections is over as they are closed."""
        handler: Any = http_handler(crawler)
        handler._disconnect_timeout = 0
        close = handler._pool.closeCachedConnections

        def closing() -> Any:
            open_at_end.append(sum(map(len, handler._pool._connections.values())))
            return close()

        monkeypatch.setattr(handler._pool, "closeCachedConnections", closing)
        return handler

    monkeypatch.setattr("mayadeen_crawler.middlewares.download_handler.http_handler", impatient)
    globalLogPublisher.addObserver(observer)
    try:
        with ReplicaServer(ReplicaSite(articles=20)) as site:
            url = site.url + site.site.path(1)
            run = crawl("article", tmp_path, base_url=site.url, urls=url)
    finally:
        globalLogPublisher.removeObserver(observer)
    assert (run.status, run.lines, len(run.records)) == (0, [], 1)
    assert 1 in open_at_end
    assert [event for event in logged if "log_failure" in event] == []
