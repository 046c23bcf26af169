"""Feed files that another program touched, and clocks that were wrong."""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.package_resources import feeds as described
from mayadeen_crawler.exports.selection import Selection
from mayadeen_crawler.ledger import tidying
from mayadeen_crawler.ledger.feed_files.integrity import check
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.publishing.finished_files import finished_files
from tests.helpers.articles import article, feed, feed_lines
from tests.helpers.audit_command import scrapy_audit

TODAY = datetime(2026, 11, 28, 12, tzinfo=UTC)


def write(folder: Path, *numbers: int) -> list[str]:
    with Ledger(folder) as ledger:
        ledger.settle()
        return [o.kind for o in ledger.write([ScrapedArticle(article(n)) for n in numbers])]


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an article of yesterday and one of 2026-11-28, noon."""
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as monkeypatch:
        set_clock(monkeypatch, TODAY.replace(day=27))
        write(folder, 1)
        set_clock(monkeypatch, TODAY)
        write(folder, 2)
    return folder


@pytest.fixture
def at_noon(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of it, at noon of 2026-11-28."""
    set_clock(monkeypatch, TODAY)
    return shutil.copytree(written, tmp_path, dirs_exist_ok=True)


# --- Only regular files are feeds -------------------------------------------------


def a_fifo(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the names of sockets are short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)
    os.chdir(here)


def a_link(path: Path) -> None:
    path.symlink_to("/dev/zero")


WHAT: list[tuple[Callable[[Path], object], str]] = [
    (a_fifo, "a FIFO"), (a_socket, "a socket"), (Path.mkdir, "a folder"),
    (a_link, "a symbolic link"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "name"), WHAT)
@pytest.mark.parametrize("day", ["2026-11-27", "2026-11-28"])
@pytest.mark.no_records("a feed file is replaced")
def test_what_is_no_file_is_one_line_before_the_run(
    at_noon: Path, make: Callable[[Path], object], name: str, day: str
) -> None:
    path = at_noon / "articles" / f"{day}.jsonl"
    before = path.read_bytes()
    path.rename(at_noon / "aside")
    make(path)
    with pytest.raises(LedgerError, match=f"is {name}, not a regular file: move it out of"):
        write(at_noon, 3)
    with pytest.raises(LedgerError, match=f"is {name}, not a regular file"):
        rebuild(at_noon)
    done = scrapy_audit(at_noon, "--integrity")
    assert done.status == 4
    assert f"the file cannot be read (it is {name}, not a regular file)" in done.err
    # The advice, followed:
    path.rename(at_noon / "elsewhere")
    (at_noon / "aside").rename(path)
    assert path.read_bytes() == before
    assert write(at_noon, 2, 3) == ["known", "new"]


@pytest.mark.no_records("a feed file is replaced")
def test_a_file_exchanged_while_a_run_appends_does_not_block(at_noon: Path) -> None:
    path = at_noon / "articles" / "2026-11-28.jsonl"

    def exchange(point: str) -> None:
        if point == "decided":
            path.unlink()
            os.mkfifo(path)

    with Ledger(at_noon, hook=exchange) as ledger, pytest.raises(LedgerError, match="a FIFO"):
        ledger.write([ScrapedArticle(article(3))])


# --- Lines that another program copied --------------------------------------------


