"""Vega-Lite specifications of the charts, one function a kind of chart. Pure.

Called, through `functools.partial`, by the template when a chart is drawn: for a wide screen
(*wide*) and for a phone. Texts of web pages are in the rows under ``label`` only, which
``draw_svg.draw`` replaces, as it does the `Mark` under ``mark``; series are numbers (``c``), and
rows with equal labels differ by ``rank``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from math import ceil
from typing import Any
from unicodedata import combining, east_asian_width

from mayadeen_crawler.reports.charts.axes import (
    moment,
    of_moments,
    of_spans,
)
from mayadeen_crawler.reports.charts.timeline import DateSpan
from mayadeen_crawler.reports.rendering.elements import Mark, Spec

DataRow = dict[str, Any]
"""A row of a chart's data, as ``{"rank": 1, "label": "Syria", "value": 12, "figure": "12"}``."""

#: Width of a chart in pixels, on a wide screen and on a phone.
WIDE, NARROW = 880, 330
#: Height of a row of a ranking in pixels, with its label beside the bar and above it.
_ROW, _ROW_WITH_LABEL = 26, 40
#: Radius of a dot in pixels.
_DOT = 6
#: Width for labels beside bars in pixels, and about what a letter needs of it.
_NAMES, _LETTER = 190, 7.4

_QUIET = "var(--muted)"
_CONFIG: Spec = {
    "view": {"stroke": None},
    "axis": {
        "labelColor": _QUIET, "titleColor": _QUIET, "domain": False, "ticks": False,
        "grid": False, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "labelPadding": 6, "labelFont": "sans-serif", "titleFont": "sans-serif",
    },
    "text": {"fontSize": 13, "fill": "var(--ink)", "font": "sans-serif"},
    "bar": {"cornerRadius": 0},
}  # fmt: skip


def _with_cut_labels(rows: Sequence[DataRow], pixels: int) -> list[DataRow]:
    """Return *rows* with each label cut to about *pixels*, in whatever font the reader has."""
    return [{**row, "label": _cut(row["label"], int(pixels / _LETTER))} for row in rows]


def _cut(label: str, columns: int) -> str:
    widths = (2 if east_asian_width(c) in "WF" else 0 if combining(c) else 1 for c in label)
    for place, so_far in enumerate(accumulate(widths)):
        if so_far > columns:
            return f"{label[: max(place - 1, 0)].rstrip()}…"
    return label


def colours(names: Sequence[str]) -> Spec:
    """Return the colour scale of series 0, 1, …; *names*: variables of ``report.css``."""
    return {"type": "ordinal", "domain": list(range(len(names))),
            "range": [f"var(--{name})" for name in names]}  # fmt: skip


#: Vega writes it on the mark, where ``draw_svg.draw`` finds which `Mark` of the rows it is.
_MARK: Spec = {"description": {"field": "mark", "type": "nominal"}}


def _chart(
    rows: Sequence[DataRow], wide: bool, height: int, left: int = 0, bottom: int = 24, **more: Any
) -> Spec:
    # Axes have a fixed room within the width, so that nothing is cut off.
    return {
        "data": {"values": list(rows)},
        "width": (WIDE if wide else NARROW) - left,
        "height": height,
        "padding": {"left": left, "right": 0, "top": 6, "bottom": bottom},
        "autosize": {"type": "none"},
        "background": None,
        "config": _CONFIG,
        **more,
    }


