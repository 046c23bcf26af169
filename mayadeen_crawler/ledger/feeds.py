"""The feed files: settle what a dead process left, append, sync.

Every function runs inside the ledger's write transaction, which is the only
lock. A feed is a folder of a record kind with a file a UTC day; its newest
file is the unfinished one, all older ones are final.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.feed_files.append_log import (
    Recorder,
    end_of,
    run_in,
    run_of,
)
from mayadeen_crawler.utils.atomic_files import sync_folder

logger = logging.getLogger(__name__)

#: Bytes a write call takes; between two of them a crash leaves a torn tail.
CHUNK = 1 << 20

#: Files of other names in a feed's folder are not ours.
DAY_FILES = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].jsonl"

#: What a line that is no record of ours raises.
NO_RECORD = (
    ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError,
    sqlite3.IntegrityError,
)  # fmt: skip

Enter = Callable[[dict[str, Any], str, int, int], None]
"""What the ledger does with a line: record, file, offset, length."""


def encode(record: dict[str, Any]) -> bytes:
    """Return the line of *record*: UTF-8 JSON and a newline; never raises.

    One record must not cost its group: a lone surrogate, which no text of ours
    holds, would be written as ``?``.
    """
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace") + b"\n"


def file_for_now(db: sqlite3.Connection, kind: str) -> str:
    """Return the file that takes records of *kind* now, as ``<kind>/<day>.jsonl``.

    Never one older than the newest known: a clock set back must not reopen a
    final file.
    """
    today = f"{kind}/{clock.now():%Y-%m-%d}.jsonl"
    return max(today, _newest(db, kind) or today)


def settle(db: sqlite3.Connection, folder: Path, kind: str, enter: Enter) -> int:
    """Make ledger and unfinished feed files of *kind* agree; return the records entered.

    Whole lines beyond the committed length are entered, a torn tail is cut off.

    Raises LedgerError where a file is shorter than its mark, or where a file
    the ledger has never seen holds something else than records.
    """
    newest = _newest(db, kind)
    entered = 0
    for path in sorted((folder / kind).glob(DAY_FILES)):
        file = f"{kind}/{path.name}"
        if newest is None or file >= newest:
            entered += _settle_file(db, path, file, enter, adopt=newest is None)
    if newest is not None and not (folder / newest).exists():
        _check_moved_away(db, folder, newest)
    return entered


def _settle_file(
    db: sqlite3.Connection, path: Path, file: str, enter: Enter, *, adopt: bool
) -> int:
    row = db.execute("SELECT length FROM feeds WHERE file = ?", (file,)).fetchone()
    mark = row[0] if row else 0
    size = path.stat().st_size
    if size < mark:
        raise LedgerError(
            f"{path} has {size} bytes, but {mark} were committed: put the missing end back "
            "from a backup, or run `scrapy ledger rebuild` to go on with what is there"
        )
    # Behind the mark where a program wrote that does not note who appended what.
    attested = min(mark, end_of(db, file))
    if size == mark == attested:
        return 0
    entered, end = 0, mark
    recorder = Recorder(db, file, attested)
    for offset, line in whole_lines(path, attested):
        if offset < mark:
            recorder.add(line, run_in(line))
            continue
        try:
            record = json.loads(line)
            enter(record, file, offset, len(line))
        except NO_RECORD as error:
            # What a power cut leaves of a write is full of NULs, a foreign file is not.
            if adopt and b"\0" not in line:
                raise LedgerError(
                    f"{path}: the line at byte {offset} is no record: "
                    "move the file out of the output folder, or mend the line"
                ) from error
            break
        recorder.add(line, run_of(record))
        entered, end = entered + 1, offset + len(line)
    recorder.store()
    if end < size:
        logger.warning("%s: cut off %d bytes of an unfinished write", path, size - end)
        os.truncate(path, end)
    if entered and adopt:
        logger.warning("%s: entered its %d records into a new ledger", path, entered)
    elif entered:
        logger.info("%s: entered %d records of an unfinished commit", path, entered)
    set_mark(db, file, end)
    return entered


def _check_moved_away(db: sqlite3.Connection, folder: Path, newest: str) -> None:
    """Accept that a finished day's file was moved away, but not today's."""
    (mark,) = db.execute("SELECT length FROM feeds WHERE file = ?", (newest,)).fetchone()
    today = f"{clock.now():%Y-%m-%d}.jsonl"
    if mark and newest.rpartition("/")[2] >= today:
        raise LedgerError(
            f"{folder / newest} is missing, but {mark} bytes of it were committed: put it back, "
            "or run `scrapy ledger rebuild` to go on with what is there"
        )


def append(folder: Path, file: str, data: bytes, hook: Callable[[str], None]) -> None:
    """Append *data* to *file* and sync it, and its folder when the file is new."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with path.open("ab", buffering=0) as stream:
        for start in range(0, len(data), CHUNK):
            chunk = memoryview(data)[start : start + CHUNK]
            while chunk:
                chunk = chunk[stream.write(chunk) :]
            hook("appending")
        os.fsync(stream.fileno())
    if is_new:
        sync_folder(path.parent)


def set_mark(db: sqlite3.Connection, file: str, length: int) -> None:
    """Record that *file* is committed up to *length* bytes."""
    db.execute(
        "INSERT INTO feeds (file, length) VALUES (?, ?) "
        "ON CONFLICT (file) DO UPDATE SET length = excluded.length",
        (file, length),
    )


def mark_of(db: sqlite3.Connection, file: str) -> int:
    """Return the committed length of *file*, 0 for one not begun."""
    row = db.execute("SELECT length FROM feeds WHERE file = ?", (file,)).fetchone()
    return int(row[0]) if row else 0


def committed_lengths(db: sqlite3.Connection, kind: str | None = None) -> dict[str, int]:
    """Return feed file (``<kind>/<day>.jsonl``) → committed bytes, the oldest day first.

    Of the feed *kind* (``articles``), by default of all.
    """
    rows = db.execute(
        "SELECT file, length FROM feeds WHERE file LIKE ? ORDER BY file",
        (f"{kind}/%" if kind else "%",),
    )
    return {str(file): int(length) for file, length in rows}


def whole_lines(path: Path, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield offset and bytes of every line of *path* from *start* that ends in a newline."""
    with path.open("rb") as stream:
        stream.seek(start)
        offset = start
        for line in stream:
            if not line.endswith(b"\n"):
                return
            yield offset, line
            offset += len(line)


def _newest(db: sqlite3.Connection, kind: str) -> str | None:
    row = db.execute(
        "SELECT max(file) FROM feeds WHERE file >= ? AND file < ?", (f"{kind}/", f"{kind}0")
    ).fetchone()
    return row[0] if row else None
