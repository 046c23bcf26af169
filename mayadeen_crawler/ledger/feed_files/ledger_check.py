"""Whether the ledger is a sound database, and says of the feeds what they hold.

``scrapy audit --integrity`` calls `check_ledger` after the feeds' bytes were compared
(``integrity.py``): SQLite's own check of the file, then every line of articles and captures
beside the rows that the ledger has of it. Lines that stand in the feeds twice are named, too.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from mayadeen_crawler import content_hash
from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger.database.connection import FILE_NAME, connect
from mayadeen_crawler.ledger.database.migrate import migrate
from mayadeen_crawler.ledger.feed_files.batch import LinePlace
from mayadeen_crawler.ledger.feeds import NO_RECORD, whole_lines
from mayadeen_crawler.outlet import EDITIONS

#: Faults of one kind that are named; a ledger that is of other feeds has one for every line.
MOST = 5

#: Bytes that are unpacked at a time.
_PIECE = 1 << 20
#: Columns of an article's row that its newest line tells.
_TOLD = (
    "edition", "revision", "section", "published_at", "url", "canonical_url", "published_date",
    "retrieved_at",
)  # fmt: skip
#: Table → columns that hold a time (RFC 3339, UTC) or nothing.
_TIMES: Mapping[str, tuple[str, ...]] = {
    "articles": ("visited_at", "missing_since", "ladder_from"),
    "addresses": ("seen_at", "failed_at"),
    "states": ("at", "told_at"),
    "shown": ("observed_at",),
    "ticker_lines": ("first_seen_at", "last_seen_at"),
    "tags": ("seen_at",),
    "page_readings": ("read_at",),
    "believed_pages": ("shrunk_at",),
    "tidied": ("at",),
    "listings": ("since", "until"),
}
#: Table → columns that hold JSON or nothing.
_JSON: Mapping[str, tuple[str, ...]] = {
    "addresses": ("hints", "compared"),
    "listings": ("cards",),
    "ticker_lines": ("provenance",),
    "coverage_keywords": ("keywords",),
    "tdm_files": ("rules",),
    "met_statements": ("said",),
}
#: Table → columns that hold a day, a month, or nothing.
_DAYS: Mapping[str, tuple[str, ...]] = {
    "addresses": ("listed",),
    "sitemaps": ("since", "until"),
    "sitemap_files": ("month",),
}
#: Table → columns that hold the code of an edition.
_EDITIONS: Mapping[str, tuple[str, ...]] = dict.fromkeys(
    ("hosts", "addresses", "listings", "shown", "ticker_lines", "tickers", "tags", "page_readings",
     "sitemaps", "sitemap_files", "coverage_keywords"),
    ("edition",),
)  # fmt: skip
#: Table → columns that hold a hash in hexadecimal, or nothing.
_HASHES: Mapping[str, tuple[str, ...]] = {
    "shown": ("hash",),
    "believed_pages": ("shrunk_hash",),
    "page_readings": ("key",),
}
#: Table → columns that hold compressed bytes, with the checksum of zlib or gzip.
_PACKED: Mapping[str, tuple[str, ...]] = {"page_readings": ("said",)}
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
#: Every table, column and index of a database: what it is, its table or name, and a column's name.
_NAMES = (
    "SELECT m.type, m.name, '' FROM sqlite_master AS m WHERE m.name NOT LIKE 'sqlite_%' "
    "UNION SELECT 'column', m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c "
    "WHERE m.type = 'table'"
)
#: Of the extraction: of older programs, or of somewhat newer ones that were tried and taken back.
_VERSIONS: Mapping[str, tuple[str, ...]] = {
    "articles": ("extractor_version", "visit_version"), "addresses": ("extractor_version",),
    "states": ("extractor_version",),
}  # fmt: skip
#: Tables whose texts hold no control characters.
_PLAIN = frozenset({
    "hosts", "feeds", "appends", "articles", "revisions", "states", "addresses", "listings",
    "shown", "believed_pages", "consumers", "pace", "sitemaps", "archive_captures",
    "archive_listings",
})  # fmt: skip
# Texts of pages hold joiners and letters of newer alphabets, which `str.isprintable` refuses.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: What has no row that it belongs to: the fault, and the query for it.
_LOST: Mapping[str, str] = {
    "an address leads to an article that is not known":
        "SELECT url FROM addresses WHERE state = 'article' "
        "AND article_id NOT IN (SELECT id FROM articles)",
    "a revision is of an article that is not known":
        "SELECT article_id FROM revisions WHERE article_id NOT IN (SELECT id FROM articles)",
    "an article's newest line is none of its revisions":
        "SELECT id FROM articles WHERE NOT EXISTS (SELECT 1 FROM revisions AS r "
        "WHERE r.article_id = id AND r.revision = articles.revision AND r.file = articles.file "
        "AND r.offset = articles.offset AND r.length = articles.length)",
    "it has a line of a feed file that it does not know":
        "SELECT file FROM (SELECT file FROM revisions UNION SELECT file FROM articles "
        "UNION SELECT file FROM states WHERE file IS NOT NULL UNION SELECT file FROM appends) "
        "WHERE file NOT IN (SELECT file FROM feeds)",
    "a folded run met statements that are not known":
        "SELECT run_id FROM folded_runs WHERE met NOT IN (SELECT id FROM met_statements)",
    "a state is told by a fetch that is not known":
        "SELECT article_id FROM states AS s WHERE NOT EXISTS (SELECT 1 FROM states AS told "
        "WHERE told.article_id = s.article_id AND told.at = s.told_at AND told.told_at = told.at "
        "AND told.file IS NOT NULL)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repeat:
    """A line whose record stands in the feeds already."""

    file: str
    """As ``<kind>/<day>.jsonl``."""
    byte: int
    what: str
    """As ``revision 1 of en:1001``."""


@dataclass(slots=True)
class LedgerCheck:
    """The result of a check of the ledger."""

    faults: list[str] = field(default_factory=list)
    """What is wrong with it, a line each; the first few of each kind."""
    repeats: list[Repeat] = field(default_factory=list)


def check_ledger(db: sqlite3.Connection, folder: Path, lengths: Mapping[str, int]) -> LedgerCheck:
    """Check the ledger of *folder* as the snapshot *db* has it.

    *lengths*: feed file → committed bytes, of the files that are there and as they were written.
    """
    found = LedgerCheck()
    try:
        found.faults.extend(islice(_unsound(db, folder / FILE_NAME), MOST))
        if not found.faults:
            for faults in (_lost(db), malformed(db), _unlike(db, folder, lengths, found.repeats)):
                found.faults.extend(islice(faults, MOST))
    except (sqlite3.Error, *NO_RECORD) as error:
        found.faults.append(f"it cannot be read ({error})")
    return found


def _unsound(db: sqlite3.Connection, path: Path) -> Iterator[str]:
    """Yield what SQLite finds; it passes over CHECK constraints if it must not write the file."""
    with ExitStack() as stack:
        if os.access(path, os.W_OK):
            db = stack.enter_context(closing(connect(path)))
            db.execute("PRAGMA query_only = ON")
        for (line,) in db.execute(f"PRAGMA integrity_check({MOST})").fetchall():
            if line != "ok":
                yield from str(line).splitlines()


def _missing(db: sqlite3.Connection) -> Iterator[str]:
    """Yield the tables, columns and indexes that a ledger of this version has, and *db* lacks."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        new.row_factory = sqlite3.Row
        migrate(new, Path())  # without rows no step looks at the feeds
        wanted, there = ({tuple(row) for row in one.execute(_NAMES)} for one in (new, db))
    for kind, table, name in sorted(wanted - there):
        yield f"it has no {kind} {table}{f'.{name}' if name else ''}"


