"""What public archives hold of the site: which captures were listed, fetched and kept.

For the spider ``archived`` (``crawling/archives/``). Moments of captures are 14 digits in UTC, as
archives write them: ``20250112170000``. All but the functions that only read run inside the write
transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

CaptureState = Literal[
    "pending", "reference", "same", "redirected", "kept",
    "truncated", "excluded", "missing", "damaged", "foreign",
]  # fmt: skip
"""``pending``: to be fetched. ``reference``: a record that only says the page was as at an earlier
moment. ``same``: as the capture before it in time, not fetched. ``redirected``: the archive served
the capture of another moment in its place. The rest is decided for good."""

#: The query under which a month's list of the service's files stands, in place of one of an index.
LIST_OF_FILES = "warc.paths"
#: Runs in which a capture could not be had, after which it counts as missing.
MOST_ATTEMPTS = 3

#: Moments before and after all captures.
FIRST, LAST = "0" * 14, "9" * 14


@dataclass(frozen=True, slots=True)
class ArchivedCapture:
    """A capture of an article's page, as an archive's index lists it."""

    url: str
    """As it was captured."""
    moment: str
    page: str
    """The canonical URL of the page."""
    digest: str
    """Of the payload, as the index has it; captures of a page are compared by it. May be empty."""
    part: str
    """The crawl or month, which names the file that it is kept in: ``CC-MAIN-2025-05``."""
    file: str = ""
    """The service's file that holds it; empty where its URL and moment say where it is."""
    offset: int = 0
    length: int = 0
    """Bytes of the record at the service, packed; 0 where the index does not say."""
    state: CaptureState = "pending"

    @property
    def month(self) -> str:
        """``2025-01``."""
        return f"{self.moment[:4]}-{self.moment[4:6]}"


@dataclass(frozen=True, slots=True)
class Archive:
    """Whose captures: those of one edition in one archive."""

    source: str
    """``commoncrawl``, ``ccnews`` or ``wayback``."""
    edition: str


@dataclass(frozen=True, slots=True)
class WantedCaptures:
    """Which captures of an archive a run is about."""

    first: str = FIRST
    """The first moment that is wanted, and the last."""
    last: str = LAST
    pages: tuple[str, ...] | None = None
    """Canonical URLs; None for all."""

    def condition(self) -> tuple[str, list[str]]:
        """Return the SQL condition, and its values."""
        text, values = "moment BETWEEN ? AND ?", [self.first, self.last]
        if self.pages is not None:
            text += " AND page IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(self.pages))
        return text, values


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """How far one query of an index was read."""

    query: str
    """The host or URL that was asked for."""
    part: str
    """The crawl, or the range of moments."""
    next: str = ""
    """The next page's number, or the resume key; empty at the beginning."""
    completed_at: str | None = None


# --- list ------------------------------------------------------------------------


def place_in_index(db: sqlite3.Connection, archive: Archive, query: str, part: str) -> IndexPlace:
    """Return how far *query* was read in *part* of the archive's index."""
    row = db.execute(
        "SELECT query, part, next, completed_at FROM archive_listings "
        "WHERE source = ? AND edition = ? AND query = ? AND part = ?",
        (archive.source, archive.edition, query, part),
    ).fetchone()
    return IndexPlace(*row) if row else IndexPlace(query, part)


def enter_page(
    db: sqlite3.Connection, archive: Archive, place: IndexPlace, found: Iterable[ArchivedCapture]
) -> Counter[tuple[str, CaptureState]]:
    """Enter the captures of one page of an index, and *place*, where the next page begins.

    Returns (month, state) → how many of them were new.
    """
    new: Counter[tuple[str, CaptureState]] = Counter()
    for capture in found:
        added = db.execute(
            "INSERT OR IGNORE INTO archive_captures "
            "(source, edition, url, moment, page, digest, part, file, offset, length, state) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (archive.source, archive.edition, capture.url, capture.moment, capture.page,
             capture.digest, capture.part, capture.file, capture.offset, capture.length,
             capture.state),
        ).rowcount  # fmt: skip
        new[capture.month, capture.state] += added
    db.execute(
        "INSERT OR REPLACE INTO archive_listings "
        "(source, edition, query, part, next, completed_at) VALUES (?, ?, ?, ?, ?, ?)",
        (archive.source, archive.edition, place.query, place.part, place.next, place.completed_at),
    )
    return new


def enter_files(
    db: sqlite3.Connection, archive: Archive, month: str, files: Sequence[str], *, now: str
) -> None:
    """Enter the service's files of a month, whose list was read at *now*: CC-NEWS has no index."""
    for file in files:
        db.execute(
            "INSERT OR IGNORE INTO archive_listings VALUES (?, ?, ?, ?, '0', NULL)",
            (archive.source, archive.edition, file, month),
        )
    db.execute(
        "INSERT OR REPLACE INTO archive_listings VALUES (?, ?, ?, ?, '', ?)",
        (archive.source, archive.edition, LIST_OF_FILES, month, now),
    )


