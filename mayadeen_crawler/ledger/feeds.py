"""The feed files: settle what a dead process left, append lines, fsync.

``store.py`` calls this inside the write transaction, which is the only lock. A feed is a folder
of one kind of record (``articles/``) with one JSON Lines file for each UTC day. The current file,
that of the last commit's day, is unfinished; all older ones are final (where the clock was set back
and a process died, something may be left in one of them, too). A file of a day that is
still to come was begun while the clock was ahead: it is closed until that day. The ledger's table
``feeds`` has each file's committed length in bytes.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.feed_files.append_log import (
    Recorder,
    end_of,
    last_span,
    run_in,
    run_of,
)
from mayadeen_crawler.ledger.feed_files.days import latest
from mayadeen_crawler.utils.advised_command import advised
from mayadeen_crawler.utils.atomic_files import sync_folder
from mayadeen_crawler.utils.regular_files import is_at, not_regular, open_regular

logger = logging.getLogger(__name__)

#: Bytes of one write call. A crash between two calls leaves a torn last line.
CHUNK = 1 << 20

#: Files with other names in a feed's folder are not touched.
DAY_FILES = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].jsonl"

#: What entering a line that is no record of this project raises.
NO_RECORD = (
    ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError,
    sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.DataError,
)  # fmt: skip

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

#: What every line of ours begins with.
_BEGINNING = b'{"record_type":'

Enter = Callable[[dict[str, Any], str, int, int], bool]
"""Enters a line in the ledger: record, file, offset and length in bytes.

Returns False, and enters nothing, where the ledger has the record already.
"""


class Settled(NamedTuple):
    """What settling the files of a feed came to."""

    entered: int
    """Records that the ledger did not know."""
    adopted: tuple[Path, ...]
    """The files that gave records to a ledger that knew none of the feed's files, oldest first."""


def encode(record: dict[str, Any]) -> bytes:
    """Return the line of *record*: UTF-8 JSON and a newline; never raises.

    A lone surrogate is written as ``?``, so that one bad record does not fail its whole group.
    """
    return _ENCODE(record).encode(errors="replace") + b"\n"


def file_for_now(db: sqlite3.Connection, kind: str) -> str:
    """Return the file that takes records of *kind* now, as ``<kind>/<day>.jsonl``.

    Never a file older than the current one, which is final: the clock may have been set back.
    """
    today = f"{kind}/{clock.now():%Y-%m-%d}.jsonl"
    return max(today, current_file(db, kind) or today)


def current_file(db: sqlite3.Connection, kind: str) -> str | None:
    """Return the file that took the last record of *kind*; None if there is none.

    All older files are final. Files of the future (`future_files`) are neither.
    """
    row = db.execute(
        "SELECT max(file) FROM feeds WHERE file >= ? AND file <= ?", (f"{kind}/", latest(kind))
    ).fetchone()
    return row[0] if row else None


def current_files(db: sqlite3.Connection) -> dict[str, str]:
    """Return kind (``articles``) → its current file, of the kinds that have one."""
    return {kind: file for kind in _kinds(db) if (file := current_file(db, kind))}


def future_files(db: sqlite3.Connection, kind: str | None = None) -> list[str]:
    """Return the files (of *kind*) of days to come, which were begun while the clock was ahead."""
    found = []
    for one in [kind] if kind else _kinds(db):  # by the index: every commit asks
        rows = db.execute(
            "SELECT file FROM feeds WHERE file > ? AND file < ? ORDER BY file",
            (latest(one), f"{one}0"),  # "0" follows "/"
        )
        found += [str(file) for (file,) in rows]
    return found


def _kinds(db: sqlite3.Connection) -> list[str]:
    """Return the kinds that have a file, in alphabetical order."""
    rows = db.execute("SELECT DISTINCT substr(file, 1, instr(file, '/') - 1) FROM feeds ORDER BY 1")
    return [str(kind) for (kind,) in rows]


def settle(
    db: sqlite3.Connection, folder: Path, kind: str, enter: Enter, *, look_at_old: bool = True
) -> Settled:
    """Settle the unfinished feed files of *kind*.

    Whole lines beyond the committed length are entered by *enter*, a torn last line is cut off.
    A ledger that has no file of *kind* yet adopts all files that are there. *look_at_old*: whether
    files before the current one have to be regular ones, too, and are settled where something is
    left in them.

    Raises LedgerError where a file is shorter than its committed length or was changed before it,
    where what would be cut off is no torn write of ours, where the current file is missing, or
    where something else than a regular file is in a file's place.
    """
    current = current_file(db, kind)
    adopt = current is None and not committed_lengths(db, kind)
    entered = {}
    since = "" if look_at_old or current is None else current.partition("/")[2]
    lengths = committed_lengths(db, kind) if look_at_old else {}
    for name in _day_files(folder / kind, since):
        file = f"{kind}/{name}"
        path = folder / file
        if current is None or file >= current or _has_rest(path, lengths.get(file)):
            entered[path] = _settle_file(db, path, file, enter, adopt=adopt)
    if current is not None and not (folder / current).exists():
        _check_moved_away(db, folder, current)
    adopted = tuple(path for path, records in entered.items() if records) if adopt else ()
    return Settled(sum(entered.values()), adopted)


