"""Known articles that went, and that came back. Runs inside the write transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from mayadeen_crawler import clock
from mayadeen_crawler.items import Removal, as_record
from mayadeen_crawler.ledger.feed_files.batch import Batch

Verdict = Literal["unknown", "suspected", "still_missing", "removed"]

#: An article that is at home at an address: it leads to it, and is its newest one.
AT_HOME = (
    "SELECT articles.* FROM addresses JOIN articles ON articles.id = article_id "
    "WHERE addresses.url = ? AND state = 'article' "
    "AND coalesce(canonical_url, addresses.url) = addresses.url"
)


@dataclass(frozen=True, slots=True)
class MissingPage:
    """A look that found an article's page missing: 404 or 410."""

    url: str
    """Canonical."""
    status: int
    observed_at: str
    """RFC 3339 in UTC."""
    run_id: str
    confirm: timedelta
    """How long after the first such look another one settles it."""


def missing(look: MissingPage, db: sqlite3.Connection, batch: Batch) -> Verdict:
    """Enter *look*: the first is a suspicion, a second one a ``removed`` record.

    ``still_missing`` says nothing new: it is known to be removed, the first look is
    too near, or a newer one was taken since. ``unknown``: no known article is at
    home there.
    """
    row = db.execute(AT_HOME, (look.url,)).fetchone()
    if row is None:
        return "unknown"
    if is_stale(row["visited_at"], look.observed_at):
        return "still_missing"
    db.execute("UPDATE addresses SET due = 0 WHERE url = ?", (look.url,))
    visited(db, row["id"], look.observed_at)
    if row["presence"] == "present":
        db.execute(
            "UPDATE articles SET presence = 'missing', missing_since = ? WHERE id = ?",
            (look.observed_at, row["id"]),
        )
        return "suspected"
    if row["presence"] == "returned":
        # Told to be back by a process that died before it compared the content:
        # that it went once more is another story, told from its beginning.
        _be(db, row["id"], "missing", since=look.observed_at)
        return "suspected"
    if row["presence"] != "missing" or not _is_confirmed(row, look):
        return "still_missing"
    _tell(batch, row["id"], "removed", row["url"], look.status, look.observed_at, look.run_id)
    _be(db, row["id"], "removed")
    return "removed"


def answered(
    db: sqlite3.Connection, batch: Batch, row: sqlite3.Row, url: str, *, at: str, run_id: str
) -> bool:
    """Note that the page of the article *row* is there, at *url*; return whether that is told."""
    if row["presence"] == "present":
        return False
    back: bool = row["presence"] == "removed"
    if back:
        _tell(batch, row["id"], "returned", url, 200, at, run_id)
    _be(db, row["id"], "present")
    return back


def disappointed(db: sqlite3.Connection, url: str, at: str) -> None:
    """Note a look at *url* (canonical) that found a page, if not the article: no removal."""
    row = db.execute(AT_HOME, (url,)).fetchone()
    if row is None:
        return
    visited(db, row["id"], at)
    unsuspected(db, row["id"])


def unsuspected(db: sqlite3.Connection, article_id: str) -> None:
    """End the mere suspicion that an article was removed."""
    db.execute(
        "UPDATE articles SET presence = 'present', missing_since = NULL "
        "WHERE id = ? AND presence = 'missing'",
        (article_id,),
    )


def was_there(db: sqlite3.Connection, article_id: str, at: str) -> None:
    """Enter what a line about the page at the time *at* says, whoever left it.

    The page was there after it was missed; what changed until it returned was told.
    """
    db.execute(
        "UPDATE articles SET presence = 'present', missing_since = NULL WHERE id = ? "
        "AND (presence = 'returned' OR (presence = 'missing' AND missing_since <= ?))",
        (article_id, at),
    )


def is_stale(last: str | None, at: str) -> bool:
    """Whether a look taken at the time *at* is older than the *last* one.

    A last one in the future is that of a clock that was set back since.
    """
    return last is not None and at < last <= clock.stamp()


def was_looked_at_since(db: sqlite3.Connection, article_id: str, at: str) -> bool:
    """Whether the article was looked at after the time *at*."""
    row = db.execute("SELECT visited_at FROM articles WHERE id = ?", (article_id,)).fetchone()
    return row is not None and is_stale(row["visited_at"], at)


def visited(db: sqlite3.Connection, article_id: str, at: str) -> None:
    """Note a visit at the time *at*; the last one never goes back."""
    db.execute(
        "UPDATE articles SET visited_at = max(coalesce(visited_at, ''), ?) WHERE id = ?",
        (at, article_id),
    )


def enter(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    """Enter a removal or return as it stands in the feed: the ledger did not know it."""
    row = db.execute("SELECT * FROM articles WHERE id = ?", (record["id"],)).fetchone()
    if record["event"] not in ("removed", "returned"):
        raise ValueError(record["event"])
    if row is None:
        return  # its lines were moved away
    if record["event"] == "removed":
        visited(db, row["id"], record["observed_at"])
        _be(db, row["id"], "removed")
    else:
        # The line of what changed meanwhile, if any, is written after this one.
        compared = (row["visited_at"] or "") >= record["observed_at"]
        _be(db, row["id"], "present" if compared else "returned")


def _is_confirmed(row: sqlite3.Row, look: MissingPage) -> bool:
    since = datetime.fromisoformat(str(row["missing_since"]))
    return datetime.fromisoformat(look.observed_at) - since >= look.confirm


def _be(db: sqlite3.Connection, article_id: str, presence: str, since: str | None = None) -> None:
    db.execute(
        "UPDATE articles SET presence = ?, missing_since = ? WHERE id = ?",
        (presence, since, article_id),
    )


def _tell(
    batch: Batch, article_id: str, event: str, url: str, status: int, at: str, run_id: str
) -> None:
    told = Removal(
        event=event, id=article_id, url=url, status=status, observed_at=at, run_id=run_id
    )
    batch.add("removals", as_record(told))
