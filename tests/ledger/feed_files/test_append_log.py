"""Who appended which bytes: every committed byte once, whoever writes, dies or takes turns."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.feed_files import append_log
from mayadeen_crawler.ledger.feed_files.integrity import check
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article


def spans(folder: Path) -> list[tuple[str | None, int, int]]:
    """Return run, offset and length of the spans of the one articles file."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        return db.execute("SELECT run_id, offset, length FROM appends ORDER BY offset").fetchall()


def lines(folder: Path) -> list[bytes]:
    (path,) = (folder / "articles").glob("*.jsonl")
    return path.read_bytes().splitlines(keepends=True)


def write(ledger: Ledger, run_id: str, *numbers: int, **fields: Any) -> None:
    ledger.write([ScrapedArticle(article(number, run_id=run_id, **fields)) for number in numbers])


def test_what_a_run_appends_in_a_row_is_one_span(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        write(ledger, "a", 1, 2)
        write(ledger, "a", 3)
        write(ledger, "a", 3)  # known: nothing is appended
        write(ledger, "a", 4)
    whole = b"".join(lines(tmp_path))
    assert spans(tmp_path) == [("a", 0, len(whole))]
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.row_factory = sqlite3.Row
        (told,) = append_log.of_run(db, "a")
    assert told["sha256"] == hashlib.sha256(whole).hexdigest()
    assert told["file"].startswith("articles/")


def test_runs_that_take_turns_have_a_span_a_turn(tmp_path: Path) -> None:
    with Ledger(tmp_path) as one, Ledger(tmp_path) as other:
        write(one, "a", 1)
        write(other, "b", 2)
        write(one, "a", 3)
        write(one, "a", 4)
    a, b, c, d = map(len, lines(tmp_path))
    assert spans(tmp_path) == [("a", 0, a), ("b", a, b), ("a", a + b, c + d)]


def test_a_span_ends_before_it_is_too_large_to_be_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(append_log, "MOST_LINES", 3)
    with Ledger(tmp_path) as ledger:
        write(ledger, "a", *range(5))
        write(ledger, "a", 5, 6)
    lengths = [*map(len, lines(tmp_path))]
    assert [length for _, _, length in spans(tmp_path)] == [
        sum(lengths[0:3]),
        sum(lengths[3:6]),
        lengths[6],
    ]


def test_what_a_dead_run_appended_is_its_own(tmp_path: Path) -> None:
    class Died(Exception):
        pass

    def dies(point: str) -> None:
        if point == "synced":
            raise Died

    with Ledger(tmp_path) as ledger:
        write(ledger, "a", 1)
    with Ledger(tmp_path, hook=dies) as ledger, pytest.raises(Died):
        write(ledger, "dead", 2, 3)
    with Ledger(tmp_path) as ledger:
        write(ledger, "b", 4)
    a, b, c, d = map(len, lines(tmp_path))
    assert spans(tmp_path) == [("a", 0, a), ("dead", a, b + c), ("b", a + b + c, d)]


def test_a_rolled_back_append_leaves_no_trace_in_the_next_span(tmp_path: Path) -> None:
    class Failed(Exception):
        pass

    fail = False

    def hook(point: str) -> None:
        if fail and point == "synced":
            raise Failed

    with Ledger(tmp_path, hook=hook) as ledger:
        write(ledger, "a", 1)
        fail = True
        with pytest.raises(Failed):
            write(ledger, "a", 2)
        fail = False
        write(ledger, "a", 3)  # settles what was appended before
    whole = b"".join(lines(tmp_path))
    assert sum(length for _, _, length in spans(tmp_path)) == len(whole)


def test_a_rebuild_tells_it_from_the_feeds(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        write(ledger, "a", 1, 2)
        write(ledger, "b", 3)
    before = spans(tmp_path)
    rebuild(tmp_path)
    assert spans(tmp_path) == before


def test_a_rebuild_under_a_run_makes_no_spans_that_overlap(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        write(ledger, "a", 1)
    with Ledger(tmp_path) as ledger:
        write(ledger, "a", 2)  # a span of its own: another process
        rebuild(tmp_path)  # one of both
        write(ledger, "a", 3)
    with snapshot(tmp_path) as db:
        assert check(db, tmp_path).damages == []


def test_what_an_older_program_wrote_meanwhile_is_noted_later(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        write(ledger, "a", 1)
        write(ledger, "old", 2)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute("DELETE FROM appends WHERE run_id = 'old'")  # it does not know of them
        db.commit()
    with Ledger(tmp_path) as ledger:
        write(ledger, "b", 3)
    a, b, c = map(len, lines(tmp_path))
    assert spans(tmp_path) == [("a", 0, a), ("old", a, b), ("b", a + b, c)]
