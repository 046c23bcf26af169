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
    found, published = {}, _publications(db, edition)
    for section in sorted(set(sections) & published.keys()):
        gap = _usual(published[section])
        # What was published lately was found later still: the dearer question is for the others.
        if not gap or now - published[section][-1] <= factor * gap:
            continue
        last = last_discovery(db, edition, section)
        if last and now - last > factor * gap:
            found[section] = (
                f"silence: nothing new in section {section} for {_said(now - last)}, "
                f"over {factor:g} times its usual gap ({_said(gap)}): see whether its page "
                "still lists the newest articles"
            )
    return found


def _publications(db: sqlite3.Connection, edition: str) -> Mapping[str, Sequence[datetime]]:
    """Return section → when its articles were published, which grow, where they are enough."""
    times: dict[str, list[datetime]] = {}
    for section, published_at in newest_publications(db, edition, MOST):
        times.setdefault(section, []).append(published_at)
    return {name: sorted(of) for name, of in times.items() if len(of) >= LEAST}


def _usual(times: Sequence[datetime]) -> timedelta:
    """Return the longest gap between publications on a usual day; *times* grow.

    It is the median of the last DAYS days: for a section that publishes all day its night, for a
    quiet one some days.
    """
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
