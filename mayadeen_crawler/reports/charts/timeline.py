"""Gather counts a day into days, weeks or months, so that a chart of any period is readable. Pure.

Called by the sections before they make a chart over time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month"]

#: Longest period, in days, that is shown by day, and by week: 62 columns are wide enough for a
#: finger on a phone.
_DAYS, _WEEKS = 62, 434


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A day, week or month: from *start* to the day before *end*."""

    start: date
    end: date
    days: int
    """Days of it within the period: fewer than 7 or 28 to 31 at either end of the timeline."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Spans of one unit without gaps between them, and the counts of each."""

    unit: Unit
    spans: list[DateSpan]
    counts: dict[date, Counter[Hashable]]
    """Start of a span → {series: count}."""

    def total(self, span: DateSpan) -> int:
        """Return the sum of all series in *span*."""
        return self.counts[span.start].total()


def timeline(rows: Iterable[tuple[date, Hashable, int]]) -> Timeline:
    """Return the timeline of *rows* (day, series, count), from the first day to the last.

    Without rows, it has no spans.
    """
    known = list(rows)
    if not known:
        return Timeline("day", [], {})
    dates = {row[0] for row in known}  # far fewer than rows
    first, last = min(dates), max(dates)
    days = (last - first).days + 1
    unit: Unit = "day" if days <= _DAYS else "week" if days <= _WEEKS else "month"
    starts = {day: _start(day, unit) for day in dates}
    spans, start = [], _start(first, unit)
    while start <= last:
        end = _after(start, unit)
        inside = (min(end, last + timedelta(1)) - max(start, first)).days
        spans.append(DateSpan(start, end, inside))
        start = end
    counts: dict[date, Counter[Hashable]] = {span.start: Counter() for span in spans}
    for day, series, count in known:
        counts[starts[day]][series] += count
    return Timeline(unit, spans, counts)


def _start(day: date, unit: Unit) -> date:
    if unit == "week":
        return day - timedelta(day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _after(start: date, unit: Unit) -> date:
    if unit == "month":
        return (start + timedelta(31)).replace(day=1)
    return start + timedelta(7 if unit == "week" else 1)
