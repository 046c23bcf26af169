"""The report's sections on articles: by day, by hour of the week, by tag, by author and source.

Called by `build`; each public function returns one section.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from mayadeen_crawler.reports.charts import chart_kinds, common
from mayadeen_crawler.reports.charts.timeline import timeline
from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering.elements import (
    Chart,
    ReportSection,
    Table,
    count,
    day,
    number,
    quoted,
    share,
    shown,
)

#: Sections of the site with a colour of their own; the rest are added up as "others".
_SECTIONS = 7
_COLOURS = ("s1", "s2", "s3", "s4", "s5", "s7", "s6")
_OTHER = "s0"

_BY_DAY = """
    SELECT day, coalesce(section, 'no section'), count(*) FROM articles
    WHERE day IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_BY_HOUR = """
    SELECT isodow(moment), hour(moment), count(*) FROM articles
    WHERE moment IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
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
_KINDS = (("authors", "Author", "Authors"), ("sources", "Source", "Sources"),
          ("regions", "Region", "Regions"))  # fmt: skip


def articles(data: ChartData) -> ReportSection:
    """Return the section on articles: how many a day, by section of the site."""
    rows = data.ask(_BY_DAY)
    totals = Counter[str]()
    for _, section, articles in rows:
        totals[section] += articles
    names = [name for name, _ in sorted(totals.items(), key=lambda one: (-one[1], one[0]))]
    top, rest = names[:_SECTIONS], names[_SECTIONS:]
    colours = list(_COLOURS[: len(top)])
    if rest:
        other = count(len(rest), "other")
        rows = [(when, name if name in top else other, n) for when, name, n in rows]
        top, colours = [*top, other], [*colours, _OTHER]
    by_day = timeline(rows)
    undated = data.ask("SELECT count(*) FROM articles WHERE day IS NULL")[0][0]
    note = (
        f"{count(undated, 'article')} without a date: counted in all but this." if undated else ""
    )
    if not rows:
        return ReportSection("articles", "Articles", "No dated article in this period.", note=note)
    whole = totals.total()
    first, last = common.span_of(by_day)
    days = (last - first).days + 1
    per_day = Counter[date]()
    for when, _, n in rows:
        per_day[when] += n
    busiest = min(per_day, key=lambda one: (-per_day[one], one))
    others = _others(per_day.values(), "other day")
    takeaway = (
        f"{count(whole, 'article')} in {count(days, 'day')}, {number(whole / days)} a day; "
        f"most in {shown(names[0])} ({share(totals[names[0]], whole)}). "
        f"The busiest day was {day(busiest)}, with {number(per_day[busiest])}{others}."
    )
    chart = common.over_time("articles", "Articles", by_day, top, colours, by=" by section")
    return ReportSection("articles", "Articles", takeaway, [chart], note=note)


def _others(values: Iterable[int], what: str) -> str:
    """Return ``, like 2 other days`` if others share the highest of *values*, else nothing."""
    known = list(values)
    ties = known.count(max(known)) - 1
    return f", like {count(ties, what)}" if ties else ""


def week(data: ChartData) -> ReportSection:
    """Return the section with the heat map of weekdays and hours, on the site's clock."""
    counts = {(_DAYS[dow - 1], hour): n for dow, hour, n in data.ask(_BY_HOUR)}
    zone = data.edition.time_zone
    if not counts:
        return ReportSection("week", "Hours of the week", "No article with a time in this period.")
    most = max(counts.values())
    rows = [
        {"day": name, "hour": hour, "c": -(-counts.get((name, hour), 0) * _CLASSES // most)}
        for name in _DAYS
        for hour in range(24)
    ]
    top, hour = min(counts, key=lambda one: (-counts[one], _DAYS.index(one[0]), one[1]))
    others = _others(counts.values(), "other hour")
    morning = sum(n for (_, at), n in counts.items() if 6 <= at < 12)
    takeaway = (
        f"The busiest hour of the week is {top} {hour:02}:00, with {count(most, 'article')}{others}"
        f"; {share(morning, sum(counts.values()))} came out between 06:00 and 12:00."
    )
    steps = [(number_of * most) // _CLASSES for number_of in range(_CLASSES + 1)]
    legend = [("q0", "none")] + [
        (f"q{c}", f"{low + 1}–{high}" if high > low + 1 else f"{high}")
        for c, (low, high) in enumerate(pairwise(steps), 1)
        if high > low
    ]
    names = [f"q{c}" for c in range(_CLASSES + 1)]
    chart = Chart(
        "week", "Articles by weekday and hour",
        partial(chart_kinds.hours, rows, _DAYS, names),
        Table("Articles by hour and weekday", ["Hour", *_DAYS],
              [[f"{at:02}:00", *(counts.get((name, at), 0) for name in _DAYS)]
               for at in range(24)]),
        legend=legend, note=f"On the site's clock ({zone}).",
    )  # fmt: skip
    return ReportSection("week", "Hours of the week", takeaway, [chart])


def tags(data: ChartData) -> ReportSection:
    """Return the section on tags: the most used, and those used more than before."""
    top = data.ask(_TOP, kind="tags", most=15)
    if not top:
        return ReportSection("tags", "Tags", "No article of this period has a tag.")
    whole = data.ask("SELECT count(*) FROM articles")[0][0]
    takeaway = quoted(top[0][0]) + f" is on {number(top[0][1])} of {count(whole, 'article')}"
    charts = [common.ranking("tags", "Most used tags", top, ("Tag", "Articles"), "s1")]
    rising, span = _rising(data)
    if rising:
        name, older, newer = rising[0]
        takeaway += "; " + quoted(name) + f" rose most, from {number(older)} to {number(newer)}"
        charts.append(_rise(rising, span))
    return ReportSection("tags", "Tags", takeaway + ".", charts)


def _rising(data: ChartData) -> tuple[list[tuple[str, int, int]], int]:
    """Return (tag, articles in the days before, articles in the last days), and those days."""
    first, last = data.ask("SELECT min(day), max(day) FROM articles")[0]
    span = min(_WINDOW, ((last - first).days + 1) // 2) if last else 0
    middle = last - timedelta(span) if last else last
    if not span:
        return [], 0
    found = data.ask(_RISING, first=middle - timedelta(span), middle=middle, last=last)
    return [(name, older, newer) for name, older, newer in found], span


def _rise(rising: list[tuple[str, int, int]], span: int) -> Chart:
    rows = [
        {"rank": rank, "label": shown(name), "older": older, "newer": newer,
         "figure": f"{number(older)} → {number(newer)}"}
        for rank, (name, older, newer) in enumerate(rising, 1)
    ]  # fmt: skip
    days = count(span, "day").removeprefix("1 ")
    before, after = f"the {days} before", f"the last {days}"
    return Chart(
        "rising", "Rising tags", partial(chart_kinds.older_to_newer, rows, ("s0", "s2")),
        Table("Articles of rising tags", ["Tag", before.capitalize(), after.capitalize()],
              [[shown(name), older, newer] for name, older, newer in rising]),
        legend=[("s0", before), ("s2", after)],
        note="In more articles than before, by two at least.",
    )  # fmt: skip


def names(data: ChartData) -> ReportSection:
    """Return the section on authors, sources and regions."""
    charts, shares = [], []
    whole = data.ask("SELECT count(*) FROM articles")[0][0]
    if not whole:
        return ReportSection("names", "Authors, sources, regions", "No article in this period.")
    for kind, one, title in _KINDS:
        rows = data.ask(_TOP, kind=kind, most=10)
        with_any = data.ask("SELECT count(DISTINCT id) FROM named WHERE kind = $kind", kind=kind)
        if rows:
            charts.append(common.ranking(kind, title, rows, (one, "Articles"), "s1"))
        shares.append(f"{share(with_any[0][0], whole)} name {kind}")
    takeaway = "Of the articles, " + ", ".join(shares[:-1]) + f" and {shares[-1]}."
    return ReportSection("names", "Authors, sources, regions", takeaway, charts)
