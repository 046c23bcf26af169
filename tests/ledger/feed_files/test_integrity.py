"""Feeds that are not what was committed: the first byte that disagrees is named."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.ledger.feed_files.changed_byte import candidates
from mayadeen_crawler.ledger.feed_files.integrity import (
    Checked,
    Fault,
    check,
)
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.store import Entry, Ledger
from tests.helpers.articles import article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A feed of five articles, the last two of another run."""
    with Ledger(tmp_path) as ledger:
        ledger.write([Entry(article(n, run_id="first")) for n in (1, 2, 3)])
        ledger.write([Entry(article(n, run_id="second")) for n in (4, 5)])
    return tmp_path


def checked(folder: Path) -> Checked:
    with snapshot(folder) as db:
        return check(db, folder)


def feed(folder: Path) -> Path:
    (path,) = (folder / "articles").glob("*.jsonl")
    return path


def fault(folder: Path) -> Fault:
    (found,) = checked(folder).faults
    return found


def test_a_sound_feed(folder: Path) -> None:
    found = checked(folder)
    assert (found.files, found.appends, found.faults) == (1, 2, [])
    assert found.bytes == feed(folder).stat().st_size


@pytest.mark.no_records("bytes of a feed are changed")
@pytest.mark.parametrize("place", [0, 1, 700, -2, -1])
def test_one_changed_byte_is_named(folder: Path, place: int) -> None:
    data = bytearray(feed(folder).read_bytes())
    data[place] ^= 0x20
    feed(folder).write_bytes(data)
    found = fault(folder)
    assert (found.file, found.problem) == (f"articles/{feed(folder).name}", "this byte was changed")
    assert found.byte == place % len(data)
    assert found.run_id == ("first" if place >= 0 else "second")


def changed(folder: Path, place: int, to: bytes) -> Fault:
    data = feed(folder).read_bytes()
    feed(folder).write_bytes(data[:place] + to + data[place + 1 :])
    return fault(folder)


@pytest.mark.no_records("bytes of a feed are changed")
@pytest.mark.parametrize("to", [b"\r", b"\n", b"\x00"])
def test_a_byte_that_became_a_line_break_is_named(folder: Path, to: bytes) -> None:
    first = feed(folder).read_bytes().index(b"\n")
    assert changed(folder, first + 50, to).byte == first + 50


@pytest.mark.no_records("bytes of a feed are changed")
def test_a_line_break_that_became_another_byte_is_named(folder: Path) -> None:
    first = feed(folder).read_bytes().index(b"\n")
    assert changed(folder, first, b" ").byte == first


@pytest.mark.no_records("a feed gets a line that is none")
def test_a_file_that_no_run_wrote(folder: Path) -> None:
    planted = folder / "articles" / "2000-01-01.jsonl"
    planted.write_bytes(b'{"id":"en:1"}\n')
    assert fault(folder) == Fault(
        "articles/2000-01-01.jsonl", 0, "14 bytes that no run committed", None
    )


@pytest.mark.no_records("bytes of a feed are changed")
def test_a_file_that_cannot_be_read_is_a_fault_of_its_own(folder: Path) -> None:
    data = bytearray(feed(folder).read_bytes())
    data[5] ^= 1
    feed(folder).write_bytes(data)
    (folder / "articles" / "2000-01-01.jsonl").mkdir()
    first, second = checked(folder).faults
    assert first.problem == "the file cannot be read (Is a directory)"
    assert second.byte == 5


@pytest.mark.no_records("bytes of a feed are changed")
def test_of_a_rewritten_line_the_first_byte_is_named(folder: Path) -> None:
    lines = feed(folder).read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"Made-up story 2", b"Another tale  2")
    feed(folder).write_bytes(b"".join(lines))
    found = fault(folder)
    assert (found.byte, found.run_id) == (len(lines[0]), "first")
    assert "not the one that was written" in found.problem


def test_a_line_that_was_taken_out(folder: Path) -> None:
    lines = feed(folder).read_bytes().splitlines(keepends=True)
    feed(folder).write_bytes(b"".join([*lines[:3], lines[4]]))
    assert fault(folder).byte == sum(map(len, lines[:3]))
    assert fault(folder).run_id == "second"


def test_a_file_that_ends_too_early(folder: Path) -> None:
    data = feed(folder).read_bytes()
    feed(folder).write_bytes(data[:-10])
    assert fault(folder).byte == len(data) - 10
    assert "the file ends there, 10 bytes too early" in fault(folder).problem


def test_bytes_that_are_not_committed_yet_are_no_fault(folder: Path) -> None:
    with feed(folder).open("ab") as stream:
        stream.write(b'{"torn')
    found = checked(folder)
    assert (found.faults, found.unfinished) == ([], {f"articles/{feed(folder).name}": 6})


def test_bytes_added_to_a_finished_day(folder: Path) -> None:
    old = folder / "articles" / "2000-01-01.jsonl"
    feed(folder).rename(old)
    with Ledger(folder) as ledger, ledger.transaction() as db:
        for table in ("feeds", "appends"):
            db.execute(f"UPDATE {table} SET file = 'articles/2000-01-01.jsonl'")
    with Ledger(folder) as ledger:
        ledger.write([Entry(article(9))])
    assert checked(folder).faults == []
    size = old.stat().st_size
    with old.open("ab") as stream:
        stream.write(b"{}\n")
    assert fault(folder) == Fault(
        "articles/2000-01-01.jsonl", size, "3 bytes that no run committed", None
    )
    old.unlink()  # moved away, as anybody may
    assert (checked(folder).faults, checked(folder).moved_away) == (
        [],
        ["articles/2000-01-01.jsonl"],
    )


def test_the_file_of_today_is_missing(folder: Path) -> None:
    size = feed(folder).stat().st_size
    name = feed(folder).name
    feed(folder).unlink()
    assert fault(folder) == Fault(
        f"articles/{name}", 0, f"the file is missing ({size} bytes)", None
    )


@given(st.binary(min_size=1, max_size=300), st.data())
def test_the_checksum_tells_which_byte_was_changed(line: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(line) - 1))
    change = data.draw(st.integers(1, 255))
    changed = line[:place] + bytes((line[place] ^ change,)) + line[place + 1 :]
    assert (place, line) in candidates(changed, zlib.crc32(line))
