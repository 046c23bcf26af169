"""The states of each article that the ledger knows, by the moment when its page was fetched.

A state is one fetch of the page: *told* where a line of that fetch is in the feeds (a revision or
a capture), else it showed the content of a line that is told already. ``new_or_known.decide`` and
``captures.py`` ask for the neighbours of a page in time; every fetch that was believed is entered.

States in a row with the same content are a *run*, and a run has one told state at least, so that
revisions and captures in order of time tell the article's whole story: see `untold`. The table is
``states``; a rebuilt ledger has the told ones, and of the others those that the old ledger had.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from mayadeen_crawler import content_hash
from mayadeen_crawler.items import CONTENT_FIELDS
from mayadeen_crawler.ledger.feed_files.batch import LinePlace


@dataclass(frozen=True, slots=True)
class State:
    """What an article's page showed at one moment."""

    at: str
    """When the page was fetched (RFC 3339, UTC)."""
    place: LinePlace
    """The line that has this content: of this fetch where it is told, else of another one."""
    is_told: bool
    hashes: Mapping[str, str]
    """Content field → its hash, and ``keywords`` likewise where they are known."""
    extractor_version: int
    modified_at: str | None
    """When the page said that it was modified, where a line of the articles' feed has that."""
    source: str = "live"
    capture_url: str | None = None
    """Where this very fetch is from, as records say it."""

    @property
    def content(self) -> tuple[str | None, ...]:
        """Equal for states with the same content."""
        return tuple(self.hashes.get(name) for name in CONTENT_FIELDS)


class Neighbours(NamedTuple):
    """The states around a moment."""

    before: State | None
    same: State | None
    """The state at that very moment."""
    after: State | None


def around(states: Sequence[State], at: str) -> Neighbours:
    """Return the neighbours of the moment *at* among *states*, which are in order of time."""
    before = [one for one in states if one.at < at]
    after = [one for one in states if one.at > at]
    same = [one for one in states if one.at == at]
    return Neighbours(
        before[-1] if before else None, same[0] if same else None, after[0] if after else None
    )


def with_state(states: Iterable[State], new: State) -> list[State]:
    """Return *states* and *new*, in order of time; *new* replaces one of its moment."""
    others = [one for one in states if one.at != new.at]
    return sorted([*others, new], key=lambda one: one.at)


def untold(states: Iterable[State]) -> list[State]:
    """Return the first state of each run of *states* (in order of time) that has no told one.

    A state that is found between two fetches with one content parts their run: then the part
    without a line needs one.
    """
    runs = [list(run) for _, run in groupby(states, key=lambda one: one.content)]
    return [run[0] for run in runs if not any(one.is_told for one in run)]


def of_article(db: sqlite3.Connection, article_id: str) -> list[State]:
    """Return the states of an article in order of time."""
    rows = db.execute("SELECT * FROM states WHERE article_id = ? ORDER BY at", (article_id,))
    found = rows.fetchall()
    told = {_place(row): row for row in found if row["field_hashes"] is not None}
    hashes = {place: json.loads(row["field_hashes"]) for place, row in told.items()}
    return [
        State(
            row["at"], place, row["field_hashes"] is not None, hashes[place],
            told[place]["extractor_version"], told[place]["modified_at"],
            row["source"], row["capture_url"],
        )
        for row in found
        if (place := _place(row)) in told
    ]  # fmt: skip


def tell(
    db: sqlite3.Connection, record: Mapping[str, Any], at: str, place: LinePlace,
    hashes: Mapping[str, str],
) -> None:  # fmt: skip
    """Enter the state that the line of *record* at *place* tells; *at*: when it was fetched.

    *record*: an article or a capture. *hashes*: of its content fields.
    """
    _enter(
        db, record, at, place,
        {
            "hashes": json.dumps(hashes),
            "version": record["extractor_version"],
            "modified": record.get("modified_at"),
        },
    )  # fmt: skip


def tell_revision(
    db: sqlite3.Connection, record: Mapping[str, Any], place: LinePlace, before: LinePlace | None
) -> None:
    """Enter the state that the line of an article at *place* tells.

    *before*: the line of the revision before it. One that was only read by another extractor
    stands for the states of that line from now on; any other one for those after its own fetch,
    whose visits did not tell the two apart.
    """
    if before is not None:
        db.execute(
            "UPDATE states SET file = :file, offset = :offset, length = :length, "
            "field_hashes = NULL, extractor_version = NULL, modified_at = NULL "
            "WHERE article_id = :id AND file = :old_file AND offset = :old_offset "
            "AND (:again OR (at > :at AND field_hashes IS NULL))",
            {
                "file": place.file, "offset": place.offset, "length": place.length,
                "id": record["id"], "old_file": before.file, "old_offset": before.offset,
                "again": record["revision_cause"] == "reextracted", "at": record["retrieved_at"],
            },
        )  # fmt: skip
    tell(db, record, record["retrieved_at"], place, content_hash.ledger_hashes(record))


def note(db: sqlite3.Connection, record: Mapping[str, Any], place: LinePlace) -> None:
    """Enter that the page of *record*, which is not written, showed the content of a line."""
    _enter(db, record, record["retrieved_at"], place, None)


def _enter(
    db: sqlite3.Connection, record: Mapping[str, Any], at: str, place: LinePlace,
    told: Mapping[str, Any] | None,
) -> None:  # fmt: skip
    nothing = dict.fromkeys(("hashes", "version", "modified"))
    db.execute(
        f"INSERT OR {'IGNORE' if told is None else 'REPLACE'} INTO states "  # noqa: S608 - ours
        "(article_id, at, file, offset, length, source, capture_url, field_hashes, "
        "extractor_version, modified_at) VALUES (:id, :at, :file, :offset, :length, "
        ":source, :capture_url, :hashes, :version, :modified)",
        {
            "id": record["id"], "at": at, "file": place.file, "offset": place.offset,
            "length": place.length, "source": record.get("source", "live"),
            "capture_url": record.get("capture_url"), **(told or nothing),
        },
    )  # fmt: skip


def _place(row: sqlite3.Row) -> LinePlace:
    return LinePlace(row["file"], row["offset"], row["length"])
