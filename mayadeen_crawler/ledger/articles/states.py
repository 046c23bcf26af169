"""The states of each article that the ledger knows, by the moment when its page was fetched.

A state is one fetch of the page: *told* where a line of that fetch is in the feeds (a revision or
a capture), else it showed the content of a fetch that is told. ``new_or_known.decide`` and
``captures.py`` ask for the neighbours of a page in time; every fetch that was believed is entered,
but of those in a row that ``pipelines/dedupe.py`` drops the last only (`note_again`).

States in a row with the same content are a *run*, and a run has one told state at least, so that
revisions and captures in order of time tell the article's whole story. The table is ``states``; a
rebuilt ledger has the told ones, and of the others those that the old ledger had.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mayadeen_crawler import content_hash
from mayadeen_crawler.ledger.feed_files.batch import LinePlace

_STATES = """
    SELECT one.at, one.told_at, one.source, one.capture_url, line.file, line.offset, line.length,
        line.content, line.field_hashes, line.extractor_version, line.modified_at
    FROM states AS one JOIN states AS line
        ON line.article_id = one.article_id AND line.at = one.told_at
    WHERE one.article_id = :id
"""
#: Before and after every moment, as text.
_NEVER, _EVER = "", "~"


@dataclass(frozen=True, slots=True)
class State:
    """What an article's page showed at one moment."""

    at: str
    """When the page was fetched (RFC 3339, UTC)."""
    told_at: str
    """The fetch whose line has this content: ``at`` itself where it is told."""
    place: LinePlace
    """That line."""
    content: str
    """Equal for states with the same content."""
    hashes: Mapping[str, str]
    """What the ledger keeps of its content, see `content_hash.ledger_hashes`."""
    extractor_version: int
    modified_at: str | None
    """When the page said that it was modified, where a line of the articles' feed has that."""
    source: str
    capture_url: str | None
    """Where this very fetch is from, as records say it."""


class Neighbours(NamedTuple):
    """The states around a moment."""

    before: State | None
    same: State | None
    """The state at that very moment."""
    after: State | None


def around(db: sqlite3.Connection, article_id: str, at: str) -> Neighbours:
    """Return the neighbours of the moment *at* among an article's states."""
    return Neighbours(
        _first(db, "AND one.at < :at ORDER BY one.at DESC", article_id, at),
        _first(db, "AND one.at = :at", article_id, at),
        _first(db, "AND one.at > :at ORDER BY one.at", article_id, at),
    )


def is_told(
    db: sqlite3.Connection, article_id: str, content: str, modified_at: str | None = None
) -> bool:
    """Whether a line has this *content*, and its page said that it was *modified_at*, if given."""
    told = (
        "SELECT 1 FROM states WHERE article_id = ?1 AND content = ?2 "
        "AND (?3 IS NULL OR modified_at = ?3)"
    )
    return db.execute(told, (article_id, content, modified_at)).fetchone() is not None


def parted(db: sqlite3.Connection, article_id: str, at: str) -> State | None:
    """Return the state that needs a line if another content is found at the moment *at*.

    That content parts a run of states, of which one part has no line: the first state of it.
    """
    before, _, after = around(db, article_id, at)
    if before is None or after is None or before.content != after.content:
        return None
    other = "AND line.content != :content AND one.at"
    begin = _first(db, f"{other} < :at ORDER BY one.at DESC", article_id, at, before.content)
    end = _first(db, f"{other} > :at ORDER BY one.at", article_id, at, before.content)
    first, last = begin.at if begin else _NEVER, end.at if end else _EVER
    for limits in ((first, at), (at, last)):
        told_first = "AND one.at > :from AND one.at < :to ORDER BY one.told_at != one.at, one.at"
        state = _first(db, told_first, article_id, at, before.content, *limits)
        if state and state.told_at != state.at:
            return state
    return None


