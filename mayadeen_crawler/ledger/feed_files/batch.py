"""The lines that a transaction will append to the feeds, of one kind of record or several."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from mayadeen_crawler.ledger import feeds
from mayadeen_crawler.ledger.feed_files.append_log import run_of


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Where a line stands."""

    file: str
    """As ``<kind>/<day>.jsonl``."""
    offset: int
    """Bytes before it."""
    length: int
    """Its bytes, the newline included."""


@dataclass(slots=True)
class FileAppend:
    """The lines that one feed file gets."""

    file: str
    start: int
    """The file's committed length, in bytes."""
    length: int = 0
    """Of all the lines, in bytes."""
    lines: list[tuple[bytes, str | None]] = field(default_factory=list)
    """Each with the run that its record names."""


class Batch:
    """Lines by kind, each with the place where it will stand."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._parts: dict[str, FileAppend] = {}

    def add(self, kind: str, record: dict[str, Any]) -> LinePlace:
        """Add the line of *record* to the feed of *kind*."""
        if kind not in self._parts:
            file = feeds.file_for_now(self._db, kind)
            self._parts[kind] = FileAppend(file, feeds.mark_of(self._db, file))
        part, line = self._parts[kind], feeds.encode(record)
        place = LinePlace(part.file, part.start + part.length, len(line))
        part.length += len(line)
        part.lines.append((line, run_of(record)))
        return place

    def parts(self) -> list[FileAppend]:
        """Return what each file gets, kinds in order of APPENDED."""
        return [self._parts[kind] for kind in sorted(self._parts, key=APPENDED.index)]


#: A process that dies between two feeds has told of a return and not of its revision,
#: which the next visit then still names ``returned``; the other way round the return
#: would be lost.
APPENDED = ("removals", "articles", "breaking", "listings")
