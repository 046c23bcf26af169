"""How deep each listing was read by its last completed run: may paging stop at known cards?

A spider calls `begin` before the first page and `complete` after the last. Between the two the
listing counts as not completed, so that a run that dies there costs the next one a full reading.
Paging may stop at a page of known cards only if the last completed run read at least as deep
(`Depth.covers`), and if this listing showed a completed run the same cards: otherwise unknown
articles may be below them. Cards may be known by another list, which says nothing of this one.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from mayadeen_crawler.urls.canonical import without_loose_query

#: Cards that are kept of a listing, the newest first: more than any page of it has.
KEPT_CARDS = 1000


@dataclass(frozen=True, slots=True)
class Depth:
    """How deep a run reads a listing."""

    max_pages: int
    """Number of pages; 0 means all of them, -3 three whose next page was named, but not there."""
    since: str | None = None
    until: str | None = None
    """The run's period (RFC 3339, UTC), if any: articles outside it were passed over."""

    def covers(self, other: Depth) -> bool:
        """Whether reading to this depth brings everything that reading to depth *other* brings."""
        pages = self.max_pages == 0 or 0 < abs(other.max_pages) <= abs(self.max_pages)
        since = self.since is None or (other.since is not None and other.since >= self.since)
        until = self.until is None or (other.until is not None and other.until <= self.until)
        return pages and since and until


@dataclass(frozen=True, slots=True)
class LastReading:
    """What earlier runs read of a listing."""

    depth: Depth | None
    """How deep the last one read; None if it did not complete the listing."""
    cards: frozenset[str]
    """What the listing showed to completed runs, as `digest` tells them."""

    def goes_on_from(self, cards: Iterable[str], wanted: Depth) -> bool:
        """Whether it read on below a page of *cards* (canonical URLs), to the *wanted* depth."""
        is_covered = self.depth is not None and self.depth.covers(wanted)
        return is_covered and self.cards.issuperset(map(digest, cards))

    def is_met_by(self, cards: Iterable[str]) -> bool:
        """Whether one of *cards* (canonical URLs) is of it: then none stands unseen between."""
        return not self.cards or not self.cards.isdisjoint(map(digest, cards))


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the site, such as ``en``, ``section``, ``politics``."""

    edition: str
    list: str
    name: str

    @property
    def origin(self) -> str:
        """The mark of addresses found on it: ``section:politics``."""
        return f"{self.list}:{self.name}"

    @property
    def key(self) -> tuple[str, str, str]:
        """Its primary key in the ledger."""
        return (self.edition, self.list, self.name)


_WHERE = "WHERE edition = ? AND list = ? AND name = ?"


def begin(db: sqlite3.Connection, listing: Listing, taker: str) -> LastReading | None:
    """Record that the process *taker* pages through *listing*; return what was read before.

    None if there was no run.
    """
    row = db.execute(f"SELECT * FROM listings {_WHERE}", listing.key).fetchone()  # noqa: S608
    db.execute(
        "INSERT INTO listings (edition, list, name, completed, max_pages, since, taken_by) "
        "VALUES (?, ?, ?, 0, 0, NULL, ?) ON CONFLICT DO UPDATE SET "
        "completed = 0, taken_by = excluded.taken_by",
        (*listing.key, taker),
    )
    if row is None:
        return None
    depth = Depth(row["max_pages"], row["since"], row["until"]) if row["completed"] else None
    return LastReading(depth, frozenset(_cards(row)))


def complete(
    db: sqlite3.Connection, listing: Listing, depth: Depth, taker: str, cards: Iterable[str] = ()
) -> bool:
    """Record that *listing* was read to *depth*, unless another process began it since.

    That process may have entered cards that this one then took for known ones, and have died before
    it read what is below them. *cards*: the canonical URLs that were shown, from the top; those
    shown to earlier runs are kept below them. Returns whether it was recorded.
    """
    row = db.execute(f"SELECT cards FROM listings {_WHERE}", listing.key).fetchone()  # noqa: S608
    shown = dict.fromkeys(map(digest, cards))
    kept = list(shown | dict.fromkeys(_cards(row) if row else ()))[:KEPT_CARDS]
    done = db.execute(
        "UPDATE listings SET completed = 1, max_pages = ?, since = ?, until = ?, cards = ? "  # noqa: S608
        f"{_WHERE} AND taken_by = ?",
        (depth.max_pages, depth.since, depth.until, json.dumps(kept), *listing.key, taker),
    )
    return done.rowcount > 0


def digest(card: str) -> str:
    """Return what is kept of a card: an Arabic address takes twenty times as much."""
    address = without_loose_query(card)
    return hashlib.blake2b(address.encode(errors="replace"), digest_size=8).hexdigest()


def _cards(row: sqlite3.Row) -> list[str]:
    found: list[str] = json.loads(row["cards"] or "[]")
    return found
