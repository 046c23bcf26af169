"""The two kinds of chart that several sections use: columns over time, and rankings.

Called by ``reports/sections/``; the drawing itself is specified in `chart_kinds`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial

from mayadeen_crawler.reports.charts import axes, chart_kinds
from mayadeen_crawler.reports.charts.timeline import DateSpan, Timeline
from mayadeen_crawler.reports.rendering.elements import (
    Cell,
    Chart,
    Table,
    number,
    shown,
)

#: Unit of the timeline → what the title of a chart says its values are.
PER = {"day": "", "week": " (mean of each week)", "month": " (mean of each month)"}


def span_label(span: DateSpan, line: Timeline) -> str:
    """Return ``2026-03-05``, ``2026-03-02 (week)`` (its Monday) or ``2026-03``."""
    if line.unit == "month":
        return f"{span.start:%Y-%m}"
    return f"{span.start:%Y-%m-%d}" + (" (week)" if line.unit == "week" else "")


def over_time(
    name: str,
    what: str,
    line: Timeline,
    series: Sequence[str],
    colours: Sequence[str],
    *,
    by: str = "",
    as_share: bool = False,
    low: bool = False,
) -> Chart:
    """Return a chart of columns: *series* of *line* stacked (the first at the bottom) over time.

    A week or a month is drawn as its mean a day; with *as_share*, each series as its share of the
    whole. The table has the counts. *name*: the chart's id. *what*: what is counted, as
    ``Articles``. *by*: `` by section``, for the title. *low*: a low chart, for small numbers.
    """
    rows = [
        {
            "start": axes.moment(span.start),
            "end": axes.moment(span.end),
            "value": line.counts[span.start][one] / (line.total(span) if as_share else span.days),
            "c": number_of,
        }
        for span in line.spans
        for number_of, one in enumerate(series)
        if line.counts[span.start][one]
    ]
    title = f"{what} a day{by}{PER[line.unit]}"
    if as_share:
        title = f"{what}{by}, share by {line.unit}"
    heads = [line.unit.capitalize(), "All", *map(shown, series)]
    cells: list[list[Cell]] = [
        [
            span_label(span, line),
            line.total(span),
            *(line.counts[span.start][one] for one in series),
        ]
        for span in line.spans
        if line.total(span)
    ]
    return Chart(
        name, title,
        partial(chart_kinds.columns, rows, line.spans, colours, as_share=as_share, low=low),
        Table(f"{what}{by} and {line.unit}" if by else f"{what} by {line.unit}",
              heads if len(series) > 1 else heads[:2],
              cells if len(series) > 1 else [row[:2] for row in cells]),
        legend=[(colour, shown(one)) for colour, one in zip(colours, series, strict=True)]
        if len(series) > 1 else (),
    )  # fmt: skip


def ranking(
    name: str, title: str, rows: Iterable[tuple[str, int]], heads: tuple[str, str], colour: str
) -> Chart:
    """Return a chart with a bar for each of *rows* (name, number), in their order.

    *heads*: the headings of its table.
    """
    known = list(rows)
    marks = [
        {"rank": rank, "label": shown(label), "value": value, "figure": number(value)}
        for rank, (label, value) in enumerate(known, 1)
    ]
    return Chart(
        name, title, partial(chart_kinds.ranking, marks, colour),
        Table(title, heads, [[shown(label), value] for label, value in known]),
    )  # fmt: skip


def span_of(line: Timeline) -> tuple[date, date]:
    """Return the first and the last day of *line*, which is not empty."""
    whole = sum(span.days for span in line.spans)
    first = line.spans[0].end - timedelta(line.spans[0].days)
    return first, first + timedelta(whole - 1)
