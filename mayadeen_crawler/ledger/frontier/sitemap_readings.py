"""Which sitemaps need not be read again, and which known articles changed by their ``lastmod``.

For the sitemap spider (``crawling/sitemaps/sitemap_reader.py``). ``lastmod`` is RFC 3339 in UTC
everywhere, and the latest moment it can mean: a bare day is its end.
"""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass
from typing import Any

#: SQL condition for addresses that wait to be fetched: that of the index addresses_waiting.
WAITING = "(state = 'pending' OR due = 1)"


@dataclass(frozen=True, slots=True)
class SitemapReading:
    """A sitemap that was read to its end."""

    path: str
    """Its canonical address on the site."""
    lastmod: str
    """When it last changed, by its index."""
    read_at: str
    """The moment of its content (RFC 3339, UTC)."""
    since: str | None
    until: str | None
    """The run's period: what was outside it was passed over."""

    def covers(self, lastmod: str, since: str | None, until: str | None) -> bool:
        """Whether the sitemap, if it last changed at *lastmod*, has nothing new for this period."""
        return (
            # Both: a sitemap may change again on the day of its lastmod, and clocks differ.
            lastmod <= self.lastmod
            and lastmod < self.read_at
            and (self.since is None or (since is not None and since >= self.since))
            and (self.until is None or (until is not None and until <= self.until))
        )


def last_reading(db: sqlite3.Connection, edition: str, path: str) -> SitemapReading | None:
    """Return the last complete reading of *path*, or None."""
    row = db.execute(
        "SELECT path, lastmod, read_at, since, until FROM sitemaps WHERE edition = ? AND path = ?",
        (edition, path),
    ).fetchone()
    return SitemapReading(*row) if row else None


def completed(db: sqlite3.Connection, edition: str, reading: SitemapReading) -> None:
    """Record that a sitemap was read to its end: all that it lists is in the ledger."""
    db.execute(
        "INSERT OR REPLACE INTO sitemaps (edition, path, lastmod, read_at, since, until) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (edition, *astuple(reading)),
    )


def waiting_on(db: sqlite3.Connection, edition: str) -> list[str]:
    """Return the paths of the sitemaps on which addresses were found that wait to be fetched."""
    rows = db.execute(
        f"SELECT DISTINCT origin FROM addresses WHERE {WAITING} AND edition = ? "  # noqa: S608
        "AND origin >= 'sitemap:' AND origin < 'sitemap;'",
        (edition,),
    ).fetchall()
    return [row["origin"].partition(":")[2] for row in rows]


def how_many_wait(db: sqlite3.Connection, edition: str) -> int:
    """Return how many addresses found on sitemaps wait to be fetched."""
    (count,) = db.execute(
        f"SELECT count(*) FROM addresses WHERE {WAITING} AND edition = ? "  # noqa: S608
        "AND origin >= 'sitemap:' AND origin < 'sitemap;'",
        (edition,),
    ).fetchone()
    return int(count)


def has_changed(row: Any, lastmod: str | None, now: str) -> bool:
    """Whether *lastmod* is newer than the last visit, and than the change it was last taken for.

    *row*: the address, with the article's ``visited_at``; one after *now* is of a clock that was
    ahead, and does not count.
    """
    visited = row["visited_at"] or ""
    return lastmod is not None and lastmod > max(
        row["lastmod"] or "", visited if visited <= now else ""
    )