def unread_files(db: sqlite3.Connection, archive: Archive) -> list[IndexPlace]:
    """Return the files that were not read to their end, oldest first. It only reads."""
    rows = db.execute(
        "SELECT query, part, next, completed_at FROM archive_listings WHERE source = ? "
        "AND edition = ? AND query <> ? AND completed_at IS NULL ORDER BY part, query",
        (archive.source, archive.edition, LIST_OF_FILES),
    ).fetchall()
    return [IndexPlace(*row) for row in rows]


def compare(db: sqlite3.Connection, archive: Archive, page: str | None = None) -> Counter[str]:
    """Decide again which captures equal the one before them in time, of *page* or of all pages.

    A capture that was ``same`` is pending again if another one came between, or the one before it
    could not be had. Returns month → how many became ``same``.
    """
    where = "source = ?1 AND edition = ?2" + ("" if page is None else " AND page = ?3")
    values = (archive.source, archive.edition) + (() if page is None else (page,))
    db.execute(
        # A reference to a page of another status is no capture of an article.
        f"UPDATE archive_captures AS one SET state = 'pending' WHERE state = 'reference' AND {where} "  # noqa: S608, E501
        "AND EXISTS (SELECT 1 FROM archive_captures AS other WHERE other.source = one.source "
        "AND other.edition = one.edition AND other.page = one.page "
        "AND other.digest = one.digest AND other.state <> 'reference')",
        values,
    )
    changed = db.execute(
        "WITH ordered AS (SELECT id, state, CASE WHEN digest <> '' AND digest = "  # noqa: S608
        "lag(digest) OVER (PARTITION BY page ORDER BY moment, id) THEN 'same' ELSE 'pending' END "
        f"AS becomes FROM archive_captures WHERE {where} AND state IN ('pending', 'same', 'kept')) "
        "UPDATE archive_captures AS one SET state = ordered.becomes FROM ordered "
        "WHERE one.id = ordered.id AND ordered.state <> 'kept' AND one.state <> ordered.becomes "
        "RETURNING moment, state",
        values,
    ).fetchall()
    return Counter(_month(row["moment"]) for row in changed if row["state"] == "same")


@dataclass(frozen=True, slots=True)
class MonthOfCaptures:
    """What an archive holds of one month."""

    month: str
    captures: int
    pages: int
    """Distinct pages."""
    to_fetch: int
    """Captures that a run would fetch."""
    bytes: int
    """Of those to fetch, packed, as far as the index says."""


def months(
    db: sqlite3.Connection, archive: Archive, wanted: WantedCaptures
) -> list[MonthOfCaptures]:
    """Return what was listed of the wanted captures, month by month. It only reads."""
    condition, values = wanted.condition()
    rows = db.execute(
        "SELECT substr(moment, 1, 6) AS month, count(*), count(DISTINCT page), "  # noqa: S608
        "sum(state = 'pending'), sum(CASE WHEN state = 'pending' THEN length ELSE 0 END) "
        f"FROM archive_captures WHERE source = ? AND edition = ? AND {condition} "
        "AND state <> 'reference' GROUP BY month ORDER BY month",
        (archive.source, archive.edition, *values),
    ).fetchall()
    return [MonthOfCaptures(_month(row[0]), *row[1:]) for row in rows]


# --- keep ------------------------------------------------------------------------


def pending(
    db: sqlite3.Connection,
    archive: Archive,
    wanted: WantedCaptures,
    *,
    after: tuple[str, int],
    limit: int,
) -> list[tuple[int, ArchivedCapture]]:
    """Return (id, capture) of the next *limit* pending ones, oldest first. It only reads.

    *after*: moment and id of the last one before them; ``("", 0)`` for the first.
    """
    condition, values = wanted.condition()
    rows = db.execute(
        "SELECT id, url, moment, page, digest, part, file, offset, length, state "  # noqa: S608
        "FROM archive_captures WHERE source = ? AND edition = ? AND state = 'pending' "
        f"AND {condition} AND (moment, id) > (?, ?) ORDER BY moment, id LIMIT ?",
        (archive.source, archive.edition, *values, *after, limit),
    ).fetchall()
    return [(row["id"], ArchivedCapture(*row[1:])) for row in rows]


def is_pending(db: sqlite3.Connection, number: int) -> bool:
    """Whether the capture with this id is still to be fetched, and no run has it. It only reads."""
    row = db.execute("SELECT state FROM archive_captures WHERE id = ?", (number,)).fetchone()
    return bool(row and row["state"] == "pending")


def is_held(db: sqlite3.Connection, archive: Archive, url: str, moment: str) -> bool:
    """Whether the capture of *url* at *moment* is kept. It only reads."""
    row = db.execute(
        "SELECT 1 FROM archive_captures WHERE source = ? AND edition = ? AND url = ? "
        "AND moment = ? AND state = 'kept'",
        (archive.source, archive.edition, url, moment),
    ).fetchone()
    return row is not None


