"""How an older ledger is brought up to the tables of this program."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database.backfill import (
    enter_lines_again,
    note_appends,
    note_listed,
    note_retrievals,
)
from mayadeen_crawler.ledger.database.migrations import MIGRATIONS, VERSION

#: Made by hand after the steps, because SQL alone cannot: with the database and the output folder.
AFTER: dict[int, Callable[[sqlite3.Connection, Path], None]] = {
    3: enter_lines_again,
    4: note_appends,
    6: note_listed,
    7: note_retrievals,
}


def migrate(db: sqlite3.Connection, folder: Path) -> None:
    """Bring the ledger *db* of *folder* to VERSION.

    Raises LedgerError when it is from a newer program.
    """
    if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        # Read again inside the lock: another run may have migrated meanwhile.
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise LedgerError(
                f"the ledger has version {version}, this program knows {VERSION}: "
                "upgrade mayadeen-crawler, or use another OUTPUT_DIR"
            )
        for step in MIGRATIONS[version:]:
            for statement in _statements(step):
                db.execute(statement)
        # They use what all steps have made: lines are entered as the program does it now.
        for number in range(version + 1, VERSION + 1):
            if number in AFTER:
                AFTER[number](db, folder)
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has rolled back already
            db.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """Split *script*: ``executescript`` would commit the open transaction."""
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
