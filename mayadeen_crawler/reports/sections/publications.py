"""The report's sections on articles: by day, by hour of the week, by tag, by author and source.

Called by `build`; each public function returns one section.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from itertools import pairwise, product
from typing import Any

from mayadeen_crawler.reports.charts import chart_kinds, common
from mayadeen_crawler.reports.charts.timeline import DateSpan, timeline
from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering.elements import (
    Chart,
    Mark,
    ReportSection,
    Table,
    quoted,
    shown,
)

#: Sections of the site with a colour of their own; the rest are added up as "others".
_SECTIONS = 7
_COLOURS = ("s1", "s2", "s3", "s4", "s5", "s7", "s6")
_OTHER = "s0"
#: Key of the series of those others: no section of the site is named so.
_REST = ""

_BY_DAY = """
    SELECT day, section, count(*) FROM articles
    WHERE day IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_BY_HOUR = """
    SELECT isodow(moment), hour(moment), count(*) FROM articles
    WHERE moment IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
#: Colours of the heat map, besides that for no article.
_CLASSES = 5

_TOP = """
    SELECT name, count(*) AS articles FROM named WHERE kind = $kind
    GROUP BY key, name ORDER BY articles DESC, name LIMIT $most
"""
_RISING = """
    SELECT name, count(*) FILTER (WHERE day <= $middle) AS older,
        count(*) FILTER (WHERE day > $middle) AS newer
    FROM named WHERE kind = 'tags' AND day > $first AND day <= $last
    GROUP BY key, name HAVING newer > older + 1
    ORDER BY newer - older DESC, newer DESC, name LIMIT 10
