"""The file of the search index, ``output/search.db``: its tables, and how it is opened.

Everything in it is made of the feeds, so a file that is damaged or of another version is made
anew. ``update.py`` fills it, ``find.py`` reads it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FILE_NAME = "search.db"
#: A file with another number is made anew: raise it when TABLES or the words of the index change.
VERSION = 1
#: Seconds that one command waits for another that is updating the file.
PATIENCE = 120.0

TABLES = """
CREATE TABLE read_files (
    file TEXT PRIMARY KEY,
    length INTEGER NOT NULL,
    -- The bytes before length, by which a file that was replaced is known.
    ending BLOB NOT NULL
);
CREATE TABLE revisions (
    -- Grows with the time of publication, so that the newest hits come first without sorting.
    key INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    revision_cause TEXT,
    is_newest INTEGER NOT NULL,
    edition TEXT,
    url TEXT,
    section TEXT,
    section_label TEXT,
    headline TEXT,
    summary TEXT,
    body_text TEXT,
    published_at TEXT,
    published_date TEXT,
    retrieved_at TEXT,
    UNIQUE (article_id, revision)
);
CREATE TABLE breaking (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    event TEXT,
    edition TEXT,
    url TEXT,
    text TEXT,
    attribution TEXT,
    is_newest INTEGER NOT NULL,
    first_seen_at TEXT,
    observed_at TEXT
);
CREATE INDEX breaking_id ON breaking (id);
-- The texts themselves stand in the tables above.
CREATE VIRTUAL TABLE words USING fts5 (
    headline, summary, body, facets, content = '', tokenize = 'ascii'
);
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
        usable = version == VERSION
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
        _create(db)
    with closing(db):
        yield db


def remove(folder: Path) -> None:
    """Delete the index; another command that has it open goes on with the deleted file."""
    for ending in ("", "-wal", "-shm"):
        (folder / f"{FILE_NAME}{ending}").unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db


def _create(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN IMMEDIATE")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != VERSION:  # else another command was quicker
        for statement in TABLES.split(";\n"):
            if statement.strip():
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")
