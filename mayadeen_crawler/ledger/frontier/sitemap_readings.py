"""What sitemaps told: which files were read to their end, and which known articles changed since.

``lastmod`` is everywhere the latest moment it can mean, as RFC 3339 in UTC.
"""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass
from typing import Any

#: The condition of the index on addresses that wait to be fetched.
WAITING = "(state = 'pending' OR due = 1)"


@dataclass(frozen=True, slots=True)
class SitemapReading:
    """A file that was read to its end."""

    path: str
    """Its canonical address on the site."""
    lastmod: str
    """When its index said that it last changed."""
    read_at: str
    """The moment its content is of, as RFC 3339 in UTC."""
    since: str | None
    until: str | None
    """What was published outside of these bounds, if any, was passed over."""

    def covers(self, lastmod: str, since: str | None, until: str | None) -> bool:
        """Whether a file last changed at *lastmod* holds nothing more for these bounds."""
        return (
            # Both: a day's file may change again that day, and clocks differ.
            lastmod <= self.lastmod
            and lastmod < self.read_at
            and (self.since is None or (since is not None and since >= self.since))
            and (self.until is None or (until is not None and until <= self.until))
        )


def last_reading(db: sqlite3.Connection, edition: str, path: str) -> SitemapReading | None:
    """Return the last reading of *path* that came to its end."""
    row = db.execute(
        "SELECT path, lastmod, read_at, since, until FROM sitemaps WHERE edition = ? AND path = ?",
        (edition, path),
    ).fetchone()
    return SitemapReading(*row) if row else None


def completed(db: sqlite3.Connection, edition: str, reading: SitemapReading) -> None:
    """Note that a file was read to its end: all that it lists stands in the ledger."""
    db.execute(
        "INSERT OR REPLACE INTO sitemaps (edition, path, lastmod, read_at, since, until) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (edition, *astuple(reading)),
    )


def waiting_on(db: sqlite3.Connection, edition: str) -> list[str]:
    """Return the sitemaps (their paths) on which articles wait to be fetched."""
    rows = db.execute(
        f"SELECT DISTINCT origin FROM addresses WHERE {WAITING} AND edition = ? "  # noqa: S608
        "AND origin >= 'sitemap:' AND origin < 'sitemap;'",
        (edition,),
    ).fetchall()
    return [row["origin"].partition(":")[2] for row in rows]


def how_many_wait(db: sqlite3.Connection, edition: str) -> int:
    """Return how many articles that sitemaps listed wait to be fetched."""
    (count,) = db.execute(
        f"SELECT count(*) FROM addresses WHERE {WAITING} AND edition = ? "  # noqa: S608
        "AND origin >= 'sitemap:' AND origin < 'sitemap;'",
        (edition,),
    ).fetchone()
    return int(count)


def has_changed(row: Any, lastmod: str | None) -> bool:
    """Whether a known article changed since it was last visited, and since *lastmod* last grew.

    *row*: its address with the article's ``visited_at``.
    """
    return lastmod is not None and lastmod > max(row["lastmod"] or "", row["visited_at"] or "")