def _lost(db: sqlite3.Connection) -> Iterator[str]:
    for fault, query in _LOST.items():
        for (name,) in db.execute(f"{query} LIMIT {MOST}"):
            yield f"{fault}: {name}"


def malformed(db: sqlite3.Connection) -> Iterator[str]:
    """Yield what is missing in *db*, and the values in it that have not the form of their column.

    That finds most bytes that were flipped in what no feed tells; not a letter of a text that
    stands nowhere else, such as a card's headline.
    """
    if missing := [*_missing(db)]:
        yield from missing
        return
    for columns, is_sound in _FORMS:
        for table, names in columns.items():
            for name in names:
                values = db.execute(
                    f"SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL"  # noqa: S608
                )
                for (value,) in values:
                    if not is_sound(value):
                        yield f"{table}.{name} is {repr(value)[:100]}"

    for (table,) in db.execute(_TABLES).fetchall():
        rows = db.execute(f"SELECT * FROM {table}")  # noqa: S608
        own = [str(column[0]) for column in rows.description]
        for row in rows:
            # Reading a text that is not UTF-8 is an error of the sqlite3 module.
            for name, value in zip(own, row, strict=True):
                is_odd = table in _PLAIN and isinstance(value, str) and _has_controls(value)
                is_url = _URLS.get((table, name))
                if is_odd or (value and is_url and not is_url(value)):
                    yield f"{table}.{name} is {value[:100]!r}"


