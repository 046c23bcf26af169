"""The report's sections on breaking lines, removals and Most Read.

Called by `build`; each function returns one section.
"""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from mayadeen_crawler.reports.charts import chart_kinds, common
from mayadeen_crawler.reports.charts.timeline import timeline
from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering.elements import (
    Cell,
    Chart,
    LinkedText,
    ReportSection,
    Table,
    count,
    length,
    number,
    quoted,
    share,
    shown,
    were,
)
from mayadeen_crawler.reports.sections.most_read_stays import MostReadStay, stays

_BECAME = {"as it was": "s1", "edited": "s2", "withdrawn": "s3"}
_LINES = "SELECT day, became, count(*) FROM ticker_lines GROUP BY ALL ORDER BY ALL"
_GONE = "SELECT day, event, count(*) FROM removal_events GROUP BY ALL ORDER BY ALL"
_LAST_GONE = """
    SELECT headline, url, section, published_at, observed_at FROM removal_events
    WHERE event = 'removed' ORDER BY observed_at DESC, id LIMIT 20
"""
_BACK = """
    SELECT count(*) FROM (
        SELECT arg_max(event, observed_at) AS last FROM removal_events GROUP BY id
    )
    WHERE last = 'returned'
"""
#: U+2068: the text after it has its own writing direction, to the end of the label.
_ISOLATE = "\u2068"
#: Articles in the chart of Most Read.
_LONGEST = 10


def breaking(data: ChartData) -> ReportSection:
    """Return the section on breaking lines: how many a day, and what became of them."""
    line = timeline(data.ask(_LINES))
    if not line.spans:
        return ReportSection("breaking", "Breaking lines", "No line appeared on the ticker.")
    totals = {became: sum(line.counts[s.start][became] for s in line.spans) for became in _BECAME}
    whole = sum(totals.values())
    takeaway = (
        f"{count(whole, 'line')} appeared; {number(totals['edited'])} "
        f"({share(totals['edited'], whole)}) {were(totals['edited'])} edited, "
        f"{number(totals['withdrawn'])} ({share(totals['withdrawn'], whole)}) withdrawn."
    )
    chart = common.over_time(
        "breaking", "Breaking lines", line, list(_BECAME), list(_BECAME.values())
    )
    note = "By the day a line was first seen. One that was edited and then withdrawn is withdrawn."
    return ReportSection("breaking", "Breaking lines", takeaway, [chart], note=note)


def removals(data: ChartData) -> ReportSection:
    """Return the section on removed articles and those that came back."""
    line = timeline(data.ask(_GONE))
    if not line.spans:
        return ReportSection("removals", "Removals", "No article was seen to be removed.")
    series = {"removed": "s3", "returned": "s1"}
    totals = {event: sum(line.counts[s.start][event] for s in line.spans) for event in series}
    back = data.ask(_BACK)[0][0]
    takeaway = (
        f"{count(totals['removed'], 'removal')} and {count(totals['returned'], 'return')} were "
        f"seen; {count(back, 'article')} {were(back)} there again at the end."
    )
    zone = ZoneInfo(data.edition.time_zone)
    rows = [
        [
            LinkedText.to(headline, url),
            shown(section or ""),
            published and published.astimezone(zone),
            seen.astimezone(zone),
        ]
        for headline, url, section, published, seen in data.ask(_LAST_GONE)
    ]
    heads = ["Article", "Section", "Published", "Found gone"]
    tables = [Table("Removed last", heads, rows)] if rows else []
    chart = common.over_time(
        "removals", "Removals", line, list(series), list(series.values()), low=True
    )
    return ReportSection("removals", "Removals", takeaway, [chart], tables)


def most_read(data: ChartData) -> ReportSection:
    """Return the section on Most Read: the articles that stayed there longest."""
    found = stays(data)
    if not found:
        return ReportSection("most-read", "Most Read", "Most Read was not seen.")
    longest = found[:_LONGEST]
    there = ", and is there still" if longest[0].is_there else ""
    takeaway = (
        quoted(longest[0].headline)
        + f" stayed longest of {count(len(found), 'article')}: {length(longest[0].time)}{there}."
    )
    zone = ZoneInfo(data.edition.time_zone)
    times = [
        (rank, start.astimezone(zone), end.astimezone(zone))
        for rank, stay in enumerate(longest, 1)
        for start, end in stay.intervals
    ]
    names = [
        {"rank": rank, "label": f"{length(stay.time)} · {_ISOLATE}{shown(stay.headline)}"}
        for rank, stay in enumerate(longest, 1)
    ]
    chart = Chart(
        "most-read", "Longest stays in Most Read",
        partial(chart_kinds.intervals, times, names, "s1"),
        Table("Longest stays in Most Read",
              ["Article", "Stayed", "From", "To"], [_row(stay, zone) for stay in longest]),
        note="From when an article was first seen in the list to when it was seen to be gone, "
             "on the page where the list was seen most often.",
    )  # fmt: skip
    return ReportSection("most-read", "Most Read", takeaway, [chart])


def _row(stay: MostReadStay, zone: ZoneInfo) -> list[Cell]:
    end = "still there" if stay.is_there else stay.intervals[-1][1].astimezone(zone)
    return [
        LinkedText.to(stay.headline, stay.url),
        length(stay.time),
        stay.intervals[0][0].astimezone(zone),
        end,
    ]
