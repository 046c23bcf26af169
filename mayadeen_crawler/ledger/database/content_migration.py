"""A new definition of content: the ledger's hashes are computed again, from the feeds' records.

So no article has to be visited, and none looks edited. Called by a step of ``migrations.py``,
inside the migration's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mayadeen_crawler import content_hash
from mayadeen_crawler.ledger.articles import coverage_keywords
from mayadeen_crawler.ledger.feed_files.batch import LinePlace
from mayadeen_crawler.ledger.feed_files.lines import record_at

#: The lines that are read, in the order of the feeds: the newest of each article, and its first.
_LINES = """
    SELECT a.id, r.file, r.offset, r.length, r.file = a.file AND r.offset = a.offset AS is_newest,
        r.revision = 1 AS is_first
    FROM revisions AS r JOIN articles AS a ON a.id = r.article_id
    WHERE is_newest OR is_first ORDER BY r.file, r.offset
"""


def compute_again(db: sqlite3.Connection, folder: Path, changed: Iterable[str]) -> None:
    """Compute the hashes of all articles, and learn the keywords of their coverages.

    *changed*: the content fields whose form is another now. Where the record's file was moved
    away their hashes are forgotten: the next visit enters them, and compares the other fields.
    """
    forms = frozenset(changed)
    for article_id, *place, is_newest, is_first in db.execute(_LINES).fetchall():
        record = record_at(folder, LinePlace(*place), article_id)
        if record and is_first:
            coverage_keywords.learn(db, record)
        if is_newest:
            values = _values(record) if record else _without(db, article_id, forms)
            db.execute(
                "UPDATE articles SET content_hash = :hash, field_hashes = :hashes, "
                "modified_at = :modified WHERE id = :id",
                {**values, "id": article_id},
            )


def _values(record: dict[str, Any]) -> dict[str, str | None]:
    return {
        "hash": content_hash.content_hash(record),
        "hashes": json.dumps(content_hash.ledger_hashes(record)),
        "modified": record["modified_at"],
    }


def _without(
    db: sqlite3.Connection, article_id: str, forms: frozenset[str]
) -> dict[str, str | None]:
    query = "SELECT field_hashes FROM articles WHERE id = ?"
    before = json.loads(db.execute(query, (article_id,)).fetchone()[0])
    kept = {name: value for name, value in before.items() if name not in forms}
    return {"hash": "", "hashes": json.dumps(kept), "modified": None}