"""
#: Newest days of the period that are compared with as many days before them, at most.
_WINDOW = 28
#: Kind of label → the filter of the list of articles that finds it.
_FILTERS = {"tags": "tag", "authors": "author", "sources": "source", "regions": "region"}
_KINDS = ("authors", "sources", "regions")


def articles(data: ChartData) -> ReportSection:
    """Return the section on articles: how many a day, by section of the site."""
    words, say = data.words, data.words.say
    title = say("articles.title")
    none = say("articles.no_section")
    rows = [(when, shown(section or none), n) for when, section, n in data.ask(_BY_DAY)]
    totals = Counter[str]()
    for _, section, articles in rows:
        totals[section] += articles
    undated = data.ask("SELECT count(*) FROM articles WHERE day IS NULL")[0][0]
    note = say("articles.undated", n=undated) if undated else ""
    if not rows:
        return ReportSection("articles", title, say("articles.none"), note=note)
    names = [name for name, _ in sorted(totals.items(), key=lambda one: (-one[1], one[0]))]
    top, rest = names[:_SECTIONS], names[_SECTIONS:]
    series = [common.Series(*one) for one in zip(top, top, _COLOURS, strict=False)]
    if rest:
        rows = [(when, name if name in top else _REST, n) for when, name, n in rows]
        series.append(common.Series(_REST, say("articles.others", n=len(rest)), _OTHER))
    by_day = timeline(rows)
    whole = totals.total()
    first, last = common.span_of(by_day)
    days = (last - first).days + 1
    per_day = Counter[date]()
    for when, _, n in rows:
        per_day[when] += n
    busiest = min(per_day, key=lambda one: (-per_day[one], one))
    ties = _ties(per_day.values())
    takeaway = say(
        "articles.takeaway", n=whole, days=days, mean=whole / days, section=names[0],
        share=words.share(totals[names[0]], whole), day=words.day(busiest),
        most=per_day[busiest], others=say("articles.ties", n=ties) if ties else "",
    )  # fmt: skip

    def mark(title: str, span: DateSpan, one: common.Series) -> Mark:
        sections = rest if one.key == _REST else [one.key]
        anchor = f"{data.edition.code}-list"
        return Mark.of(title, anchor, place=sections, **common.days_of(span))

    chart = common.over_time(words, "articles", by_day, series, mark=mark)
    return ReportSection("articles", title, takeaway, [chart], note=note)


def _ties(values: Iterable[int]) -> int:
    """Return how many others share the highest of *values*."""
    known = list(values)
    return known.count(max(known)) - 1


def week(data: ChartData) -> ReportSection:
    """Return the section with the heat map of weekdays and hours, on the site's clock."""
    words, say = data.words, data.words.say
    title = say("week.title")
    names = words.weekdays()
    counts = {(dow - 1, hour): n for dow, hour, n in data.ask(_BY_HOUR)}
    if not counts:
        return ReportSection("week", title, say("week.none"))
    most = max(counts.values())
    anchor = f"{data.edition.code}-list"
    rows = []
    for (place, name), hour in product(enumerate(names), range(24)):
        n = counts.get((place, hour), 0)
        mark = Mark.of(
            f"{name} {hour:02}:00: {words.number(n)}", anchor,
            weekday=str(place + 1), hour=f"{hour:02}",
        )  # fmt: skip
        rows.append({"day": name, "hour": hour, "c": -(-n * _CLASSES // most), "mark": mark})
    top, hour = min(counts, key=lambda one: (-counts[one], one))
    ties = _ties(counts.values())
    morning = sum(n for (_, at), n in counts.items() if 6 <= at < 12)
    takeaway = say(
        "week.takeaway", day=names[top], hour=f"{hour:02}:00", n=most,
        others=say("week.ties", n=ties) if ties else "",
        share=words.share(morning, sum(counts.values())),
    )  # fmt: skip
    steps = [(number_of * most) // _CLASSES for number_of in range(_CLASSES + 1)]
    legend = [("q0", say("week.none_colour"))] + [
        (f"q{c}", f"{low + 1}–{high}" if high > low + 1 else f"{high}")
        for c, (low, high) in enumerate(pairwise(steps), 1)
        if high > low
    ]
    colours = [f"q{c}" for c in range(_CLASSES + 1)]
    chart = Chart(
        "week", say("week.chart"), partial(chart_kinds.hours, rows, names, colours),
        Table(say("week.table"), [say("week.hour"), *names],
              [[f"{at:02}:00", *(counts.get((place, at), 0) for place in range(7))]
               for at in range(24)]),
        legend=legend, note=say("page.clock", zone=data.edition.time_zone),
    )  # fmt: skip
    return ReportSection("week", title, takeaway, [chart])


def tags(data: ChartData) -> ReportSection:
    """Return the section on tags: the most used, and those used more than before."""
    say = data.words.say
    title = say("tags.title")
    top = data.ask(_TOP, kind="tags", most=15)
    if not top:
        return ReportSection("tags", title, say("tags.none"))
    whole = data.ask("SELECT count(*) FROM articles")[0][0]
    takeaway = say("tags.takeaway", tag=quoted(top[0][0]), on=top[0][1], n=whole)
    charts = [_ranking(data, "tags", say("tags.chart"), top)]
    rising, span = _rising(data)
    if rising:
        name, older, newer = rising[0]
        takeaway = say("tags.rose", said=takeaway, tag=quoted(name), older=older, newer=newer)
        charts.append(_rise(data, rising, span))
    return ReportSection("tags", title, takeaway + ".", charts)


def _ranking(data: ChartData, kind: str, title: str, rows: list[tuple[Any, ...]]) -> Chart:
    heads = (data.words.say(f"names.{kind}.one"), data.words.say("articles.title"))
    return common.ranking(
        data.words, kind, title, rows, heads, "s1", partial(_label_mark, data, kind)
    )


def _label_mark(data: ChartData, kind: str, title: str, name: str) -> Mark:
    return Mark.of(title, f"{data.edition.code}-list", **{_FILTERS[kind]: shown(name)})


def _rising(data: ChartData) -> tuple[list[tuple[str, int, int]], int]:
    """Return (tag, articles in the days before, articles in the last days), and those days."""
    first, last = data.ask("SELECT min(day), max(day) FROM articles")[0]
    span = min(_WINDOW, ((last - first).days + 1) // 2) if last else 0
    middle = last - timedelta(span) if last else last
    if not span:
        return [], 0
    found = data.ask(_RISING, first=middle - timedelta(span), middle=middle, last=last)
    return [(name, older, newer) for name, older, newer in found], span


def _rise(data: ChartData, rising: list[tuple[str, int, int]], span: int) -> Chart:
    number, say = data.words.number, data.words.say
    rows = []
    for rank, (name, older, newer) in enumerate(rising, 1):
        figure = f"{number(older)} → {number(newer)}"
        mark = _label_mark(data, "tags", f"{name}: {figure}", name)
        rows.append({"rank": rank, "label": shown(name), "older": older, "newer": newer,
                     "figure": figure, "mark": mark})  # fmt: skip
    before, after = say("tags.before", n=span), say("tags.after", n=span)
    return Chart(
        "rising", say("tags.rising"),
        partial(chart_kinds.older_to_newer, rows, ("s0", "s2")),
        Table(say("tags.rising_table"), [say("names.tags.one"), before, after],
              [[shown(name), older, newer] for name, older, newer in rising]),
        legend=[("s0", before), ("s2", after)], note=say("tags.rising_note"),
    )  # fmt: skip


def names(data: ChartData) -> ReportSection:
    """Return the section on authors, sources and regions."""
    say = data.words.say
    title = say("names.title")
    charts: list[Chart] = []
    shares: dict[str, str] = {}
    whole = data.ask("SELECT count(*) FROM articles")[0][0]
    if not whole:
        return ReportSection("names", title, say("list.none"))
    for kind in _KINDS:
        rows = data.ask(_TOP, kind=kind, most=10)
        with_any = data.ask("SELECT count(DISTINCT id) FROM named WHERE kind = $kind", kind=kind)
        if rows:
            charts.append(_ranking(data, kind, say(f"names.{kind}"), rows))
        shares[kind] = data.words.share(with_any[0][0], whole)
    return ReportSection("names", title, say("names.takeaway", **shares), charts)