def tell(
    db: sqlite3.Connection, record: Mapping[str, Any], at: str, place: LinePlace,
    hashes: Mapping[str, str],
) -> None:  # fmt: skip
    """Enter the state that the line of *record* at *place* tells; *at*: when it was fetched.

    *record*: an article or a capture. *hashes*: of its content fields.
    """
    db.execute(
        "INSERT OR REPLACE INTO states (article_id, at, told_at, source, capture_url, content, "
        "file, offset, length, field_hashes, extractor_version, modified_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record["id"], at, at, record.get("source", "live"), record.get("capture_url"),
            content_hash.joined(hashes), place.file, place.offset, place.length,
            json.dumps(hashes), record["extractor_version"], record.get("modified_at"),
        ),
    )  # fmt: skip


def tell_revision(
    db: sqlite3.Connection, record: Mapping[str, Any], place: LinePlace, before: str | None,
    hashes: Mapping[str, str],
) -> None:  # fmt: skip
    """Enter the state that the line of an article at *place* tells; *hashes*: see `tell`.

    *before*: the fetch of the revision before it. One that was only read by another extractor
    stands for the states of that revision from now on; any other one for those after its own
    fetch, whose visits did not tell the two apart.
    """
    at = record["retrieved_at"]
    if before is not None and before != at:
        db.execute(
            "UPDATE states SET told_at = :at, content = NULL, file = NULL, offset = NULL, "
            "length = NULL, field_hashes = NULL, extractor_version = NULL, modified_at = NULL "
            "WHERE article_id = :id AND told_at = :before "
            "AND (:again OR (at > :at AND at != told_at))",
            {
                "at": at, "id": record["id"], "before": before,
                "again": record["revision_cause"] == "reextracted",
            },
        )  # fmt: skip
    tell(db, record, at, place, hashes)


def note(db: sqlite3.Connection, record: Mapping[str, Any], told_at: str) -> bool:
    """Enter a page that is not written, because it showed the content of the fetch at *told_at*.

    Returns whether that content is new beside its neighbours in time, so that it is to be told.
    """
    values = (
        record["id"], record["retrieved_at"], told_at, record["source"], record["capture_url"],
    )  # fmt: skip
    db.execute(
        "INSERT OR IGNORE INTO states (article_id, at, told_at, source, capture_url) "
        "VALUES (?, ?, ?, ?, ?)",
        values,
    )
    before, same, after = around(db, record["id"], record["retrieved_at"])
    if same is None or same.told_at == same.at:
        return False
    return all(one is None or one.content != same.content for one in (before, after))


def note_again(db: sqlite3.Connection, article_id: str, at: str, content: str) -> None:
    """Enter that the last state's *content* was there still at the moment *at*, on the site.

    For visits that are not compared in detail, of which there is no end: only the last of them in
    a row is kept.
    """
    last = _first(db, "ORDER BY one.at DESC", article_id, at)
    if last is None or last.content != content or last.at >= at:
        return
    if last.at != last.told_at and last.source == "live":
        db.execute(
            "UPDATE states SET at = ? WHERE article_id = ? AND at = ?", (at, article_id, last.at)
        )
    else:
        db.execute(
            "INSERT INTO states (article_id, at, told_at, source) VALUES (?, ?, ?, 'live')",
            (article_id, at, last.told_at),
        )


def _first(
    db: sqlite3.Connection,
    where: str,
    article_id: str,
    at: str,
    content: str = "",
    begin: str = "",
    end: str = "",
) -> State | None:
    values = {"id": article_id, "at": at, "content": content, "from": begin, "to": end}
    row = db.execute(f"{_STATES} {where} LIMIT 1", values).fetchone()
    return None if row is None else _state(row)


def _state(row: sqlite3.Row) -> State:
    return State(
        row["at"], row["told_at"], LinePlace(row["file"], row["offset"], row["length"]),
        row["content"], json.loads(row["field_hashes"]), row["extractor_version"],
        row["modified_at"], row["source"], row["capture_url"],
    )  # fmt: skip
