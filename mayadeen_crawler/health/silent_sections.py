"""Warn of a section in which nothing new was found for much longer than is usual there.

``extensions/health.py`` calls `silent` at the end of a run: a section page that changed shows as a
section without news.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from mayadeen_crawler.ledger.queries.publications import last_discovery, newest_publications

#: A section's usual gap is known from so many publications on.
LEAST = 20
#: How many days with publications, and how many publications of all sections, are considered.
DAYS, MOST = 14, 10_000


def silent(
    db: sqlite3.Connection, edition: str, sections: Iterable[str], *, factor: float, now: datetime
) -> Mapping[str, str]:
    """Return section → warning line, for those of *sections* (slugs) that fell silent.

    Nothing new was found there for *factor* times its usual gap; with *factor* 0, never. *now*
    has a time zone.
    """
    if not factor:
        return {}
    found, gaps = {}, usual_gaps(db, edition)
    for section in sorted(set(sections) & gaps.keys()):
        gap, last = gaps[section], last_discovery(db, edition, section)
        if gap and last and now - last > factor * gap:
            found[section] = (
                f"silence: nothing new in section {section} for {_said(now - last)}, "
                f"over {factor:g} times its usual gap ({_said(gap)}): see whether its page "
                "still lists the newest articles"
            )
    return found


def usual_gaps(db: sqlite3.Connection, edition: str) -> Mapping[str, timedelta]:
    """Return section → the longest gap between publications on a usual day, where it is known.

    For a section that publishes all day this is its night, for a quiet one some days.
    """
    times: dict[str, list[datetime]] = {}
    for section, published_at in newest_publications(db, edition, MOST):
        times.setdefault(section, []).append(published_at)
    return {name: _usual(sorted(of)) for name, of in times.items() if len(of) >= LEAST}


def _usual(times: Sequence[datetime]) -> timedelta:
    """Return the median of the longest gaps of the last DAYS days in *times*, which grow."""
    longest: dict[date, timedelta] = {}
    for earlier, later in reversed(list(pairwise(times))):
        day = later.date()
        if day not in longest and len(longest) == DAYS:
            break
        longest[day] = max(longest.get(day, timedelta()), later - earlier)
    return timedelta(seconds=median(gap.total_seconds() for gap in longest.values()))


def _said(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours < 2:
        return f"{span.total_seconds() / 60:.0f} minutes"
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"
