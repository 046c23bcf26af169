"""Enters records of the feeds in the tables of ``tables.py``. Anybody could have written them.

``update.py`` enters what is new in the feeds, ``exports/database.py`` what an export selects. A
value that is not of its field's type counts as missing, a record without an ``id`` or ``revision``
is passed over.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from mayadeen_crawler.search.words import facet, spaced

#: Keys of one second of publication.
KEYS = 1 << 20
#: What stands in the facets of every record that has words.
ALL = facet("all", "")

_encode = json.JSONEncoder(ensure_ascii=False).encode

Record = Mapping[str, Any]
WordsRow = tuple[int, str, str, str, str]

_LAST_REVISION = "SELECT max(key) FROM revisions WHERE key BETWEEN ? AND ?"
_LAST_LINE = "SELECT max(key) FROM breaking WHERE key BETWEEN ? AND ?"
#: Integers from here on are none of a field's.
_MOST = 1 << 62
#: Tables whose rows name an article, which may become known after them.
_NAMING = ("captures", "removals", "listing_items")


def parsed(line: bytes) -> Record | None:
    """Return the record of a line, None for what is none."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def enter(db: sqlite3.Connection, group: Iterable[tuple[str, Record]]) -> None:
    """Enter records, each with its feed (``articles``), within the caller's transaction.

    Their words are entered in the order of their keys: FTS5 writes what it holds in memory
    whenever a key is smaller than the one before. So the group should have some thousand records.
    """
    rows = [row for feed, record in group if (row := _ENTER[feed](db, record)) is not None]
    rows.sort()
    db.executemany(
        "INSERT INTO words (rowid, headline, summary, body, facets) VALUES (?, ?, ?, ?, ?)", rows
    )


def _article(db: sqlite3.Connection, record: Record) -> WordsRow | None:
    """Enter a revision of an article, and the article's state if it is the newest one."""
    article_id, number = _text(record, "id"), _number(record, "revision")
    if article_id is None or number is None:
        return None
    (newest,) = db.execute(
        "SELECT max(revision) FROM revisions WHERE article_id = ?", (article_id,)
    ).fetchone()
    is_newest = newest is None or number > newest
    texts = _texts_of(record, _ARTICLE_TEXTS)
    times = [texts[name] for name in ("published_at", "published_date", "retrieved_at")]
    key = _key(db, _LAST_REVISION, times, 0)
    entered = db.execute(
        _insert("revisions", _REVISION, "OR IGNORE"),
        texts
        | {
            "key": key,
            "article_id": article_id,
            "revision": number,
            "is_newest": is_newest,
            "changed_fields": _json(_strings(record.get("changed_fields"))),
        },
    )
    if not entered.rowcount:
        return None
    tags = list(_strings(record.get("tags")))
    authors = list(_authors(record.get("authors")))
    if is_newest:
        if newest is not None:
            db.execute(
                "UPDATE revisions SET is_newest = key = ? WHERE article_id = ?", (key, article_id)
            )
        _state(db, record, texts, key, tags, authors, is_new=newest is None)
    facets = [ALL, facet("kind", "article"), *_facets(record, "edition", "section")]
    facets += [facet("tag", tag) for tag in tags]
    facets += [facet("author", name) for name, _ in authors]
    headline, summary, body = (
        spaced(texts[name] or "") for name in ("headline", "summary", "body_text")
    )
    return key, headline, summary, body, " ".join(facets)


def _state(
    db: sqlite3.Connection,
    record: Record,
    texts: Mapping[str, str | None],
    key: int,
    tags: list[str],
    authors: list[tuple[str, str | None]],
    *,
    is_new: bool,
) -> None:
    """Enter the latest state of an article, in place of the one before."""
    article_id = texts["id"]
    row = {
        **texts,
        "newest": key,
        "authors": _json(name for name, _ in authors),
        "tags": _json(tags),
        **{name: _json(_strings(record.get(name))) for name in ("regions", "coverage", "sources")},
        **{name: _number(record, name) for name in ("revision", "word_count", "shares")},
    }
    db.execute(_insert("articles", _ARTICLE, "OR REPLACE"), row)
    if is_new:
        for table in _NAMING:
            db.execute(f"UPDATE {table} SET article_id = id WHERE id = ?", (article_id,))  # noqa: S608
    else:
        for table in ("authors", "tags"):
            db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608
    db.executemany(
        "INSERT INTO authors VALUES (?, ?, ?, ?)",
        [(article_id, place, *author) for place, author in enumerate(authors, 1)],
    )
    db.executemany(
        "INSERT INTO tags VALUES (?, ?, ?)",
        [(article_id, place, tag) for place, tag in enumerate(tags, 1)],
    )


