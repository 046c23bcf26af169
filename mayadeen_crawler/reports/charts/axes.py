"""Time axes: choose the moments that are named, so that every name fits into the width. Pure.

Called by `chart_kinds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

from mayadeen_crawler.reports.charts.timeline import DateSpan
from mayadeen_crawler.reports.rendering.elements import Spec

#: Wide screen or not → pixels for a name, with the gap to the next; only the wide one has years.
_ROOM = {True: 110, False: 95}
#: The same, where the names of months are long, as in Arabic: the last name may be moved inwards.
_LONG_ROOM = {True: 165, False: 125}
#: Wide screen or not → Vega's labelFlush: a name within so many pixels of an end of the axis is
#: moved inwards.
_FLUSH = {True: 42, False: 32}
#: Least length of an axis of days (one day would be a giant block), and of moments.
_DAYS, _MOMENTS = timedelta(12), timedelta(seconds=10)

_STEPS = (
    *(timedelta(seconds=n) for n in (1, 2, 5, 10, 20, 30)),
    *(timedelta(minutes=n) for n in (1, 2, 5, 10, 20, 30)),
    *(timedelta(hours=n) for n in (1, 2, 3, 6, 12, 24)),
)


def moment(value: date | datetime) -> str:
    """Return *value* as a chart takes it: times on the site's clock are passed off as UTC."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def of_spans(
    spans: Sequence[DateSpan], width: int, *, wide: bool, long_months: bool = False
) -> Spec:
    """Return an axis for *spans* (at least one), each named in its middle, the last one always."""
    room = (_LONG_ROOM if long_months else _ROOM)[wide]
    begin, end = _midnight(spans[0].start), _midnight(spans[-1].end)
    named = spans[::-1][:: ceil(len(spans) / (width // room))]
    days = (named[0].end - named[0].start).days
    day_format = _day_format(begin, end, wide) if days <= 7 else "%b %Y"
    # A week is named by its first day; for a day or a month, its middle has the right name.
    back = int(timedelta(3.5) / timedelta(milliseconds=1)) if days == 7 else 0
    middles = [moment(_midnight(one.start) + (one.end - one.start) / 2) for one in reversed(named)]
    return _axis(
        begin, max(end, begin + _DAYS),
        {"values": middles, "labelExpr": f"utcFormat(datum.value - {back}, '{day_format}')"},
        wide=wide,
    )  # fmt: skip


def of_moments(
    times: Sequence[tuple[datetime, datetime]],
    width: int,
    *,
    wide: bool,
    long_months: bool = False,
) -> Spec:
    """Return an axis for *times* (at least one (from, to), all in one zone), with round moments."""
    begin = min(start for start, _ in times).replace(tzinfo=UTC)
    end = max(end for _, end in times).replace(tzinfo=UTC)
    begin = min(begin, end - _MOMENTS)
    most = width // (_LONG_ROOM if long_months else _ROOM)[wide]
    if (end - begin).days >= 2:
        step = timedelta(ceil((end - begin).days / most))
        last = _midnight(end)
        day_format = _day_format(begin, end, wide)
    else:
        step = next(one for one in _STEPS if (end - begin) / one <= most)
        last = end - (end - _midnight(begin)) % step
        day_format = "%H:%M:%S" if step < timedelta(minutes=1) else "%H:%M"
        day_format = f"%a {day_format}" if begin.date() != end.date() else day_format
    values = [last - n * step for n in range(most + 1) if last - n * step >= begin]
    return _axis(
        begin, end,
        {"values": [moment(one) for one in values[::-1]], "format": day_format, "grid": True,
         "gridColor": "var(--grid)"},
        wide=wide,
    )  # fmt: skip


def _day_format(begin: datetime, end: datetime, wide: bool) -> str:
    """Return the format in which days are named."""
    return "%-d %b %Y" if wide else "%b %Y" if (end - begin).days > 200 else "%-d %b"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _axis(begin: datetime, end: datetime, names: Spec, *, wide: bool) -> Spec:
    return {
        "field": "start", "type": "temporal",
        "scale": {"type": "utc", "domain": [moment(begin), moment(end)], "nice": False,
                  "padding": 0},
        "axis": {"title": None, "labelPadding": 8, "grid": False, "labelFlush": _FLUSH[wide],
                 "labelOverlap": False, **names},
    }  # fmt: skip
