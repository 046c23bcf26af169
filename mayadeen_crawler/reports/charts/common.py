"""The two kinds of chart that several sections use: columns over time, and rankings.

Called by ``reports/sections/``; the drawing itself is specified in `chart_kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from mayadeen_crawler.reports.charts import axes, chart_kinds
from mayadeen_crawler.reports.charts.timeline import DateSpan, Timeline
from mayadeen_crawler.reports.rendering.elements import Cell, Chart, Mark, Table, shown
from mayadeen_crawler.reports.wording import Wording


class Series(NamedTuple):
    """A series of a chart over time."""

    key: str
    """Its key in the timeline's counts."""
    label: str
    """How the legend names it."""
    colour: str
    """A variable of ``report.css``."""


def span_label(words: Wording, span: DateSpan, line: Timeline) -> str:
    """Return ``2026-03-05``, ``2026-03-02 (week)`` (its Monday) or ``2026-03``."""
    if line.unit == "month":
        return f"{span.start:%Y-%m}"
    day = f"{span.start:%Y-%m-%d}"
    return words.say("unit.week.of", day=day) if line.unit == "week" else day


def days_of(span: DateSpan) -> dict[str, str]:
    """Return the filters of a list of rows that hold the days of *span*."""
    return {"from": f"{span.start:%Y-%m-%d}", "to": f"{span.end - timedelta(1):%Y-%m-%d}"}


def over_time(
    words: Wording,
    name: str,
    line: Timeline,
    series: Sequence[Series],
    *,
    mark: Callable[[str, DateSpan, Series], Mark],
    texts: str = "",
    as_share: bool = False,
    low: bool = False,
) -> Chart:
    """Return a chart of columns: *series* of *line* stacked (the first at the bottom) over time.

    A week or a month is drawn as its mean a day; with *as_share*, each series as its share of the
    whole. The table has the counts. A single day is a bar for each series instead. *name*: the
    chart's id; its words are ``NAME.chart`` and ``NAME.table``, or those of *texts*. *mark*: makes
    the mark of a column, given its title. *low*: a low chart, for small numbers.
    """
    title_key = texts or f"{name}.chart"
    table_key = f"{texts}_table" if texts else f"{name}.table"
    unit = words.say(f"unit.{line.unit}")
    title = words.say(title_key, unit=unit)
    if not as_share and line.unit != "day":
        title += words.say(f"unit.mean.{line.unit}")

    def mark_of(span: DateSpan, one: Series) -> Mark:
        figure = words.number(line.counts[span.start][one.key])
        if as_share:
            figure = words.share(line.counts[span.start][one.key], line.total(span))
        named = f", {one.label}" if len(series) > 1 else ""
        return mark(f"{span_label(words, span, line)}{named}: {figure}", span, one)

    heads = [words.say(f"unit.{line.unit}.head"), words.say("head.all")]
    heads += [shown(one.label) for one in series]
    cells: list[list[Cell]] = [
        [
            span_label(words, span, line),
            line.total(span),
            *(line.counts[span.start][one.key] for one in series),
        ]
        for span in line.spans
        if line.total(span)
    ]
    table = Table(
        words.say(table_key, unit=unit),
        heads if len(series) > 1 else heads[:2],
        cells if len(series) > 1 else [row[:2] for row in cells],
    )
    if len(line.spans) == 1:
        (span,) = line.spans
        rows = [
            _bar(rank, one.label, line.counts[span.start][one.key], words, mark_of(span, one))
            for rank, one in enumerate(series, 1)
        ]
        colours = [one.colour for one in series]
        return Chart(name, title, partial(chart_kinds.ranking, rows, colours), table)
    drawn = [
        {
            "start": axes.moment(span.start),
            "end": axes.moment(span.end),
            "value": line.counts[span.start][one.key]
            / (line.total(span) if as_share else span.days),
            "c": number_of,
            "mark": mark_of(span, one),
        }
        for span in line.spans
        for number_of, one in enumerate(series)
        if line.counts[span.start][one.key]
    ]
    colours = [one.colour for one in series]
    return Chart(
        name, title,
        partial(chart_kinds.columns, drawn, line.spans, colours, as_share=as_share, low=low,
                long_months=words.has_long_months),
        table,
        legend=[(one.colour, shown(one.label)) for one in series] if len(series) > 1 else (),
    )  # fmt: skip


def ranking(
    words: Wording,
    name: str,
    title: str,
    rows: Iterable[tuple[str, int]],
    heads: tuple[str, str],
    colour: str,
    mark: Callable[[str, str], Mark],
) -> Chart:
    """Return a chart with a bar for each of *rows* (name, number), in their order.

    *heads*: the headings of its table. *mark*: makes the mark of a bar, given its title and name.
    """
    known = list(rows)
    bars = [
        _bar(rank, label, value, words, mark(f"{label}: {words.number(value)}", label))
        for rank, (label, value) in enumerate(known, 1)
    ]
    return Chart(
        name, title, partial(chart_kinds.ranking, bars, [colour] * len(bars)),
        Table(title, heads, [[shown(label), value] for label, value in known]),
    )  # fmt: skip


def _bar(rank: int, label: str, value: int, words: Wording, mark: Mark) -> chart_kinds.DataRow:
    return {"rank": rank, "label": shown(label), "value": value, "figure": words.number(value),
            "mark": mark, "c": rank - 1}  # fmt: skip


def span_of(line: Timeline) -> tuple[date, date]:
    """Return the first and the last day of *line*, which is not empty."""
    whole = sum(span.days for span in line.spans)
    first = line.spans[0].end - timedelta(line.spans[0].days)
    return first, first + timedelta(whole - 1)
