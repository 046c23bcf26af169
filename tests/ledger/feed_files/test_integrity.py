"""Feeds that are not what was committed: the damaged span is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mayadeen_crawler.ledger.feed_files.integrity import (
    Damage,
    IntegrityCheck,
    check,
)
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A feed of five articles, the last two of another run."""
    folder = tmp_path_factory.mktemp("written")
    with Ledger(folder) as ledger:
        ledger.write([ScrapedArticle(article(n, run_id="first")) for n in (1, 2, 3)])
        ledger.write([ScrapedArticle(article(n, run_id="second")) for n in (4, 5)])
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return shutil.copytree(written, tmp_path, dirs_exist_ok=True)


def checked(folder: Path) -> IntegrityCheck:
    with snapshot(folder) as db:
        return check(db, folder)


def feed(folder: Path) -> Path:
    (path,) = (folder / "articles").glob("*.jsonl")
    return path


def damage(folder: Path) -> Damage:
    (found,) = checked(folder).damages
    return found


def test_a_sound_feed(folder: Path) -> None:
    found = checked(folder)
    assert (found.files, found.appends, found.damages) == (1, 2, [])
    assert found.bytes == feed(folder).stat().st_size


def spans(folder: Path) -> tuple[int, int]:
    """Return the bytes of the first run's three lines and of the second's two."""
    lines = feed(folder).read_bytes().splitlines(keepends=True)
    return sum(map(len, lines[:3])), sum(map(len, lines[3:]))


@pytest.mark.no_records("bytes of a feed are changed")
@pytest.mark.parametrize("place", [0, 1, 700, -2, -1])
def test_the_span_of_one_changed_byte_is_named(folder: Path, place: int) -> None:
    first, second = spans(folder)
    data = bytearray(feed(folder).read_bytes())
    data[place] ^= 0x20
    feed(folder).write_bytes(data)
    found = damage(folder)
    assert found.file == f"articles/{feed(folder).name}"
    assert (found.byte, found.run_id) == ((0, "first") if place >= 0 else (first, "second"))
    where = f"{first} bytes from there (lines 1 to 3)"
    if place < 0:
        where = f"{second} bytes from there (lines 4 to 5)"
    assert found.problem == f"the {where} are not what was written"


def changed(folder: Path, place: int, to: bytes) -> Damage:
    data = feed(folder).read_bytes()
    feed(folder).write_bytes(data[:place] + to + data[place + 1 :])
    return damage(folder)


@pytest.mark.no_records("bytes of a feed are changed")
@pytest.mark.parametrize("to", [b"\r", b"\n", b"\x00"])
def test_a_byte_that_became_a_line_break_is_found(folder: Path, to: bytes) -> None:
    first = feed(folder).read_bytes().index(b"\n")
    found = changed(folder, first + 50, to)
    assert (found.byte, found.run_id) == (0, "first")


@pytest.mark.no_records("bytes of a feed are changed")
def test_a_line_break_that_became_another_byte_is_found(folder: Path) -> None:
    first = feed(folder).read_bytes().index(b"\n")
    found = changed(folder, first, b" ")
    assert (found.byte, found.run_id) == (0, "first")


@pytest.mark.no_records("bytes of a feed are changed")
@pytest.mark.soak
def test_every_changed_byte_is_found(folder: Path) -> None:
    sound = feed(folder).read_bytes()
    for place in range(0, len(sound), 97):
        change = sound[:place] + bytes((sound[place] ^ 1,)) + sound[place + 1 :]
        feed(folder).write_bytes(change)
        assert damage(folder).run_id == ("first" if place < spans(folder)[0] else "second")


@pytest.mark.no_records("a feed gets a line that is none")
def test_a_file_that_no_run_wrote(folder: Path) -> None:
    planted = folder / "articles" / "2000-01-01.jsonl"
    planted.write_bytes(b'{"id":"en:1"}\n')
    assert damage(folder) == Damage(
        "articles/2000-01-01.jsonl", 0, "14 bytes that no run committed", None
    )


@pytest.mark.no_records("bytes of a feed are changed")
def test_a_file_that_cannot_be_read_is_a_fault_of_its_own(folder: Path) -> None:
    data = bytearray(feed(folder).read_bytes())
    data[5] ^= 1
    feed(folder).write_bytes(data)
    (folder / "articles" / "2000-01-01.jsonl").mkdir()
    first, second = checked(folder).damages
    assert first.problem == "the file cannot be read (it is a folder, not a regular file)"
    assert (second.byte, second.run_id) == (0, "first")


@pytest.mark.no_records("bytes of a feed are changed")
def test_the_span_of_a_rewritten_line_is_named(folder: Path) -> None:
    lines = feed(folder).read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"Made-up story 2", b"Another tale  2")
    feed(folder).write_bytes(b"".join(lines))
    found = damage(folder)
    assert (found.byte, found.run_id) == (0, "first")
    assert "not what was written" in found.problem


def test_a_line_that_was_taken_out(folder: Path) -> None:
    lines = feed(folder).read_bytes().splitlines(keepends=True)
    feed(folder).write_bytes(b"".join([*lines[:3], lines[4]]))
    assert damage(folder).byte == sum(map(len, lines[:3]))
    assert damage(folder).run_id == "second"


def test_a_file_that_ends_too_early(folder: Path) -> None:
    data = feed(folder).read_bytes()
    first, second = spans(folder)
    feed(folder).write_bytes(data[:-10])
    assert (damage(folder).byte, damage(folder).run_id) == (first, "second")
    assert damage(folder).problem == (
        f"the file ends at byte {len(data) - 10}, 10 bytes too early, in the {second} bytes from "
        "there (from line 4 on)"
    )


def test_bytes_that_are_not_committed_yet_are_no_fault(folder: Path) -> None:
    with feed(folder).open("ab") as stream:
        stream.write(b'{"torn')
    found = checked(folder)
    assert (found.damages, found.unfinished) == ([], {f"articles/{feed(folder).name}": 6})


def test_bytes_added_to_a_finished_day(folder: Path) -> None:
    old = folder / "articles" / "2000-01-01.jsonl"
    feed(folder).rename(old)
    with Ledger(folder) as ledger, ledger.transaction() as db:
        for table in ("feeds", "appends"):
            db.execute(f"UPDATE {table} SET file = 'articles/2000-01-01.jsonl'")
    with Ledger(folder) as ledger:
        ledger.write([ScrapedArticle(article(9))])
    assert checked(folder).damages == []
    size = old.stat().st_size
    with old.open("ab") as stream:
        stream.write(b"{}\n")
    assert damage(folder) == Damage(
        "articles/2000-01-01.jsonl", size, "3 bytes that no run committed", None
    )
    old.unlink()  # moved away, as anybody may
    assert (checked(folder).damages, checked(folder).moved_away) == (
        [],
        ["articles/2000-01-01.jsonl"],
    )


def test_the_file_of_today_is_missing(folder: Path) -> None:
    size = feed(folder).stat().st_size
    name = feed(folder).name
    feed(folder).unlink()
    assert damage(folder) == Damage(
        f"articles/{name}", 0, f"the file is missing ({size} bytes)", None
    )
