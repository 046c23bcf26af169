"""The keywords that the site adds to every article of a coverage, learned from its records.

The metadata of an article lists its own tags and its coverage's keywords as one. Most pages show
the tags; where one shows none, `tags_without` leaves out what its coverages add.
``new_or_known.py`` calls `learn` for the first record of each article that is entered.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Any

from mayadeen_crawler.content_hash import listed_keywords

#: Records of a coverage from which what all of them list is the coverage's.
LEAST_RECORDS = 5


def learn(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    """Enter which keywords of *record* can be those of its coverages: what all records list.

    A tag that its page shows is the article's own, unless the metadata lists it once more.
    """
    listed = Counter(listed_keywords(record))
    if not listed or not record["coverage"]:
        return
    shown = record["tags"] if record["provenance"].get("tags") == "visible" else []
    added = set(listed - Counter(set(shown)))
    for coverage in record["coverage"]:
        key = (record["edition"], coverage)
        known = _row(db, *key)
        count, before = known or (0, added)
        after = before & added
        if known is None or count < LEAST_RECORDS or after != before:
            db.execute(
                "INSERT OR REPLACE INTO coverage_keywords (edition, coverage, records, keywords) "
                "VALUES (?, ?, ?, ?)",
                (*key, count + 1, json.dumps(sorted(after), ensure_ascii=False)),
            )


def tags_without(db: sqlite3.Connection, record: Mapping[str, Any]) -> list[str] | None:
    """Return the keywords of *record* without those of its coverages, each once.

    Each coverage adds its keywords once: one that is listed more often is the article's own, too.
    None where it has no coverage, or where too few records of one are known.
    """
    added = Counter[str]()
    for coverage in record["coverage"]:
        count, words = _row(db, record["edition"], coverage) or (0, set())
        if count < LEAST_RECORDS:
            return None
        added.update(words)
    if not record["coverage"]:
        return None
    own = []
    for word in listed_keywords(record):
        if added[word]:
            added[word] -= 1
        else:
            own.append(word)
    return list(dict.fromkeys(own))


def _row(db: sqlite3.Connection, edition: str, coverage: str) -> tuple[int, set[str]] | None:
    row = db.execute(
        "SELECT records, keywords FROM coverage_keywords WHERE edition = ? AND coverage = ?",
        (edition, coverage),
    ).fetchone()
    return (int(row[0]), set(json.loads(row[1]))) if row else None
