"""Bring a ledger to the tables of this program, in place, whenever it is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mayadeen_crawler.exceptions import LedgerError, LedgerOutdatedError
from mayadeen_crawler.ledger.database.migrations import (
    BASE,
    BASE_VERSION,
    OLDEST_UPGRADED,
    STEPS,
    VERSION,
)


def migrate(db: sqlite3.Connection, folder: Path) -> None:
    """Bring the ledger *db* of *folder* to VERSION, as one transaction.

    Raises LedgerOutdatedError for a ledger older than OLDEST_UPGRADED, and LedgerError for one
    that a newer program wrote.
    """
    if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        # Read again inside the lock: another run may have migrated meanwhile.
        version = db.execute("PRAGMA user_version").fetchone()[0]
        check_version(version)
        if version == 0:
            for statement in _statements(BASE):
                db.execute(statement)
            version = BASE_VERSION
        for number in range(version, VERSION):
            STEPS[number](db, folder)
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has rolled back already
            db.execute("ROLLBACK")
        raise


def check_version(version: int) -> None:
    """Raise LedgerError where this program can neither use nor upgrade a ledger of *version*.

    0 is a new file.
    """
    if version > VERSION:
        raise LedgerError(
            f"the ledger has version {version}, this program knows {VERSION}: "
            "upgrade mayadeen-crawler, or use another OUTPUT_DIR"
        )
    if 0 < version < OLDEST_UPGRADED:
        raise LedgerOutdatedError(
            f"the ledger has version {version}, which this program does not upgrade: "
            "run `scrapy ledger rebuild` to make a new one from the feeds"
        )


def _statements(script: str) -> list[str]:
    """Split *script*: ``executescript`` would commit the open transaction."""
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