def _has_rest(path: Path, committed: int | None) -> bool:
    """Whether an older file has more than the bytes that were *committed* to it.

    Who wrote it died while the clock was set back. Of a file that the ledger does not know (None)
    only what begins as our lines do is taken for that.
    """
    if committed is not None:
        return path.stat().st_size > committed
    with open_regular(path) as stream:
        return stream.read(len(_BEGINNING)) == _BEGINNING


def _day_files(folder: Path, since: str) -> list[str]:
    """Return the names, from *since* on, of the files of a feed's *folder*, the oldest day first.

    Raises LedgerError where one is no regular file: it might block, or lead out of the folder.
    """
    try:
        entries = {entry.name: entry for entry in os.scandir(folder) if entry.name >= since}
    except FileNotFoundError:
        return []
    names = sorted(fnmatch.filter(entries, DAY_FILES))
    for name in names:
        if not entries[name].is_file(follow_symlinks=False):
            raise LedgerError(
                f"{folder / name} is {not_regular(folder / name)}, not a regular file: "
                "move it out of the output folder, and put the feed's file in its place if it had "
                "one"
            )
    return names


def _settle_file(
    db: sqlite3.Connection, path: Path, file: str, enter: Enter, *, adopt: bool
) -> int:
    row = db.execute("SELECT length FROM feeds WHERE file = ?", (file,)).fetchone()
    committed = row[0] if row else 0
    size = path.stat().st_size
    if size < committed:
        raise LedgerError(
            f"{path} has {size} bytes, but {committed} were committed: put the missing end back "
            f"from a backup, or run {advised('scrapy ledger rebuild', path.parents[1])} "
            "to go on with what is there"
        )
    # Less than the committed length where spans are missing: they are made from the lines.
    in_spans = min(committed, end_of(db, file))
    if size == committed == in_spans:
        return 0
    _check_span_before(db, path, file, in_spans)
    entered, repeats, end = 0, 0, committed
    recorder = Recorder(db, file, in_spans)
    seen = _digests(path, in_spans)
    for offset, line in whole_lines(path, in_spans):
        digest = hashlib.sha256(line).digest()
        if offset < committed:
            seen.add(digest)
            recorder.add(line, run_in(line))
            continue
        try:
            record = json.loads(line)
            is_new = digest not in seen and _enter_line(db, enter, record, file, offset, len(line))
        except NO_RECORD as error:
            # A power cut may leave NUL bytes in place of a write; a foreign file has none. Nor is
            # a record behind it of the write that was torn: it may be all that is left of one that
            # an older copy of the ledger does not know.
            is_foreign = b"\0" not in line and (adopt or row is None)
            zeros = len(line) - len(line.lstrip(b"\0"))
            if is_foreign or _holds_record(path, offset + (zeros or len(line))):
                raise LedgerError(
                    f"{path}: the line at byte {offset} is no record: "
                    "move the file out of the output folder, or mend the line or take it out"
                ) from error
            break
        seen.add(digest)
        recorder.add(line, run_of(record))
        entered, repeats, end = entered + is_new, repeats + (not is_new), offset + len(line)
    recorder.store()
    if repeats:
        logger.warning(
            "%s: %d lines repeat records that are known, and were not entered again: another "
            "program copied them; `scrapy audit --integrity` names them", path, repeats
        )  # fmt: skip
    if end < size:
        logger.warning("%s: cut off %d bytes of an unfinished write", path, size - end)
        os.truncate(path, end)
    if entered and adopt:
        logger.debug("%s: entered %d records of it that the ledger did not know", path, entered)
    elif entered:
        logger.info("%s: entered %d records of an unfinished commit", path, entered)
    if end > committed:  # whoever appended them may have died before they were on the disk
        with open_regular(path) as stream:
            os.fsync(stream.fileno())
        sync_folder(path.parent)
    set_committed_length(db, file, end)
    return entered


def _check_span_before(db: sqlite3.Connection, path: Path, file: str, end: int) -> None:
    """Raise LedgerError unless the span that ends at byte *end* of *path* is as it was appended.

    Where another program wrote the file anew, the committed length is in the middle of a line, and
    what comes after it is no torn write.
    """
    span = last_span(db, file)
    if span is None:
        return
    with open_regular(path) as stream:
        stream.seek(span.offset)
        data = stream.read(span.length)
    if hashlib.sha256(data).hexdigest() != span.sha256:
        raise LedgerError(
            f"{path}: another program changed it (the bytes {span.offset} to {end} are not what "
            "was written): put it back from a backup, or run "
            f"{advised('scrapy ledger rebuild', path.parents[1])} to go on with what is there"
        )


