"""When the output folder was tidied last, and the room that the ledger's own file could give back.

Called by ``upkeep/``. Nothing here removes a row that a promise needs: which tables grow, and why
each of their rows stays, is in ``docs/operating.md``.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mayadeen_crawler.ledger.database.connection import FILE_NAME, connect, explained
from mayadeen_crawler.ledger.frontier.addresses import days_before

#: Days between two times that runs tidy by themselves.
EVERY = 1
#: Days between two such times from which the clock is doubted.
LEAP = 7


def is_due(db: sqlite3.Connection, *, now: str) -> bool:
    """Whether no run has tidied for a day; *now*: RFC 3339, UTC.

    A moment to come counts as none: the clock was set back since.
    """
    at = taken_at(db)
    return at is None or not days_before(now, EVERY) < at <= now


@dataclass(frozen=True, slots=True)
class Taken:
    """That the caller is to tidy, which then is no other run's work for a day."""

    aged: bool
    """Whether the time before was some days ago at most: else the clock may have leapt, and
    nothing goes for its age alone."""


def take(db: sqlite3.Connection, *, now: str) -> Taken | None:
    """Take the day's tidying, if it is due; *now*: RFC 3339, UTC.

    Call it inside a write transaction: of several runs that end at once, one takes it.
    """
    if not is_due(db, now=now):
        return None
    before = taken_at(db)
    db.execute("INSERT OR REPLACE INTO tidied (one, at) VALUES (1, ?)", (now,))
    return Taken(before is not None and days_before(now, LEAP) < before <= now)


def taken_at(db: sqlite3.Connection) -> str | None:
    """Return when a run began to tidy last (RFC 3339, UTC); None if none did."""
    row = db.execute("SELECT at FROM tidied").fetchone()
    return row["at"] if row else None


class Room(NamedTuple):
    """Bytes of the ledger's file."""

    size: int
    free: int
    """Of these in pages without content, which SQLite fills before the file grows."""


def room(folder: Path) -> Room:
    """Return the size of the ledger in *folder*; raises LedgerError."""
    path = folder / FILE_NAME
    with explained(path), closing(connect(path, read_only=True)) as db:
        pages, free, page = (
            db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
    return Room(pages * page, free * page)


def vacuum(folder: Path) -> None:
    """Write the ledger's file anew without its free pages; raises LedgerError.

    No run can commit meanwhile. A process that is killed leaves the file as it was.
    """
    path = folder / FILE_NAME
    with explained(path), closing(connect(path)) as db:
        db.execute("VACUUM")


def empty_write_ahead_log(folder: Path) -> int:
    """Cut the file of the write-ahead log to nothing; return how many bytes it had.

    Returns 0 where another process uses it: then it stays. Raises LedgerError.
    """
    path = folder / FILE_NAME
    log = path.with_name(f"{FILE_NAME}-wal")
    with explained(path), closing(connect(path)) as db:
        db.execute("PRAGMA busy_timeout = 0")
        size = log.stat().st_size if log.exists() else 0
        (busy, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return 0 if busy else size
