"""Finds records in the search index, newest first. ``scrapy search`` prints what `find` yields."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import NamedTuple

from mayadeen_crawler.period import Period
from mayadeen_crawler.search.rows import ALL, KEYS, seconds
from mayadeen_crawler.search.words import MARK, QueryPart, facet, snippet

_DAY = 24 * 60 * 60
#: Property → its values in the latest state of each article.
_VALUES = {
    "section": "SELECT DISTINCT section FROM articles WHERE section IS NOT NULL",
    "tag": "SELECT DISTINCT tag FROM tags",
    "author": "SELECT DISTINCT name FROM authors",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for."""

    query: tuple[QueryPart, ...] = ()
    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(property, values): ``("section", ("politics", "economy"))``; one of the values must be."""
    period: Period = field(default_factory=Period)
    """Bounds of the time of publication, of a breaking line of its first sight."""
    all_revisions: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found; its fields are the keys of ``--json``, in this order."""

    id: str
    revision: int | None
    """None for a breaking line."""
    url: str | None
    headline: str | None
    """An article's headline, or the text of a breaking line."""
    published_at: str | None
    """When the article was published, or the breaking line first seen."""
    section: str | None
    edition: str | None
    snippet: str


class UnknownValue(NamedTuple):
    """A value that is asked for, and that no record has."""

    name: str
    """Of the property: ``section``, ``tag`` or ``author``."""
    value: str
    known: list[str]
    """The values that articles have."""


def find(db: sqlite3.Connection, wanted: Wanted, limit: int = 0) -> Iterator[Hit]:
    """Yield the newest hits, the newest first; at most *limit*, 0 for all."""
    rows = db.execute(
        """
        SELECT words.rowid AS key,
            revisions.article_id, revisions.revision, revisions.url, revisions.headline,
            revisions.published_at, revisions.published_date,
            revisions.section, revisions.edition,
            revisions.summary, revisions.body_text,
            breaking.id AS line_id, breaking.text, breaking.url AS line_url,
            breaking.first_seen_at, breaking.edition AS line_edition
        FROM words
            LEFT JOIN revisions ON revisions.key = words.rowid
            LEFT JOIN breaking ON breaking.key = words.rowid
        WHERE words MATCH ? AND words.rowid BETWEEN ? AND ?
            AND (? OR coalesce(revisions.is_newest, breaking.is_newest))
        ORDER BY words.rowid DESC
        """,
        (as_match(wanted), *_keys(wanted.period), wanted.all_revisions),
    )
    query = list(wanted.query)
    for row in islice(filter(partial(_is_within, wanted.period), rows), limit or None):
        yield _line(row, query) if row["line_id"] is not None else _article(row, query)


def unknown_value(db: sqlite3.Connection, wanted: Wanted) -> UnknownValue | None:
    """Return the first value of a section, tag or author of *wanted* that no record has, if any."""
    has = "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1"
    for name, values in wanted.facets:
        for value in values if name in _VALUES else ():
            if db.execute(has, (f'"{facet(name, value)}"',)).fetchone() is None:
                known = [one for (one,) in db.execute(_VALUES[name])]
                return UnknownValue(name, value, known)
    return None


def _is_within(period: Period, row: sqlite3.Row) -> bool:
    published = row["first_seen_at"] or row["published_at"] or row["published_date"]
    return period == Period() or (published is not None and period.holds(published))


def as_match(wanted: Wanted) -> str:
    """Return the whole condition in the syntax of FTS5.

    It names no column, which would cost as much as the search itself: no word of a text is a
    facet, or begins one (see `words.facet`).
    """
    parts = []
    for name, values in wanted.facets:
        parts.append("(" + " OR ".join(f'"{facet(name, value)}"' for value in values) + ")")
    parts += [part.as_match() for part in wanted.query if not part.is_without]
    if not parts:  # all records: only such a condition may be followed by NOT
        parts.append(f'"{ALL}"')
    without = [part.as_match() for part in wanted.query if part.is_without]
    return " NOT ".join([f"({' AND '.join(parts)})", *without])


def _keys(period: Period) -> tuple[int, int]:
    """Return the first and the last key of the period, and of a day around it: of some articles
    only the day is known.
    """
    since, until = seconds(period.since), seconds(period.until)
    first = -(1 << 62) if since is None else (since - _DAY) * KEYS
    return first, 1 << 62 if until is None else (until + _DAY) * KEYS


def _article(row: sqlite3.Row, query: list[QueryPart]) -> Hit:
    texts = (row["body_text"], row["summary"], row["headline"])
    shown = [text for text in texts if text]
    # The text is most telling; where it has none of the words, what has them.
    snippets = [snippet(text, query) for text in shown]
    marked = [text for text in snippets if MARK in text]
    return Hit(
        row["article_id"], row["revision"], row["url"], row["headline"], row["published_at"],
        row["section"], row["edition"], (marked or snippets or [""])[0],
    )  # fmt: skip


def _line(row: sqlite3.Row, query: list[QueryPart]) -> Hit:
    return Hit(
        row["line_id"], None, row["line_url"], row["text"], row["first_seen_at"], None,
        row["line_edition"], snippet(row["text"], query),
    )  # fmt: skip
