"""The ledger's database file: how it is opened, and what its errors mean for the operator.

Everything that opens ``ledger.sqlite3`` does so by `connect`, inside `explained`.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mayadeen_crawler.exceptions import LedgerDamagedError, LedgerError
from mayadeen_crawler.utils.advised_command import advised
from mayadeen_crawler.utils.atomic_files import is_disk_full
from mayadeen_crawler.utils.regular_files import not_regular

FILE_NAME = "ledger.sqlite3"
#: Where ``scrapy demo`` writes, in the working directory.
DEMO = Path("demo-output")
#: What makes a new ledger.
REBUILD = "scrapy ledger rebuild"

#: The first SQLite with STRICT tables. An older one cannot read the ledger, and says so as it does
#: of a damaged file.
_OLDEST = (3, 37)

#: The database, and the files that SQLite puts beside it.
SUFFIXES = ("", "-wal", "-shm", "-journal")
#: Those of them that all processes which have the database open must share.
SHARED = ("-wal", "-shm")

#: Seconds a transaction waits for the other runs on the folder.
LOCK_TIMEOUT = 60.0

#: The last one where a process was stopped while it opened the ledger, or locks do not work.
_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
#: Errors of input and output that come from a file which is shorter than it says itself.
_CUT_SHORT = frozenset({sqlite3.SQLITE_IOERR_SHORT_READ})
#: Errors of a value that a column does not take (Python has no name for the second).
_OF_VALUES = frozenset({sqlite3.SQLITE_CONSTRAINT_NOTNULL, sqlite3.SQLITE_CONSTRAINT | 12 << 8})
#: Bytes: with less room free an error of input and output says that the disk is full.
_NO_ROOM = 64 << 10
_HELD = "another run has held it for too long: see whether one hangs (`fuser` names it)"
#: SQLite's primary result code → what to do.
_ADVICE: Mapping[int | None, str] = {
    sqlite3.SQLITE_FULL: "free space; a later run goes on from here",
    sqlite3.SQLITE_READONLY: "it cannot be written: mend its rights, or choose another OUTPUT_DIR",
    sqlite3.SQLITE_PERM: "it cannot be written: mend its rights, or choose another OUTPUT_DIR",
    sqlite3.SQLITE_CANTOPEN: (
        "it cannot be opened: mend the folder's rights, or choose another OUTPUT_DIR"
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk fails or is full: see the system's log; a later run goes on from here"
    ),
    **dict.fromkeys(_LOCKED, _HELD),
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the errors of disk and database at *path* into one line that says what to do.

    Raises LedgerError, and LedgerDamagedError where the file is not a sound database.
    """
    try:
        with explained_database(path):
            yield
    except UnicodeDecodeError as error:  # in SQLite's own message about damaged tables
        raise LedgerDamagedError(_damaged(path, error)) from error
    except OSError as error:
        where = error.filename or path.parent
        if is_disk_full(error):
            line = f"disk full: {where}: free space; a later run goes on from here"
        else:
            line = (
                f"cannot write to {where} ({error.strerror}): free space, or mend its rights, or "
                "choose another OUTPUT_DIR; a later run goes on from here"
            )
        raise LedgerError(line) from error


@contextmanager
def explained_database(path: Path) -> Iterator[None]:
    """As `explained`, for the errors of the database alone.

    An error of a value, which has a type that no column takes, stays what it is: the file is sound.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.DataError):
        raise
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) in _OF_VALUES:
            raise
        code = _code(error)
        if code == sqlite3.SQLITE_IOERR and shutil.disk_usage(path.parent).free < _NO_ROOM:
            code = sqlite3.SQLITE_FULL  # it could not even make the files beside its own
        advice = _ADVICE.get(code)
        if advice is not None and error.sqlite_errorcode not in _CUT_SHORT:
            full = "disk full: " if code == sqlite3.SQLITE_FULL else ""
            raise LedgerError(f"{full}{path}: {advice} ({error})") from error
        raise LedgerDamagedError(_damaged(path, error)) from error


def _damaged(path: Path, error: Exception) -> str:
    return (
        f"{path} is damaged ({error}): run {advised(REBUILD, path.parent)} "
        "to make a new one from the feeds"
    )


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the database at *path*; rows are ``sqlite3.Row``, transactions are explicit.

    Raises LedgerDamagedError where something else than a file is in its place (a folder, say),
    LedgerError where SQLite is too old, and sqlite3.Error: call it inside `explained`.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        raise LedgerError(
            f"this Python has SQLite {sqlite3.sqlite_version}, which is too old: use a Python "
            f"with {'.'.join(map(str, _OLDEST))} or newer"
        )
    for suffix in SUFFIXES:
        part = Path(f"{path}{suffix}")
        if what := not_regular(part, follow=True):
            raise LedgerDamagedError(
                f"{part} is {what}, not the ledger's file: run `scrapy ledger rebuild` "
                "to set it aside and make a ledger from the feeds"
            )
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
        with closed_on_error(db):
            _use_write_ahead_log(db)
            # A committed transaction survives a power cut, like the synced feed.
            db.execute("PRAGMA synchronous = FULL")
    return db


@contextmanager
def closed_on_error(db: sqlite3.Connection) -> Iterator[None]:
    """Close *db* where the block fails: whoever opens it never gets it, and cannot."""
    try:
        yield
    except BaseException:
        db.close()
        raise


def _use_write_ahead_log(db: sqlite3.Connection) -> None:
    """Switch *db* to a write-ahead log, so that readers and the writer do not wait for each other.

    When several runs open a new file at once, SQLite fails here instead of waiting for the lock,
    whatever its timeout is.
    """
    end = time.monotonic() + LOCK_TIMEOUT
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if _code(error) not in _LOCKED or time.monotonic() >= end:
                raise
        time.sleep(0.02)


def why_none(folder: Path) -> str:
    """Return why *folder* has no ledger, and what to do if it had one."""
    if any(folder.glob("*/[0-9]*.jsonl")):
        return f"it was removed, while feeds are there: run {advised(REBUILD, folder)}"
    if folder != DEMO and (DEMO / FILE_NAME).is_file():
        return f"no run has written there yet; the demo's records: -s OUTPUT_DIR={DEMO}"
    return "no run has written there yet"


def why_no_folder(folder: Path) -> str | None:
    """Return why *folder* cannot hold feeds, in a line; None if it is a folder."""
    if folder.is_dir():
        return None
    why = "is a file, not a folder" if folder.exists() else "is not there"
    return f"{folder} {why}: {why_none(folder)}"


def _code(error: sqlite3.Error) -> int | None:
    """Return the primary result code of *error*; None if it did not come from SQLite itself."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF  # the higher bits say which kind of I/O error
