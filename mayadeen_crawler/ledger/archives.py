"""Which sitemaps there are, and as of when all that they list stands in the ledger.

What an audit goes by. What a run need not read again is in ``sitemaps.py``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Literal

from mayadeen_crawler.url_parts import month_of

Kind = Literal["pages", "news", "index"]
"""A news sitemap lists the last two days only, an index other sitemaps."""


def named(db: sqlite3.Connection, edition: str, paths: Iterable[str]) -> None:
    """Note that an index names the sitemaps *paths* (canonical, on the site)."""
    db.executemany(
        "INSERT OR IGNORE INTO sitemap_files (edition, path, month) VALUES (?, ?, ?)",
        [(edition, path, month_of(path)) for path in paths],
    )


def read(db: sqlite3.Connection, edition: str, path: str, kind: Kind, at: str) -> None:
    """Note that *path* was read to its end; its content is of the moment *at* (RFC 3339, UTC)."""
    db.execute(
        "INSERT INTO sitemap_files (edition, path, month, kind, current_at) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "kind = excluded.kind, current_at = excluded.current_at, problem = NULL",
        (edition, path, month_of(path), kind, at),
    )


def unchanged(db: sqlite3.Connection, edition: str, path: str, at: str) -> None:
    """Note that *path* had not changed by the moment *at*, if all of it stands here."""
    db.execute(
        "UPDATE sitemap_files SET current_at = max(current_at, ?), problem = NULL "
        "WHERE edition = ? AND path = ? AND current_at IS NOT NULL",
        (at, edition, path),
    )


def not_read(db: sqlite3.Connection, edition: str, path: str, problem: str) -> None:
    """Note why *path*, which is known to exist, could not be read to its end."""
    db.execute(
        "UPDATE sitemap_files SET problem = ? WHERE edition = ? AND path = ?",
        (problem, edition, path),
    )
