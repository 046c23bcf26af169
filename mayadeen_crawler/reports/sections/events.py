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
    Mark,
    ReportSection,
    Table,
    quoted,
    shown,
)
from mayadeen_crawler.reports.sections import row_lists
from mayadeen_crawler.reports.sections.most_read_stays import MostReadStay, stays

_BECAME = {"as_it_was": "s1", "edited": "s2", "withdrawn": "s3"}
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


def breaking(data: ChartData, budget: int) -> ReportSection:
    """Return the section on breaking lines: how many a day, which, and what became of them.

    *budget*: bytes for the list of lines, at most.
    """
    say = data.words.say
    title = say("breaking.title")
    line = timeline(data.ask(_LINES))
    if not line.spans:
        return ReportSection("breaking", title, say("breaking.none"))
    totals = {became: sum(line.counts[s.start][became] for s in line.spans) for became in _BECAME}
    whole = sum(totals.values())
    takeaway = say(
        "breaking.takeaway", n=whole, edited=totals["edited"], withdrawn=totals["withdrawn"],
        edited_share=data.words.share(totals["edited"], whole),
        withdrawn_share=data.words.share(totals["withdrawn"], whole),
    )  # fmt: skip
    series = [common.Series(one, say(f"breaking.{one}"), colour) for one, colour in _BECAME.items()]
    chart = common.over_time(
        data.words, "breaking", line, series,
        mark=lambda mark, span, one: Mark.of(
            mark, f"{data.edition.code}-breaking-rows", place=one.label,
            **common.days_of(span),
        ),
    )  # fmt: skip
    rows = row_lists.lines(data, budget)
    return ReportSection("breaking", title, takeaway, [chart], rows=rows, note=say("breaking.note"))


def removals(data: ChartData) -> ReportSection:
    """Return the section on removed articles and those that came back."""
    say = data.words.say
    title = say("removals.title")
    line = timeline(data.ask(_GONE))
    if not line.spans:
        return ReportSection("removals", title, say("removals.none"))
    colours = {"removed": "s3", "returned": "s1"}
    totals = {event: sum(line.counts[s.start][event] for s in line.spans) for event in colours}
    takeaway = say(
        "removals.takeaway", removed=totals["removed"], returned=totals["returned"],
        back=data.ask(_BACK)[0][0],
    )  # fmt: skip
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
    names = ("list.article", "list.section", "list.published", "removals.gone")
    tables = [Table(say("removals.last"), [*map(say, names)], rows)] if rows else []
    anchor = f"{data.edition.code}-removals-table-1" if rows else ""
    chart = common.over_time(
        data.words, "removals", line,
        [common.Series(one, say(f"removals.{one}"), colour) for one, colour in colours.items()],
        low=True, mark=lambda mark, *_: Mark.of(mark, anchor),
    )  # fmt: skip
    return ReportSection("removals", title, takeaway, [chart], tables)


def most_read(data: ChartData) -> ReportSection:
    """Return the section on Most Read: the articles that stayed there longest."""
    words, say = data.words, data.words.say
    title = say("most_read.title")
    found = stays(data)
    if not found:
        return ReportSection("most-read", title, say("most_read.none"))
    longest = found[:_LONGEST]
    takeaway = say(
        "most_read.takeaway", article=quoted(longest[0].headline), n=len(found),
        time=words.length(longest[0].time),
        there=say("most_read.there") if longest[0].is_there else "",
    )  # fmt: skip
    zone = ZoneInfo(data.edition.time_zone)
    anchor = f"{data.edition.code}-chart-most-read-table"
    times = [
        (rank, start.astimezone(zone), end.astimezone(zone), Mark.of(
            f"{stay.headline}: {data.clock(start)} – {data.clock(end)}", anchor))
        for rank, stay in enumerate(longest, 1)
        for start, end in stay.intervals
    ]  # fmt: skip
    names = [
        {"rank": rank, "label": f"{words.length(stay.time)} · {_ISOLATE}{shown(stay.headline)}"}
        for rank, stay in enumerate(longest, 1)
    ]
    heads = ("list.article", "most_read.stayed", "most_read.from", "most_read.to")
    chart = Chart(
        "most-read", say("most_read.chart"),
        partial(chart_kinds.intervals, times, names, "s1", long_months=words.has_long_months),
        Table(say("most_read.chart"), [*map(say, heads)],
              [_row(data, stay, zone) for stay in longest]),
        note=say("most_read.note"),
    )  # fmt: skip
    return ReportSection("most-read", title, takeaway, [chart])


def _row(data: ChartData, stay: MostReadStay, zone: ZoneInfo) -> list[Cell]:
    still = data.words.say("most_read.still")
    return [
        LinkedText.to(stay.headline, stay.url),
        data.words.length(stay.time),
        stay.intervals[0][0].astimezone(zone),
        still if stay.is_there else stay.intervals[-1][1].astimezone(zone),
    ]
