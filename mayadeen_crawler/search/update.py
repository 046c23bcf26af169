"""Brings the search index up to date with the feeds; reads only what is new in them.

``scrapy search`` calls `update` each time. One transaction a call: a command that is killed leaves
the index as it was, and of several at once the others wait and then find nothing new.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.feeds import DAY_FILES, committed_lengths, whole_lines
from mayadeen_crawler.search.words import facet, indexed

#: The feeds that are searched.
KINDS = ("articles", "breaking")
#: Records that are put into the index at a time, in the order of their keys: FTS5 writes what it
#: holds in memory whenever a key is smaller than the one before.
GROUP = 5_000
#: Bytes at the end of what was read of a file, by which one that was replaced is known.
ENDING = 64
#: Keys of one second of publication.
KEYS = 1 << 20
#: What stands in the facets of every record.
ALL = facet("all", "")

_LAST_REVISION = "SELECT max(key) FROM revisions WHERE key BETWEEN ? AND ?"
_LAST_LINE = "SELECT max(key) FROM breaking WHERE key BETWEEN ? AND ?"
#: Fields of records that are columns of the index's tables.
_REVISION_TEXTS = (
    "edition", "url", "section", "section_label", "headline", "summary", "body_text",
    "published_at", "published_date", "retrieved_at", "revision_cause",
)  # fmt: skip
_LINE_TEXTS = (
    "id", "event", "edition", "url", "text", "attribution", "first_seen_at", "observed_at",
)  # fmt: skip

Record = Mapping[str, Any]


class ReplacedFeedError(Exception):
    """A feed file is not the one that the index was made of."""


def update(db: sqlite3.Connection, folder: Path) -> int:
    """Enter what is new in the feeds of *folder*; return how many lines that was.

    Raises ReplacedFeedError: the index has to be made anew. Raises sqlite3.Error and OSError.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        entered = 0
        for file, length in _lengths(folder).items():
            path = folder / file
            start = _start(db, file, path)
            if length > start and path.is_file():
                entered += _enter_file(db, file, path, start, length)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    return entered


def _lengths(folder: Path) -> dict[str, int]:
    """Return feed file → bytes that hold whole records, the oldest day first."""
    try:
        with snapshot(folder) as ledger:
            return {f: n for kind in KINDS for f, n in committed_lengths(ledger, kind).items()}
    except LedgerError:  # feeds without a ledger: a copy, or one that is damaged
        return {
            f"{kind}/{path.name}": path.stat().st_size
            for kind in KINDS
            for path in sorted((folder / kind).glob(DAY_FILES))
        }


def _start(db: sqlite3.Connection, file: str, path: Path) -> int:
    """Return how many bytes of a file are in the index."""
    row = db.execute("SELECT length, ending FROM read_files WHERE file = ?", (file,)).fetchone()
    if row is None:
        return 0
    if path.is_file() and _ending(path, row["length"]) != row["ending"]:
        raise ReplacedFeedError(file)
    return int(row["length"])


def _ending(path: Path, length: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(0, length - ENDING))
        return stream.read(min(length, ENDING))


def _enter_file(db: sqlite3.Connection, file: str, path: Path, start: int, length: int) -> int:
    entered, end = 0, start
    group: list[Record] = []
    for offset, line in whole_lines(path, start):
        if offset + len(line) > length:
            break
        end = offset + len(line)
        if (record := _record(line)) is not None:
            group.append(record)
            entered += 1
        if len(group) == GROUP:
            _enter(db, group)
            group = []
    _enter(db, group)
    db.execute("REPLACE INTO read_files VALUES (?, ?, ?)", (file, end, _ending(path, end)))
    return entered


