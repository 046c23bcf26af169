"""Content hashes of known articles: ``pipelines/dedupe.py`` asks before it troubles the writer."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from mayadeen_crawler.ledger.frontier.revisit_policy import Policy, is_watched


class KnownContent(NamedTuple):
    """The newest record of an article."""

    id: str
    post_id: str | None
    content_hash: str
    extractor_version: int


def unwatched_content(
    reader: sqlite3.Connection, url: str | None, policy: Policy, now: datetime
) -> KnownContent | None:
    """Return the content of the article at *url* (canonical), where a visit of it decides nothing.

    None where *url* leads to no known article, or where the ledger has to decide what the visit
    changes: the address is due, or the article is still revisited or missing at *now*.
    """
    row = reader.execute(
        "SELECT articles.* FROM addresses "
        "JOIN articles ON articles.id = article_id WHERE addresses.url = ? AND due = 0",
        (url,),
    ).fetchone()
    if row is None or is_watched(row, policy, now):
        return None
    return KnownContent(row["id"], row["post_id"], row["content_hash"], row["extractor_version"])
