"""What the page of an article shows, read from the tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from datasette.database import Database

#: Rows of each list that the page shows.
_MOST = 100
#: Tables whose rows the first page counts.
_COUNTED = ("articles", "revisions", "breaking", "removals", "captures", "listings")


async def story(db: Database, article_id: str) -> dict[str, Any] | None:
    """Return what is known of an article: its row, paragraphs, revisions, captures, removals."""
    found = await _rows(db, "SELECT * FROM articles_with_text WHERE id = ?", article_id)
    if not found:
        return None
    (article,) = found
    return {
        "article": article,
        "paragraphs": paragraphs(article["body_text"]),
        "authors": await _rows(
            db, "SELECT name, url FROM authors WHERE article_id = ? ORDER BY position", article_id
        ),
        "tags": names(article["tags"]),
        "revisions": await _rows(
            db, "SELECT * FROM revisions WHERE article_id = ? ORDER BY revision DESC", article_id
        ),
        "captures": await _rows(
            db, "SELECT * FROM captures WHERE id = ? ORDER BY captured_at DESC", article_id
        ),
        "removals": await _rows(
            db, "SELECT * FROM removals WHERE id = ? ORDER BY key DESC", article_id
        ),
    }


async def front(db: Database) -> dict[str, Any]:
    """Return what the first page shows: the newest articles and lines, and rows of each table."""
    counts = await db.table_counts()
    return {
        "counts": {name: counts[name] for name in _COUNTED if counts[name] is not None},
        "articles": await _rows(db, "SELECT * FROM articles ORDER BY newest DESC LIMIT 10"),
        "lines": await _rows(
            db, "SELECT * FROM breaking WHERE is_newest ORDER BY key DESC LIMIT 10"
        ),
    }


async def _rows(db: Database, sql: str, *values: str) -> list[Mapping[str, Any]]:
    found = await db.execute(f"{sql} LIMIT {_MOST}" if "LIMIT" not in sql else sql, values)
    return [dict(row) for row in found.rows]


def paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a body."""
    return [one for one in (text or "").split("\n\n") if one.strip()]


def names(array: object) -> list[str]:
    """Return the texts of a JSON array, as the tables hold lists; nothing for anything else."""
    try:
        values = json.loads(array) if isinstance(array, str) else []
    except (ValueError, RecursionError):
        return []
    return [one for one in values if isinstance(one, str)] if isinstance(values, list) else []
