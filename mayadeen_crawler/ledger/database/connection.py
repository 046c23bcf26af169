"""The ledger's database file: how it is opened, and what its faults mean."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mayadeen_crawler.exceptions import LedgerDamagedError, LedgerError

FILE_NAME = "ledger.sqlite3"

#: Seconds a transaction waits for the other runs on the folder.
LOCK_TIMEOUT = 60.0


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the faults of disk and database at *path* into one line that says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise LedgerError(_advice(path, str(error))) from error
    except sqlite3.DatabaseError as error:
        raise LedgerDamagedError(
            f"{path} is damaged ({error}): run `scrapy ledger rebuild` "
            "to make a new one from the feeds"
        ) from error
    except OSError as error:
        raise LedgerError(
            f"cannot write to {error.filename or path.parent} ({error.strerror}): free space, "
            "or mend its rights, or choose another OUTPUT_DIR; a later run goes on from here"
        ) from error


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the database at *path* as every part of the project does."""
    mode = "ro" if read_only else "rwc"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=LOCK_TIMEOUT,
        isolation_level=None,
        check_same_thread=False,  # opened in one thread, used by another, never by two at once
    )
    db.row_factory = sqlite3.Row
    if not read_only:
        _log_ahead(db)
        # A committed transaction survives a power cut, like the synced feed.
        db.execute("PRAGMA synchronous = FULL")
    return db


def _log_ahead(db: sqlite3.Connection) -> None:
    """Switch *db* to a write-ahead log: of a new file, runs may do so at the same time.

    SQLite does not wait for another run that holds the lock then, whatever the timeout.
    """
    end = time.monotonic() + LOCK_TIMEOUT
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= end:
                raise
        time.sleep(0.02)


def why_none(folder: Path) -> str:
    """Return why *folder* has no ledger, and what to do where it had one."""
    if any(folder.glob("*/[0-9]*.jsonl")):
        return "it was removed, while feeds are there: run `scrapy ledger rebuild`"
    return "no run has written there yet"


_ADVICE = {
    "full": "the disk is full: free space; a later run goes on from here",
    "readonly": "it cannot be written: mend its rights, or choose another OUTPUT_DIR",
    "unable to open": "it cannot be opened: mend the folder's rights, or choose another OUTPUT_DIR",
    "locked": "another run has held it for too long: see whether one hangs (`fuser` names it)",
    "disk I/O": "the disk fails or is full: see the system's log; a later run goes on from here",
}


def _advice(path: Path, error: str) -> str:
    for word, advice in _ADVICE.items():
        if word in error:
            return f"{path}: {advice} ({error})"
    return f"{path}: {error}: run `scrapy ledger rebuild` to make a new one from the feeds"
