"""Read ledger and feeds as of one moment, while runs go on writing.

Every command that only reads (audit, export, history, report, runs) uses `snapshot`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database.connection import (
    FILE_NAME,
    connect,
    explained,
    why_none,
)
from mayadeen_crawler.ledger.database.migrations import VERSION
from mayadeen_crawler.ledger.feed_files.batch import LinePlace
from mayadeen_crawler.ledger.store import Ledger


@contextmanager
def snapshot(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the ledger of *folder* read-only, as of this moment.

    Later commits do not show. An older ledger is upgraded first. Raises LedgerError.
    """
    path = folder / FILE_NAME
    if not path.is_file():
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
        yield db


def line_at(stream: BinaryIO, place: LinePlace, article_id: str) -> bytes:
    """Return the line of a revision of *article_id*, at *place* in its opened feed file.

    Raises LedgerError where something else is there.
    """
    stream.seek(place.offset)
    line = stream.read(place.length)
    key = f'"id":{json.dumps(article_id, ensure_ascii=False)}'.encode()
    if len(line) != place.length or line.find(b"\n") != len(line) - 1 or key not in line[:200]:
        raise LedgerError(
            f"{stream.name}: byte {place.offset} is not where the record of {article_id} "
            "stands, as the ledger says: put the file back as it was, or run "
            "`scrapy ledger rebuild`"
        )
    return line
