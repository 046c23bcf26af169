"""Whether each article's last page had its end, and what a page since has lost.

A page that ends early, or lost much of its text at once, is more often a failing page than an
edit, and only the visits before it tell. ``new_or_known.decide`` asks `had_end` and
`is_confirmed` inside the write transaction, and ``store.py`` notes what each visit found. The
table is ``believed_pages``; a rebuilt ledger begins without it.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

#: Words of a body from which on the loss of most of them is more likely a failing page.
LONG_ENOUGH = 30
#: Share of the words that a page keeps which did not shrink.
MIN_LEFT = 0.5


def had_end(db: sqlite3.Connection, article_id: str) -> bool:
    """Whether the last page that was believed to be the article ended with ``</html>``."""
    row = _row(db, article_id)
    return row is not None and bool(row["ended"])


def is_confirmed(
    db: sqlite3.Connection, article_id: str, content_hash: str, at: str, after: timedelta
) -> bool:
    """Whether a visit at least *after* before *at* (RFC 3339) read this content, too."""
    row = _row(db, article_id)
    if row is None or row["shrunk_hash"] != content_hash:
        return False
    since = datetime.fromisoformat(row["shrunk_at"])
    return datetime.fromisoformat(at) - since >= after


def is_smaller(words_before: int, words_now: int) -> bool:
    """Whether a body lost so many of its words that its page is more likely a failing one."""
    return words_before >= LONG_ENOUGH and words_now < MIN_LEFT * words_before


def believe(db: sqlite3.Connection, article_id: str, *, ended: bool | None) -> None:
    """Note a page that was believed, and whether it had an end; forget what seemed to shrink."""
    row = _row(db, article_id)
    known = row is not None and row["shrunk_hash"] is None and row["ended"] == ended
    if ended is None or known:
        return
    db.execute(
        "INSERT INTO believed_pages (article_id, ended) VALUES (?, ?) ON CONFLICT (article_id) "
        "DO UPDATE SET ended = excluded.ended, shrunk_hash = NULL, shrunk_at = NULL",
        (article_id, ended),
    )


def doubt(db: sqlite3.Connection, article_id: str, content_hash: str, at: str) -> None:
    """Note a content that lost much, first seen at *at*: the same, seen later, is an edit."""
    db.execute(
        "INSERT INTO believed_pages (article_id, ended, shrunk_hash, shrunk_at) "
        "VALUES (?, 0, ?, ?) ON CONFLICT (article_id) DO UPDATE SET "
        "shrunk_at = iif(shrunk_hash IS excluded.shrunk_hash, shrunk_at, excluded.shrunk_at), "
        "shrunk_hash = excluded.shrunk_hash",
        (article_id, content_hash, at),
    )


def _row(db: sqlite3.Connection, article_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT ended, shrunk_hash, shrunk_at FROM believed_pages WHERE article_id = ?",
        (article_id,),
    ).fetchone()
    return row