def columns(
    rows: Sequence[DataRow], spans: Sequence[DateSpan], names: Sequence[str], wide: bool, *,
    as_share: bool, low: bool, long_months: bool = False,
) -> Spec:  # fmt: skip
    """Return stacked columns: ``value`` of each series ``c`` from ``start`` to ``end``.

    *low*: a low chart.
    """
    highest = Counter[str]()
    for row in rows:
        highest[row["start"]] += row["value"]
    most = max(highest.values(), default=0)
    how: Spec = {"format": ".0%" if as_share else "~s", "tickCount": 2 if low else 4}
    if not as_share and most <= 3:  # no fractions on the axis of counts
        how["values"] = list(range(ceil(most) + 1))
    y = {"field": "value", "type": "quantitative", "stack": "zero",
         "axis": {"title": None, "grid": True, "gridColor": "var(--grid)",
                  **how}}  # fmt: skip
    return _chart(
        rows, wide, 110 if low else 240 if wide else 200, left=44,
        mark={"type": "bar", "orient": "vertical", "stroke": "var(--paper)", "strokeWidth": 0.7},
        encoding={
            "x": _over(spans, wide, long_months, left=44), "x2": {"field": "end"}, "y": y,
            "color": {"field": "c", "type": "ordinal", "scale": colours(names), "legend": None},
            "order": {"field": "c"}, **_MARK,
        },
    )  # fmt: skip


def _over(spans: Sequence[DateSpan], wide: bool, long_months: bool, left: int) -> Spec:
    width = (WIDE if wide else NARROW) - left
    return of_spans(spans, width, wide=wide, long_months=long_months)


def hours(rows: Sequence[DataRow], days: Sequence[str], names: Sequence[str], wide: bool) -> Spec:
    """Return a heat map: each ``hour`` of each ``day`` has the colour of its class ``c``.

    On a phone the hours run downwards.
    """
    hour: Spec = {"field": "hour", "type": "ordinal", "sort": list(range(24)),
                  "axis": {"title": None, "labelAngle": 0,
                           "values": list(range(0, 24, 3))}}  # fmt: skip
    weekday: Spec = {"field": "day", "type": "ordinal", "sort": list(days),
                     "axis": {"title": None, "labelAngle": 0}}  # fmt: skip
    x, y = (hour, weekday) if wide else (weekday, hour)
    return _cells(rows, x, y, names, wide, height=7 * 30 if wide else 24 * 17, left=44)


def coverage(
    rows: Sequence[DataRow], spans: Sequence[DateSpan], fields: Sequence[str], names: Sequence[str],
    wide: bool, *, long_months: bool = False,
) -> Spec:  # fmt: skip
    """Return a heat map: each ``field`` from ``start`` to ``end`` has the colour of class ``c``."""
    y: Spec = {"field": "field", "type": "ordinal", "sort": list(fields), "axis": {"title": None}}
    x = _over(spans, wide, long_months, left=112)
    return _cells(rows, x, y, names, wide, height=len(fields) * 18, left=112,
                  x2={"field": "end"})  # fmt: skip


def _cells(
    rows: Sequence[DataRow], x: Spec, y: Spec, names: Sequence[str], wide: bool, height: int,
    left: int, **more: Spec,
) -> Spec:  # fmt: skip
    return _chart(
        rows, wide, height, left=left,
        mark={"type": "rect", "stroke": "var(--paper)", "strokeWidth": 1},
        encoding={
            "x": x, "y": y, **more, **_MARK,
            "color": {"field": "c", "type": "ordinal", "scale": colours(names), "legend": None},
        },
    )  # fmt: skip


def ranking(rows: Sequence[DataRow], names: Sequence[str], wide: bool) -> Spec:
    """Return a bar for each ``rank`` (1, 2, …), named ``label``, with ``figure`` at its end.

    *names*: the colour of each bar.
    """
    end = {"x": {"field": "value", "type": "quantitative"}}
    figure = {
        "mark": {"type": "text", "align": "left", "dx": 6, "fill": _QUIET},
        "encoding": {**end, "text": {"field": "figure", "type": "nominal"}},
    }
    colour = {"field": "c", "type": "ordinal", "scale": colours(names), "legend": None}
    bar = {"mark": {"type": "bar", "height": 14 if wide else 10},
           "encoding": {**end, **_MARK, "color": colour}}  # fmt: skip
    return _ranked(rows, wide, [bar, figure], room=52)


