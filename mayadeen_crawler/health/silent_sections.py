"""Silence: a section in which nothing new came for much longer than is usual there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from mayadeen_crawler.ledger.queries.publications import last_discovery, newest_publications

#: Publications from which on a section's usual gap is known.
LEAST = 20
#: Days with publications that are looked at, and publications of all sections.
DAYS, MOST = 14, 10_000


def silent(
    db: sqlite3.Connection, edition: str, sections: Iterable[str], *, factor: float, now: datetime
) -> Mapping[str, str]:
    """Return those of *sections* that fell silent, each with a line; *factor* 0: none ever.

    Nothing new was met there for *factor* times its usual gap.
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
    """Return the longest gap between publications of a usual day, by section, where known.

    Of a section that publishes all day that is its night, of one that publishes now and
    then some days.
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
