"""Tidying a folder: what goes, and that no promise hangs on it."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.commands.ledger import Command
from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.selection import Selection
from mayadeen_crawler.ledger import tidying
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.upkeep import manifests, tidy
from mayadeen_crawler.upkeep.tidy import Keeping
from mayadeen_crawler.utils.atomic_files import work_folder
from tests.chaos import reader
from tests.helpers.articles import feed_lines
from tests.helpers.audit_command import scrapy_audit
from tests.helpers.command_in_process import run_command
from tests.helpers.crawls import crawl
from tests.ledger.database.test_migrate import VERSION_8, Rows, rows

KINDS = ("articles", "breaking", "listings", "removals", "captures")
#: A page that is missing twice was removed, whatever the time between.
SOON = {"REMOVAL_CONFIRM": 0}
#: Tables that tidying may change.
OWN = ("folded_runs", "met_statements", "tidied")


def keeping(folder: Path, archive: Path | None = None, days: float = 0) -> Keeping:
    return Keeping(folder, 0, archive, days)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let as much go as can."""
    monkeypatch.setattr(manifests, "OF_EACH", 0)
    monkeypatch.setattr(manifests, "OF_BAD", 0)
    monkeypatch.setattr(tidy, "MIN_FREE", 0)
    monkeypatch.setattr(tidy, "MOST_FREE", 0.0)


def tidied(folder: Path, **how: bool) -> dict[str, int]:
    """Tidy *folder*; return kind → number, of what was removed."""
    return {one.kind: one.number for one in tidy.tidy(keeping(folder), **how) if one.number}


def but_own(found: Rows) -> Rows:
    return {table: held for table, held in found.items() if table not in OWN}


@pytest.mark.usefixtures("strict")
def test_no_row_of_another_table_changes(tmp_path: Path) -> None:
    """On a ledger with rows in every table that its version had."""
    folder = tmp_path / "output"
    shutil.copytree(VERSION_8, folder, ignore=shutil.ignore_patterns("ledger.sql"))
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.executescript((VERSION_8 / "ledger.sql").read_text(encoding="utf-8"))
    with Ledger(folder) as ledger, ledger.transaction() as upgraded:
        upgraded.execute(
            "INSERT INTO watches (watch, channel, begun_at, places) "
            "VALUES ('olives', 'DESK', '2026-03-01T10:00:00Z', '{}')"
        )
    before, lines = but_own(rows(folder)), [feed_lines(folder, kind) for kind in KINDS]
    assert sum(map(len, before.values())) > 40
    tidied(folder)
    assert but_own(rows(folder)) == before
    assert [feed_lines(folder, kind) for kind in KINDS] == lines


@pytest.mark.usefixtures("strict")
@pytest.mark.soak
def test_crawls_go_on_as_if_nothing_was_removed(tmp_path: Path) -> None:
    """The same story twice, once with tidying between its runs: the same records, no page more.

    Articles are published, edited, removed and put back meanwhile, and exported `--since-last`.
    """
    stories: list[tuple[list[tuple[int, int]], list[int]]] = []
    for tidies in (False, True):
        folder = tmp_path / str(tidies)
        site = ReplicaSite(articles=40)
        counts: list[tuple[int, int]] = []
        with ReplicaServer(site) as server:
            for step in range(4):
                runs = [
                    crawl(
                        "section", folder, base_url=server.url, sections="politics", settings=SOON
                    ),
                    crawl("breaking", folder, base_url=server.url),
                    crawl("sitemap", folder, base_url=server.url, settings=SOON),
                    crawl(
                        "article",
                        folder,
                        base_url=server.url,
                        settings=SOON,
                        urls=server.url + site.path(39),
                        refresh="always",
                    ),
                ]
                counts += [(run.status, run.stats.get("article/pages", 0)) for run in runs]
                export(folder, Selection(), "jsonl", tmp_path / f"{step}.jsonl", consumer="desk")
                counts.append((0, len((tmp_path / f"{step}.jsonl").read_bytes().splitlines())))
                if tidies:
                    before = but_own(rows(folder))
                    assert tidied(folder)["manifests"] == 4
                    assert but_own(rows(folder)) == before
                if step == 0:
                    site.remove(39)
                elif step == 2:
                    site.restore(39)
                site.publish(2, "politics")
                site.edit(site.count - 3, "headline")
                site.ticker_clock.advance(400)
            there = [server.url + site.path(number) for number in range(1, site.count - 1)]
        assert reader.faults(folder, there) == []
        integrity = scrapy_audit(folder, "--integrity")
        assert integrity.status == 0, integrity.out
        stories.append((counts, [len(feed_lines(folder, kind)) for kind in KINDS]))
    assert stories[0] == stories[1]
    # The first crawls bring all 40; of each later round only what was published or edited.
    new = [count for _, count in stories[0][0]]
    assert new[4] == 40
    assert all(count <= 4 for count in new[5:])
    # Missing, then removed, then back.
    assert stories[0][1][KINDS.index("removals")] == 2


