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
    ReportSection,
    Table,
    count,
    share,
    shown,
)

_HAD = """
    SELECT count(headline), count(published_at), count(*) FILTER (word_count > 0)
    FROM records_written
"""
_SERVED = "SELECT day, field, strategy, records FROM strategy_counts ORDER BY ALL"

#: (least share of records with a field, colour, how the legend names it), the best first.
_CLASSES = ((1.0, "f4", "all"), (0.95, "f3", "95 % and more"), (0.5, "f2", "50 to 95 %"),
            (0.05, "f1", "5 to 50 %"), (0.0, "f0", "under 5 %"))  # fmt: skip
#: Strategy → colour, in the order of the stack.
_STRATEGIES = {
    "tawsiyat": "s1", "jsonld": "s2", "meta": "s3", "markup": "s4", "visible": "s5",
    "trafilatura": "s6", "listing": "s7", "sitemap": "s8", "url": "s0",
}  # fmt: skip


def fields(data: ChartData) -> ReportSection:
    """Return the section: coverage of each field and share of each strategy, over time."""
    rows = data.ask(_SERVED)
    if not rows:
        return ReportSection("fields", "Fields", "No article was read.")
    looks = sum(n for _, field, _, n in rows if field == EXTRACTED_FIELDS[0])
    found = timeline((day, field if by else None, n) for day, field, by, n in rows)
    served = timeline(
        (day, by if by in _STRATEGIES else "other", n) for day, _, by, n in rows if by
    )
    totals: Counter[tuple[str, str | None]] = Counter()
    for _, field, by, n in rows:
        totals[field, by] += n
    by_strategy = Counter[str]()
    for (_, by), n in totals.items():
        if by:
            by_strategy[by] += n
    if not by_strategy:
        return ReportSection(
            "fields", "Fields", f"Of {count(looks, 'record')}, none names a strategy."
        )
    best, most = min(by_strategy.items(), key=lambda one: (-one[1], one[0]))
    headline, published, body = (share(had, looks) for had in data.ask(_HAD)[0])
    takeaway = (
        f"Of {count(looks, 'record')}, {headline} have a headline, {published} a time of "
        f"publication, {body} a text; “{shown(best)}” served "
        f"{share(most, by_strategy.total())} of all values."
    )
    charts = [_coverage(found, looks, totals), _provenance(served, by_strategy)]
    used = [name for name, _ in sorted(by_strategy.items(), key=lambda one: (-one[1], one[0]))]
    table = Table(
        "Records by field and by the strategy that served it",
        ["Field", *map(shown, used), "Nothing"],
        [
            [field, *(totals[field, by] for by in used), totals[field, None]]
            for field in EXTRACTED_FIELDS
        ],
    )
    return ReportSection("fields", "Fields", takeaway, charts, [table])


def _coverage(found: Timeline, looks: int, totals: Counter[tuple[str, str | None]]) -> Chart:
    rows: list[dict[str, Any]] = []
    for span in found.spans:
        # Each record counts once for every field, found or not.
        records = found.total(span) // len(EXTRACTED_FIELDS)
        for field in EXTRACTED_FIELDS if records else ():
            part = found.counts[span.start][field] / records
            level = next(c for c, (least, *_) in enumerate(_CLASSES) if part >= least)
            rows.append({"start": axes.moment(span.start), "end": axes.moment(span.end),
                         "field": field, "c": level})  # fmt: skip
    colours = [colour for _, colour, _ in _CLASSES]
    heads = [found.unit.capitalize(), "Records", *EXTRACTED_FIELDS]
    cells: list[list[Cell]] = [
        [
            common.span_label(span, found),
            found.total(span) // len(EXTRACTED_FIELDS),
            *(found.counts[span.start][field] for field in EXTRACTED_FIELDS),
        ]
        for span in found.spans
        if found.total(span)
    ]
    return Chart(
        "coverage", f"Records with an answer for each field, by {found.unit}",
        partial(chart_kinds.coverage, rows, found.spans, EXTRACTED_FIELDS, colours),
        Table(f"Records with an answer for each field, by {found.unit} of retrieval", heads, cells),
        legend=[(colour, said) for _, colour, said in _CLASSES],
        note="A place that is recognised and empty is an answer: a newscast has no text.",
    )  # fmt: skip


def _provenance(served: Timeline, by_strategy: Counter[str]) -> Chart:
    known = [name for name in _STRATEGIES if by_strategy[name]]
    colours = [_STRATEGIES[name] for name in known]
    if by_strategy.keys() - _STRATEGIES.keys():
        known, colours = [*known, "other"], [*colours, "q3"]
    return common.over_time(
        "provenance", "Values", served, known, colours, by=" by strategy", as_share=True
    )