@pytest.mark.no_records("lines are repeated")
@pytest.mark.parametrize("number", [1, 2], ids=["of another day", "of the same file"])
def test_a_copied_line_is_not_entered_again_and_is_named(
    at_noon: Path, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    path = at_noon / "articles" / "2026-11-28.jsonl"
    copied = feed_lines(at_noon)[number - 1]
    size = path.stat().st_size
    with path.open("ab") as stream:
        stream.write(copied)
    with caplog.at_level(logging.WARNING):
        assert write(at_noon, 1, 2, 3) == ["known", "known", "new"]
    assert "1 lines repeat records that are known, and were not entered again" in caplog.text
    with Ledger(at_noon) as ledger, ledger.transaction() as db:
        (place,) = db.execute(
            "SELECT file || ' ' || offset FROM revisions WHERE article_id = ?",
            (f"en:100{number}",),
        ).fetchone()
    assert place == ("articles/2026-11-27.jsonl 0", "articles/2026-11-28.jsonl 0")[number - 1]
    done = scrapy_audit(at_noon, "--integrity")
    assert done.status == 4
    assert f"2026-11-28.jsonl: byte {size}: revision 1 of en:100{number} stands before" in done.err
    # A rebuild enters it once, too.
    assert rebuild(at_noon).articles == 3
    assert write(at_noon, 1, 2, 3) == ["known"] * 3


@pytest.mark.no_records("bytes of a feed are changed")
def test_a_line_of_another_type_of_values_does_not_enter_by_half(at_noon: Path) -> None:
    path = at_noon / "articles" / "2026-11-28.jsonl"
    record = json.loads(feed_lines(at_noon)[1]) | {"id": "en:7777", "post_id": "7777"}
    broken = record | {"retrieved_at": {"not": "a time"}}
    size = path.stat().st_size
    with path.open("ab") as stream:
        stream.write(json.dumps(broken, separators=(",", ":")).encode() + b"\n")
    assert write(at_noon, 2) == ["known"]
    assert path.stat().st_size == size
    with Ledger(at_noon) as ledger, ledger.transaction() as db:
        assert db.execute("SELECT id FROM articles WHERE id = 'en:7777'").fetchall() == []


# --- Clocks -----------------------------------------------------------------------


def days(folder: Path) -> dict[str, int]:
    return {
        path.name: len(path.read_bytes().splitlines())
        for path in sorted((folder / "articles").iterdir())
    }


def final(folder: Path) -> dict[str, bool]:
    with snapshot(folder) as db:
        return {str(one["path"]): bool(one["final"]) for one in described(db, folder)}


def test_a_clock_that_was_a_year_ahead_once(
    at_noon: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    set_clock(monkeypatch, TODAY.replace(year=2027))
    write(at_noon, 3)
    set_clock(monkeypatch, TODAY.replace(hour=13))
    with caplog.at_level(logging.WARNING):
        write(at_noon, 4)
    assert "articles/2027-11-28.jsonl is of a day to come" in caplog.text
    caplog.clear()
    with Ledger(at_noon) as ledger:
        with ledger.transaction() as db:
            tidying.take(db, now="2026-11-28T13:00:00Z")
        ledger.settle()
        assert caplog.text == ""  # it was told today
        set_clock(monkeypatch, TODAY.replace(day=29, hour=14))
        ledger.settle()
        assert "articles/2027-11-28.jsonl is of a day to come" in caplog.text
    set_clock(monkeypatch, TODAY.replace(hour=13))
    assert days(at_noon) == {
        "2026-11-27.jsonl": 1, "2026-11-28.jsonl": 2, "2027-11-28.jsonl": 1,
    }  # fmt: skip
    assert final(at_noon) == {
        "articles/2026-11-27.jsonl": True,
        "articles/2026-11-28.jsonl": False,
        "articles/2027-11-28.jsonl": False,
    }
    assert [one.path for one in finished_files(at_noon)] == ["articles/2026-11-27.jsonl"]
    with (at_noon / "articles" / "2026-11-28.jsonl").open("ab") as stream:
        stream.write(b'{"torn')
    with snapshot(at_noon) as db:
        found = check(db, at_noon)
    assert (found.damages, found.unfinished) == ([], {"articles/2026-11-28.jsonl": 6})
    # The day after, and the day that the clock once showed.
    set_clock(monkeypatch, TODAY.replace(day=29))
    write(at_noon, 5)
    assert final(at_noon)["articles/2026-11-28.jsonl"]
    set_clock(monkeypatch, TODAY.replace(year=2027, hour=20))
    write(at_noon, 6)
    assert days(at_noon)["2027-11-28.jsonl"] == 2
    assert final(at_noon) == {
        "articles/2026-11-27.jsonl": True,
        "articles/2026-11-28.jsonl": True,
        "articles/2026-11-29.jsonl": True,
        "articles/2027-11-28.jsonl": False,
    }
    assert {r["id"] for r in feed(at_noon)} == {f"en:100{n}" for n in range(1, 7)}


def test_a_clock_that_jumps_back_an_hour_over_midnight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    set_clock(monkeypatch, datetime(2026, 11, 28, 0, 30, tzinfo=UTC))
    write(tmp_path, 1)
    set_clock(monkeypatch, datetime(2026, 11, 27, 23, 30, tzinfo=UTC))
    write(tmp_path, 2)
    assert days(tmp_path) == {"2026-11-28.jsonl": 2}  # the day before is final for everybody
    assert "of a day to come" not in caplog.text


def delivered(folder: Path, target: Path | None = None) -> list[str]:
    """Return the ids of what one consumer is delivered now, to the file *target* or a stream."""
    stream = io.BytesIO()
    export(folder, Selection(all_revisions=True), "jsonl", target or stream, consumer="desk")
    data = target.read_bytes() if target else stream.getvalue()
    return [json.loads(line)["id"] for line in data.splitlines()]


@pytest.mark.parametrize("often", [True, False], ids=["also while it is ahead", "before and after"])
@pytest.mark.parametrize("is_file", [True, False], ids=["to a file", "to a stream"])
@pytest.mark.sampled(4)
def test_a_consumer_gets_each_record_once_whatever_the_clock_showed(
    at_noon: Path, monkeypatch: pytest.MonkeyPatch, *, often: bool, is_file: bool
) -> None:
    got: list[list[str]] = []

    def deliver() -> None:
        got.append(delivered(at_noon, at_noon.parent / "delivered.jsonl" if is_file else None))

    deliver()
    set_clock(monkeypatch, TODAY.replace(year=2027))
    write(at_noon, 3)
    if often:
        deliver()
    write(at_noon, 4)
    set_clock(monkeypatch, TODAY.replace(hour=13))
    write(at_noon, 5)
    deliver()
    deliver()
    set_clock(monkeypatch, TODAY.replace(day=29))
    write(at_noon, 6)
    deliver()
    set_clock(monkeypatch, TODAY.replace(year=2027, hour=20))
    write(at_noon, 7)
    deliver()
    deliver()
    while_ahead = [["en:1003"]] if often else []
    back = ["en:1005", "en:1004"] if often else ["en:1005", "en:1003", "en:1004"]
    assert got == [
        ["en:1001", "en:1002"], *while_ahead, back, [], ["en:1006"], ["en:1007"], [],
    ]  # fmt: skip


def test_a_consumer_that_was_in_one_of_several_days_to_come(
    at_noon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got: list[list[str]] = []

    def deliver() -> None:
        got.append(delivered(at_noon))

    for day, number in ((TODAY.replace(year=2027), 3), (TODAY.replace(year=2028), 4)):
        set_clock(monkeypatch, day)
        write(at_noon, number)
    deliver()
    set_clock(monkeypatch, TODAY.replace(year=1970))
    write(at_noon, 5)
    deliver()
    set_clock(monkeypatch, TODAY.replace(hour=13))
    write(at_noon, 6)
    deliver()
    set_clock(monkeypatch, TODAY.replace(year=2027, hour=20))
    write(at_noon, 7)
    deliver()
    assert got == [
        ["en:1001", "en:1002", "en:1003", "en:1004"], ["en:1005"], ["en:1006"], ["en:1007"],
    ]  # fmt: skip


@pytest.mark.no_records("revisions are in files of wrong days")
def test_a_rebuild_knows_the_newest_revision_whatever_file_it_is_in(
    at_noon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(headline: str) -> list[tuple[int, str]]:
        with Ledger(at_noon) as ledger:
            ledger.write([ScrapedArticle(article(5, headline=headline))])
            with ledger.transaction() as db:
                found = db.execute("SELECT revision, file FROM articles WHERE id = 'en:1005'")
                return [tuple(row) for row in found]

    set_clock(monkeypatch, TODAY.replace(year=2027))
    look("First")
    set_clock(monkeypatch, TODAY.replace(hour=13))
    assert look("Second") == [(2, "articles/2026-11-28.jsonl")]
    rebuild(at_noon)
    assert look("Second") == [(2, "articles/2026-11-28.jsonl")]
    assert look("Third") == [(3, "articles/2026-11-28.jsonl")]
    assert sorted(r["revision"] for r in feed(at_noon) if r["id"] == "en:1005") == [1, 2, 3]
    done = scrapy_audit(at_noon, "--integrity")
    assert (done.status, done.err) == (0, "")
