"""Which sitemaps there are, and up to when all that they list is in the ledger.

The sitemap spider records it; ``scrapy audit`` judges by it whether a month is complete
(``audit/month_coverage.py``). Which sitemaps a run need not read again is in
``sitemap_readings.py``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mayadeen_crawler.urls.parsed_url import month_of

SitemapKind = Literal["pages", "news", "index"]
"""``pages`` lists all articles, ``news`` (Google News) news only, ``index`` sitemaps."""

#: Problems that mean there is no such sitemap; all others mean that it could not be read now.
NOWHERE = frozenset({"http_404", "http_410", "no_sitemap"})


@dataclass(frozen=True, slots=True)
class SitemapStatus:
    """A sitemap as the ledger knows it; every time is RFC 3339 in UTC."""

    path: str
    """Canonical, on the site."""
    month: str | None
    """``2024-03``, where its name has one."""
    kind: SitemapKind
    current_at: str | None
    """All that it listed at this moment is in the ledger; None: it was never read to its end."""
    problem: str | None
    """Why the last attempt to read it failed."""
    lastmod: str | None
    """When it last changed, according to the index that names it."""
    named_in: str | None
    """The path of that index."""
    named_at: str | None
    """The moment of that index's content."""
    no_articles: int
    """How many of its entries are no article of the site, by the form of their addresses."""


def sitemap_files(db: sqlite3.Connection, edition: str) -> list[SitemapStatus]:
    """Return every sitemap of *edition* that an index named or that was read."""
    rows = db.execute(
        "SELECT path, month, kind, current_at, problem, lastmod, named_in, named_at, no_articles "
        "FROM sitemap_files WHERE edition = ?",
        (edition,),
    )
    return [SitemapStatus(*row) for row in rows]


def named(
    db: sqlite3.Connection,
    edition: str,
    index: str,
    files: Iterable[tuple[str, str | None]],
    at: str,
) -> None:
    """Record that *index*, with its content of the moment *at*, names *files*.

    *files*: (canonical path on the site, lastmod). Call it before `read` of the index: a file with
    an older ``named_at`` than the index's ``current_at`` is not named any more.
    """
    db.executemany(
        "INSERT INTO sitemap_files (edition, path, month, lastmod, named_in, named_at) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET lastmod = excluded.lastmod, "
        "named_in = excluded.named_in, "
        # Of two runs at once, the one that requested the index first may come last.
        "named_at = max(coalesce(named_at, ''), excluded.named_at)",
        [(edition, path, month_of(path), lastmod, index, at) for path, lastmod in files],
    )


def read(
    db: sqlite3.Connection,
    edition: str,
    path: str,
    kind: SitemapKind,
    at: str,
    no_articles: int = 0,
) -> None:
    """Record that *path* was read to its end; its content is of the moment *at* (RFC 3339, UTC).

    *no_articles*: how many of its entries are no article, by the form of their addresses.
    """
    # An older program left this row: its ledger did not know which sitemaps there are.
    db.execute("DELETE FROM sitemap_files WHERE edition = ? AND path = ''", (edition,))
    db.execute(
        "INSERT INTO sitemap_files (edition, path, month, kind, current_at, no_articles) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET kind = excluded.kind, "
        "current_at = excluded.current_at, no_articles = excluded.no_articles, problem = NULL",
        (edition, path, month_of(path), kind, at, no_articles),
    )


def current_at(db: sqlite3.Connection, edition: str, path: str) -> str | None:
    """Return the moment at which all that *path* listed was in the ledger; None if never."""
    row = db.execute(
        "SELECT current_at FROM sitemap_files WHERE edition = ? AND path = ?", (edition, path)
    ).fetchone()
    return row["current_at"] if row else None


def unchanged(db: sqlite3.Connection, edition: str, path: str, at: str) -> None:
    """Record that *path* had not changed by *at*, the moment of its index's content.

    Without effect where it was never read to its end.
    """
    db.execute(
        "UPDATE sitemap_files SET current_at = max(current_at, ?), problem = NULL "
        "WHERE edition = ? AND path = ? AND current_at IS NOT NULL",
        (at, edition, path),
    )


def not_read(db: sqlite3.Connection, edition: str, path: str, problem: str) -> None:
    """Record why *path* could not be read to its end.

    A path that no index names and that is not there (NOWHERE) is not recorded.
    """
    db.execute(
        "UPDATE sitemap_files SET problem = ? WHERE edition = ? AND path = ?",
        (problem, edition, path),
    )
    if problem not in NOWHERE:
        db.execute(
            "INSERT OR IGNORE INTO sitemap_files (edition, path, month, problem) "
            "VALUES (?, ?, ?, ?)",
            (edition, path, month_of(path), problem),
        )
