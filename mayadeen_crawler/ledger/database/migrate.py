"""Bring a ledger to the tables of this program, in place, whenever it is opened."""

from __future__ import annotations

import functools
import sqlite3
from pathlib import Path

from mayadeen_crawler.exceptions import LedgerNewerError, LedgerOutdatedError
from mayadeen_crawler.ledger.database.migrations import OLDEST_UPGRADED, STEPS, VERSION
from mayadeen_crawler.ledger.database.tables import BASE, BASE_VERSION


def migrate(db: sqlite3.Connection, folder: Path) -> None:
    """Bring the ledger *db* of *folder* to VERSION, as one transaction.

    Raises LedgerOutdatedError for a ledger older than OLDEST_UPGRADED, and LedgerNewerError for
    one that a newer program wrote.
    """
    if usable_version(db) == VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        # Read again inside the lock: another run may have migrated meanwhile.
        version = usable_version(db)
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


def usable_version(db: sqlite3.Connection) -> int:
    """Return the version of the ledger *db*, which this program can use or upgrade.

    0 is a new file, without tables. Raises LedgerNewerError and LedgerOutdatedError.
    """
    # As one statement: another run may make the tables at this moment.
    version, has_tables = db.execute(
        "SELECT user_version, EXISTS (SELECT 1 FROM sqlite_master) FROM pragma_user_version"
    ).fetchone()
    if version > VERSION:
        raise LedgerNewerError(
            f"the ledger has version {version}, this program knows {VERSION}: "
            "upgrade mayadeen-crawler, or use another OUTPUT_DIR, "
            "or run `scrapy ledger rebuild` to make one of this version from the feeds"
        )
    if version < OLDEST_UPGRADED and (version or has_tables):
        raise LedgerOutdatedError(
            f"the ledger has version {version}, which this program does not upgrade: "
            "run `scrapy ledger rebuild` to make a new one from the feeds"
        )
    return int(version)


@functools.cache
def _statements(script: str) -> tuple[str, ...]:
    """Split *script*: ``executescript`` would commit the open transaction."""
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return tuple(statements)
