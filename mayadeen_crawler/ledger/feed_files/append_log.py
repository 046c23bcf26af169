"""What each run appended to the feeds: spans of bytes, each with its run and its checksums.

Runs interleave in a file, so a run's lines are several spans. Every committed byte of
a feed lies in exactly one. Runs inside the write transaction.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

#: Lines and bytes that one span holds at most: so much is written again with each line, and
#: read at once to check it.
MOST_LINES, MOST_BYTES = 200, 4 << 20

#: Bytes of a line's checksum (CRC-32) in a span's `checks`.
CHECK = 4


@dataclass(slots=True)
class Span:
    """Lines in a row that one run appended to one file."""

    file: str
    """As ``<kind>/<day>.jsonl``."""
    offset: int
    """Bytes before it."""
    run_id: str | None
    """As the lines say; None where they say none."""
    length: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    """Of all its bytes so far."""
    checks: bytes = b""
    """The CRC-32 of each line: which one is wrong, a digest of all cannot tell."""

    @property
    def is_full(self) -> bool:
        """Whether another line begins another span."""
        return len(self.checks) >= CHECK * MOST_LINES or self.length >= MOST_BYTES

    def copy(self) -> Span:
        """Return another one that grows by itself: a transaction may be rolled back."""
        return replace(self, digest=self.digest.copy())


class Recorder:
    """Notes the lines of one file as spans, from *offset* on; goes on with *span* where it can."""

    def __init__(
        self, db: sqlite3.Connection, file: str, offset: int, span: Span | None = None
    ) -> None:
        self._db = db
        self._file = file
        self._offset = offset
        follows = span is not None and span.offset + span.length == offset
        self.span = span.copy() if span is not None and follows and _stands(db, span) else None

    def add(self, line: bytes, run_id: str | None) -> None:
        """Note that *line* of *run_id* comes next in the file."""
        span = self.span
        if span is None or span.run_id != run_id or span.is_full:
            self.store()
            span = self.span = Span(self._file, self._offset, run_id)
        span.length += len(line)
        span.digest.update(line)
        span.checks += check_of(line)
        self._offset += len(line)

    def store(self) -> None:
        """Enter the span that grew last."""
        if self.span is not None and self.span.length:
            one = self.span
            self._db.execute(
                "INSERT INTO appends VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (file, offset) "
                "DO UPDATE SET length = excluded.length, run_id = excluded.run_id, "
                "sha256 = excluded.sha256, checks = excluded.checks",
                (one.file, one.offset, one.length, one.run_id, one.digest.hexdigest(), one.checks),
            )


def run_of(record: Any) -> str | None:
    """Return the run that a decoded line names, if it names one."""
    run_id = record.get("run_id") if isinstance(record, dict) else None
    return run_id if isinstance(run_id, str) else None


def run_in(line: bytes) -> str | None:
    """Return the run that *line* names; of one that was changed by hand None."""
    try:
        return run_of(json.loads(line))
    except (ValueError, RecursionError):
        return None


def check_of(line: bytes) -> bytes:
    """Return the CRC-32 of *line* as a span keeps it."""
    return zlib.crc32(line).to_bytes(CHECK, "big")


def _stands(db: sqlite3.Connection, span: Span) -> bool:
    """Whether *span* is in the ledger as it is remembered: a rebuild may have made others."""
    row = db.execute(
        "SELECT length, sha256 FROM appends WHERE file = ? AND offset = ?",
        (span.file, span.offset),
    ).fetchone()
    return row is not None and tuple(row) == (span.length, span.digest.hexdigest())


def end_of(db: sqlite3.Connection, file: str) -> int:
    """Return up to which byte of *file* it is known who appended what."""
    row = db.execute(
        "SELECT offset + length FROM appends WHERE file = ? ORDER BY offset DESC LIMIT 1", (file,)
    ).fetchone()
    return int(row[0]) if row else 0


def of_run(db: sqlite3.Connection, run_id: str) -> Iterator[dict[str, Any]]:
    """Yield what *run_id* appended: ``file``, ``offset``, ``length`` (bytes) and ``sha256``."""
    for row in db.execute(
        "SELECT file, offset, length, sha256 FROM appends WHERE run_id = ? ORDER BY file, offset",
        (run_id,),
    ):
        yield dict(row)
