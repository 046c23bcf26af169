"""The report's section on fields: how many records have each, and which strategy served them.

Called by `build`.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from mayadeen_crawler.items import EXTRACTED_FIELDS
from mayadeen_crawler.reports.charts import (
    axes,
    chart_kinds,
    common,
)
from mayadeen_crawler.reports.charts.timeline import Timeline, timeline
from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering.elements import (
    Cell,
    Chart,
    Mark,
    ReportSection,
    Table,
    shown,
)

_HAD = """
    SELECT sum(with_headline)::BIGINT, sum(dated)::BIGINT, sum(with_body)::BIGINT
    FROM records_written
"""
_SERVED = "SELECT day, field, strategy, records FROM strategy_counts ORDER BY ALL"

#: (least share of records with a field, colour, its name in `words.WORDS`), the best first.
_CLASSES = ((1.0, "f4", "fields.all"), (0.95, "f3", "fields.95"), (0.5, "f2", "fields.50"),
            (0.05, "f1", "fields.5"), (0.0, "f0", "fields.0"))  # fmt: skip
#: Strategy → colour, in the order of the stack.
_STRATEGIES = {
    "tawsiyat": "s1", "jsonld": "s2", "meta": "s3", "markup": "s4", "visible": "s5",
    "trafilatura": "s6", "listing": "s7", "sitemap": "s8", "url": "s0",
}  # fmt: skip
#: Key of the series of all other strategies.
_OTHER = "other"


def fields(data: ChartData) -> ReportSection:
    """Return the section: coverage of each field and share of each strategy, over time."""
    words, say = data.words, data.words.say
    title = say("fields.title")
    rows = data.ask(_SERVED)
    if not rows:
        return ReportSection("fields", title, say("fields.none"))
    looks = sum(n for _, field, _, n in rows if field == EXTRACTED_FIELDS[0])
    found = timeline((day, field if by else None, n) for day, field, by, n in rows)
    served = timeline((day, by if by in _STRATEGIES else _OTHER, n) for day, _, by, n in rows if by)
    totals: Counter[tuple[str, str | None]] = Counter()
    for _, field, by, n in rows:
        totals[field, by] += n
    by_strategy = Counter[str]()
    for (_, by), n in totals.items():
        if by:
            by_strategy[by] += n
    if not by_strategy:
        return ReportSection("fields", title, say("fields.no_strategy", n=looks))
    best, most = min(by_strategy.items(), key=lambda one: (-one[1], one[0]))
    headline, published, body = (words.share(had, looks) for had in data.ask(_HAD)[0])
    takeaway = say(
        "fields.takeaway", n=looks, headline=headline, published=published, body=body,
        strategy=shown(best), share=words.share(most, by_strategy.total()),
    )  # fmt: skip
    charts = [_coverage(data, found), _provenance(data, served, by_strategy)]
    used = [name for name, _ in sorted(by_strategy.items(), key=lambda one: (-one[1], one[0]))]
    table = Table(
        say("fields.table"),
        [say("fields.field"), *map(shown, used), say("fields.nothing")],
        [
            [field, *(totals[field, by] for by in used), totals[field, None]]
            for field in EXTRACTED_FIELDS
        ],
    )
    return ReportSection("fields", title, takeaway, charts, [table])


def _coverage(data: ChartData, found: Timeline) -> Chart:
    words, say = data.words, data.words.say
    unit = say(f"unit.{found.unit}")
    rows: list[dict[str, Any]] = []
    for span in found.spans:
        # Each record counts once for every field, found or not.
        records = found.total(span) // len(EXTRACTED_FIELDS)
        for field in EXTRACTED_FIELDS if records else ():
            part = found.counts[span.start][field]
            level = next(c for c, (least, *_) in enumerate(_CLASSES) if part / records >= least)
            when = common.span_label(words, span, found)
            # Without a link: there are thousands of these cells.
            mark = Mark(f"{when}, {field}: {words.number(part)} / {words.number(records)}")
            rows.append({"start": axes.moment(span.start), "end": axes.moment(span.end),
                         "field": field, "c": level, "mark": mark})  # fmt: skip
    colours = [colour for _, colour, _ in _CLASSES]
    heads = [say(f"unit.{found.unit}.head"), say("fields.records"), *EXTRACTED_FIELDS]
    cells: list[list[Cell]] = [
        [
            common.span_label(words, span, found),
            found.total(span) // len(EXTRACTED_FIELDS),
            *(found.counts[span.start][field] for field in EXTRACTED_FIELDS),
        ]
        for span in found.spans
        if found.total(span)
    ]
    return Chart(
        "coverage", say("fields.coverage", unit=unit),
        partial(chart_kinds.coverage, rows, found.spans, EXTRACTED_FIELDS, colours,
                long_months=words.has_long_months),
        Table(say("fields.coverage_table", unit=unit), heads, cells),
        legend=[(colour, say(name)) for _, colour, name in _CLASSES],
        note=say("fields.note"),
    )  # fmt: skip


def _provenance(data: ChartData, served: Timeline, by_strategy: Counter[str]) -> Chart:
    series = [
        common.Series(name, name, colour)
        for name, colour in _STRATEGIES.items()
        if by_strategy[name]
    ]
    if by_strategy.keys() - _STRATEGIES.keys():
        series.append(common.Series(_OTHER, data.words.say("fields.other"), "q3"))
    anchor = f"{data.edition.code}-fields-table-1"
    return common.over_time(
        data.words, "provenance", served, series, texts="fields.chart", as_share=True,
        mark=lambda title, *_: Mark.of(title, anchor),
    )  # fmt: skip
