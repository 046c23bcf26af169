"""How far each consumer of ``scrapy export --since-last NAME`` has got in a feed.

``exports/delivery.py`` calls this inside a write transaction. A position is a place in the feed
(file, byte), so it stays valid when the ledger is rebuilt. A delivery is recorded before its file
is renamed and ended after that, so that a process that dies in between is completed by the next
export.

A file of a day to come (``days.py``) comes after later files in the order of the feed. So a
consumer has a place of its own in each: a row called ``NAME@FILE``, which no consumer's name is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from mayadeen_crawler.ledger.feed_files.days import latest


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
    """Return the committed end of a *feed* (``articles``), without files of days to come."""
    row = db.execute(
        "SELECT file, length FROM feeds WHERE file LIKE ? AND file <= ? ORDER BY file DESC LIMIT 1",
        (f"{feed}/%", latest(feed)),
    ).fetchone()
    return Position(*row) if row else Position()


def position(db: sqlite3.Connection, name: str) -> Position:
    """Return the position of the consumer *name*; a new one is at the beginning."""
    row = db.execute("SELECT file, offset FROM consumers WHERE name = ?", (name,)).fetchone()
    return Position(*row) if row else Position()


def delivered_ahead(db: sqlite3.Connection, name: str) -> dict[str, int]:
    """Return file → bytes that *name* has, of files that were of a day to come."""
    rows = db.execute("SELECT file, offset FROM consumers WHERE substr(name, 1, ?) = ?",
                      (len(name) + 1, f"{name}@"))  # fmt: skip
    return {str(file): int(offset) for file, offset in rows}


def files_ahead(db: sqlite3.Connection, feed: str) -> list[tuple[str, int]]:
    """Return file and committed bytes of the files of *feed* that are of a day to come."""
    query = "SELECT file, length FROM feeds WHERE file LIKE ? AND file > ?"
    return [(str(f), int(n)) for f, n in db.execute(query, (f"{feed}/%", latest(feed)))]


def step_back(db: sqlite3.Connection, closed: str, end: Position) -> None:
    """Put the consumers that are in the file *closed* to the *end* of the file before it.

    Called when the clock was set right, before anything is written to a file before *closed*: what
    is there until now they have.
    """
    there = db.execute(
        "SELECT name, max(iif(file = ?1, offset, 0), iif(next_file = ?1, next_offset, 0)) "
        "FROM consumers WHERE (file = ?1 OR next_file = ?1) AND instr(name, '@') = 0", (closed,)
    ).fetchall()  # fmt: skip
    for name, offset in there:
        db.execute(
            "INSERT OR REPLACE INTO consumers (name, file, offset) VALUES (?, ?, ?)",
            (f"{name}@{closed}", closed, offset),
        )
        db.execute(
            "UPDATE consumers SET next_file = iif(next_file = ?1, ?2, next_file), "
            "next_offset = iif(next_file = ?1, ?3, next_offset), "
            "offset = iif(file = ?1, ?3, offset), file = iif(file = ?1, ?2, file) WHERE name = ?4",
            (closed, *end, name),
        )


def under_way(db: sqlite3.Connection, name: str) -> Delivery | None:
    """Return the delivery to *name* that was begun and not ended, or None."""
    row = db.execute(
        "SELECT * FROM consumers WHERE name = ? AND temporary IS NOT NULL", (name,)
    ).fetchone()
    if row is None:
        return None
    after = Position(row["next_file"], row["next_offset"])
    return Delivery(row["temporary"], row["target"], after)


def begin(
    db: sqlite3.Connection,
    name: str,
    before: Position,
    delivery: Delivery,
    ahead: Iterable[tuple[str, int]] = (),
) -> bool:
    """Record that *delivery* begins; return False if *name* is not at *before* any more.

    *ahead*: see `files_ahead`.
    """
    if position(db, name) != before or under_way(db, name):
        return False
    db.execute(
        "INSERT OR REPLACE INTO consumers "
        "(name, file, offset, next_file, next_offset, temporary, target) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (name, *before, *delivery.after, delivery.temporary, delivery.target),
    )
    for file, length in ahead:
        own = f"{name}@{file}"
        db.execute(
            "INSERT INTO consumers (name, file, offset, next_file, next_offset, temporary) "
            "VALUES (?1, ?2, 0, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE SET "
            "next_file = excluded.next_file, next_offset = excluded.next_offset, "
            "temporary = excluded.temporary",
            (own, file, length, delivery.temporary),
        )
    return True


def end(db: sqlite3.Connection, name: str, delivery: Delivery) -> None:
    """Record that *delivery* is done, unless another process has done so already."""
    db.execute(
        "UPDATE consumers SET file = next_file, offset = next_offset, next_file = NULL, "
        "next_offset = NULL, temporary = NULL, target = NULL "
        "WHERE (name = ?1 OR substr(name, 1, length(?1) + 1) = ?1 || '@') AND temporary = ?2",
        (name, delivery.temporary),
    )


def move(
    db: sqlite3.Connection,
    name: str,
    before: Position,
    after: Position,
    ahead: Iterable[tuple[str, int]] = (),
) -> bool:
    """Move *name* from *before* to *after*; return False if it is not at *before* any more.

    *ahead*: see `files_ahead`.
    """
    if position(db, name) != before or under_way(db, name):
        return False
    db.execute(
        "INSERT OR REPLACE INTO consumers (name, file, offset) VALUES (?, ?, ?)", (name, *after)
    )
    db.executemany(
        "INSERT OR REPLACE INTO consumers (name, file, offset) VALUES (?, ?, ?)",
        [(f"{name}@{file}", file, length) for file, length in ahead],
    )
    return True
