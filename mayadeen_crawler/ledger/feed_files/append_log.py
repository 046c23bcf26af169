"""Who appended which bytes of the feeds: spans of lines, each with its run and its SHA-256.

A span is lines in a row that one run appended to one file. Runs take turns in a file, so a run
has several spans. Every committed byte of a feed is in exactly one span, so that an audit can
find damage (``integrity.py``) and a manifest can name what its run wrote (``of_run``).

``store.py`` and ``feeds.py`` call this inside the write transaction.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

#: The most lines and bytes of a span. All of a span is read at once when it is checked.
MOST_LINES, MOST_BYTES = 200, 4 << 20


@dataclass(slots=True)
class GrowingSpan:
    """A span that this process is adding lines to."""

    file: str
    """As ``<kind>/<day>.jsonl``."""
    offset: int
    """The file's bytes before it."""
    run_id: str | None
    """As its lines name it; None where they name none."""
    length: int = 0
    """Bytes."""
    lines: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    """SHA-256 of all its bytes so far."""

    @property
    def is_full(self) -> bool:
        """Whether the next line begins a new span."""
        return self.lines >= MOST_LINES or self.length >= MOST_BYTES

    def copy(self) -> GrowingSpan:
        """Return a copy that grows by itself: the transaction may be rolled back."""
        return replace(self, digest=self.digest.copy())


class Recorder:
    """Groups the lines of one file, from the byte *offset* on, into spans and stores them.

    *span* is the last one that this process stored for the file. It is extended unless another
    process has appended to the file since.
    """

    def __init__(
        self, db: sqlite3.Connection, file: str, offset: int, span: GrowingSpan | None = None
    ) -> None:
        self._db = db
        self._file = file
        self._offset = offset
        follows = span is not None and span.offset + span.length == offset
        self.span = span.copy() if span is not None and follows and _is_stored(db, span) else None

    def add(self, line: bytes, run_id: str | None) -> None:
        """Note that *line*, which names the run *run_id*, comes next in the file."""
        span = self.span
        if span is None or span.run_id != run_id or span.is_full:
            self.store()
            span = self.span = GrowingSpan(self._file, self._offset, run_id)
        span.length += len(line)
        span.lines += 1
        span.digest.update(line)
        self._offset += len(line)

    def store(self) -> None:
        """Store the span that grew last; call it after the last line."""
        if self.span is not None and self.span.length:
            one = self.span
            self._db.execute(
                "INSERT INTO appends (file, offset, length, run_id, sha256) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (file, offset) "
                "DO UPDATE SET length = excluded.length, run_id = excluded.run_id, "
                "sha256 = excluded.sha256",
                (one.file, one.offset, one.length, one.run_id, one.digest.hexdigest()),
            )


def run_of(record: Any) -> str | None:
    """Return the run that a decoded line names; None if it names none that a run may have."""
    run_id = record.get("run_id") if isinstance(record, dict) else None
    return run_id if isinstance(run_id, str) and run_id.isascii() else None


def run_in(line: bytes) -> str | None:
    """Return the run that *line* names; None if it is not JSON any more, or names none."""
    try:
        return run_of(json.loads(line))
    except (ValueError, RecursionError):
        return None


def _is_stored(db: sqlite3.Connection, span: GrowingSpan) -> bool:
    """Whether the ledger has *span* as this process remembers it: a rebuild makes other spans."""
    row = db.execute(
        "SELECT length, sha256 FROM appends WHERE file = ? AND offset = ?",
        (span.file, span.offset),
    ).fetchone()
    return row is not None and tuple(row) == (span.length, span.digest.hexdigest())


def end_of(db: sqlite3.Connection, file: str) -> int:
    """Return how many bytes of *file* are in spans, from its beginning."""
    span = last_span(db, file)
    return span.offset + span.length if span else 0


class FeedSpan(NamedTuple):
    """A span as the ledger has it."""

    offset: int
    length: int
    """Both in bytes."""
    run_id: str | None
    sha256: str
    """In hexadecimal."""


def spans_of(db: sqlite3.Connection, file: str) -> Iterator[FeedSpan]:
    """Yield the spans of *file* in the order of the file."""
    for row in db.execute(
        "SELECT offset, length, run_id, sha256 FROM appends WHERE file = ? ORDER BY offset", (file,)
    ):
        yield FeedSpan(*row)


def last_span(db: sqlite3.Connection, file: str) -> FeedSpan | None:
    """Return the span of *file* that comes last; None if there is none."""
    row = db.execute(
        "SELECT offset, length, run_id, sha256 FROM appends WHERE file = ? "
        "ORDER BY offset DESC LIMIT 1", (file,)
    ).fetchone()  # fmt: skip
    return FeedSpan(*row) if row else None


def of_run(db: sqlite3.Connection, run_id: str) -> Iterator[dict[str, Any]]:
    """Yield the spans of *run_id*, for its manifest.

    ``{"file": str, "offset": int, "length": int, "sha256": str}``, in bytes.
    """
    for row in db.execute(
        "SELECT file, offset, length, sha256 FROM appends WHERE run_id = ? ORDER BY file, offset",
        (run_id,),
    ):
        yield dict(row)
