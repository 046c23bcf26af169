"""Fills the table ``states`` from the feeds and from what the ledger knows of each article.

Called by a step of ``migrations.py``, inside the migration's transaction. A new definition of
content computes the hashes of states again by emptying the table and filling it so.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mayadeen_crawler.ledger import states
from mayadeen_crawler.ledger.feed_files.batch import LinePlace
from mayadeen_crawler.ledger.feed_files.lines import record_at

#: The lines of articles with more than one revision: the newest state of all others is known.
_REVISED = """
    SELECT r.article_id, r.file, r.offset, r.length FROM revisions AS r
    JOIN articles AS a ON a.id = r.article_id WHERE a.revision > 1 ORDER BY r.file, r.offset
"""
_NEWEST = """
    INSERT OR IGNORE INTO states (article_id, at, file, offset, length, source, field_hashes,
        extractor_version, modified_at)
    SELECT id, coalesce(retrieved_at, visited_at), file, offset, length, 'live', field_hashes,
        extractor_version, modified_at
    FROM articles WHERE coalesce(retrieved_at, visited_at) IS NOT NULL
"""


def fill(db: sqlite3.Connection, folder: Path) -> None:
    """Enter the states that revisions tell; of a file that was moved away the newest ones only."""
    before: dict[str, LinePlace] = {}
    for article_id, *place in db.execute(_REVISED).fetchall():
        line = LinePlace(*place)
        if record := record_at(folder, line, article_id):
            states.tell_revision(db, record, line, before.get(article_id))
        before[article_id] = line
    db.execute(_NEWEST)
