"""Find sections in which no new article was found for much longer than is usual there.

`extensions.health` calls `silent` at the end of each run, for the sections that the run covered
(not with ``until=``). Each line goes to the log, the manifest and the channels of NOTIFY.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from mayadeen_crawler.ledger.queries.publications import last_discovery, newest_publications

#: Publications of a section from which on its usual gap can be computed.
LEAST = 20
#: Newest days with publications that the usual gap of a section is computed from …
DAYS = 14
#: … and newest publications of the whole edition that are read for it.
MOST = 10_000


def silent(
    db: sqlite3.Connection, edition: str, sections: Iterable[str], *, factor: float, now: datetime
) -> Mapping[str, str]:
    """Return the silent ones of *sections*: section → the line to warn with.

    A section is silent if no new article was found in it for more than *factor* (setting
    SILENCE_FACTOR) times its usual gap; with *factor* 0 none is. *now* is in UTC.
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
    """Return section → the longest gap between two publications on a usual day.

    For a section that publishes all day, that is the night; for one that publishes now and then,
    it is some days. Sections with fewer than LEAST publications are left out.
    """
    times: dict[str, list[datetime]] = {}
    for section, published_at in newest_publications(db, edition, MOST):
        times.setdefault(section, []).append(published_at)
    return {name: _usual(sorted(of)) for name, of in times.items() if len(of) >= LEAST}


def _usual(times: Sequence[datetime]) -> timedelta:
    """Return the median, over the last DAYS days, of each day's longest gap.

    *times* are in ascending order; a gap belongs to the day on which it ends.
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
