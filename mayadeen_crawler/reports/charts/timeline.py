"""Days gathered into days, weeks or months, so that a chart of any span can be read. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month"]

#: Days up to which a chart shows each, and up to which it shows weeks.
_DAYS, _WEEKS = 100, 1000


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A time from *start* up to the day before *end*, with the days of it that count."""

    start: date
    end: date
    days: int
    """Fewer than a week's or a month's at either end of the timeline."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Spans of one unit without gaps, and what fell into each."""

    unit: Unit
    spans: list[DateSpan]
    counts: dict[date, Counter[Hashable]]
    """By the start of a span."""

    def total(self, span: DateSpan) -> int:
        """Return all that fell into *span*."""
        return self.counts[span.start].total()


def timeline(rows: Iterable[tuple[date, Hashable, int]]) -> Timeline:
    """Gather *rows* (day, series, count), from the first day to the last."""
    known = list(rows)
    if not known:
        return Timeline("day", [], {})
    first, last = min(row[0] for row in known), max(row[0] for row in known)
    days = (last - first).days + 1
    unit: Unit = "day" if days <= _DAYS else "week" if days <= _WEEKS else "month"
    spans, start = [], _start(first, unit)
    while start <= last:
        end = _after(start, unit)
        inside = (min(end, last + timedelta(1)) - max(start, first)).days
        spans.append(DateSpan(start, end, inside))
        start = end
    counts: dict[date, Counter[Hashable]] = {span.start: Counter() for span in spans}
    for day, series, count in known:
        counts[_start(day, unit)][series] += count
    return Timeline(unit, spans, counts)


def _start(day: date, unit: Unit) -> date:
    if unit == "week":
        return day - timedelta(day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _after(start: date, unit: Unit) -> date:
    if unit == "month":
        return (start + timedelta(31)).replace(day=1)
    return start + timedelta(7 if unit == "week" else 1)
