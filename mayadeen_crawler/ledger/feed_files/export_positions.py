"""How far each consumer of ``scrapy export --since-last NAME`` has got in a feed.

``exports/delivery.py`` calls this inside a write transaction. A position is a place in the feed
(file, byte), so it stays valid when the ledger is rebuilt. A delivery is recorded before its file
is renamed and ended after that, so that a process that dies in between is completed by the next
export.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple


class Position(NamedTuple):
    """A place in a feed: every line before it was delivered."""

    file: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """An export whose temporary file is renamed to its target, or is about to be."""

    temporary: str
    target: str
    after: Position
    """The consumer's position once it is delivered."""


def consumer_of(name: str, feed: str) -> str:
    """Return what the ledger calls the consumer *name* of a *feed* (``breaking``).

    Of the articles it is the name itself. Others are ``NAME/FEED``; no name has a slash.
    """
    return name if feed == "articles" else f"{name}/{feed}"


def end_of_feed(db: sqlite3.Connection, feed: str) -> Position:
    """Return the committed end of a *feed* (``articles``)."""
    row = db.execute(
        "SELECT file, length FROM feeds WHERE file LIKE ? ORDER BY file DESC LIMIT 1",
        (f"{feed}/%",),
    ).fetchone()
    return Position(*row) if row else Position()


def position(db: sqlite3.Connection, name: str) -> Position:
    """Return the position of the consumer *name*; a new one is at the beginning."""
    row = db.execute("SELECT file, offset FROM consumers WHERE name = ?", (name,)).fetchone()
    return Position(*row) if row else Position()


def under_way(db: sqlite3.Connection, name: str) -> Delivery | None:
    """Return the delivery to *name* that was begun and not ended, or None."""
    row = db.execute(
        "SELECT * FROM consumers WHERE name = ? AND temporary IS NOT NULL", (name,)
    ).fetchone()
    if row is None:
        return None
    after = Position(row["next_file"], row["next_offset"])
    return Delivery(row["temporary"], row["target"], after)


def begin(db: sqlite3.Connection, name: str, before: Position, delivery: Delivery) -> bool:
    """Record that *delivery* begins; return False if *name* is not at *before* any more."""
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
    """Record that *delivery* is done, unless another process has done so already."""
    db.execute(
        "UPDATE consumers SET file = next_file, offset = next_offset, next_file = NULL, "
        "next_offset = NULL, temporary = NULL, target = NULL WHERE name = ? AND temporary = ?",
        (name, delivery.temporary),
    )


def move(db: sqlite3.Connection, name: str, before: Position, after: Position) -> bool:
    """Move *name* from *before* to *after*; return False if it is not at *before* any more."""
    if position(db, name) != before or under_way(db, name):
        return False
    db.execute(
        "INSERT OR REPLACE INTO consumers (name, file, offset) VALUES (?, ?, ?)", (name, *after)
    )
    return True