def _holds_record(path: Path, start: int) -> bool:
    """Whether any line of *path* from the byte *start* on is a record, be it behind NUL bytes."""
    for _, line in whole_lines(path, start):
        try:
            record = json.loads(line.lstrip(b"\0"))
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and "record_type" in record:
            return True
    return False


def _digests(path: Path, end: int) -> set[bytes]:
    """Return the SHA-256 of each line of *path* before the byte *end*."""
    return {hashlib.sha256(line).digest() for offset, line in whole_lines(path) if offset < end}


def _enter_line(
    db: sqlite3.Connection, enter: Enter, record: Any, file: str, offset: int, length: int
) -> bool:
    """Call *enter*; what it did before it failed is undone. Raises what is in NO_RECORD."""
    db.execute("SAVEPOINT line")
    try:
        entered = enter(record, file, offset, length)
    except NO_RECORD:
        db.execute("ROLLBACK TO line")
        raise
    finally:
        db.execute("RELEASE line")
    return entered


def _check_moved_away(db: sqlite3.Connection, folder: Path, current: str) -> None:
    """Raise LedgerError if the current file is missing and is today's; older ones may be moved."""
    (committed,) = db.execute("SELECT length FROM feeds WHERE file = ?", (current,)).fetchone()
    today = f"{clock.now():%Y-%m-%d}.jsonl"
    if committed and current.rpartition("/")[2] >= today:
        raise LedgerError(
            f"{folder / current} is missing, but {committed} bytes of it were committed: "
            f"put it back, or run {advised('scrapy ledger rebuild', folder)} "
            "to go on with what is there"
        )


def append(folder: Path, file: str, start: int, data: bytes, hook: Callable[[str], None]) -> None:
    """Append *data* to *file* and fsync it, and its folder if the file is new.

    *start*: the committed length of *file*, in bytes. *hook* is called after each write call.
    Raises OSError, and LedgerError if the data is not at *start*: another program changed the file
    since it was settled.
    """
    path = folder / file
    is_new = not path.exists()
    if is_new and not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        sync_folder(folder)
    with open_regular(path, append=True) as stream:
        _check_end(stream, path, start)
        for begin in range(0, len(data), CHUNK):
            chunk = memoryview(data)[begin : begin + CHUNK]
            while chunk:
                chunk = chunk[stream.write(chunk) :]
            hook("appending")
        try:
            os.fsync(stream.fileno())
        except OSError:
            # The system forgets what it could not write: read again it may look whole, and the
            # next transaction would believe it.
            stream.truncate(start)
            raise
        _check_end(stream, path, start + len(data))
    if is_new:
        sync_folder(path.parent)


def _check_end(stream: BinaryIO, path: Path, end: int) -> None:
    """Raise LedgerError unless *stream* is the file at *path*, and has *end* bytes."""
    if os.fstat(stream.fileno()).st_size != end or not is_at(stream.fileno(), path):
        raise LedgerError(
            f"{path}: another program changed or moved it while a record was written: "
            "keep it away from the feed, and run again"
        )


def set_committed_length(db: sqlite3.Connection, file: str, length: int) -> None:
    """Set the committed length of *file* to *length* bytes."""
    db.execute(
        "INSERT INTO feeds (file, length) VALUES (?, ?) "
        "ON CONFLICT (file) DO UPDATE SET length = excluded.length",
        (file, length),
    )


def committed_length(db: sqlite3.Connection, file: str) -> int:
    """Return the committed length of *file* in bytes; 0 for a new file."""
    row = db.execute("SELECT length FROM feeds WHERE file = ?", (file,)).fetchone()
    return int(row[0]) if row else 0


def committed_lengths(db: sqlite3.Connection, kind: str | None = None) -> dict[str, int]:
    """Return feed file (``<kind>/<day>.jsonl``) → committed bytes, the oldest day first.

    Of the feed *kind* (``articles``), by default of all.
    """
    rows = db.execute(
        "SELECT file, length FROM feeds WHERE file >= ? AND file < ? ORDER BY file",
        (f"{kind}/", f"{kind}0") if kind else ("", "~"),  # "0" follows "/"
    )
    return {str(file): int(length) for file, length in rows}


def whole_lines(path: Path, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield (offset, line) from the byte *start* on, up to the first line without a newline."""
    with open_regular(path) as stream:
        stream.seek(start)
        offset = start
        for line in stream:
            if not line.endswith(b"\n"):
                return
            yield offset, line
            offset += len(line)
