"""Hostile pages and a site that is unwell: counted, said, never an exception."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.soak_figures import scaled

PAGES = 24


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles=PAGES)) as server:
        yield server


def visit(replica: ReplicaServer, folder: Path, **settings: object) -> Crawl:
    """Crawl the articles of the section with most, so that addresses stand in the ledger."""
    return crawl("section", folder, base_url=replica.url, sections="news", settings=settings)


def assert_no_exception(run: Crawl) -> None:
    assert not any("TRACEBACK" in line for line in run.lines), run.lines
    assert "spider_exceptions/count" not in run.stats
    assert "item_errors" not in run.stats
    assert not any(key.startswith("strategy_error/") for key in run.stats)


def pending(folder: Path) -> int:
    with Ledger(folder) as ledger, ledger.transaction() as db:
        query = "SELECT count(*) FROM addresses WHERE state = 'pending'"
        return int(db.execute(query).fetchone()[0])


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "fault", ["huge", "empty", "binary", "nested", "long-headline", "invalid-utf8", "malformed"]
)
def test_a_hostile_page_is_a_clean_record_or_a_counted_drop(
    replica: ReplicaServer, tmp_path: Path, fault: str
) -> None:
    share = 0.15 if fault == "huge" else 0.4  # a page of 5 MB takes as long as ten others
    replica.faults.on(fault, target="article" if fault != "malformed" else "any", share=share)
    run = visit(replica, tmp_path)
    assert_no_exception(run)
    asked = {path for path in replica.requests if replica.site.find(path)}
    dropped = sum(n for key, n in run.stats.items() if key.startswith("drop/"))
    assert len(run.records) + dropped == len(asked) > 10
    assert pending(tmp_path) == dropped  # what was dropped is tried again
    assert all(len(line) < 400 for line in run.lines)  # a page's text is no log line
    for line in feed_lines(tmp_path):
        record = json.loads(line)
        assert 0 < len(record["headline"]) <= 1000
        line.decode("utf-8", "strict")
    replica.faults.clear()
    assert visit(replica, tmp_path).status == 0
    assert len(feed_lines(tmp_path)) == len(asked)
    assert pending(tmp_path) == 0


@pytest.mark.parametrize("fault", ["server-error", "cut-off", "rate-limit"])
@pytest.mark.soak
def test_what_fails_for_a_while_is_retried(
    replica: ReplicaServer, tmp_path: Path, fault: str
) -> None:
    replica.faults.on(fault, target="article", share=0.4, times_each=1)
    run = visit(replica, tmp_path)
    assert_no_exception(run)
    assert run.status == 0
    assert run.stats["retry/count"] > 3
    assert pending(tmp_path) == 0


@pytest.mark.soak
def test_what_fails_for_long_is_pending_and_unhealthy(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    replica.faults.on("server-error", target="article", share=0.4)
    run = visit(replica, tmp_path, HEALTH_MIN_PAGES=10)
    assert_no_exception(run)
    assert run.status == 4
    assert any("responses failed (over 5%)" in line for line in run.lines)
    failed = pending(tmp_path)
    assert failed == run.stats["lost/http_503"] > 3
    replica.faults.clear()
    again = visit(replica, tmp_path)
    assert (again.status, again.stats["article/pending_taken"]) == (0, failed)
    assert pending(tmp_path) == 0


def test_an_outage_gives_up_nothing(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults.on("server-error", target="article")
    for _ in range(scaled(4, 7)):
        run = visit(replica, tmp_path, RETRY_TIMES=0)
    assert run.status == 4
    assert "none of" in run.stats["health/problem"]
    replica.faults.clear()
    assert visit(replica, tmp_path).status == 0
    assert pending(tmp_path) == 0
    assert len(feed_lines(tmp_path)) > 10


def test_a_page_that_always_disappoints_is_given_up(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults.on("empty", target="article", share=0.2)
    for _ in range(5):
        assert pending(tmp_path) or not feed_lines(tmp_path)
        visit(replica, tmp_path)
    assert pending(tmp_path) == 0
    replica.requests.clear()
    visit(replica, tmp_path)
    assert not any(replica.site.find(path) for path in replica.requests)
    # What listings still show gets a second chance a day later.
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        db.execute("UPDATE addresses SET failed_at = '2026-01-01T00:00:00Z'")
    replica.faults.clear()
    visit(replica, tmp_path)
    assert any(replica.site.find(path) for path in replica.requests)
    assert pending(tmp_path) == 0


def test_a_page_that_is_gone_is_given_up_at_once(replica: ReplicaServer, tmp_path: Path) -> None:
    number = replica.site.listing_pages("politics")[0][0]
    replica.site.remove(number, 410)
    # The listing still shows it: the replica's own does not, so the address is given.
    url = replica.url + replica.site.path(number)
    run = crawl("article", tmp_path, base_url=replica.url, urls=url)
    assert_no_exception(run)
    assert run.stats["lost/http_410"] == 1
    assert run.records == []


@pytest.mark.soak
def test_a_wrong_charset_header_costs_no_record(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults.on("wrong-charset", target="article")
    run = visit(replica, tmp_path)
    assert_no_exception(run)
    assert run.status == 0


def test_a_site_that_shows_nothing_known_is_no_success(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    replica.faults.on("empty", target="any")
    run = visit(replica, tmp_path)
    assert_no_exception(run)
    assert run.status in (2, 4)


def test_a_challenge_is_never_taken_for_an_article(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults.on("challenge", target="any", after=12)
    run = visit(replica, tmp_path, HEALTH_MIN_PAGES=5)
    assert_no_exception(run)
    assert run.status == 3
    assert not any("moment" in record["headline"].lower() for record in run.records)
