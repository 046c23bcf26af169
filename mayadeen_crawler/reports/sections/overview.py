"""The report's first section: sums of all records, and how the runs went. Called by `build`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from mayadeen_crawler.period import Period
from mayadeen_crawler.reports.charts import common
from mayadeen_crawler.reports.charts.timeline import timeline
from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering.elements import (
    Cell,
    ReportSection,
    Table,
    count,
    number,
    share,
    shown,
    were,
)
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.past_runs import RunWithOutcome, last_begun, runs_of
from mayadeen_crawler.runs.table import row

_RECORDS = """
    SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM articles WHERE revision > 1),
        (SELECT count(*) FROM edits), (SELECT count(*) FROM ticker_lines),
        (SELECT count(*) FROM removal_events WHERE event = 'removed'),
        (SELECT count(*) FROM records_written)
"""
#: Outcome of a run → colour, in the order of the stack.
_OUTCOMES = {
    "good": "s1", "running": "s5", "skipped": "s0", "interrupted": "s4", "unhealthy": "s2",
    "blocked": "s6", "failed": "s3", "wrong_use": "s7", "died": "s8",
}  # fmt: skip
#: Runs in the table, at most.
_LAST = 10


def at_a_glance(data: ChartData, folder: RunsFolder) -> ReportSection:
    """Return the section; the runs are those that began in the period."""
    articles, revised, edits, lines, gone, looks = data.ask(_RECORDS)[0]
    runs = list(within(runs_of(folder, None, data.edition.code), data.period))
    tiles = [
        (number(articles), "articles"),
        (number(edits), "edits"),
        (number(lines), "breaking lines"),
        (number(gone), "removals"),
        (number(len(runs)), "runs"),
    ]
    takeaway = (
        f"{count(articles, 'article')}, of which {number(revised)} "
        f"({share(revised, articles)}) {'has' if revised == 1 else 'have'} more than one revision; "
        f"{count(looks, 'record')} of articles {were(looks)} written."
    )
    if not runs:
        return ReportSection("glance", "At a glance", f"{takeaway} No run is known.", tiles=tiles)
    outcomes = Counter(run.outcome for run in runs)
    takeaway += f" {count(outcomes['good'], 'run')} of {number(len(runs))} went well."
    zone = ZoneInfo(data.edition.time_zone)
    by_day = timeline((_started(run).astimezone(zone).date(), run.outcome, 1) for run in runs)
    seen = [outcome for outcome in _OUTCOMES if outcomes[outcome]]
    heads = ["Started", "Spider", "Outcome", "New", "Revised", "Seconds", "Why, or what"]
    # Without the edition, which is the section's.
    rows: list[list[Cell]] = [
        [
            _started(run).astimezone(zone),
            cells[1],
            cells[3],
            int(cells[4]),
            int(cells[5]),
            float(cells[6]),
            shown(cells[7]),
        ]
        for run in last_begun(runs, _LAST)
        for cells in [row(run)]
    ]  # fmt: skip
    colours = [_OUTCOMES[one] for one in seen]
    chart = common.over_time("runs", "Runs", by_day, seen, colours, by=" by outcome", low=True)
    last = Table(f"The last {count(len(rows), 'run')}", heads, rows)
    return ReportSection("glance", "At a glance", takeaway, [chart], [last], tiles)


def within(runs: Iterable[RunWithOutcome], period: Period) -> Iterable[RunWithOutcome]:
    """Yield those that began in *period*."""
    since, until = (
        datetime.fromisoformat(bound) if bound else None for bound in (period.since, period.until)
    )
    for run in runs:
        started = _started(run)
        if (since is None or started >= since) and (until is None or started <= until):
            yield run


def _started(run: RunWithOutcome) -> datetime:
    return datetime.fromisoformat(run.manifest["started_at"])
