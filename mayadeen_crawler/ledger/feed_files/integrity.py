"""Whether the feeds are, byte for byte, what was committed to them."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.feed_files.append_log import CHECK, check_of
from mayadeen_crawler.ledger.feed_files.batch import APPENDED
from mayadeen_crawler.ledger.feed_files.changed_byte import candidates, ends
from mayadeen_crawler.ledger.feeds import DAY_FILES


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a file disagrees first, and what is wrong there."""

    file: str
    """As ``<kind>/<day>.jsonl``."""
    byte: int
    """The first one that disagrees; of a line in which more than one was changed, its first."""
    problem: str
    run_id: str | None
    """The run that wrote what should stand there, where one is known."""


@dataclass(slots=True)
class Checked:
    """What a check of all feeds came to."""

    files: int = 0
    """Read and compared."""
    bytes: int = 0
    """Found as they were committed."""
    appends: int = 0
    """Spans they were committed in."""
    moved_away: list[str] = field(default_factory=list)
    """Files of finished days that are not there: nothing is said of them."""
    unfinished: dict[str, int] = field(default_factory=dict)
    """Unfinished file → bytes behind its committed end; the next run settles them."""
    faults: list[Fault] = field(default_factory=list)
    """At most one a file: the first."""


def check(db: sqlite3.Connection, folder: Path) -> Checked:
    """Compare every feed file of *folder* with the ledger as the snapshot *db* has it."""
    checked = Checked()
    today = f"{clock.now():%Y-%m-%d}.jsonl"
    marks = dict(db.execute("SELECT file, length FROM feeds ORDER BY file").fetchall())
    newest = {file.partition("/")[0]: file for file in marks}
    for file in sorted(marks.keys() | set(_files(folder))):
        kind, name = file.split("/")
        path, mark = folder / file, marks.get(file, 0)
        if not path.exists():
            if mark and file == newest[kind] and name >= today:
                checked.faults.append(Fault(file, 0, f"the file is missing ({mark} bytes)", None))
            elif mark:
                checked.moved_away.append(file)
            continue
        try:
            with path.open("rb") as stream:
                _check_file(db, stream, file, mark, checked, last=newest.get(kind, ""))
        except OSError as error:
            why = f"the file cannot be read ({error.strerror})"
            checked.faults.append(Fault(file, 0, why, None))
    return checked


def _files(folder: Path) -> Iterator[str]:
    for kind in APPENDED:
        for path in (folder / kind).glob(DAY_FILES):
            yield f"{kind}/{path.name}"


def _check_file(
    db: sqlite3.Connection, stream: BinaryIO, file: str, mark: int, checked: Checked, *, last: str
) -> None:
    """Check one file; *last*: the newest of its kind that the ledger knows."""
    checked.files += 1
    end = 0
    for row in db.execute("SELECT * FROM appends WHERE file = ? ORDER BY offset", (file,)):
        if row["offset"] != end:
            break
        data = stream.read(row["length"])
        fault = _fault_in(row, data)
        if fault is not None:
            checked.faults.append(fault)
            return
        end += len(data)
        checked.bytes += len(data)
        checked.appends += 1
    if end != mark:
        said = f"the ledger says {mark} bytes, and who appended them up to byte {end} only"
        checked.faults.append(Fault(file, end, said, None))
        return
    beyond = stream.seek(0, 2) - mark
    if beyond and file >= last:
        checked.unfinished[file] = beyond
    elif beyond:
        checked.faults.append(Fault(file, mark, f"{beyond} bytes that no run committed", None))


def _fault_in(row: sqlite3.Row, data: bytes) -> Fault | None:
    """Return what is wrong with *data*, which should be the span *row*."""
    whole = len(data) == row["length"]
    if whole and _is_as_written(row, data):
        return None
    start, checks = 0, row["checks"]
    lines = re.findall(rb"[^\n]*\n|[^\n]+", data)
    for number, line in enumerate(lines):
        kept = checks[number * CHECK : (number + 1) * CHECK]
        if check_of(line) != kept:
            if not whole and not line.endswith(b"\n"):
                break  # it ends in this line: what stands of it may be right
            following = b"".join(lines[number : number + 2])
            place = _changed(row, data, start, line, following, int.from_bytes(kept, "big"))
            problem = (
                "the line that begins there is not the one that was written"
                if place is None
                else "this byte was changed"
            )
            return Fault(row["file"], row["offset"] + start + (place or 0), problem, row["run_id"])
        start += len(line)
    byte = row["offset"] + len(data)
    problem = f"the file ends there, {row['length'] - len(data)} bytes too early"
    return Fault(row["file"], byte, problem, row["run_id"])


def _changed(
    row: sqlite3.Row, data: bytes, start: int, line: bytes, following: bytes, crc: int
) -> int | None:
    """Return which byte of *line* was changed, where one alone explains it.

    *following* goes one line further: a newline may have come in. Or the line's own was
    changed, and another line is part of it now. The span's digest proves it.
    """
    guesses = (
        *((place, was, len(line)) for place, was in candidates(line, crc)),
        *((place, was, len(following)) for place, was in candidates(following, crc)),
        *((place, was, place + 1) for place, was in ends(line, crc)),
    )
    for place, was, length in guesses:
        if _is_as_written(row, data[:start] + was + data[start + length :]):
            return place
    return None


def _is_as_written(row: sqlite3.Row, data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == str(row["sha256"])
