"""The report's first section, sums of all records, and its last one, how the runs went.

Called by `build`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from mayadeen_crawler.period import Period
from mayadeen_crawler.reports.charts import common
from mayadeen_crawler.reports.charts.timeline import timeline
from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering.elements import Cell, Mark, ReportSection, Table, shown
from mayadeen_crawler.reports.sections.run_reasons import reason
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.past_runs import RunWithOutcome, last_begun, runs_of
from mayadeen_crawler.runs.table import row

_RECORDS = """
    SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM articles WHERE revision > 1),
        (SELECT count(*) FROM edits), (SELECT count(*) FROM ticker_lines),
        (SELECT count(*) FROM removal_events WHERE event = 'removed'),
        (SELECT coalesce(sum(records), 0)::BIGINT FROM records_written)
"""
#: Outcome of a run → colour, in the order of the stack.
_OUTCOMES = {
    "good": "s1", "running": "s5", "skipped": "s0", "interrupted": "s4", "unhealthy": "s2",
    "blocked": "s6", "failed": "s3", "wrong_use": "s7", "died": "s8",
}  # fmt: skip
_ARABIC = re.compile("[\u0621-\u064a]")
#: Runs in the table, at most.
_LAST = 10


def at_a_glance(data: ChartData) -> ReportSection:
    """Return the section with the sums of all records."""
    words = data.words
    articles, revised, edits, lines, gone, looks = data.ask(_RECORDS)[0]
    tiles = [
        (words.number(articles), words.say("glance.articles")),
        (words.number(edits), words.say("glance.edits")),
        (words.number(lines), words.say("glance.lines")),
        (words.number(gone), words.say("glance.removals")),
    ]
    share = words.share(revised, articles)
    takeaway = words.say(
        "glance.takeaway", articles=articles, revised=revised, share=share, records=looks
    )
    return ReportSection("glance", words.say("glance.title"), takeaway, tiles=tiles)


def runs(data: ChartData, folder: RunsFolder) -> ReportSection:
    """Return the section on the runs that began in the period."""
    say = data.words.say
    title = say("runs.title")
    known = list(within(runs_of(folder, None, data.edition.code), data.period))
    if not known:
        return ReportSection("runs", title, say("runs.none"))
    outcomes = Counter(run.outcome for run in known)
    takeaway = say("runs.takeaway", good=outcomes["good"], n=len(known))
    zone = ZoneInfo(data.edition.time_zone)
    by_day = timeline((_started(run).astimezone(zone).date(), run.outcome, 1) for run in known)
    seen = [outcome for outcome in _OUTCOMES if outcomes[outcome]]
    names = ("started", "spider", "outcome", "new", "revised", "seconds", "why")
    heads = [say(f"runs.{name}") for name in names]
    # Without the edition, which is the section's.
    rows: list[list[Cell]] = [
        [
            _started(run).astimezone(zone),
            cells[1],
            _outcome(data, cells[3]),
            int(cells[4]),
            int(cells[5]),
            float(cells[6]),
            _directed(data, shown(reason(data.words, run))),
        ]
        for run in last_begun(known, _LAST)
        for cells in [row(run)]
    ]
    series = [common.Series(one, _outcome(data, one), _OUTCOMES[one]) for one in seen]
    chart = common.over_time(
        data.words, "runs", by_day, series, low=True,
        mark=lambda title, *_: Mark.of(title, f"{data.edition.code}-runs-table-1"),
    )  # fmt: skip
    last = Table(say("runs.last", n=len(rows)), heads, rows)
    return ReportSection("runs", title, takeaway, [chart], [last])


def _outcome(data: ChartData, name: str) -> str:
    key = f"outcome.{name}"
    return data.words.say(key) if data.words.has(key) else name


def _directed(data: ChartData, text: str) -> str:
    """Return an Arabic *text* as such, though a section's or tag's Latin name may begin it."""
    if data.words.direction == "rtl" and _ARABIC.search(text):
        return Markup('<div dir="rtl">{}</div>').format(text)
    return text


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
