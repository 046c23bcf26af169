"""The breaking-news ticker: the lines on it at the last look, and the events that a new look gives.

The breaking spider takes a look (one poll of the page) and calls `LedgerWriter.observe`, which
runs `observe` inside a write transaction: compare the lines with those of the last look
(``ticker_diff.py``), write one record for each event, store the new lines.

A look lasts from the request to the answer. Of two looks that overlap nobody can tell which page
was newer, so the one that is committed second is ignored, like one older than the last look.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.items import Breaking, as_record
from mayadeen_crawler.ledger.feed_files.batch import Batch
from mayadeen_crawler.ledger.listings.page_readings import Copy
from mayadeen_crawler.ledger.ticker.ticker_diff import (
    Change,
    ShownLine,
    StandingLine,
    compare,
)

#: Seconds for which the most lines a ticker showed counts as its capacity; the site may change it.
CAPACITY_KEPT = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Look:
    """The lines of the ticker in one poll, and the time of the poll (Unix seconds)."""

    edition: str
    publisher: str
    run_id: str
    began: float
    """When the request was sent: the page is from this moment or later,"""
    ended: float
    """and from this moment, when the answer was complete, or earlier."""
    copy: Copy
    lines: tuple[ShownLine, ...] | None
    """The newest first, texts unique; None: the page had not changed since the last look (304)."""


@dataclass(frozen=True, slots=True)
class Observed:
    """The result of a look."""

    kind: Literal["changed", "unchanged", "stale"]
    """``stale``: not newer than the last look, and ignored."""
    items: tuple[Breaking, ...] = ()
    """The events that were written, in the order of the feed."""


def observe(look: Look, db: sqlite3.Connection, batch: Batch) -> Observed:
    """Compare *look* with the last one; add its events to *batch* and store its lines."""
    last = db.execute("SELECT * FROM tickers WHERE edition = ?", (look.edition,)).fetchone()
    if _is_stale(look, last):
        return Observed("stale")
    before = standing(db, look.edition)
    seen = [line.seen for line in before] if look.lines is None else look.lines
    changes = compare(before, seen, last["capacity"] if last else 0)
    records = [_record(change, look) for change in changes]
    _store_lines(
        db, look.edition, [_line(record) for record in records if record.event in _ON_PAGE]
    )
    _store_look(db, look, len(seen), last)
    items = tuple(record for record in records if record.event != "stands")
    for item in items:
        batch.add("breaking", as_record(item))
    return Observed("changed" if items else "unchanged", items)


def enter(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    """Enter a line of the breaking feed that a dead process left, or that a rebuild reads."""
    edition, position = record["edition"], int(record["position"])
    lines = standing(db, edition)
    place = next((i for i, line in enumerate(lines) if line.id == record["id"]), position - 1)
    still = [_line(Breaking(**record))] if record["event"] in _ON_PAGE else []
    lines = [line for line in lines if line.id != record["id"]]
    lines[place:place] = still
    _store_lines(db, edition, lines)
    # A record has whole seconds: the look ended within the next one, and before now.
    observed = datetime.fromisoformat(record["observed_at"]).timestamp()
    observed = max(observed, min(observed + 1, time.time()))
    db.execute(
        "INSERT INTO tickers (edition, observed, capacity, filled) VALUES (?1, ?2, ?3, ?2) "
        "ON CONFLICT (edition) DO UPDATE SET observed = max(observed, excluded.observed), "
        "capacity = max(capacity, excluded.capacity), url = NULL, etag = NULL, "
        "last_modified = NULL",
        (edition, observed, position),
    )


def last_copy(db: sqlite3.Connection, edition: str) -> Copy | None:
    """Return the copy of the page that the last look saw, or None."""
    row = db.execute("SELECT * FROM tickers WHERE edition = ?", (edition,)).fetchone()
    return Copy(row["url"], row["etag"], row["last_modified"]) if row and row["url"] else None


def standing(db: sqlite3.Connection, edition: str) -> list[StandingLine]:
    """Return the lines on the ticker at the last look, the newest first."""
    rows = db.execute("SELECT * FROM ticker_lines WHERE edition = ? ORDER BY place", (edition,))
    return [
        StandingLine(
            row["id"],
            ShownLine(row["text"], row["url"], row["attribution"], json.loads(row["provenance"])),
            row["position"],
            row["first_seen_at"],
            row["last_seen_at"],
        )
        for row in rows
    ]


#: Events after which a line is on the ticker.
_ON_PAGE = frozenset({"stands", "appeared", "edited"})


def _is_stale(look: Look, last: sqlite3.Row | None) -> bool:
    if last is None:
        return look.lines is None
    if look.lines is None and _copy_of(last) != look.copy:
        return True  # another run has seen a newer copy, so "unchanged" is about an older one
    # A last look in the future does not count: the clock was set back since.
    return bool(look.began < last["observed"] <= time.time() + 1)


def _copy_of(row: sqlite3.Row) -> Copy:
    return Copy(row["url"], row["etag"], row["last_modified"])


def _record(change: Change, look: Look) -> Breaking:
    now = rfc3339(datetime.fromtimestamp(look.ended, UTC))
    seen, before = change.now or _seen(change), change.before
    text = f"{seen.text}\n{look.ended:.6f}"
    number = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
    edited = before if change.event == "edited" else None
    return Breaking(
        id=before.id if before else f"{look.edition}:b{number}",
        event=change.event,
        edition=look.edition,
        publisher=look.publisher,
        text=seen.text,
        previous_text=edited.seen.text if edited else None,
        attribution=seen.attribution,
        url=seen.url,
        position=change.position,
        first_seen_at=before.first_seen_at if before else now,
        last_seen_at=now if change.now or not before else before.last_seen_at,
        observed_at=now,
        provenance=dict(seen.provenance),
        run_id=look.run_id,
    )


def _seen(change: Change) -> ShownLine:
    assert change.before
    return change.before.seen


def _line(item: Breaking) -> StandingLine:
    if not (item.id and item.text and item.position and item.first_seen_at and item.last_seen_at):
        raise ValueError("no breaking line")
    seen = ShownLine(item.text, item.url, item.attribution, item.provenance)
    return StandingLine(item.id, seen, item.position, item.first_seen_at, item.last_seen_at)


def _store_lines(db: sqlite3.Connection, edition: str, lines: Sequence[StandingLine]) -> None:
    """Store *lines*, the newest first, as those on the ticker."""
    db.execute("DELETE FROM ticker_lines WHERE edition = ?", (edition,))
    db.executemany(
        "INSERT INTO ticker_lines (id, edition, text, attribution, url, place, position, "
        "first_seen_at, last_seen_at, provenance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                line.id, edition, line.seen.text, line.seen.attribution, line.seen.url,
                place, line.position, line.first_seen_at, line.last_seen_at,
                json.dumps(dict(line.seen.provenance)),
            )
            for place, line in enumerate(lines, 1)
        ],
    )  # fmt: skip


def _store_look(db: sqlite3.Connection, look: Look, count: int, last: sqlite3.Row | None) -> None:
    """Store the look itself, and the most lines that a look showed lately."""
    capacity, filled = (last["capacity"], last["filled"]) if last else (0, look.ended)
    if count >= capacity or look.ended - filled > CAPACITY_KEPT:
        capacity, filled = count, look.ended
    db.execute(
        "INSERT OR REPLACE INTO tickers "
        "(edition, observed, capacity, filled, url, etag, last_modified) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (look.edition, look.ended, capacity, filled,
         look.copy.url, look.copy.etag, look.copy.last_modified),
    )  # fmt: skip
