"""When a section's articles were published and found, for the warning of silent sections."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime


def newest_publications(
    db: sqlite3.Connection, edition: str, most: int
) -> Iterator[tuple[str, datetime]]:
    """Yield section (slug) and time of publication (UTC) of *edition*'s *most* newest articles.

    Articles without a section or without a time are left out.
    """
    for section, published_at in db.execute(
        "SELECT section, published_at FROM articles WHERE edition = ? AND ladder_from IS NOT NULL "
        "ORDER BY ladder_from DESC LIMIT ?",
        (edition, most),
    ):
        if section and published_at:
            yield section, datetime.fromisoformat(published_at)


def last_discovery(db: sqlite3.Connection, edition: str, section: str) -> datetime | None:
    """Return when an address of an article of *section* was last found for the first time (UTC)."""
    (seen,) = db.execute(
        "SELECT max(seen_at) FROM addresses JOIN articles ON articles.id = article_id "
        "WHERE articles.edition = ? AND section = ?",
        (edition, section),
    ).fetchone()
    return datetime.fromisoformat(seen) if seen else None
