"""Feed files that another program changes: before a run, within a commit, and what a disk loses.

Whatever it did, nothing that was committed is cut off, and no record is taken for written that is
not where the ledger says.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article, feed, feed_lines

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the articles 1 and 2."""
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(clock, "now", lambda: NOON)
        write(folder, 1, 2)
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to be changed."""
    return shutil.copytree(written, tmp_path, dirs_exist_ok=True)


def write(folder: Path, *numbers: int) -> list[str]:
    with Ledger(folder) as ledger:
        ledger.settle()
        return [o.kind for o in ledger.write([ScrapedArticle(article(n)) for n in numbers])]


def today(folder: Path) -> Path:
    return folder / "articles" / "2026-11-28.jsonl"


def numbers(folder: Path) -> list[int]:
    return [int(record["post_id"]) - 1000 for record in feed(folder)]


# --- Before a run -----------------------------------------------------------------


@pytest.mark.no_records("a feed is written anew")
def test_a_feed_that_was_written_anew_is_not_cut_off(folder: Path) -> None:
    longer = b"".join(json.dumps(one).encode() + b"\n" for one in feed(folder))
    today(folder).write_bytes(longer)
    with pytest.raises(LedgerError, match="another program changed it"):
        write(folder, 3)
    assert today(folder).read_bytes() == longer
    assert rebuild(folder).articles == 2
    assert write(folder, 1, 2, 3) == ["known", "known", "new"]


@pytest.mark.no_records("a line that is no record")
@pytest.mark.parametrize("strange", [b"no record\n", b"\0" * 40 + b"\n"], ids=["text", "NUL"])
def test_records_behind_a_strange_line_are_not_cut_off(folder: Path, strange: bytes) -> None:
    """The ledger is a copy of before they were written."""
    shutil.copy(folder / "ledger.sqlite3", folder / "copy")
    write(folder, 3, 4)
    for part in folder.glob("ledger.sqlite3*"):
        part.unlink()
    (folder / "copy").rename(folder / "ledger.sqlite3")
    lines = feed_lines(folder)
    today(folder).write_bytes(b"".join((*lines[:3], strange, lines[3])))
    before = today(folder).read_bytes()
    with pytest.raises(LedgerError, match=r"is no record: move the file out .* or take it out"):
        write(folder, 5)
    assert today(folder).read_bytes() == before
    today(folder).write_bytes(b"".join(lines))
    assert write(folder, 3, 4, 5) == ["known", "known", "new"]
    assert numbers(folder) == [1, 2, 3, 4, 5]


@pytest.mark.no_records("a line that is no record")
def test_a_rebuild_cuts_no_records_off_either(folder: Path) -> None:
    first, second = feed_lines(folder)
    today(folder).write_bytes(b"\0" * len(first) + second)
    with pytest.raises(LedgerError, match="the line at byte 0 is no record"):
        rebuild(folder)
    assert today(folder).read_bytes().endswith(second)


@pytest.mark.no_records("a file that is no feed")
def test_a_file_with_a_days_name_that_is_no_feed_keeps_its_text(folder: Path) -> None:
    notes = folder / "articles" / "2026-12-24.jsonl"
    notes.write_text("notes\n")
    with pytest.raises(LedgerError, match="is no record: move the file out"):
        write(folder, 3)
    assert notes.read_text() == "notes\n"


def test_what_a_process_left_in_an_older_file_is_settled(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It wrote there while the clock was set back, and died."""
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    write(folder, 3)

    class Dies(BaseException): ...

    def die(point: str) -> None:
        if point == "synced":
            raise Dies

    for day, number in ((0, 4), (-400, 5)):
        past = NOON + timedelta(days=day - 1)
        monkeypatch.setattr(clock, "now", lambda moment=past: moment)
        with pytest.raises(Dies), Ledger(folder, hook=die) as ledger:
            ledger.write([ScrapedArticle(article(number))])
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    assert write(folder, 4, 5, 6) == ["known", "known", "new"]
    assert numbers(folder) == [5, 1, 2, 4, 3, 6]


# --- Within a commit --------------------------------------------------------------


def _append(path: Path) -> None:
    line = path.read_bytes().splitlines(keepends=True)[0]
    with path.open("ab") as stream:
        stream.write(line.replace(b"1001", b"1777").replace(b"story-1", b"story-777"))


CHANGES: dict[str, tuple[Callable[[Path], object], list[int]]] = {
    "appended": (_append, [1, 2, 777, 3]),
    "cut short": (lambda path: os.truncate(path, 0), []),
    "moved": (lambda path: path.rename(path.with_suffix(".aside")), []),
}


@pytest.mark.no_records("a feed is changed")
@pytest.mark.parametrize("point", ["decided", "appending"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_feed_that_changes_within_a_commit_fails_it(
    folder: Path, change: str, point: str
) -> None:
    before = today(folder).read_bytes()

    def harm(now: str) -> None:
        if now == point:
            CHANGES[change][0](today(folder))

    with (
        pytest.raises(LedgerError, match="another program changed or moved it"),
        Ledger(folder, hook=harm) as ledger,
    ):
        ledger.write([ScrapedArticle(article(3))])
    with Ledger(folder) as ledger, ledger.transaction() as db:
        assert db.execute("SELECT length FROM feeds").fetchone()[0] == len(before)
        assert db.execute("SELECT count(*) FROM revisions").fetchone()[0] == 2
    if change == "appended":  # whole lines, whoever wrote them, are entered
        assert write(folder, 3, 4) == ["new" if point == "decided" else "known", "new"]
        assert sorted(numbers(folder)) == [1, 2, 3, 4, 777]
    else:
        today(folder).write_bytes(before)
        assert write(folder, 3) == ["new"]
        assert numbers(folder) == [1, 2, 3]


# --- What a disk loses ------------------------------------------------------------


def test_what_a_dead_process_did_not_sync_is_synced_before_it_is_believed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(elsewhere, 3)
    with today(folder).open("ab") as stream:
        stream.write(feed_lines(elsewhere)[0])
    synced: list[str] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    with Ledger(folder) as ledger:
        assert ledger.settle() == 1
    # The name, too: it may be a new file.
    assert synced == [str(today(folder)), str(folder / "articles")]


def test_what_could_not_be_synced_is_not_believed_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system forgets such a write: the file looks whole until the machine starts again."""

    def fails(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", fails)
        with pytest.raises(LedgerError, match="Input/output error"):
            write(folder, 3)
    assert numbers(folder) == [1, 2]
    assert write(folder, 3) == ["new"]
    assert json.loads(feed_lines(folder)[2])["id"] == "en:1003"
