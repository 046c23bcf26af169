"""Read ledger and feeds as of one moment, while runs go on writing.

Every command that only reads the feeds (audit, datapackage, export, history, report, search) uses
`snapshot`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database.connection import (
    FILE_NAME,
    connect,
    explained,
    explained_database,
    why_none,
)
from mayadeen_crawler.ledger.database.migrations import VERSION
from mayadeen_crawler.ledger.store import Ledger


@contextmanager
def snapshot(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the ledger of *folder* read-only, as of this moment.

    Later commits do not show. An older ledger is upgraded first. Raises LedgerError.
    """
    path = folder / FILE_NAME
    if not path.exists():
        raise LedgerError(f"{folder} has no ledger: {why_none(folder)}")
    with explained(path):
        with closing(connect(path, read_only=True)) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            Ledger(folder).close()
        db = connect(path, read_only=True)
    with closing(db):
        with explained(path):
            db.execute("BEGIN")
            db.execute("SELECT 1 FROM feeds LIMIT 1").fetchone()  # the first read fixes the moment
        with explained_database(path):
            yield db
