"""Older ledgers: those of versions 8 and 9 keep all their rows, older ones are told to rebuild."""

from __future__ import annotations

import re
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import LedgerError, LedgerOutdatedError
from mayadeen_crawler.ledger.database import migrate as migrate_module
from mayadeen_crawler.ledger.database.connection import FILE_NAME, connect
from mayadeen_crawler.ledger.database.migrate import migrate, usable_version
from mayadeen_crawler.ledger.database.migrations import OLDEST_UPGRADED, STEPS, VERSION
from mayadeen_crawler.ledger.database.tables import BASE_VERSION
from mayadeen_crawler.ledger.feed_files.integrity import check
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.inspection import condition
from mayadeen_crawler.ledger.listings import page_readings
from mayadeen_crawler.ledger.listings.page_readings import Copy, PageReading, ReadAs
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.ledger.summary import summary
from mayadeen_crawler.period import Period
from tests.helpers.articles import BASE, article, feed
from tests.helpers.audit_command import scrapy_audit
from tests.helpers.ticker_looks import look

#: An output folder as the program of version 8 left it: the dump of its ledger, with rows in
#: every table, and its feed files.
VERSION_8 = Path(__file__).parents[2] / "fixtures" / "ledger_version_8"
#: The dump of the same ledger, as the program of version 9 left it beside the same feed files.
VERSION_9 = VERSION_8.with_name("ledger_version_9")

Rows = dict[str, list[tuple[Any, ...]]]