def _has_controls(text: str) -> bool:
    return not text.isprintable() and _CONTROL.search(text) is not None


def _is_of_web(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def _is_canonical(text: str) -> bool:
    return _is_of_web(text) and text.isascii() and " " not in text


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


_DAY = re.compile(r"(\d{4}-\d\d(-\d\d)?)?", re.ASCII)
_HEX = re.compile(r"[0-9a-f]+")


def _is_packed(data: bytes) -> bool:
    unpacking = zlib.decompressobj(47)  # of zlib or gzip
    try:
        while data and not unpacking.eof:
            unpacking.decompress(data, _PIECE)
            data = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return unpacking.eof


#: Table → columns, and whether a value in them has their form.
_FORMS: tuple[tuple[Mapping[str, tuple[str, ...]], Callable[[Any], object]], ...] = (
    (_TIMES, _is_time), (_DAYS, _DAY.fullmatch), (_HASHES, _HEX.fullmatch), (_JSON, _is_json),
    (_EDITIONS, EDITIONS.__contains__),
    (_PACKED, _is_packed), (_VERSIONS, range(EXTRACTOR_VERSION + 10).__contains__),
)  # fmt: skip

#: Table and column that holds a URL or nothing → whether a text is one: canonical, or as a page or
#: sitemap wrote it, which may be in any letters.
_URLS: Mapping[tuple[str, str], Callable[[str], bool]] = {
    ("addresses", "url"): _is_canonical, ("addresses", "request_url"): _is_of_web,
    ("articles", "canonical_url"): _is_canonical, ("articles", "url"): _is_of_web,
}  # fmt: skip


class _RowsByFile:
    """The rows of a query that is sorted by file, for files that are asked for in order."""

    def __init__(self, db: sqlite3.Connection, query: str) -> None:
        self._groups = groupby(db.execute(query), key=lambda row: str(row["file"]))
        self._next: tuple[str, list[sqlite3.Row]] | None = None

    def of(self, file: str) -> list[sqlite3.Row]:
        """Return the rows of *file*; those of files before it are passed over."""
        while self._next is None or self._next[0] < file:
            group = next(self._groups, None)
            if group is None:
                return []
            self._next = group[0], list(group[1])
        return self._next[1] if self._next[0] == file else []


def _unlike(
    db: sqlite3.Connection, folder: Path, lengths: Mapping[str, int], repeats: list[Repeat]
) -> Iterator[str]:
    """Yield where the ledger says something else than the lines; fills *repeats*."""
    revisions = _RowsByFile(db, "SELECT * FROM revisions ORDER BY file, offset")
    states = _RowsByFile(db, "SELECT * FROM states WHERE file IS NOT NULL ORDER BY file, offset")
    newest = _RowsByFile(db, "SELECT * FROM articles ORDER BY file, offset")
    entered: set[tuple[str, int]] = set()
    for file, length in sorted(lengths.items()):
        lines: dict[LinePlace, Mapping[str, Any]] = {}
        seen: set[bytes] = set()
        for offset, line in whole_lines(folder / file):
            if offset >= length:
                break
            place, digest = LinePlace(file, offset, len(line)), hashlib.sha256(line).digest()
            record = json.loads(line) if file.startswith(("articles/", "captures/")) else None
            if record is not None and file.startswith("articles/"):
                key = record["id"], record["revision"]
                if key in entered:
                    repeats.append(Repeat(file, offset, f"revision {key[1]} of {key[0]}"))
                    continue
                entered.add(key)
            elif digest in seen:
                repeats.append(Repeat(file, offset, "the same line"))
                continue
            seen.add(digest)
            if record is not None:
                lines[place] = record
        told = {LinePlace(file, row["offset"], row["length"]): row for row in revisions.of(file)}
        if file.startswith("articles/"):
            for place, record in lines.items():
                row = told.pop(place, None)
                if row is None or (row["article_id"], row["revision"]) != (
                    record["id"], record["revision"],
                ):  # fmt: skip
                    yield (
                        f"it does not know that revision {record['revision']} of {record['id']} "
                        f"stands at byte {place.offset} of {file}"
                    )
        for place in told:
            yield f"it knows of a line at byte {place.offset} of {file} that is not there"
        for row in newest.of(file):
            yield from _unlike_article(row, lines.get(_place(row)), file)
        for row in states.of(file):
            yield from _unlike_state(row, lines.get(_place(row)), file)


def _place(row: sqlite3.Row) -> LinePlace:
    return LinePlace(row["file"], row["offset"], row["length"])


def _unlike_article(row: sqlite3.Row, record: Mapping[str, Any] | None, file: str) -> Iterator[str]:
    if record is None or record["id"] != row["id"]:
        yield f"the newest line of {row['id']} is not at byte {row['offset']} of {file}"
        return
    told = {name: record[name] for name in _TOLD}
    told["has_body"] = bool(record["body_text"])
    unlike = [name for name, value in told.items() if row[name] != value]
    # Empty where the line's file was away when content was defined anew.
    if row["content_hash"] not in ("", record["content_hash"], content_hash.content_hash(record)):
        unlike.append("content_hash")
    if not _tells(record, row["field_hashes"]):
        unlike.append("field_hashes")
    for name in unlike:
        yield (
            f"it has another {name} of {row['id']} than the line at byte {row['offset']} of {file}"
        )
    if row["visited_at"] is None or row["visited_at"] < record["retrieved_at"]:
        yield f"it has an earlier last visit of {row['id']} than byte {row['offset']} of {file}"


def _tells(record: Mapping[str, Any], hashes: str) -> bool:
    """Whether *record* has the content whose hashes the ledger has as JSON."""
    kept = json.loads(hashes)
    own = content_hash.ledger_hashes(record)
    if "keywords" not in own:  # a capture, whose line does not have them
        kept.pop("keywords", None)
    return all(own.get(name) == value for name, value in kept.items())


def _unlike_state(row: sqlite3.Row, record: Mapping[str, Any] | None, file: str) -> Iterator[str]:
    at = record and record.get("captured_at", record.get("retrieved_at"))
    if record is None or (record["id"], at) != (row["article_id"], row["at"]):
        yield f"no state of {row['article_id']} is told at byte {row['offset']} of {file}"
        return
    told = {
        "source": record.get("source", "live"),
        "capture_url": record.get("capture_url"),
        "extractor_version": record["extractor_version"],
        "content": content_hash.joined(json.loads(row["field_hashes"])),
        "modified_at": record.get("modified_at"),
    }
    for name, value in told.items():
        if row[name] != value or (name == "content" and not _tells(record, row["field_hashes"])):
            yield (
                f"it has another {name} of the state of {row['article_id']} at {row['at']} than "
                f"the line at byte {row['offset']} of {file}"
            )
