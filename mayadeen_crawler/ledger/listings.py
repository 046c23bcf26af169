"""How deep each listing was read by its last completed run: may paging stop at known cards?

A spider calls `begin` before the first page and `complete` after the last. Between the two the
listing counts as not completed, so that a run that dies there costs the next one a full reading.
Paging may stop at a page of known cards only if the last completed run read at least as deep
(`Depth.covers`): otherwise unknown articles may be below them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Depth:
    """How deep a run reads a listing."""

    max_pages: int
    """Number of pages; 0 means all of them."""
    since: str | None = None
    """The day (``YYYY-MM-DD``) it reads back to, if any."""

    def covers(self, other: Depth) -> bool:
        """Whether reading to this depth shows everything that reading to depth *other* shows."""
        pages = self.max_pages == 0 or 0 < other.max_pages <= self.max_pages
        days = self.since is None or (other.since is not None and other.since >= self.since)
        return pages and days


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the site, such as ``en``, ``section``, ``politics``."""

    edition: str
    list: str
    name: str

    @property
    def origin(self) -> str:
        """The mark of addresses found on it: ``section:politics``."""
        return f"{self.list}:{self.name}"

    @property
    def key(self) -> tuple[str, str, str]:
        """Its primary key in the ledger."""
        return (self.edition, self.list, self.name)


_WHERE = "WHERE edition = ? AND list = ? AND name = ?"


def begin(db: sqlite3.Connection, listing: Listing, taker: str) -> Depth | None:
    """Record that the process *taker* pages through *listing*; return the last run's depth.

    None if there was no run, or if the last one did not complete.
    """
    row = db.execute(f"SELECT * FROM listings {_WHERE}", listing.key).fetchone()  # noqa: S608
    db.execute(
        "INSERT INTO listings (edition, list, name, completed, max_pages, since, taken_by) "
        "VALUES (?, ?, ?, 0, 0, NULL, ?) ON CONFLICT DO UPDATE SET "
        "completed = 0, taken_by = excluded.taken_by",
        (*listing.key, taker),
    )
    return Depth(row["max_pages"], row["since"]) if row and row["completed"] else None


def complete(db: sqlite3.Connection, listing: Listing, depth: Depth, taker: str) -> bool:
    """Record that *listing* was read to *depth*, unless another process began it since.

    That process may have entered cards that this one then took for known ones, and have died before
    it read what is below them. Returns whether it was recorded.
    """
    done = db.execute(
        f"UPDATE listings SET completed = 1, max_pages = ?, since = ? {_WHERE} AND taken_by = ?",  # noqa: S608
        (depth.max_pages, depth.since, *listing.key, taker),
    )
    return done.rowcount > 0
