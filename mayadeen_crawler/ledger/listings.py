"""How deep each listing has been read: where paging may stop at known cards."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Depth:
    """How deep a run reads a listing, or read it."""

    max_pages: int
    """Pages; 0 is to the end."""
    since: str | None = None
    """The day (``YYYY-MM-DD``) it reads back to, if any."""

    def covers(self, other: Depth) -> bool:
        """Whether all that *other* would show was read at this depth."""
        pages = self.max_pages == 0 or 0 < other.max_pages <= self.max_pages
        days = self.since is None or (other.since is not None and other.since >= self.since)
        return pages and days


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the site: its kind and its name, within an edition."""

    edition: str
    list: str
    name: str

    @property
    def origin(self) -> str:
        """How addresses found on it are marked."""
        return f"{self.list}:{self.name}"

    @property
    def key(self) -> tuple[str, str, str]:
        """Its primary key in the ledger."""
        return (self.edition, self.list, self.name)


_WHERE = "WHERE edition = ? AND list = ? AND name = ?"


def begin(db: sqlite3.Connection, listing: Listing, taker: str) -> Depth | None:
    """Note that process *taker* pages through *listing*; return the depth of its last run.

    None when there was none, or when it did not complete: then known cards say
    nothing about what lies below them.
    """
    row = db.execute(f"SELECT * FROM listings {_WHERE}", listing.key).fetchone()  # noqa: S608
    db.execute(
        "INSERT INTO listings (edition, list, name, completed, max_pages, since, taken_by) "
        "VALUES (?, ?, ?, 0, 0, NULL, ?) ON CONFLICT DO UPDATE SET "
        "completed = 0, taken_by = excluded.taken_by",
        (*listing.key, taker),
    )
    return Depth(row["max_pages"], row["since"]) if row and row["completed"] else None


def complete(db: sqlite3.Connection, listing: Listing, depth: Depth, taker: str) -> None:
    """Note that *listing* was read to *depth*, unless another process began it since.

    What that one entered is known here, and it may have died below it.
    """
    db.execute(
        f"UPDATE listings SET completed = 1, max_pages = ?, since = ? {_WHERE} AND taken_by = ?",  # noqa: S608
        (depth.max_pages, depth.since, *listing.key, taker),
    )
