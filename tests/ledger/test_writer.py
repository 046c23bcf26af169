"""The crawl's writer: it stays open while a run still writes, and one record costs no other."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Self

import pytest
from scrapy import signals
from scrapy.crawler import Crawler

from mayadeen_crawler import settings
from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.ledger.listings import listing_pages
from mayadeen_crawler.ledger.store import ScrapedArticle
from mayadeen_crawler.ledger.writer import LedgerWriter, explain
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import article, feed
from tests.helpers.crawls import crawl
from tests.helpers.manifests import manifests
from tests.helpers.served_site import Served


class AtTheEnd(ABC):
    """Does something at `spider_closed`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    @abstractmethod
    async def spider_closed(self) -> None:
        """Do it."""


class InterruptedAtTheEnd(AtTheEnd):
    """Has the run interrupted while the handlers of `spider_closed` work, and writes then."""

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


class NotedLate(AtTheEnd):
    """Has the ledger fail in what the run notes last, in the background."""

    async def spider_closed(self) -> None:
        LedgerWriter.of(self._crawler).later(self._note())

    async def _note(self) -> None:
        for _ in range(5_000):  # whatever ends the run has every chance to come first
            await asyncio.sleep(0)
        explain(self._crawler, LedgerError("disk full"))


def test_a_run_is_judged_when_all_is_noted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    extensions: dict[Any, int] = {NotedLate: -100, **settings.EXTENSIONS}
    with Served() as site, caplog.at_level(logging.INFO):
        site.publish("lemon")
        run = crawl(
            "article", tmp_path, base_url=site.url, urls=f"{site.url}/news/politics/story-lemon",
            settings={"EXTENSIONS": extensions},
        )  # fmt: skip
    (manifest,) = manifests(tmp_path)
    assert (run.status, manifest["exit_status"]) == (1, 1)
    assert (manifest["outcome"], manifest["reason"]) == ("failed", "disk full")
    assert not any("Good run" in one for one in caplog.messages)


def test_a_run_is_judged_when_its_lists_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise LedgerError("disk full")

    monkeypatch.setattr(listing_pages, "show", fail)
    with ReplicaServer(ReplicaSite(articles=3)) as server, caplog.at_level(logging.INFO):
        run = crawl("section", tmp_path, base_url=server.url, sections="politics")
    (manifest,) = manifests(tmp_path)
    assert (run.status, manifest["outcome"], manifest["reason"]) == (1, "failed", "disk full")
    assert not any("Good run" in one for one in caplog.messages)


@pytest.mark.parametrize(("name", "value"), [("section", ["x"]), ("tags", 7), ("source", None)])
def test_a_record_that_cannot_be_written_costs_none_of_its_group(
    tmp_path: Path, name: str, value: object
) -> None:
    """A user's pipeline put something into it that no field of its kind holds."""
    strange = article(2)
    setattr(strange, name, value)

    async def all_at_once() -> list[Any]:
        writer = LedgerWriter(tmp_path)
        writes = (writer.write(ScrapedArticle(one)) for one in (article(1), strange, article(3)))
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        await writer.close()
        return outcomes

    first, error, third = asyncio.run(all_at_once())
    assert (first.kind, third.kind) == ("new", "new")
    # No word of a damaged ledger, which would end the run.
    assert isinstance(error, Exception)
    assert not isinstance(error, LedgerError)
    assert [one["id"] for one in feed(tmp_path)] == ["en:1001", "en:1003"]


def test_a_run_that_is_refused_leaves_no_file_open(tmp_path: Path) -> None:
    with Served() as site:
        site.publish("lemon")
        url = f"{site.url}/news/politics/story-lemon"
        crawl("article", tmp_path, base_url=site.url, urls=url)
    with Served() as other, pytest.raises(WrongUseError, match="holds the en edition of"):
        crawl("section", tmp_path, base_url=other.url)
    opened = (one.readlink() for one in Path("/proc/self/fd").iterdir() if one.is_symlink())
    assert [one for one in opened if one.is_relative_to(tmp_path)] == []


class Watched:
    """Keeps a weak reference to each crawler."""

    crawlers: ClassVar[list[weakref.ref[Crawler]]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        cls.crawlers.append(weakref.ref(crawler))
        return cls()


@pytest.fixture
def unlogged() -> Iterator[None]:
    """Log nothing meanwhile: pytest keeps what is logged, and lines of Scrapy's name the spider."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)  # which loggers remember, too


@pytest.mark.usefixtures("unlogged")
def test_a_crawl_leaves_nothing_in_its_process(tmp_path: Path) -> None:
    """A program may make thousands of crawls: each would keep its engine and its pages."""
    extensions: dict[Any, int] = {**settings.EXTENSIONS, Watched: 900}
    with Served() as site:
        for _ in range(2):
            crawl("latest", tmp_path, base_url=site.url, settings={"EXTENSIONS": extensions})
    gc.collect()
    assert [crawler() for crawler in Watched.crawlers] == [None, None]
