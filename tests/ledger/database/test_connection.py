"""Errors of SQLite, each as one line that says what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.exceptions import LedgerDamagedError, LedgerError
from mayadeen_crawler.ledger.database import connection
from mayadeen_crawler.ledger.database.connection import connect, explained
from mayadeen_crawler.ledger.store import Ledger


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (sqlite3.SQLITE_FULL, "free space"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "mend its rights"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "cannot be opened"),
        (sqlite3.SQLITE_IOERR_WRITE, "the disk fails or is full"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "another run has held it for too long"),
        (sqlite3.SQLITE_PROTOCOL, "another run has held it for too long"),
        (sqlite3.SQLITE_PERM, "mend its rights"),
        (sqlite3.SQLITE_ERROR, "scrapy ledger rebuild"),
        (None, "scrapy ledger rebuild"),
    ],
)
def test_the_code_of_an_error_decides(tmp_path: Path, code: int | None, says: str) -> None:
    error = sqlite3.OperationalError("no words of SQLite's")
    if code is not None:
        error.sqlite_errorcode = code
    with pytest.raises(LedgerError, match=says), explained(tmp_path / "ledger.sqlite3"):
        raise error


def test_a_lock_that_is_held_for_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LOCK_TIMEOUT", 0.05)
    path = tmp_path / "ledger.sqlite3"
    with closing(connect(path)) as one, closing(connect(path)) as other:
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="another run has held it"), explained(path):
            other.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize("is_database", [False, True])
def test_a_ledger_that_cannot_be_used_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_database: bool
) -> None:
    """Later versions of Python warn of what is left open."""
    path = tmp_path / "ledger.sqlite3"
    if is_database:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA user_version = 99")
    else:
        path.write_bytes(b"no database at all" * 300)
    opened: list[sqlite3.Connection] = []
    sqlite_connect = sqlite3.connect

    def noted(*words: Any, **more: Any) -> sqlite3.Connection:
        opened.append(sqlite_connect(*words, **more))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", noted)
    with pytest.raises(LedgerError):
        Ledger(tmp_path)
    (left,) = opened
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        left.execute("SELECT 1")


def test_a_folder_that_is_not_there_and_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "ledger.sqlite3"
    with pytest.raises(LedgerError, match="cannot be opened"), explained(path):
        connect(path)
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(b"no database at all" * 300)
    with pytest.raises(LedgerDamagedError, match="is damaged"), explained(path):
        connect(path)


def test_an_sqlite_that_is_too_old_is_not_a_damaged_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RHEL 9 has Python 3.11 with SQLite 3.34, to which `STRICT` is an error of the file."""
    path = tmp_path / "ledger.sqlite3"
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.36.0")
    with pytest.raises(LedgerError) as found, explained(path):
        connect(path)
    assert type(found.value) is LedgerError
    assert str(found.value) == (
        "this Python has SQLite 3.36.0, which is too old: use a Python with 3.37 or newer"
    )
    assert not path.exists()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 0))
    connect(path).close()