def _breaking(db: sqlite3.Connection, record: Record) -> WordsRow | None:
    """Enter a change of the ticker; return the words of a line that appeared or changed."""
    line_id, text, event = (_text(record, name) for name in ("id", "text", "event"))
    if line_id is None or text is None:
        return None
    is_newest = event in ("appeared", "edited")
    if is_newest:
        db.execute("UPDATE breaking SET is_newest = 0 WHERE id = ? AND is_newest", (line_id,))
    times = [_text(record, "first_seen_at"), _text(record, "observed_at")]
    key = _key(db, _LAST_LINE, times, 1)
    row = {"key": key, "is_newest": is_newest, "position": _number(record, "position")}
    db.execute(_insert("breaking", _BREAKING), _texts_of(record, _BREAKING) | row)
    if not is_newest:
        return None
    facets = [ALL, facet("kind", "breaking"), *_facets(record, "edition")]
    return key, spaced(text), "", "", " ".join(facets)


def _capture(db: sqlite3.Connection, record: Record) -> None:
    if _text(record, "id") is not None:
        changed = _json(_strings(record.get("changed_fields")))
        row = _texts_of(record, _CAPTURE) | {"changed_fields": changed}
        db.execute(_insert("captures", _CAPTURE), row)


def _removal(db: sqlite3.Connection, record: Record) -> None:
    if _text(record, "id") is not None:
        row = _texts_of(record, _REMOVAL) | {"status": _number(record, "status")}
        db.execute(_insert("removals", _REMOVAL), row)


def _listing(db: sqlite3.Connection, record: Record) -> None:
    row = _texts_of(record, _LISTING) | {"page": _number(record, "page")}
    listing = db.execute(_insert("listings", _LISTING), row).lastrowid
    items = record.get("items")
    entries = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
    db.executemany(
        _insert("listing_items", _ITEM),
        [
            _texts_of(entry, _ITEM) | {"listing": listing, "position": place}
            for place, entry in enumerate(entries, 1)
        ],
    )


#: Feed → what enters a record of it, and returns its words, if it has any that are searched.
_ENTER: Mapping[str, Callable[[sqlite3.Connection, Record], WordsRow | None]] = {
    "articles": _article,
    "captures": _capture,
    "removals": _removal,
    "breaking": _breaking,
    "listings": _listing,
}
#: The feeds that have tables; first the articles, which others name.
FEEDS = tuple(_ENTER)

_ARTICLE = (
    "id", "headline", "summary", "edition", "section", "section_label", "published_at",
    "published_date", "modified_at", "authors", "tags", "regions", "coverage", "sources",
    "content_type", "word_count", "shares", "language", "publisher", "url", "revision",
    "retrieved_at", "newest",
)  # fmt: skip
_REVISION = (
    "key", "article_id", "revision", "revision_cause", "changed_fields", "is_newest", "edition",
    "url", "section", "section_label", "headline", "summary", "body_text", "published_at",
    "published_date", "modified_at", "retrieved_at", "source", "run_id",
)  # fmt: skip
#: What is text in either of them.
_ARTICLE_TEXTS = tuple(dict.fromkeys((*_ARTICLE, *_REVISION)))
_BREAKING = (
    "key", "id", "event", "is_newest", "edition", "text", "previous_text", "attribution", "url",
    "position", "first_seen_at", "last_seen_at", "observed_at", "run_id",
)  # fmt: skip
_CAPTURE = (
    "id", "article_id", "captured_at", "source", "capture_url", "changed_fields", "section",
    "headline", "summary", "body_text", "published_at", "run_id",
)  # fmt: skip
_REMOVAL = ("id", "article_id", "event", "url", "status", "observed_at", "run_id")
_LISTING = ("edition", "list", "name", "page", "observed_at", "run_id")
_ITEM = ("listing", "position", "id", "article_id", "url", "headline", "label")


@cache
def _insert(table: str, columns: tuple[str, ...], otherwise: str = "") -> str:
    """Return the SQL that inserts a row given by the names of *columns*.

    In tables that name an article, ``article_id`` is its ``id`` once the article is there.
    """
    known = "(SELECT articles.id FROM articles WHERE articles.id = :id)"
    values = (
        known if name == "article_id" and table in _NAMING else f":{name}" for name in columns
    )
    return f"INSERT {otherwise} INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)})"  # noqa: S608


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


def _texts_of(record: Record, names: Iterable[str]) -> dict[str, Any]:
    # Most are plain text: this is asked for 30 times an article.
    return {
        name: value if type(value) is str and value.isascii() else _text(record, name)
        for name in names
        for value in (record.get(name),)
    }


def _text(record: Record, name: str) -> str | None:
    value = record.get(name)
    return _whole(value) if isinstance(value, str) else None


def _number(record: Record, name: str) -> int | None:
    value = record.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) < _MOST else None


def _strings(values: object) -> Iterator[str]:
    if isinstance(values, list):
        yield from (_whole(value) for value in values if isinstance(value, str))


def _authors(authors: object) -> Iterator[tuple[str, str | None]]:
    """Yield name and address of each author."""
    for one in authors if isinstance(authors, list) else ():
        if isinstance(one, dict) and (name := _text(one, "name")) is not None:
            yield name, _text(one, "url")


def _whole(text: str) -> str:
    """Return *text* as UTF-8 can hold it: a lone surrogate is ``?``."""
    try:
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _json(values: Iterable[str]) -> str:
    return _array(tuple(values))


# Tags, sources and names of fields recur from record to record.
@lru_cache(maxsize=4096)
def _array(values: tuple[str, ...]) -> str:
    return _encode(values)