def test_an_empty_folder(tmp_path: Path) -> None:
    assert tidied(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []


def test_what_killed_runs_leave(tmp_path: Path) -> None:
    locks = tmp_path / "runs" / "locks"
    locks.mkdir(parents=True)
    for name in ("dead.lock", "alive.lock"):
        (locks / name).write_text("run-1")
    errors = tmp_path / "errors"
    errors.mkdir()
    old = time.time() - 3600
    for name in ("whole.body", "whole.json", "half.body", "other.json", "young.body", "README"):
        (errors / name).write_text("x")
        if not name.startswith("young"):
            os.utime(errors / name, (old, old))
    (tmp_path / "runs" / ".b.json.0123456789ab.part").mkdir()
    with (
        (locks / "alive.lock").open() as held,
        work_folder(tmp_path / "runs" / "c.json") as work,
    ):
        fcntl.flock(held, fcntl.LOCK_EX)
        expected = {
            "locks of dead runs": 1, "halves of pages that raised": 2, "unfinished files": 1,
        }  # fmt: skip
        assert tidied(tmp_path, dry_run=True) == expected
        assert tidied(tmp_path) == expected
        assert tidied(tmp_path) == {}
        assert work.exists()
    assert [path.name for path in locks.iterdir()] == ["alive.lock"]
    left = sorted(path.name for path in errors.iterdir())
    assert left == ["README", "whole.body", "whole.json", "young.body"]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """WARC files of 91 and of 89 days before 1 June, an unfinished one, one of an archive."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, tzinfo=UTC))
    folder = tmp_path / "archive"
    (folder / "commoncrawl").mkdir(parents=True)
    for name, days in (
        ("a.warc.gz", 91), ("b.warc.gz", 89), ("c.warc.gz.open", 91),
        ("commoncrawl/d.warc.gz", 91), ("notes.txt", 91),
    ):  # fmt: skip
        (folder / name).write_text("kept")
        moment = (datetime(2026, 6, 1, tzinfo=UTC) - timedelta(days=days)).timestamp()
        os.utime(folder / name, (moment, moment))
    return folder


def test_warc_files_go_when_a_setting_says_so(tmp_path: Path, archive: Path) -> None:
    output = tmp_path / "output"
    ages: tuple[tuple[float, bool, list[str]], ...] = (
        (0, True, []), (1e9, True, []), (90, False, []), (90, True, ["a.warc.gz"]),
    )  # fmt: skip
    for days, aged, gone in ages:
        before = {path.name for path in archive.rglob("*")}
        list(tidy.tidy(keeping(output, archive, days), aged=aged))
        assert sorted(before - {path.name for path in archive.rglob("*")}) == gone
    assert len(list(archive.rglob("*.*"))) == 4


def test_free_pages_are_given_back_by_hand_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        for number in range(2000):
            db.execute("INSERT INTO pace (host, next_at) VALUES (?, 0)", (f"{number}.test" * 100,))
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        db.execute("DELETE FROM pace")
    room = tidying.room(tmp_path)
    assert room.free > 1 << 20 > room.size - room.free
    assert "ledgers with free pages" not in tidied(tmp_path, by_hand=False)
    assert tidied(tmp_path, dry_run=True)["ledgers with free pages"] == 1
    assert tidying.room(tmp_path) == room
    assert tidied(tmp_path)["ledgers with free pages"] == 1
    assert tidying.room(tmp_path).free == 0
    assert (tmp_path / FILE_NAME).stat().st_size < 1 << 20


def test_a_log_that_is_in_use_stays(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        with ledger.transaction() as db:
            db.execute("INSERT INTO pace (host, next_at) VALUES ('a.test', 0)")
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM pace").fetchall()
            with ledger.transaction() as db:
                db.execute("INSERT INTO pace (host, next_at) VALUES ('b.test', 0)")
            assert "write-ahead logs" not in tidied(tmp_path)
        assert tidied(tmp_path) == {"write-ahead logs": 1}
        assert (tmp_path / f"{FILE_NAME}-wal").stat().st_size == 0


def test_the_command_says_a_line_for_each_kind(tmp_path: Path) -> None:
    RunsFolder(tmp_path).path.mkdir()
    (tmp_path / "runs" / ".b.json.0123456789ab.part").mkdir()
    words = (
        "manifests: 0 {0}, 0.0 kB\n"
        "locks of dead runs: 0 {0}, 0.0 kB\n"
        "halves of pages that raised: 0 {0}, 0.0 kB\n"
        "unfinished files: {1} {0}, 0.0 kB\n"
    )
    told = run_command(Command, tmp_path, "tidy", "--dry-run")
    assert told == (0, words.format("would be removed", 1), "")
    assert run_command(Command, tmp_path, "tidy") == (0, words.format("removed", 1), "")
    assert run_command(Command, tmp_path, "tidy") == (0, words.format("removed", 0), "")
