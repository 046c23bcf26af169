"""Whether the pages of known articles are missing, and the removal and return records.

Runs inside the write transaction. ``articles.presence`` is one of

- ``present``: the last visit found the article.
- ``missing``: a visit got 404 or 410 (at ``missing_since``). A suspicion: nothing is written.
- ``removed``: a second visit, REMOVAL_CONFIRM seconds later or more, got it again. A ``removed``
  record is written.
- ``returned``: the page answered again and the ``returned`` record is in the feed, but the process
  died before it compared the content. The next visit that finds it makes it ``present``.

`missing` is called with each 404 or 410 of an article page, `answered` with each article page that
is there, and `found_another_page` with a page that is there but is not the article.
"""

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

#: The article whose own page an address is: the address leads to it and is its newest one. An
#: old address of a moved article may vanish without a removal.
OWN_PAGE = (
    "SELECT articles.* FROM addresses JOIN articles ON articles.id = article_id "
    "WHERE addresses.url = ? AND state = 'article' "
    "AND coalesce(canonical_url, addresses.url) = addresses.url"
)


@dataclass(frozen=True, slots=True)
class MissingPage:
    """A visit of an article page that answered 404 or 410."""

    url: str
    """Canonical."""
    status: int
    observed_at: str
    """RFC 3339 in UTC."""
    run_id: str
    confirm: timedelta
    """How long after the first such visit another one confirms the removal."""


def missing(look: MissingPage, db: sqlite3.Connection, batch: Batch) -> Verdict:
    """Record *look*; write a ``removed`` record if it confirms an earlier one.

    Returns ``suspected`` for the first such visit, ``removed`` for one that confirms it, and
    ``still_missing`` where nothing changes: the removal is known, the first visit is too recent,
    or the page was visited after *look*. ``unknown``: the URL is no known article's own page.
    """
    row = db.execute(OWN_PAGE, (look.url,)).fetchone()
    if row is None:
        return "unknown"
    if is_stale(row["visited_at"], look.observed_at):
        return "still_missing"
    db.execute(
        "UPDATE addresses SET due = 0, attempts = 0, failed_at = NULL WHERE url = ?", (look.url,)
    )
    note_visit(db, row["id"], look.observed_at)
    if row["presence"] == "present":
        db.execute(
            "UPDATE articles SET presence = 'missing', missing_since = ? WHERE id = ?",
            (look.observed_at, row["id"]),
        )
        return "suspected"
    if row["presence"] == "returned" or (row["missing_since"] or "") > look.observed_at:
        # A dead process wrote the return, or the clock was ahead at the first visit. That the page
        # is missing now is a new suspicion, which has to be confirmed by a second visit.
        _set_presence(db, row["id"], "missing", since=look.observed_at)
        return "suspected"
    if row["presence"] != "missing" or not _is_confirmed(row, look):
        return "still_missing"
    _write(batch, row["id"], "removed", row["url"], look.status, look.observed_at, look.run_id)
    _set_presence(db, row["id"], "removed")
    return "removed"


def answered(
    db: sqlite3.Connection, batch: Batch, row: sqlite3.Row, url: str, *, at: str, run_id: str
) -> bool:
    """Record that the page of the article *row* is there, at *url*.

    Writes a ``returned`` record where the article was removed, and returns whether it did.
    """
    if row["presence"] == "present":
        return False
    back: bool = row["presence"] == "removed"
    if back:
        _write(batch, row["id"], "returned", url, 200, at, run_id)
    _set_presence(db, row["id"], "present")
    return back


def found_another_page(db: sqlite3.Connection, url: str, at: str) -> None:
    """Record a visit of *url* (canonical) that got a page which is not the article.

    It is no removal, and ends the suspicion of one.
    """
    row = db.execute(OWN_PAGE, (url,)).fetchone()
    if row is None:
        return
    note_visit(db, row["id"], at)
    clear_suspicion(db, row["id"])


def clear_suspicion(db: sqlite3.Connection, article_id: str) -> None:
    """Make a ``missing`` article ``present`` again; a ``removed`` one stays so."""
    db.execute(
        "UPDATE articles SET presence = 'present', missing_since = NULL "
        "WHERE id = ? AND presence = 'missing'",
        (article_id,),
    )


def mark_present(db: sqlite3.Connection, article_id: str, at: str) -> None:
    """Mark the article as present, because a feed line proves that its page was there at *at*.

    Used when a record is entered, also one of a crashed run. A page that was found missing after
    *at* stays ``missing``, and a ``removed`` article stays so until its return is recorded.
    """
    db.execute(
        "UPDATE articles SET presence = 'present', missing_since = NULL WHERE id = ? "
        "AND (presence = 'returned' OR (presence = 'missing' AND missing_since <= ?))",
        (article_id, at),
    )


def is_stale(last: str | None, at: str) -> bool:
    """Whether a visit at *at* is older than the *last* one (RFC 3339, UTC).

    A *last* in the future is ignored: the clock was set back since.
    """
    return last is not None and at < last <= clock.stamp()


def was_visited_since(db: sqlite3.Connection, article_id: str, at: str) -> bool:
    """Whether the article was visited after *at*."""
    row = db.execute("SELECT visited_at FROM articles WHERE id = ?", (article_id,)).fetchone()
    return row is not None and is_stale(row["visited_at"], at)


def note_visit(db: sqlite3.Connection, article_id: str, at: str) -> None:
    """Record a visit at *at*; the time of the last visit never goes back."""
    db.execute(
        "UPDATE articles SET visited_at = max(coalesce(visited_at, ''), ?) WHERE id = ?",
        (at, article_id),
    )


def enter(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    """Enter a line of the removals feed that a dead process left, or that a rebuild reads.

    Raises ValueError for an unknown event.
    """
    row = db.execute("SELECT * FROM articles WHERE id = ?", (record["id"],)).fetchone()
    if record["event"] not in ("removed", "returned"):
        raise ValueError(record["event"])
    if row is None:
        return  # the feed files with its records were moved away
    if record["event"] == "removed":
        note_visit(db, row["id"], record["observed_at"])
        _set_presence(db, row["id"], "removed")
    else:
        # A revision with what changed meanwhile is appended after this line: was it compared?
        compared = (row["visited_at"] or "") >= record["observed_at"]
        _set_presence(db, row["id"], "present" if compared else "returned")


def _is_confirmed(row: sqlite3.Row, look: MissingPage) -> bool:
    since = datetime.fromisoformat(str(row["missing_since"]))
    return datetime.fromisoformat(look.observed_at) - since >= look.confirm


def _set_presence(
    db: sqlite3.Connection, article_id: str, presence: str, since: str | None = None
) -> None:
    db.execute(
        "UPDATE articles SET presence = ?, missing_since = ? WHERE id = ?",
        (presence, since, article_id),
    )


def _write(
    batch: Batch, article_id: str, event: str, url: str, status: int, at: str, run_id: str
) -> None:
    removal = Removal(
        event=event, id=article_id, url=url, status=status, observed_at=at, run_id=run_id
    )
    batch.add("removals", as_record(removal))
