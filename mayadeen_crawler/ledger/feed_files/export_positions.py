"""How far each consumer of exports has got in the articles feed.

A place in the feed (file, offset) outlives a ledger that is made anew.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple


class Position(NamedTuple):
    """A place in the articles feed: everything before it was delivered."""

    file: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """An export whose temporary file is renamed, or about to be."""

    temporary: str
    target: str
    after: Position
    """Where the consumer stands once it is delivered."""


def end_of_feed(db: sqlite3.Connection) -> Position:
    """Return the end of what is committed of the articles feed."""
    row = db.execute(
        "SELECT file, length FROM feeds WHERE file LIKE 'articles/%' ORDER BY file DESC LIMIT 1"
    ).fetchone()
    return Position(*row) if row else Position()


def position(db: sqlite3.Connection, name: str) -> Position:
    """Return where consumer *name* stands; a new one at the beginning."""
    row = db.execute("SELECT file, offset FROM consumers WHERE name = ?", (name,)).fetchone()
    return Position(*row) if row else Position()


def under_way(db: sqlite3.Connection, name: str) -> Delivery | None:
    """Return the delivery to consumer *name* that was begun and not ended."""
    row = db.execute(
        "SELECT * FROM consumers WHERE name = ? AND temporary IS NOT NULL", (name,)
    ).fetchone()
    if row is None:
        return None
    after = Position(row["next_file"], row["next_offset"])
    return Delivery(row["temporary"], row["target"], after)


def begin(db: sqlite3.Connection, name: str, before: Position, delivery: Delivery) -> bool:
    """Note that *delivery* begins; return False where *name* is not at *before* any more."""
    if position(db, name) != before or under_way(db, name):
        return False
    db.execute(
        "INSERT OR REPLACE INTO consumers "
        "(name, file, offset, next_file, next_offset, temporary, target) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (name, *before, *delivery.after, delivery.temporary, delivery.target),
    )
    return True


def end(db: sqlite3.Connection, name: str, delivery: Delivery) -> None:
    """Note that *delivery* is done, unless somebody else has noted it already."""
    db.execute(
        "UPDATE consumers SET file = next_file, offset = next_offset, next_file = NULL, "
        "next_offset = NULL, temporary = NULL, target = NULL WHERE name = ? AND temporary = ?",
        (name, delivery.temporary),
    )


def move(db: sqlite3.Connection, name: str, before: Position, after: Position) -> bool:
    """Move *name* from *before* to *after*; return False where it is not there any more."""
    if position(db, name) != before or under_way(db, name):
        return False
    db.execute(
        "INSERT OR REPLACE INTO consumers (name, file, offset) VALUES (?, ?, ?)", (name, *after)
    )
    return True