def older_to_newer(rows: Sequence[DataRow], colours_of: tuple[str, str], wide: bool) -> Spec:
    """Return a line from ``older`` to ``newer`` for each ``rank``, named ``label``."""

    def dot(field: str, colour: str) -> Spec:
        return {
            "mark": {
                "type": "circle",
                "size": 3 * _DOT**2,
                "opacity": 1,
                "fill": f"var(--{colour})",
            },
            "encoding": {"x": {"field": field, "type": "quantitative"}, **_MARK},
        }

    line = {
        "mark": {"type": "rule", "stroke": "var(--grid)", "strokeWidth": 3},
        "encoding": {"x": {"field": "older", "type": "quantitative"}, "x2": {"field": "newer"}},
    }
    figure = {
        "mark": {"type": "text", "align": "left", "dx": 10, "fill": _QUIET},
        "encoding": {"x": {"field": "newer", "type": "quantitative"},
                     "text": {"field": "figure", "type": "nominal"}},
    }  # fmt: skip
    older, newer = colours_of
    layers = [line, dot("older", older), dot("newer", newer), figure]
    return _ranked(rows, wide, layers, room=70, start=_DOT)


def intervals(
    times: Sequence[tuple[int, datetime, datetime, Mark]],
    names: Sequence[DataRow],
    colour: str,
    wide: bool,
    *,
    long_months: bool = False,
) -> Spec:
    """Return a bar for each of *times* (rank, from, to, its mark), under the name of its rank.

    The times are all in one zone. *names*: ``{"rank": 1, "label": …}``.
    """
    rows = [
        {"rank": n, "start": moment(start), "end": moment(end), "mark": mark}
        for n, start, end, mark in times
    ]
    x = of_moments(
        [time[1:3] for time in times],
        WIDE if wide else NARROW,
        wide=wide,
        long_months=long_months,
    )
    bar = {
        "mark": {
            "type": "bar",
            "height": 10,
            "fill": f"var(--{colour})",
            "stroke": f"var(--{colour})",
        },  # the stroke keeps a short interval visible
        "encoding": {
            "x": x,
            "x2": {"field": "end"},
            **_MARK,
        },
    }
    name = {
        "data": {"values": _with_cut_labels(names, WIDE if wide else NARROW)},
        "mark": {"type": "text", "align": "left", "dy": -14},
        "encoding": {"x": {"value": 0}, "text": {"field": "label", "type": "nominal"}},
    }  # fmt: skip
    return _layers(rows, wide, [bar, name], len(names) * _ROW_WITH_LABEL, len(names))


def _ranked(
    rows: Sequence[DataRow], wide: bool, layers: list[Spec], room: int, start: int = 0
) -> Spec:
    """Put labels beside the marks on a wide screen, above them on a phone.

    *room*: pixels at the end for figures; *start*: pixels before the place of 0.
    """
    name: Spec = {"align": "right", "dx": -10}
    if not wide:
        name = {"align": "left", "dy": -14}
    names = {
        "mark": {"type": "text", **name},
        "encoding": {"x": {"value": 0}, "text": {"field": "label", "type": "nominal"}},
    }
    rows = _with_cut_labels(rows, _NAMES - 10 if wide else NARROW)
    left = _NAMES if wide else 0
    high = _ROW if wide else _ROW_WITH_LABEL
    width = (WIDE if wide else NARROW) - left - room
    made = _layers(rows, wide, [*layers, names], len(rows) * high, len(rows), left=left, bottom=0)
    made["encoding"]["x"] = {"scale": {"range": [start, width], "zero": True}, "axis": None}
    return made


def _layers(
    rows: Sequence[DataRow], wide: bool, layers: list[Spec], height: int, ranks: int, **room: int
) -> Spec:
    y: Spec = {"field": "rank", "type": "ordinal", "axis": None,
               "scale": {"domain": list(range(1, ranks + 1)), "padding": 0}}  # fmt: skip
    return _chart(rows, wide, height, **room, layer=layers, encoding={"y": y})
