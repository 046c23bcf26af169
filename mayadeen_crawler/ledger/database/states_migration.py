"""Fills the table ``states`` from the feeds and from what the ledger knows of each article.

Called by a step of ``migrations.py``, inside the migration's transaction. A new definition of
content computes the hashes of states again by emptying the table and filling it so.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from mayadeen_crawler import content_hash
from mayadeen_crawler.ledger.articles import states
from mayadeen_crawler.ledger.feed_files.batch import LinePlace
from mayadeen_crawler.ledger.feed_files.lines import record_at

#: The lines of articles with more than one revision: the newest state of all others is known.
_REVISED = """
    SELECT r.article_id, r.file, r.offset, r.length FROM revisions AS r
    JOIN articles AS a ON a.id = r.article_id WHERE a.revision > 1 ORDER BY r.file, r.offset
"""
#: The newest record of each article.
_NEWEST = """
    SELECT a.id, coalesce(a.retrieved_at, a.visited_at) AS at, a.file, a.offset, a.length,
        a.field_hashes, a.extractor_version, a.modified_at
    FROM articles AS a WHERE coalesce(a.retrieved_at, a.visited_at) IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM states AS s
            WHERE s.article_id = a.id AND s.at = coalesce(a.retrieved_at, a.visited_at))
"""


def fill(db: sqlite3.Connection, folder: Path) -> None:
    """Enter the states that revisions tell; of a file that was moved away the newest ones only."""
    before: dict[str, str] = {}
    for article_id, *place in db.execute(_REVISED).fetchall():
        line = LinePlace(*place)
        if record := record_at(folder, line, article_id):
            hashes = content_hash.ledger_hashes(record)
            states.tell_revision(db, record, line, before.get(article_id), hashes)
            before[article_id] = record["retrieved_at"]
    for article_id, at, *line, kept, version, modified_at in db.execute(_NEWEST).fetchall():
        values = {"id": article_id, "extractor_version": version, "modified_at": modified_at}
        states.tell(db, values, at, LinePlace(*line), json.loads(kept))