def rows(folder: Path) -> Rows:
    """Return every row of every table, as column → value pairs so that order does not count."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found: Rows = {}
        for table in tables:
            cursor = db.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            found[table] = sorted(
                tuple((n, v) for n, v in zip(names, row, strict=True) if n != "checks")
                for row in cursor
            )
    return found


#: Columns of articles that the step to version 11 fills from the feeds.
FILLED = {"content_hash", "field_hashes", "modified_at"}


def upgraded(before: Rows) -> Rows:
    """Return *before* as an upgrade leaves it, without what its steps fill from the feeds."""
    tags = [(*row, ("kind", "tag")) for row in before["tags"]]
    articles = [(*row, ("claimed_post_id", None)) for row in before["articles"]]
    pace = [(*row, ("interval", 0.0)) for row in before["pace"]]
    addresses = [(*row, ("compared", None)) for row in before["addresses"]]
    listings = [(*row, ("until", None), ("cards", None)) for row in before["listings"]]
    before = {**before, "articles": articles, "pace": pace}
    before |= {"addresses": addresses, "listings": listings}
    new = {"page_readings": [], "coverage_keywords": [], "believed_pages": [], "tags": tags}
    new |= {f"archive_{name}": [] for name in ("captures", "listings", "files")}
    new["robots_copies"] = []
    new["watches"] = []
    new |= {"met_statements": [], "folded_runs": [], "tidied": []}
    return unfilled({**before, **new})


def unfilled(found: Rows) -> Rows:
    articles = [tuple(pair for pair in row if pair[0] not in FILLED) for row in found["articles"]]
    tags = sorted(tuple(sorted(row)) for row in found["tags"])
    rest = {table: entries for table, entries in found.items() if table != "states"}
    return {**rest, "articles": articles, "tags": tags}


def version(folder: Path) -> int:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def be_version(folder: Path, number: int) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute(f"PRAGMA user_version = {number}")


def restored(dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the output folder with the ledger of *dump*, on the day it is from."""
    folder = tmp_path / "output"
    shutil.copytree(VERSION_8, folder, ignore=shutil.ignore_patterns("ledger.sql"))
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.executescript((dump / "ledger.sql").read_text(encoding="utf-8"))
    moment = datetime(2026, 3, 2, 13, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return folder


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The output folder of version 8."""
    return restored(VERSION_8, tmp_path, monkeypatch)


@pytest.fixture
def version_9(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The output folder of version 9."""
    return restored(VERSION_9, tmp_path, monkeypatch)


def test_the_old_ledger_has_rows_in_every_table(old: Path) -> None:
    assert version(old) == 8
    assert [table for table, found in rows(old).items() if not found] == []


def test_version_8_is_upgraded_with_all_its_rows(old: Path) -> None:
    before = rows(old)
    Ledger(old).close()
    assert version(old) == VERSION
    assert unfilled(rows(old)) == upgraded(before)
    with snapshot(old) as db:
        found = check(db, old)
    assert (found.files, found.appends, found.damages) == (4, 5, [])


def test_version_9_is_upgraded_in_place_with_all_its_rows(version_9: Path) -> None:
    before, inode = rows(version_9), (version_9 / FILE_NAME).stat().st_ino
    assert version(version_9) == 9
    assert [table for table, found in before.items() if not found] == []
    with Ledger(version_9) as ledger, ledger.transaction() as db:
        home = ReadAs("en", "home", "k")
        reading = PageReading(home, Copy(f"{BASE}/", '"x"'), b"said", "2026-03-02T12:59:59Z")
        page_readings.keep(db, [reading])
        assert page_readings.find(db, f"{BASE}/", home, now="2026-03-02T13:00:00Z") == reading
        page_readings.forget(db, now="2026-03-02T13:00:00Z", edition="en")
    assert version(version_9) == VERSION
    assert unfilled(rows(version_9)) == upgraded(before)
    assert (version_9 / FILE_NAME).stat().st_ino == inode
    with snapshot(version_9) as db:
        found = check(db, version_9)
    assert (found.files, found.appends, found.damages) == (4, 5, [])


def states(folder: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        query = "SELECT article_id, at, offset, told_at = at FROM states ORDER BY 1, 2"
        return db.execute(query).fetchall()


def test_what_revisions_tell_is_taken_from_the_feeds(old: Path) -> None:
    Ledger(old).close()
    assert states(old) == [
        ("en:1001", "2026-03-01T11:00:00Z", 0, 1), ("en:1001", "2026-03-01T12:00:00Z", 4158, 1),
        ("en:1002", "2026-03-01T11:00:00Z", 1386, 1), ("en:1003", "2026-03-01T11:00:00Z", 2772, 1),
    ]  # fmt: skip
    # An older state than the oldest record, and one like it.
    pages = [
        article(1, headline=headline, retrieved_at=at, source="warc", extractor_version=1)
        for headline, at in [
            ("Before", "2026-03-01T10:30:00Z"), ("Made-up story 1", "2026-03-01T11:30:00Z")
        ]
    ]  # fmt: skip
    with Ledger(old) as ledger:
        outcomes = ledger.write([ScrapedArticle(page) for page in pages])
    assert [outcome.kind for outcome in outcomes] == ["captured", "known"]


def test_of_a_file_that_was_moved_away_the_newest_states_are_known(old: Path) -> None:
    (old / "articles" / "2026-03-02.jsonl").rename(old / "moved.jsonl")
    Ledger(old).close()
    assert [(one, offset) for one, _, offset, _ in states(old)] == [
        ("en:1001", 4158), ("en:1002", 1386), ("en:1003", 2772),
    ]  # fmt: skip


def test_the_upgraded_tables_are_those_of_a_new_ledger(old: Path, tmp_path: Path) -> None:
    def tables(folder: Path) -> dict[str, str]:
        """Return each table and index as it was made, without comments and white space."""
        with closing(sqlite3.connect(folder / FILE_NAME)) as db:
            made = db.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL").fetchall()
        return {name: re.sub(r"--.*|\s", "", sql) for name, sql in made}

    Ledger(old).close()  # by each of the steps
    Ledger(tmp_path / "new").close()  # by BASE
    assert tables(old) == tables(tmp_path / "new")
    assert {"page_readings", "articles_by_claim"} <= tables(old).keys()


def test_a_crawl_goes_on_with_the_upgraded_ledger(old: Path) -> None:
    at = "2026-03-02T12:30:00Z"
    with Ledger(old) as ledger:
        known = article(1, headline="Made-up story 1, corrected", retrieved_at=at)
        edited = article(2, headline="Made-up story 2, corrected", retrieved_at=at)
        outcomes = ledger.write([ScrapedArticle(item) for item in (known, edited, article(4))])
        assert [outcome.kind for outcome in outcomes] == ["known", "revised", "new"]
        assert [outcome.revision for outcome in outcomes] == [2, 2, 1]
        observed = ledger.observe(look(["A new line", "Ferries stop"], 3600))
        assert [(item.event, item.text) for item in observed.items] == [
            ("appeared", "A new line"),
            ("expired", "Honey harvest breaks a record"),
        ]
        with ledger.transaction() as db:
            waiting = addresses.take_pending(
                db, edition="en", origins=["section:politics"], taker="t", limit=9, period=Period()
            )
    assert [one.url for one in waiting] == [f"{BASE}/news/politics/one-that-waits"]
    assert [record["id"] for record in feed(old)][4:] == ["en:1002", "en:1004"]
    with snapshot(old) as db:
        assert check(db, old).damages == []


def test_a_command_that_only_reads_upgrades_too(old: Path) -> None:
    with snapshot(old) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone()[0] == 3
    assert version(old) == VERSION


def test_a_process_that_dies_while_it_upgrades_leaves_the_old_ledger(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(Exception):
        pass

    def dies(db: sqlite3.Connection, folder: Path) -> None:
        STEPS[8](db, folder)
        raise Died

    before = rows(old)
    monkeypatch.setattr(migrate_module, "STEPS", {8: dies})
    with pytest.raises(Died):
        Ledger(old)
    assert (version(old), rows(old)) == (8, before)


def test_two_runs_that_upgrade_at_once(old: Path) -> None:
    before, failures = rows(old), []

    def opens() -> None:
        try:
            Ledger(old).close()
        except LedgerError as error:
            failures.append(error)

    threads = [threading.Thread(target=opens) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, version(old)) == ([], VERSION)
    assert unfilled(rows(old)) == upgraded(before)


def _write(folder: Path) -> None:
    with Ledger(folder) as ledger:
        ledger.write([ScrapedArticle(article(9))])


def _read(folder: Path) -> None:
    with snapshot(folder):
        pass


@pytest.mark.parametrize("number", range(1, OLDEST_UPGRADED))
@pytest.mark.parametrize(
    "use",
    [_write, _read, summary, lambda folder: condition(folder, "en", "replica.test", now=0.0)],
    ids=["crawl", "read", "summary", "doctor"],
)
def test_older_ones_are_told_to_rebuild(
    old: Path, number: int, use: Callable[[Path], object]
) -> None:
    be_version(old, number)
    before = rows(old)
    with pytest.raises(LedgerOutdatedError, match=rf"version {number}, .*`scrapy ledger rebuild`"):
        use(old)
    assert (version(old), rows(old)) == (number, before)


def test_a_command_tells_it_in_one_line(old: Path) -> None:
    be_version(old, 3)
    done = scrapy_audit(old)
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "scrapy audit: the ledger has version 3, which this program does not upgrade: "
        "run `scrapy ledger rebuild` to make a new one from the feeds\n"
    )


def test_an_outdated_ledger_is_set_aside_and_rebuilt(old: Path) -> None:
    be_version(old, 3)
    made = rebuild(old)
    assert (made.records, made.articles, made.ticker_lines) == (8, 3, 2)
    assert made.kept_as is not None
    assert made.kept_as.name.endswith(".outdated")
    assert version(old) == VERSION
    with Ledger(old) as ledger:
        assert [o.kind for o in ledger.write([ScrapedArticle(article(2))])] == ["known"]
        assert [o.kind for o in ledger.write([ScrapedArticle(article(4))])] == ["new"]


def test_a_ledger_that_another_run_makes_at_this_moment_is_not_outdated(tmp_path: Path) -> None:
    made: list[str] = []

    def meanwhile(statement: str) -> None:
        if "sqlite_master" in statement and not made:
            made.append(statement)
            Ledger(tmp_path).close()

    with closing(connect(tmp_path / FILE_NAME)) as db:
        db.set_trace_callback(meanwhile)
        assert usable_version(db) == VERSION
    assert made


def test_steps_lead_from_the_oldest_version_to_the_newest_without_a_hole() -> None:
    assert OLDEST_UPGRADED <= BASE_VERSION <= VERSION
    assert sorted(STEPS) == list(range(OLDEST_UPGRADED, VERSION))


def test_a_watch_that_held_back_alerts_knows_a_time_before_them(tmp_path: Path) -> None:
    Ledger(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as db:
        db.execute("ALTER TABLE watches DROP COLUMN held_since")
        db.execute(
            "INSERT INTO watches (watch, channel, begun_at, places, held) VALUES "
            "('one', 'DESK', '2026-03-01T12:00:00Z', '{}', 2), "
            "('two', 'DESK', '2026-03-01T12:00:00Z', '{}', 0)"
        )
        db.execute("PRAGMA user_version = 21")
        migrate(db, tmp_path)
        assert db.execute("SELECT held_since FROM watches").fetchall() == [
            ("2026-03-01T12:00:00Z",), (None,)
        ]  # fmt: skip


def test_a_later_step_is_applied_to_new_and_old_ledgers(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(db: sqlite3.Connection, folder: Path) -> None:
        db.execute("ALTER TABLE hosts ADD COLUMN folder TEXT")
        db.execute("UPDATE hosts SET folder = ?", (folder.name,))

    monkeypatch.setattr(migrate_module, "STEPS", {**STEPS, VERSION: step})
    monkeypatch.setattr(migrate_module, "VERSION", VERSION + 1)
    for path in (old / FILE_NAME, tmp_path / "new.sqlite3"):
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            migrate(db, old)
            assert db.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)
            assert db.execute("SELECT count(folder) FROM hosts").fetchone()[0] <= 1
    with closing(sqlite3.connect(old / FILE_NAME)) as db:
        assert db.execute("SELECT folder FROM hosts").fetchall() == [("output",)]
