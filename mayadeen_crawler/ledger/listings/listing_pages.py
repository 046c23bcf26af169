"""The pages of the site's lists as they were last seen: the source of the listings feed.

``crawling/listings/listing_observer.py`` calls `show` for every page of a list, inside a write
transaction.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from mayadeen_crawler.items import ListingPage, as_record
from mayadeen_crawler.ledger.articles.removals import is_stale
from mayadeen_crawler.ledger.feed_files.batch import Batch
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.urls.canonical import without_loose_query

_KEY = ("edition", "list", "name", "page")


def show(
    page: ListingPage, canonical: Mapping[str, str], db: sqlite3.Connection, batch: Batch
) -> bool:
    """Write *page* to the listings feed if it changed since it was last seen.

    Returns whether a line was written.

    Fills in the ids of known articles. *canonical*: each item's ``url`` → its canonical URL. A page
    observed before the last one is ignored.
    """
    record = as_record(page)
    row = db.execute(
        "SELECT hash, observed_at FROM shown "
        "WHERE edition = ? AND list = ? AND name = ? AND page = ?",
        [record[key] for key in _KEY],
    ).fetchone()
    if row and is_stale(row["observed_at"], record["observed_at"]):
        return False
    _note(db, record)
    if row and row["hash"] == _hash(record):
        return False
    for item in record["items"]:
        item["id"] = addresses.article_at(db, canonical.get(item["url"], item["url"]))
    batch.add("listings", record)
    return True


def enter(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    """Enter a line of the listings feed that a dead process left, or that a rebuild reads."""
    _note(db, record)


def last_looks(db: sqlite3.Connection, edition: str, kind: str, *, page: int) -> dict[str, str]:
    """Return, for each list of *kind* (``most_read``), its name → when *page* was last seen.

    The times are RFC 3339 in UTC, whether or not the page had changed.
    """
    rows = db.execute(
        "SELECT name, observed_at FROM shown WHERE edition = ? AND list = ? AND page = ?",
        (edition, kind, page),
    )
    return {str(name): str(observed_at) for name, observed_at in rows}


def _note(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    db.execute(
        "INSERT OR REPLACE INTO shown (edition, list, name, page, hash, observed_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [*(record[key] for key in _KEY), _hash(record), record["observed_at"]],
    )


def _hash(record: Mapping[str, Any]) -> str:
    """Return the hash of what a reader sees.

    Ids are left out: learning one is no change. So are queries, which some lists number anew.
    """
    seen = [
        [item["position"], without_loose_query(item["url"]), item["headline"], item["label"]]
        for item in record["items"]
    ]
    text = json.dumps(seen, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
