"""The search index is brought up to date in steps, and reads only what is new."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.items import Removal, as_record
from mayadeen_crawler.search import database
from mayadeen_crawler.search import update as updating
from mayadeen_crawler.search.database import FILE_NAME, PATIENCE, opened
from mayadeen_crawler.search.rows import enter
from mayadeen_crawler.search.tables import create
from mayadeen_crawler.search.update import update, with_index
from tests.search.test_search import story, write


def count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM revisions").fetchone()[0])


def test_a_first_reading_that_is_killed_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (1, 2, 3):
        write(
            tmp_path, "articles", story(day, "One"), story(day + 10, "Two"), day=f"2026-04-0{day}"
        )
    monkeypatch.setattr(updating, "GROUP", 2)
    calls: list[Any] = []

    def killed_at_the_third(db: sqlite3.Connection, group: Any) -> None:
        calls.append(group)
        enter(db, group)
        if sum(map(len, calls)) > 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(updating, "enter", killed_at_the_third)
    with opened(tmp_path) as db, pytest.raises(KeyboardInterrupt):
        update(db, tmp_path)
    monkeypatch.setattr(updating, "enter", enter)
    with opened(tmp_path) as db:
        assert count(db) == 4
        assert update(db, tmp_path) == 2
        assert count(db) == 6
        assert db.execute("SELECT count(*) FROM words").fetchone()[0] == 6


@pytest.mark.parametrize("why", ["disk is full", "not a database"])
def test_an_index_that_cannot_be_opened_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "not a database":
        (tmp_path / FILE_NAME).write_bytes(b"this is no database" * 1000)

    def on_a_full_disk(_: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    connections: list[sqlite3.Connection] = []
    sqlite_connect = sqlite3.connect

    def noted(*words: Any, **more: Any) -> sqlite3.Connection:
        connections.append(sqlite_connect(*words, **more))
        return connections[-1]

    monkeypatch.setattr(database, "create", on_a_full_disk)
    monkeypatch.setattr(sqlite3, "connect", noted)
    with pytest.raises(sqlite3.DatabaseError, match=why), opened(tmp_path):
        pass
    assert connections
    for db in connections:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            db.execute("SELECT 1")


def test_a_file_that_has_not_changed_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "articles", story(1, "One"), day="2026-04-01")
    write(tmp_path, "articles", story(2, "Two"), day="2026-04-02")
    opened_files = []
    start = updating._start

    def noted(db: sqlite3.Connection, file: str, path: Path) -> tuple[int, int]:
        opened_files.append(file)
        return start(db, file, path)

    monkeypatch.setattr(updating, "_start", noted)
    with opened(tmp_path) as db:
        assert update(db, tmp_path) == 2
        opened_files.clear()
        assert update(db, tmp_path) == 0
        assert opened_files == []
        write(tmp_path, "articles", story(3, "Three"), day="2026-04-02")
        assert update(db, tmp_path) == 1
        assert opened_files == ["articles/2026-04-02.jsonl"]


def test_all_feeds_are_in_it(tmp_path: Path) -> None:
    url = "http://replica.test/news/politics/made-up-story-1"
    at = "2026-03-02T10:00:00Z"
    removal = Removal(id="en:1", url=url, observed_at=at, status=404, run_id="test")
    write(tmp_path, "removals", as_record(removal))
    write(tmp_path, "articles", story(1, "One"))
    removed = with_index(tmp_path, lambda db: [
        tuple(row) for row in db.execute("SELECT id, headline FROM removed_articles")
    ])  # fmt: skip
    assert removed == [("en:1", "One")]


def test_an_export_in_its_place_is_made_anew(tmp_path: Path) -> None:
    write(tmp_path, "articles", story(1, "One"))
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as db:
        create(db)
    assert with_index(tmp_path, count) == 1


def test_a_feed_that_is_no_regular_file_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "articles", story(1, "One"))
    os.mkfifo(tmp_path / "articles" / "2026-04-02.jsonl")
    assert with_index(tmp_path, count) == 1
    (tmp_path / "articles" / "2026-04-02.jsonl").unlink()


def pieces(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(DISTINCT segid) FROM words_idx").fetchone()[0])


def test_pieces_of_the_index_are_merged_after_the_answer(tmp_path: Path) -> None:
    seen = []
    for number in range(1, 21):
        write(tmp_path, "articles", story(number, "One"))
        seen.append(with_index(tmp_path, pieces))
    assert max(seen) == 16
    with opened(tmp_path) as db:
        assert pieces(db) < 16
        found = db.execute("SELECT count(*) FROM words WHERE words MATCH 'one'").fetchone()[0]
        assert found == 20


def test_an_answer_does_not_wait_for_another_command_to_merge_pieces(tmp_path: Path) -> None:
    for number in range(1, 16):
        write(tmp_path, "articles", story(number, "One"))
        with_index(tmp_path, pieces)
    write(tmp_path, "articles", story(16, "One"))
    with opened(tmp_path) as other:

        def while_another_writes(db: sqlite3.Connection) -> int:
            other.execute("BEGIN IMMEDIATE")
            return pieces(db)

        began = time.monotonic()
        assert with_index(tmp_path, while_another_writes) == 16
        assert time.monotonic() - began < PATIENCE / 2
        other.execute("ROLLBACK")
        assert pieces(other) == 16
    write(tmp_path, "articles", story(17, "One"))
    assert with_index(tmp_path, pieces) == 17
    with opened(tmp_path) as db:
        assert pieces(db) < 16
        assert count(db) == 17
