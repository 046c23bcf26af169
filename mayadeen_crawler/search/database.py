"""The file of the search index, ``output/search.db``, and how it is opened.

Everything in it is made of the feeds, so a file that is damaged or of another version is made
anew. ``update.py`` fills it, ``find.py`` reads it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mayadeen_crawler.search.tables import VERSION, create

FILE_NAME = "search.db"
#: Seconds that one command waits for another that is updating the file.
PATIENCE = 120.0
#: Bytes of its pages that SQLite keeps while it reads and writes.
_CACHE = 64 << 20
#: Pages of 4 KB that are written beside the file before a commit takes them over, in place of
#: 1,000: an update need not write twice. The last command to close the file takes over the rest.
_WRITTEN_BESIDE = 20_000

#: Pages of 4 KB that are written by one call of `merge_pieces`.
_MERGED_PAGES = 5_000

_READ_FILES = """
CREATE TABLE read_files (
    file TEXT PRIMARY KEY,
    length INTEGER NOT NULL,
    -- The bytes before length, by which a file that was replaced is known.
    ending BLOB NOT NULL,
    -- Of the file when it was read: one that has not changed since is not opened.
    stat TEXT,
    -- Its lines that are no records, which no search finds.
    unread INTEGER NOT NULL
)
"""


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the index in *folder*, an empty one where there is none that can be used.

    Raises sqlite3.OperationalError where the file cannot be opened or written.
    """
    path = folder / FILE_NAME
    db = _connect(path)
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        names = {row["name"] for row in db.execute("SELECT name FROM sqlite_master")}
        usable = version == VERSION and "read_files" in names  # else an export was put here
    except sqlite3.OperationalError:
        db.close()
        raise
    except sqlite3.DatabaseError:  # no database at all
        version, usable = -1, False
    if not usable:
        db.close()
        if version:  # an empty file may be one that another command is about to fill
            remove(folder)
        db = _connect(path)
    with closing(db):
        if not usable:
            _create(db)
        yield db


def remove(folder: Path) -> None:
    """Delete the index; another command that has it open goes on with the deleted file."""
    for ending in ("", "-wal", "-shm"):
        (folder / f"{FILE_NAME}{ending}").unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    db.row_factory = sqlite3.Row
    try:
        # What a power cut takes is made anew from the feeds.
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(f"PRAGMA cache_size = {-_CACHE >> 10}")
        db.execute(f"PRAGMA wal_autocheckpoint = {_WRITTEN_BESIDE}")
    except sqlite3.Error:  # a damaged file may raise at once
        db.close()
        raise
    return db


def _create(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN IMMEDIATE")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != VERSION:  # else another command was quicker
        create(db)
        db.execute(_READ_FILES)
        # Not while records are entered: `merge_pieces` does it, as soon as there are as many.
        db.execute("INSERT INTO words (words, rank) VALUES ('automerge', 0), ('usermerge', 16)")
    db.execute("COMMIT")


def merge_pieces(db: sqlite3.Connection) -> bool:
    """Merge pieces of the words' index, for about a second; return whether there were enough.

    A search reads each piece, and every update leaves one. Raises sqlite3.Error.
    """
    before = db.total_changes
    db.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (_MERGED_PAGES,))
    return db.total_changes - before > 1  # as FTS5's documentation has it
