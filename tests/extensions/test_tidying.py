"""Runs tidy by themselves: once a day, whichever run ends first."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.ledger import tidying
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.ledger.tidying import Taken
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.upkeep import manifests
from tests.helpers.crawls import crawl
from tests.helpers.manifests import made, written

START = datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_once_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, "OF_EACH", 0)
    removed = []
    with ReplicaServer(ReplicaSite(articles=5)) as server:
        for number, hours in enumerate((0, 1, 23.9, 24.1, 48.3)):
            moment = START + timedelta(hours=hours)
            monkeypatch.setattr(clock, "now", lambda at=moment: at)
            written(tmp_path, *(made(f"old-{number}-{n}") for n in range(2)))
            run = crawl("breaking", tmp_path, base_url=server.url, settings={"RUNS_KEPT": 1})
            assert run.status == 0
            removed.append(run.stats.get("tidy/manifests", 0))
    # The newest one stays, which is the run's own. Then three pairs go and three runs' own; then a
    # pair and one run's own.
    assert removed == [2, 0, 0, 9, 3]


def taken(folder: Path, now: str) -> Taken | None:
    with Ledger(folder) as ledger, ledger.transaction() as db:
        return tidying.take(db, now=now)


def test_what_goes_for_its_age_waits_where_the_clock_leapt(tmp_path: Path) -> None:
    """A clock that is a year ahead for an hour must not cost a year's WARC files."""
    story = [
        ("2026-03-01T10:00:00Z", Taken(aged=False)),  # the first time: nothing to compare with
        ("2026-03-02T09:00:00Z", None),
        ("2026-03-02T11:00:00Z", Taken(aged=True)),
        ("2027-03-02T12:00:00Z", Taken(aged=False)),  # a leap
        ("2026-03-02T13:00:00Z", Taken(aged=False)),  # and back
        ("2026-03-02T14:00:00Z", None),
        ("2026-03-03T14:00:00Z", Taken(aged=True)),
    ]
    assert [taken(tmp_path, now) for now, _ in story] == [expected for _, expected in story]


def test_of_three_at_once_one_does_it(tmp_path: Path) -> None:
    Ledger(tmp_path).close()
    found: list[Taken | None] = []
    ready = threading.Barrier(3)

    def work() -> None:
        ready.wait(60)
        found.append(taken(tmp_path, "2026-03-01T10:00:00Z"))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(one is None for one in found) == [False, True, True]


def test_what_fails_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", str(tmp_path / "runs"))

    monkeypatch.setattr("mayadeen_crawler.extensions.tidying.tidy", fails)
    with ReplicaServer(ReplicaSite(articles=5)) as server:
        run = crawl("breaking", tmp_path, base_url=server.url)
    assert run.status == 0
    assert sum("tidying is left to another day" in line for line in run.lines) == 1
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert db.execute("SELECT count(*) FROM tidied").fetchone() == (1,)
