"""The addresses of tag pages, learned from the links of article pages.

``store.py`` calls `learn` for every article; ``crawling/tag_lookup.py`` asks `addresses_of` before
it guesses a tag's URL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

from mayadeen_crawler.items.parts import Link
from mayadeen_crawler.utils.text import fold, same_words

#: Addresses kept for one label; the oldest are dropped.
MAX_ADDRESSES = 5
#: The newest labels, among which suggestions for a mistyped one are looked for.
MAX_LABELS = 20_000


def learn(db: sqlite3.Connection, links: Iterable[Link], *, edition: str, now: str) -> None:
    """Record the tag *links* (label and URL) of a page seen at *now* (RFC 3339, UTC)."""
    for link in links:
        key = fold(link.text or "")
        if not key or not link.url:
            continue
        seen = db.execute(
            "UPDATE tags SET label = ?, seen_at = max(seen_at, ?) "
            "WHERE edition = ? AND key = ? AND url = ?",
            (link.text, now, edition, key, link.url),
        )
        if not seen.rowcount:
            _enter(db, link, edition, key, now)


def _enter(db: sqlite3.Connection, link: Link, edition: str, key: str, now: str) -> None:
    db.execute(
        "INSERT INTO tags (edition, key, url, label, seen_at) VALUES (?, ?, ?, ?, ?)",
        (edition, key, link.url, link.text, now),
    )
    db.execute(
        "DELETE FROM tags WHERE edition = ? AND key = ? AND url NOT IN (SELECT url FROM tags "
        "WHERE edition = ? AND key = ? ORDER BY seen_at DESC, rowid DESC LIMIT ?)",
        (edition, key, edition, key, MAX_ADDRESSES),
    )


def addresses_of(db: sqlite3.Connection, label: str, *, edition: str) -> list[str]:
    """Return the addresses of the tag *label* (or slug), the most likely first.

    First those learned for this label, and of these first the ones whose URL has the label in it,
    since a single page may link wrongly; then addresses of other labels whose URL ends in it,
    since a slug may differ from its label. Otherwise the newest first.
    """
    key, end = fold(label), "/" + quote(label, safe="-") if any(map(str.isalpha, label)) else None
    rows = db.execute(
        "SELECT url, key FROM tags WHERE edition = ? AND (key = ? OR substr(url, -length(?)) = ?) "
        "ORDER BY seen_at DESC, rowid DESC",
        (edition, key, end, end),
    ).fetchall()
    rows.sort(key=lambda row: (row["key"] != key, not _has_label(row["url"], label)))
    return list(dict.fromkeys(row["url"] for row in rows))


def labels(db: sqlite3.Connection, *, edition: str) -> list[str]:
    """Return the labels learned, the newest first."""
    rows = db.execute(
        "SELECT label FROM tags WHERE edition = ? GROUP BY key ORDER BY max(seen_at) DESC LIMIT ?",
        (edition, MAX_LABELS),
    ).fetchall()
    return [row["label"] for row in rows]


def _has_label(url: str, label: str) -> bool:
    return same_words(unquote(urlsplit(url).path.rpartition("/")[2]), label)