def file_for(db: sqlite3.Connection, archive: Archive, part: str) -> tuple[str, int] | None:
    """Return (path below ARCHIVE_DIR, length) of the newest file of *part*, or None."""
    row = db.execute(
        "SELECT path, length FROM archive_files WHERE source = ? AND edition = ? AND part = ? "
        "ORDER BY length(path) DESC, path DESC LIMIT 1",
        (archive.source, archive.edition, part),
    ).fetchone()
    return (row["path"], row["length"]) if row else None


def is_file(db: sqlite3.Connection, path: str) -> bool:
    """Whether captures were kept in a file at *path* below ARCHIVE_DIR. It only reads."""
    return db.execute("SELECT 1 FROM archive_files WHERE path = ?", (path,)).fetchone() is not None


def begin_file(db: sqlite3.Connection, archive: Archive, part: str, path: str) -> None:
    """Enter a file before it is made: a file that no ledger knows belongs to somebody else."""
    db.execute(
        "INSERT OR IGNORE INTO archive_files (path, source, edition, part, length) "
        "VALUES (?, ?, ?, ?, 0)",
        (path, archive.source, archive.edition, part),
    )


def keep(
    db: sqlite3.Connection, archive: Archive, capture: ArchivedCapture, path: str, length: int
) -> None:
    """Enter that *capture* is kept in the file at *path*, which is *length* bytes long with it."""
    db.execute(
        "INSERT INTO archive_captures "
        "(source, edition, url, moment, page, digest, part, file, offset, length, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'kept') "
        "ON CONFLICT (source, edition, url, moment) DO UPDATE SET state = 'kept'",
        (archive.source, archive.edition, capture.url, capture.moment, capture.page,
         capture.digest, capture.part, capture.file, capture.offset, capture.length),
    )  # fmt: skip
    db.execute("UPDATE archive_files SET length = ? WHERE path = ?", (length, path))


def decide(
    db: sqlite3.Connection, archive: Archive, number: int, page: str, state: CaptureState
) -> None:
    """Enter what became of the capture with this id, of *page*, that is not kept itself."""
    db.execute("UPDATE archive_captures SET state = ? WHERE id = ?", (state, number))
    if state != "same":
        compare(db, archive, page)


def fail(db: sqlite3.Connection, archive: Archive, number: int, page: str) -> None:
    """Enter that the archive did not serve the capture in this run: MOST_ATTEMPTS runs try it."""
    (attempts,) = db.execute(
        "UPDATE archive_captures SET attempts = attempts + 1 WHERE id = ? RETURNING attempts",
        (number,),
    ).fetchone()
    if attempts >= MOST_ATTEMPTS:
        decide(db, archive, number, page, "missing")


# --- extract ---------------------------------------------------------------------


def kept_files(db: sqlite3.Connection, archive: Archive) -> list[tuple[str, int, str]]:
    """Return (path below ARCHIVE_DIR, length, mark of the last extraction) of each file.

    It only reads.
    """
    rows = db.execute(
        "SELECT path, length, extracted FROM archive_files "
        "WHERE source = ? AND edition = ? AND length > 0 ORDER BY path",
        (archive.source, archive.edition),
    ).fetchall()
    return [tuple(row) for row in rows]


def extracted(db: sqlite3.Connection, marks: dict[str, str]) -> None:
    """Enter that the files were extracted: path → mark."""
    db.executemany(
        "UPDATE archive_files SET extracted = ? WHERE path = ?",
        [(mark, path) for path, mark in marks.items()],
    )


def find_kept(
    db: sqlite3.Connection, archive: Archive, page: str, moment: str
) -> ArchivedCapture | None:
    """Return the capture of *page* (a canonical URL) that was kept of *moment*. It only reads."""
    row = db.execute(
        "SELECT url, moment, page, digest, part, file, offset, length, state "
        "FROM archive_captures WHERE source = ? AND edition = ? AND page = ? AND moment = ? "
        "AND state = 'kept' ORDER BY id LIMIT 1",
        (archive.source, archive.edition, page, moment),
    ).fetchone()
    return ArchivedCapture(*row) if row else None


# --- robots.txt ------------------------------------------------------------------


def keep_robots(db: sqlite3.Connection, host: str, body: bytes, *, now: str) -> None:
    """Keep the robots.txt of *host* as it was read at *now* (RFC 3339)."""
    db.execute("INSERT OR REPLACE INTO robots_copies VALUES (?, ?, ?)", (host, body, now))


def last_robots(db: sqlite3.Connection, host: str) -> tuple[bytes, str] | None:
    """Return (body, when it was read) of the last robots.txt of *host*, or None. It only reads."""
    row = db.execute("SELECT body, read_at FROM robots_copies WHERE host = ?", (host,)).fetchone()
    return (bytes(row["body"]), str(row["read_at"])) if row else None


def _month(moment: str) -> str:
    return f"{moment[:4]}-{moment[4:6]}"