def _record(line: bytes) -> Record | None:
    """Return the record of a line; None for what is none: anybody could have written the file."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and isinstance(record.get("id"), str) else None


def _enter(db: sqlite3.Connection, group: list[Record]) -> None:
    rows = []
    for record in group:
        row = _breaking(db, record) if "observed_at" in record else _revision(db, record)
        if row is not None:
            rows.append(row)
    rows.sort()
    db.executemany(
        "INSERT INTO words (rowid, headline, summary, body, facets) VALUES (?, ?, ?, ?, ?)", rows
    )


WordsRow = tuple[int, str, str, str, str]


def _revision(db: sqlite3.Connection, record: Record) -> WordsRow | None:
    """Enter a revision of an article; return its words."""
    number = record.get("revision")
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= 1 << 62:
        return None
    article_id = record["id"]
    (newest,) = db.execute(
        "SELECT max(revision) FROM revisions WHERE article_id = ?", (article_id,)
    ).fetchone()
    is_newest = newest is None or number > newest
    if is_newest and newest is not None:
        db.execute("UPDATE revisions SET is_newest = 0 WHERE article_id = ?", (article_id,))
    names = ("published_at", "published_date", "retrieved_at")
    key = _key(db, _LAST_REVISION, [_text(record, name) for name in names], 0)
    row = {name: _text(record, name) for name in _REVISION_TEXTS} | {
        "article_id": article_id,
        "revision": number,
        "is_newest": is_newest,
        "key": key,
    }
    entered = db.execute(
        """
        INSERT OR IGNORE INTO revisions (key, article_id, revision, revision_cause, is_newest,
            edition, url, section, section_label, headline, summary, body_text, published_at,
            published_date, retrieved_at)
        VALUES (:key, :article_id, :revision, :revision_cause, :is_newest, :edition, :url,
            :section, :section_label, :headline, :summary, :body_text, :published_at,
            :published_date, :retrieved_at)
        """,
        row,
    )
    if not entered.rowcount:
        return None
    facets = [ALL, facet("kind", "article"), *_facets(record, "edition", "section")]
    facets += [facet("tag", tag) for tag in _texts(record.get("tags"))]
    facets += [facet("author", name) for name in _names(record.get("authors"))]
    texts = (_text(record, name) or "" for name in ("headline", "summary", "body_text"))
    headline, summary, body = map(indexed, texts)
    return key, headline, summary, body, " ".join(facets)


def _breaking(db: sqlite3.Connection, record: Record) -> WordsRow | None:
    """Enter a breaking line that appeared or changed; return its words."""
    text, event = _text(record, "text"), _text(record, "event")
    if text is None or event not in ("appeared", "edited"):
        return None
    db.execute("UPDATE breaking SET is_newest = 0 WHERE id = ?", (record["id"],))
    times = [_text(record, "first_seen_at"), _text(record, "observed_at")]
    key = _key(db, _LAST_LINE, times, 1)
    db.execute(
        """
        INSERT INTO breaking (key, id, event, edition, url, text, attribution, is_newest,
            first_seen_at, observed_at)
        VALUES (:key, :id, :event, :edition, :url, :text, :attribution, 1, :first_seen_at,
            :observed_at)
        """,
        {name: _text(record, name) for name in _LINE_TEXTS} | {"key": key},
    )
    facets = [ALL, facet("kind", "breaking"), *_facets(record, "edition")]
    return key, indexed(text), "", "", " ".join(facets)


def _key(db: sqlite3.Connection, last_key: str, times: list[str | None], first: int) -> int:
    """Return a free key for a record of the first of *times* that is one; without any, of 1970.

    Keys of articles are even (*first* 0), those of breaking lines odd (1).
    """
    low = next((moment for time in times if (moment := seconds(time))), 0) * KEYS
    (last,) = db.execute(last_key, (low, low + KEYS - 1)).fetchone()
    return low + first if last is None else int(last) + 2


def seconds(time: str | None) -> int | None:
    """Return seconds since 1970 of an RFC 3339 time or an ISO date."""
    if time is None:
        return None
    try:
        moment = datetime.fromisoformat(time)
        return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
    except (ValueError, OverflowError, OSError):
        return None


def _facets(record: Record, *names: str) -> list[str]:
    return [facet(name, text) for name in names if (text := _text(record, name))]


def _text(record: Record, name: str) -> str | None:
    value = record.get(name)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def _texts(values: object) -> Iterator[str]:
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, str))


def _names(authors: object) -> Iterator[str]:
    if isinstance(authors, list):
        yield from _texts([one.get("name") for one in authors if isinstance(one, dict)])
