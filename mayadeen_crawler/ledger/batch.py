"""The lines that a transaction will append to the feeds, of one kind of record or several."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from mayadeen_crawler.ledger import feeds


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands."""

    file: str
    """As ``<kind>/<day>.jsonl``."""
    offset: int
    """Bytes before it."""
    length: int
    """Its bytes, the newline included."""


class Batch:
    """Lines by kind, each with the place where it will stand."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._lines: dict[str, tuple[str, int, bytearray]] = {}

    def add(self, kind: str, record: dict[str, Any]) -> Place:
        """Add the line of *record* to the feed of *kind*."""
        if kind not in self._lines:
            file = feeds.file_for_now(self._db, kind)
            self._lines[kind] = (file, feeds.mark_of(self._db, file), bytearray())
        file, start, data = self._lines[kind]
        line = feeds.encode(record)
        place = Place(file, start + len(data), len(line))
        data += line
        return place

    def files(self) -> list[tuple[str, int, bytes]]:
        """Return file, committed length and the bytes to append, kinds in order of APPENDED."""
        kinds = sorted(self._lines, key=APPENDED.index)
        lines = (self._lines[kind] for kind in kinds)
        return [(file, start, bytes(data)) for file, start, data in lines]


#: A process that dies between two feeds has told of a return and not of its revision,
#: which the next visit then still names ``returned``; the other way round the return
#: would be lost.
APPENDED = ("removals", "articles", "breaking", "listings")
