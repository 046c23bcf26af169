"""Silence: a section in which nothing new came for much longer than is usual there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

#: Publications from which a section's usual gap is known, at least and at most.
LEAST, MOST = 20, 200
#: The share of a section's gaps that the usual one is no smaller than: nights are usual.
USUAL = 0.95


def silent(
    db: sqlite3.Connection, edition: str, sections: Iterable[str], *, factor: float, now: datetime
) -> list[str]:
    """Return a line for each of *sections* that fell silent; *factor* 0 switches it off.

    Nothing new was met there for *factor* times its usual gap.
    """
    found = []
    for section in sorted(set(sections)):
        gap, last = usual_gap(db, edition, section), _last_new(db, edition, section)
        if factor and gap and last and now - last > factor * gap:
            found.append(
                f"silence: nothing new in section {section} for {_said(now - last)}, "
                f"over {factor:g} times its usual gap ({_said(gap)}): see whether its page "
                "still lists the newest articles"
            )
    return found


def usual_gap(db: sqlite3.Connection, edition: str, section: str) -> timedelta | None:
    """Return the gap between publications that few of a section's gaps exceed, if known."""
    rows = db.execute(
        "SELECT published_at FROM articles WHERE edition = ? AND section = ? "
        "AND published_at IS NOT NULL ORDER BY published_at DESC LIMIT ?",
        (edition, section, MOST),
    )
    times = [datetime.fromisoformat(row[0]) for row in rows]
    if len(times) < LEAST:
        return None
    gaps = sorted(later - earlier for later, earlier in pairwise(times))
    return gaps[min(len(gaps) - 1, int(USUAL * len(gaps)))]


def _last_new(db: sqlite3.Connection, edition: str, section: str) -> datetime | None:
    """Return when an article of the section was met for the first time, last."""
    (seen,) = db.execute(
        "SELECT max(seen_at) FROM addresses JOIN articles ON articles.id = article_id "
        "WHERE articles.edition = ? AND section = ?",
        (edition, section),
    ).fetchone()
    return datetime.fromisoformat(seen) if seen else None


def _said(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours < 2:
        return f"{span.total_seconds() / 60:.0f} minutes"
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"
