"""The addresses of pages of tags, authors and coverages, learned from the links of articles.

``store.py`` calls `learn_all` for the articles of a commit; ``crawling/listings/tag_lookup.py``
asks `addresses_of` before it guesses a tag's URL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from mayadeen_crawler.items.fetched_article import ListLink
from mayadeen_crawler.outlet import ListKind
from mayadeen_crawler.utils.text import fold, same_words

#: Addresses kept for one label; the oldest are dropped.
MAX_ADDRESSES = 5
#: The newest labels, among which suggestions for a mistyped one are looked for.
MAX_LABELS = 20_000


@dataclass(frozen=True, slots=True)
class TagLinks:
    """The links of a page to pages of tags, authors and coverages."""

    links: tuple[ListLink, ...]
    edition: str
    seen_at: str
    """When the page was fetched (RFC 3339, UTC)."""


def learn(db: sqlite3.Connection, links: Iterable[ListLink], *, edition: str, now: str) -> None:
    """Record the *links* of a page that was seen at *now* (RFC 3339, UTC)."""
    learn_all(db, [TagLinks(tuple(links), edition, now)])


def learn_all(db: sqlite3.Connection, pages: Iterable[TagLinks]) -> None:
    """Record the links of *pages*, in their order."""
    rows: dict[tuple[str, str, str, str], tuple[str, str]] = {}
    for page in pages:
        for link in page.links:
            if key := fold(link.label):
                place = (page.edition, link.kind, key, link.url)
                last = rows[place][1] if place in rows else ""
                rows[place] = (link.label, max(last, page.seen_at))
    if not rows:
        return
    newest = _newest(db)
    db.executemany(
        "INSERT INTO tags (edition, kind, key, url, label, seen_at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (edition, kind, key, url) DO UPDATE SET label = excluded.label, "
        "seen_at = max(seen_at, excluded.seen_at)",
        [(*place, *seen) for place, seen in rows.items()],
    )
    if _newest(db) > newest:
        _drop_oldest(db, newest)


def _newest(db: sqlite3.Connection) -> int:
    """Return the rowid of the row that was inserted last."""
    (rowid,) = db.execute("SELECT max(rowid) FROM tags").fetchone()
    return rowid or 0


def _drop_oldest(db: sqlite3.Connection, after: int) -> None:
    """Drop what is beyond MAX_ADDRESSES of the labels that have a row after the rowid *after*."""
    db.execute(
        "DELETE FROM tags WHERE rowid IN (SELECT rowid FROM (SELECT rowid, row_number() OVER "
        "(PARTITION BY edition, kind, key ORDER BY seen_at DESC, rowid DESC) AS place FROM tags "
        "WHERE (edition, kind, key) IN (SELECT edition, kind, key FROM tags WHERE rowid > ?)) "
        "WHERE place > ?)",
        (after, MAX_ADDRESSES),
    )


def addresses_of(
    db: sqlite3.Connection, label: str, *, edition: str, kind: ListKind = "tag"
) -> list[str]:
    """Return the addresses of the tag (or *kind*) *label*, or its slug, the most likely first.

    First those learned for this label, and of these first the ones whose URL has the label in it,
    since a single page may link wrongly; then addresses of other labels whose URL ends in it,
    since a slug may differ from its label. Otherwise the newest first.
    """
    key, end = fold(label), "/" + quote(label, safe="-") if any(map(str.isalpha, label)) else None
    rows = db.execute(
        "SELECT url, key FROM tags WHERE edition = ? AND kind = ? AND (key = ? OR "
        "substr(url, -length(?)) = ?) ORDER BY seen_at DESC, rowid DESC",
        (edition, kind, key, end, end),
    ).fetchall()
    rows.sort(key=lambda row: (row["key"] != key, not _has_label(row["url"], label)))
    return list(dict.fromkeys(row["url"] for row in rows))


def labels(db: sqlite3.Connection, *, edition: str, kind: ListKind = "tag") -> list[str]:
    """Return the labels learned of a *kind*, the newest first."""
    rows = db.execute(
        "SELECT label FROM tags WHERE edition = ? AND kind = ? GROUP BY key "
        "ORDER BY max(seen_at) DESC LIMIT ?",
        (edition, kind, MAX_LABELS),
    ).fetchall()
    return [row["label"] for row in rows]


def _has_label(url: str, label: str) -> bool:
    return same_words(unquote(urlsplit(url).path.rpartition("/")[2]), label)
