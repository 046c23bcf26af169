"""What home pages, listings and sitemaps said when they were last read, for conditional requests.

``crawling/remembered_pages.py`` keeps a reading here once its listing was read to its end;
``middlewares/conditional.py`` looks it up whenever the page is requested again. A 304 says that
the page is still the one that was read, so that what it said is taken from here. The validators
and what the page said are one row: they are never of two versions of the page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from mayadeen_crawler.ledger.frontier.addresses import days_before

#: Days until a reading is not used any more: then the page is read again, whatever it answers.
KEPT = 1


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of a page that was seen: the validators that make the next request conditional."""

    url: str
    """The URL that answered with it, redirects followed."""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class ReadAs:
    """As what a run reads a page, and with which arguments."""

    edition: str
    page: str
    """``home``, ``sitemap``, or a listing and the number of its page: ``section:politics 2``."""
    key: str
    """The same for all runs that read such a page alike, and follow the same of it."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page said, and the copy of it that said so."""

    read_as: ReadAs
    copy: Copy
    said: bytes
    """In the form of ``crawling/remembered_pages.py``."""
    read_at: str
    """When the page came, RFC 3339 in UTC."""


def find(db: sqlite3.Connection, url: str, read_as: ReadAs, *, now: str) -> PageReading | None:
    """Return the reading of the page at *url*, if there is one of the same key and of the last day.

    *now*: RFC 3339 in UTC. A reading of the future is none: the clock was set back since.
    """
    row = db.execute(
        "SELECT etag, last_modified, said, read_at FROM page_readings "
        "WHERE edition = ? AND page = ? AND url = ? AND key = ? AND read_at > ? AND read_at <= ?",
        (read_as.edition, read_as.page, url, read_as.key, days_before(now, KEPT), now),
    ).fetchone()
    if row is None:
        return None
    copy = Copy(url, row["etag"], row["last_modified"])
    return PageReading(read_as, copy, row["said"], row["read_at"])


def keep(db: sqlite3.Connection, readings: Iterable[PageReading]) -> None:
    """Keep *readings*, each in place of an earlier one of the same page, whatever its key."""
    db.executemany(
        "INSERT OR REPLACE INTO page_readings "
        "(edition, page, url, key, etag, last_modified, said, read_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                one.read_as.edition, one.read_as.page, one.copy.url, one.read_as.key,
                one.copy.etag, one.copy.last_modified, one.said, one.read_at,
            )
            for one in readings
        ],
    )  # fmt: skip


def forget(db: sqlite3.Connection, *, now: str, edition: str | None = None) -> None:
    """Drop the readings that are too old by *now*, and all of *edition* if it is given."""
    db.execute(
        "DELETE FROM page_readings WHERE read_at <= ? OR read_at > ? OR edition = ?",
        (days_before(now, KEPT), now, edition),
    )
