"""What a run notes of a site's words on AI and text mining, and its one request for them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from scrapy import signals
from scrapy.crawler import Crawler

from mayadeen_crawler import clock, settings
from mayadeen_crawler.extensions import tdmrep
from mayadeen_crawler.extensions.tdmrep import found
from mayadeen_crawler.ledger import tdmrep as ledger_reservations
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.serving.tdmrep import TDM_FILE, ReplicaReservations
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import SmallSite, served

WORDS = ReplicaReservations(
    robots=(
        "User-agent: GPTBot", "User-agent: CCBot", "Disallow: /",
        "User-agent: *", "Content-Signal: search=yes, ai-train=no",
    ),
    headers={"TDM-Reservation": "1", "X-Robots-Tag": "noai"},
    meta={"tdm-policy": "https://a.test/policy", "tdm-reservation": "1", "robots": "noimageai"},
    file='[{"location": "/", "tdm-reservation": 1}]',
)  # fmt: skip


class Told:
    """Keeps what the manifest is told at the end of a run."""

    last: list[dict[str, Any]]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        extension.crawler = crawler  # type: ignore[attr-defined]
        crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    def closed(self) -> None:
        type(self).last = found(self.crawler)  # type: ignore[attr-defined]


def run(
    spider: str, folder: Path, url: str, **arguments: str
) -> tuple[Crawl, list[dict[str, Any]]]:
    """Crawl with the request for the file switched on."""
    extensions: dict[Any, int] = {**settings.EXTENSIONS, Told: 900}
    done = crawl(
        spider, folder, base_url=url, settings={"TDMREP": 1, "EXTENSIONS": extensions}, **arguments
    )
    return done, Told.last


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    site = ReplicaSite(articles=12)
    site.reservations = WORDS
    with ReplicaServer(site) as server:
        yield server


def two(replica: ReplicaServer) -> str:
    return ",".join(replica.url + replica.site.path(number) for number in (11, 12))


def test_each_word_is_noted_with_its_source_and_first_place(
    replica: ReplicaServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="mayadeen_crawler.extensions.tdmrep"):
        done, told = run("article", tmp_path, replica.url, urls=two(replica))
    assert (done.status, done.lines, done.stats["article/new"]) == (0, [], 2)
    # The file before anything else, once robots.txt allows it.
    assert replica.requests[:2] == ["/robots.txt", "/.well-known/tdmrep.json"]
    assert len(replica.requests) == 4
    robots, file = f"{replica.url}/robots.txt", f"{replica.url}/.well-known/tdmrep.json"
    first = replica.url + replica.requests[2]
    assert [list(one.values())[:4] for one in told] == [
        ["robots.txt", "Content-Signal: search=yes, ai-train=no", robots, 1],
        ["robots.txt", "Disallow: / for GPTBot, CCBot", robots, 1],
        ["tdmrep.json", "/ tdm-reservation: 1", file, 1],
        ["header", "tdm-reservation: 1", first, 2],
        ["header", "X-Robots-Tag: noai", first, 2],
        ["meta", "tdm-reservation: 1", first, 2],
        ["meta", "tdm-policy: https://a.test/policy", first, 2],
        ["meta", "robots: noimageai", first, 2],
    ]
    assert list(told[0]) == ["source", "value", "url", "pages", "months"]
    lines = [line for line in caplog.messages if line.startswith("The site says")]
    assert len(lines) == 1
    assert lines[0].removeprefix("The site says of AI and text mining: ").split(" | ") == [
        "robots.txt: Content-Signal: search=yes, ai-train=no",
        "robots.txt: Disallow: / for GPTBot, CCBot",
        "tdmrep.json: / tdm-reservation: 1",
        "header: tdm-reservation: 1",
        "4 more",
    ]


@pytest.mark.soak
def test_the_file_is_asked_for_once_a_day_and_never_by_the_ticker(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    _, told = run("breaking", tmp_path, replica.url)
    assert TDM_FILE not in replica.requests
    assert {one["source"] for one in told} == {"robots.txt"}
    run("article", tmp_path, replica.url, urls=two(replica))
    # What was read serves all runs on the folder.
    for spider, more in (("article", {"urls": two(replica)}), ("breaking", {})):
        _, told = run(spider, tmp_path, replica.url, **more)
        assert ["tdmrep.json", "/ tdm-reservation: 1"] in [list(one.values())[:2] for one in told]
    assert replica.requests.count(TDM_FILE) == 1
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        db.execute("UPDATE tdm_files SET asked_at = '2026-01-01T00:00:00Z'")
    replica.site.reservations = ReplicaReservations()  # it is gone
    _, told = run("article", tmp_path, replica.url, urls=two(replica))
    assert replica.requests.count(TDM_FILE) == 2
    assert not [one for one in told if one["source"] == "tdmrep.json"]


def test_a_setting_switches_the_request_off(replica: ReplicaServer, tmp_path: Path) -> None:
    crawl("article", tmp_path, base_url=replica.url, urls=two(replica), settings={"TDMREP": "0"})
    assert TDM_FILE not in replica.requests


def test_robots_txt_that_forbids_the_file_is_obeyed(tmp_path: Path) -> None:
    with served(SmallSite()) as site:
        site.pages["/robots.txt"] = "User-agent: *\nDisallow: /.well-known/\n"
        site.article("/news/politics/a-story-of-boats", "A story of boats")
        done, told = run(
            "article", tmp_path, site.url, urls=f"{site.url}/news/politics/a-story-of-boats"
        )
        assert (done.status, done.lines, told) == (0, [], [])
        assert site.requests == ["/news/politics/a-story-of-boats"]


@pytest.mark.parametrize("status", [503, 404, 403, 200])
def test_an_answer_that_is_no_file_costs_one_request_and_nothing_else(
    tmp_path: Path, status: int
) -> None:
    with served(SmallSite()) as site:
        site.pages[TDM_FILE] = "<html><body><h1>Nothing here</h1></body></html>"
        site.statuses[TDM_FILE] = status
        site.article("/news/politics/a-story-of-boats", "A story of boats")
        done, told = run(
            "article", tmp_path, site.url, urls=f"{site.url}/news/politics/a-story-of-boats"
        )
        assert (done.status, done.lines, told) == (0, [], [])
        assert site.requests.count(TDM_FILE) == 1
        assert done.stats[f"tdmrep/http_{status}"] == 1


def test_a_site_that_says_something_else_on_every_page_is_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tdmrep, "MAX_FINDINGS", 3)
    with served(SmallSite()) as site:
        paths = [f"/news/politics/a-story-of-boats-{number}" for number in range(7)]
        for number, path in enumerate(paths):
            site.article(path, f"A story of boats {number}")
            meta = "<head><meta name='tdm-reservation' content='1'><meta name='tdm-policy' "
            site.pages[path] = site.pages[path].replace(
                "<body>", f"{meta}content='https://a.test/{number}'></head><body>"
            )
        done, told = run("article", tmp_path, site.url, urls=",".join(site.url + p for p in paths))
    assert (done.status, done.lines) == (0, [])
    assert len(told) == 3
    assert told[0] | {"url": ""} == {
        "source": "meta", "value": "tdm-reservation: 1", "url": "", "pages": 7, "months": {},
    }  # fmt: skip
    assert done.stats["reservations/left_out"] == 5


def test_of_four_runs_at_once_one_may_ask(tmp_path: Path) -> None:
    now = clock.stamp()
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        asks = [ledger_reservations.may_ask(db, "a.test", now=now) for _ in range(4)]
        assert asks == [True, False, False, False]
        assert ledger_reservations.may_ask(db, "b.test", now=now)
        assert ledger_reservations.remembered(db, "a.test") == []
        ledger_reservations.answered(db, "a.test", ["/ tdm-reservation: 1"])
        assert ledger_reservations.remembered(db, "a.test") == ["/ tdm-reservation: 1"]
        # A clock that was set back keeps nobody away for ever.
        db.execute("UPDATE tdm_files SET asked_at = '2999-01-01T00:00:00Z'")
        assert ledger_reservations.may_ask(db, "a.test", now=now)
