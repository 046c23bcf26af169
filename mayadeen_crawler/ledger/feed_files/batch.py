"""The lines that a transaction will append to the feeds.

``Ledger.commit`` gives a Batch to the decision, which adds records; afterwards it appends each
`FileAppend` to its file.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from mayadeen_crawler.ledger import feeds
from mayadeen_crawler.ledger.feed_files.append_log import run_of


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Where a line is in the feeds."""

    file: str
    """As ``<kind>/<day>.jsonl``."""
    offset: int
    """Bytes of the file before it."""
    length: int
    """Its bytes, the newline included."""


@dataclass(slots=True)
class FileAppend:
    """The lines that one feed file will get."""

    file: str
    start: int
    """The file's committed length, in bytes."""
    length: int = 0
    """Of all the lines, in bytes."""
    lines: list[tuple[bytes, str | None]] = field(default_factory=list)
    """(line, run that its record names)."""


class Batch:
    """Collects lines by kind of record, and knows where each line will be."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._parts: dict[str, FileAppend] = {}
        self._lines: dict[LinePlace, bytes] = {}

    def add(self, kind: str, record: dict[str, Any]) -> LinePlace:
        """Add the line of *record* to the feed of *kind* (``articles``); return its place."""
        if kind not in self._parts:
            file = feeds.file_for_now(self._db, kind)
            self._parts[kind] = FileAppend(file, feeds.committed_length(self._db, file))
        part, line = self._parts[kind], feeds.encode(record)
        place = LinePlace(part.file, part.start + part.length, len(line))
        part.length += len(line)
        part.lines.append((line, run_of(record)))
        self._lines[place] = line
        return place

    def line_at(self, place: LinePlace) -> bytes | None:
        """Return the line that was added for *place*; None if it is one of an earlier commit."""
        return self._lines.get(place)

    def parts(self) -> list[FileAppend]:
        """Return the lines of each file, kinds in the order of APPENDED."""
        return [self._parts[kind] for kind in sorted(self._parts, key=APPENDED.index)]


#: The order in which feeds are appended to. A process may die between two of them. With removals
#: first it leaves the record of a return without the revision that goes with it, and the next
#: visit still writes that with the cause ``returned``; the other way round the return would be
#: lost.
APPENDED = ("removals", "articles", "captures", "breaking", "listings")
