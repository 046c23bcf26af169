"""How much of a feed each consumer of ``scrapy export --since-last NAME`` has.

``exports/delivery.py`` calls this inside a write transaction. Of every feed file the ledger
has how many bytes were delivered, in a row called ``NAME@FILE``, which no consumer's name is. So
each line is delivered once in whatever order the files are written: when a clock that was ahead is
set right, records go to older files again. Places in files stay valid when the ledger is rebuilt.
A delivery is recorded before its file is renamed and ended after that, so that a process that dies
in between is completed by the next export.

Ledgers of older programs have one place for all files, in the row ``NAME``: everything before it
was delivered. The first delivery replaces it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.feed_files.days import latest
from mayadeen_crawler.utils.regular_files import open_regular


class Position(NamedTuple):
    """A place in a feed."""

    file: str = ""
    offset: int = 0


Delivered = Mapping[str, int]
"""Feed file → its first bytes that were delivered; a file that is missing: nothing of it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An export whose temporary file is renamed to its target, or is about to be."""

    temporary: str
    target: str


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


def delivered(db: sqlite3.Connection, name: str, lengths: Mapping[str, int]) -> dict[str, int]:
    """Return what the consumer *name* has; a new one has nothing.

    *lengths*: the files of its feed → committed bytes.
    """
    found = _rows(db, name)
    row = db.execute("SELECT file, offset FROM consumers WHERE name = ?", (name,)).fetchone()
    if row and row["file"]:
        for file, length in lengths.items():
            if file <= row["file"]:
                before = row["offset"] if file == row["file"] else length
                found[file] = max(before, found.get(file, 0))
    return found


def _rows(db: sqlite3.Connection, name: str) -> dict[str, int]:
    rows = db.execute(
        "SELECT file, offset FROM consumers WHERE substr(name, 1, length(?1) + 1) = ?1 || '@'",
        (name,),
    )
    return {str(file): int(offset) for file, offset in rows}


def under_way(db: sqlite3.Connection, name: str) -> Delivery | None:
    """Return the delivery to *name* that was begun and not ended, or None."""
    row = db.execute(
        "SELECT temporary, target FROM consumers WHERE name = ? AND temporary IS NOT NULL", (name,)
    ).fetchone()
    return None if row is None else Delivery(*row)


def begin(
    db: sqlite3.Connection, name: str, before: Delivered, after: Delivered, delivery: Delivery
) -> bool:
    """Record that *delivery* begins, after which *name* has *after*.

    Returns False if it does not have *before* any more.
    """
    if under_way(db, name) or delivered(db, name, after) != before:
        return False
    _note(db, name, before, after)
    db.execute(
        "UPDATE consumers SET temporary = ?, target = ? WHERE name = ?",
        (delivery.temporary, delivery.target, name),
    )
    return True


def end(db: sqlite3.Connection, name: str, delivery: Delivery) -> None:
    """Record that *delivery* is done, unless another process has done so already."""
    if under_way(db, name) != delivery:
        return
    db.execute(
        "UPDATE consumers SET file = coalesce(next_file, file), next_file = NULL, "
        "offset = coalesce(next_offset, offset), next_offset = NULL, "
        "temporary = NULL, target = NULL "
        "WHERE name = ?1 OR substr(name, 1, length(?1) + 1) = ?1 || '@'",
        (name,),
    )


def move(db: sqlite3.Connection, name: str, before: Delivered, after: Delivered) -> bool:
    """Record that *name* has *after*; return False if it does not have *before* any more."""
    delivery = Delivery("", "")
    if not begin(db, name, before, after, delivery):
        return False
    end(db, name, delivery)
    return True


def _note(db: sqlite3.Connection, name: str, before: Delivered, after: Delivered) -> None:
    """Write the rows of *name*: what it has, and what it has after the delivery."""
    rows = _rows(db, name)
    db.execute(
        "INSERT INTO consumers (name, file, offset) VALUES (?, '', 0) "
        "ON CONFLICT (name) DO UPDATE SET file = '', offset = 0, "
        "next_file = NULL, next_offset = NULL",
        (name,),
    )
    db.executemany(
        "INSERT OR REPLACE INTO consumers (name, file, offset, next_file, next_offset) "
        "VALUES (?, ?, ?, ?, ?)",
        [
            (f"{name}@{file}", file, before.get(file, 0), file, max(length, before.get(file, 0)))
            for file, length in after.items()
            if rows.get(file, -1) < length
        ],
    )


def within_feeds(db: sqlite3.Connection, folder: Path) -> None:
    """Put every consumer that is beyond what its feed file holds back to the file's last line end.

    Called when the ledger was made anew of feeds that lost something or were written anew: what is
    appended from now on is before such a place, and no export would deliver it. A consumer in the
    middle of a line gets that record, rather again than not at all.
    """
    for row in db.execute("SELECT name, file, offset, next_offset FROM consumers").fetchall():
        has, gets = (
            None if offset is None else held(folder, Position(row["file"], offset)).offset
            for offset in (row["offset"], row["next_offset"])
        )
        db.execute(
            "UPDATE consumers SET offset = ?, next_offset = ? WHERE name = ?",
            (has, gets, row["name"]),
        )


def held(folder: Path, place: Position) -> Position:
    """Return *place*, or the last line end before it in its feed file below *folder*.

    The place in a file that was moved away stays, unless lines may still be written to a file of
    its name.
    """
    path = folder / place.file
    if not place.file or not place.offset:
        return place
    if not path.exists():
        return place if path.stem < f"{clock.now():%Y-%m-%d}" else place._replace(offset=0)
    with open_regular(path) as stream:
        return place._replace(offset=stream.read(place.offset).rfind(b"\n") + 1)
