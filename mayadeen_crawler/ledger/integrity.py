"""Whether the feeds are, byte for byte, what was committed to them."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.appends import CHECK, check_of
from mayadeen_crawler.ledger.changed_byte import candidates


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
    for file, mark, is_newest in db.execute(
        "SELECT file, length, file = (SELECT max(other.file) FROM feeds AS other "
        "WHERE substr(other.file, 1, instr(other.file, '/')) = "
        "substr(feeds.file, 1, instr(feeds.file, '/'))) FROM feeds ORDER BY file"
    ).fetchall():
        path = folder / file
        if not path.exists():
            if mark and is_newest and path.name >= today:
                checked.faults.append(Fault(file, 0, f"the file is missing ({mark} bytes)", None))
            elif mark:
                checked.moved_away.append(file)
            continue
        with path.open("rb") as stream:
            _check_file(db, stream, file, mark, checked, is_newest=bool(is_newest))
    return checked


def _check_file(
    db: sqlite3.Connection,
    stream: BinaryIO,
    file: str,
    mark: int,
    checked: Checked,
    *,
    is_newest: bool,
) -> None:
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
    if beyond and is_newest:
        checked.unfinished[file] = beyond
    elif beyond:
        checked.faults.append(Fault(file, mark, f"{beyond} bytes that no run committed", None))


def _fault_in(row: sqlite3.Row, data: bytes) -> Fault | None:
    """Return what is wrong with *data*, which should be the span *row*."""
    whole = len(data) == row["length"]
    if whole and _is_as_written(row, data):
        return None
    start, checks = 0, row["checks"]
    for number, line in enumerate(data.splitlines(keepends=True)):
        kept = checks[number * CHECK : (number + 1) * CHECK]
        if check_of(line) != kept:
            if not whole and not line.endswith(b"\n"):
                break  # it ends in this line: what stands of it may be right
            for place, was in candidates(line, int.from_bytes(kept, "big")):
                if _is_as_written(row, data[:start] + was + data[start + len(line) :]):
                    byte = row["offset"] + start + place
                    return Fault(row["file"], byte, "this byte was changed", row["run_id"])
            problem = "the line that begins there is not the one that was written"
            return Fault(row["file"], row["offset"] + start, problem, row["run_id"])
        start += len(line)
    byte = row["offset"] + len(data)
    problem = f"the file ends there, {row['length'] - len(data)} bytes too early"
    return Fault(row["file"], byte, problem, row["run_id"])


def _is_as_written(row: sqlite3.Row, data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == str(row["sha256"])
