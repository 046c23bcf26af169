"""What an older ledger did not note, taken from the feeds. Runs inside the migration."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from mayadeen_crawler.ledger import articles, feeds
from mayadeen_crawler.ledger.batch import Place


def enter_lines_again(db: sqlite3.Connection, folder: Path) -> None:
    """Note where each revision stands, and what revisits go by.

    Of lines that were moved away only the newest place and the address are known.
    """
    db.execute("INSERT INTO revisions SELECT id, revision, file, offset, length FROM articles")
    db.execute(
        "UPDATE articles SET canonical_url = (SELECT min(url) FROM addresses "
        "WHERE article_id = id), url = (SELECT min(url) FROM addresses WHERE article_id = id)"
    )
    marks = db.execute(
        "SELECT file, length FROM feeds WHERE file LIKE 'articles/%' ORDER BY file"
    ).fetchall()
    for file, length in marks:
        path = folder / file
        if not path.exists():
            continue
        for offset, line in feeds.whole_lines(path):
            if offset + len(line) > length:
                break
            try:
                _enter(db, json.loads(line), Place(file, offset, len(line)))
            except feeds.NO_RECORD:
                continue  # changed by hand; whoever reads it is told


def _enter(db: sqlite3.Connection, record: dict[str, Any], place: Place) -> None:
    where = (place.file, place.offset)
    row = db.execute("SELECT file, offset FROM articles WHERE id = ?", (record["id"],)).fetchone()
    if row is not None and tuple(row) == where:
        articles.enter(db, record, place)
    else:
        db.execute(
            "INSERT OR IGNORE INTO revisions VALUES (?, ?, ?, ?, ?)",
            (record["id"], record["revision"], *where, place.length),
        )
