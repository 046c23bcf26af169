"""The ledger stays open for whatever a run still writes while it ends."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from mayadeen_crawler import settings
from mayadeen_crawler.ledger.writer import LedgerWriter
from tests.helpers.crawls import crawl
from tests.helpers.served_site import Served


class InterruptedAtTheEnd:
    """Has the run interrupted while the handlers of `spider_closed` work, and writes then."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    async def spider_closed(self) -> None:
        self._stop = asyncio.ensure_future(self._crawler.stop_async())
        for _ in range(50):  # what stops the engine has every chance to come first
            await asyncio.sleep(0)
        found = await LedgerWriter.of(self._crawler).do(
            lambda db: db.execute("SELECT count(*) FROM feeds").fetchone()[0]
        )
        self._crawler.stats.set_value("test/feeds", found)


def test_an_interrupt_of_a_run_that_is_ending_loses_nothing(tmp_path: Path) -> None:
    extensions: dict[Any, int] = {**settings.EXTENSIONS, InterruptedAtTheEnd: 900}
    with Served() as site:
        site.publish("lemon")
        run = crawl(
            "article", tmp_path, base_url=site.url, urls=f"{site.url}/news/politics/story-lemon",
            settings={"EXTENSIONS": extensions},
        )  # fmt: skip
    assert (run.status, run.lines) == (0, [])
    assert run.stats["test/feeds"] == 1
    assert [one["headline"] for one in run.records] == ["The story of lemon"]
