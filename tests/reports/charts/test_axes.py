"""Time axes: the last span is named, whatever there is; each name says what it stands under."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from mayadeen_crawler.reports.charts import axes, chart_kinds
from mayadeen_crawler.reports.charts.timeline import timeline
from mayadeen_crawler.reports.rendering.elements import Mark
from mayadeen_crawler.reports.wording import Wording
from tests.helpers.drawing_process import Drawn


def texts(drawn: str) -> list[str]:
    found = etree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")
    return [one.text or "" for one in found if not (one.text or "").isdigit()]


@pytest.mark.parametrize(
    ("first", "days", "wide", "names"),
    [
        (date(2026, 3, 5), 1, True, ["5 Mar 2026"]),
        (date(2026, 3, 5), 1, False, ["5 Mar"]),
        (date(2026, 2, 28), 2, True, ["28 Feb 2026", "1 Mar 2026"]),
        (date(2026, 3, 1), 7, False, ["1 Mar", "4 Mar", "7 Mar"]),
        (date(2026, 3, 1), 9, True,
         ["1 Mar 2026", "3 Mar 2026", "5 Mar 2026", "7 Mar 2026", "9 Mar 2026"]),
        # Weeks, named by their Mondays: 2 March to 14 June 2026 are fifteen.
        (date(2026, 3, 2), 105, True,
         ["16 Mar 2026", "6 Apr 2026", "27 Apr 2026", "18 May 2026", "8 Jun 2026"]),
        # Months, short ones among them: 39 and 38 from January 2024.
        (date(2024, 1, 1), 1186, True,
         ["Mar 2024", "Sep 2024", "Mar 2025", "Sep 2025", "Mar 2026", "Sep 2026",
              "Mar 2027"]),
        (date(2024, 1, 1), 1155, False, ["Dec 2024", "Jan 2026", "Feb 2027"]),
    ],
)  # fmt: skip
def test_spans_are_named_from_the_last(
    draw: Drawn, first: date, days: int, wide: bool, names: list[str]
) -> None:
    line = timeline((first + timedelta(n), "a", 3) for n in range(days))
    rows = [
        {
            "start": axes.moment(one.start),
            "end": axes.moment(one.end),
            "value": 3,
            "c": 0,
            "mark": Mark("3"),
        }
        for one in line.spans
    ]
    spec = chart_kinds.columns(rows, line.spans, ["s1"], wide, as_share=False, low=True)
    assert texts(draw(spec, Wording())) == names


@pytest.mark.parametrize(
    ("seconds", "wide", "names"),
    [
        (0, False, ["09:13:00", "09:13:05"]),
        (600, True, ["09:14", "09:16", "09:18", "09:20", "09:22"]),
        (86_400, False, ["Tue 12:00", "Wed 00:00"]),
        (172_799, False, ["Wed 00:00", "Thu 00:00"]),
        (400_000, False, ["1 Oct", "3 Oct", "5 Oct"]),
    ],
)
@pytest.mark.sampled(5)
def test_moments_are_round_ones(draw: Drawn, seconds: int, wide: bool, names: list[str]) -> None:
    start = datetime(2025, 9, 30, 9, 13, 7, tzinfo=UTC)
    rank: dict[str, Any] = {"rank": 1, "label": "1"}
    times = [(1, start, start + timedelta(seconds=seconds), Mark("1"))]
    spec = chart_kinds.intervals(times, [rank], "s1", wide)
    assert texts(draw(spec, Wording())) == names


@pytest.mark.parametrize(
    ("language", "name"), [("ar", "5 آذار 2026"), ("es", "5 mar 2026"), ("en", "5 Mar 2026")]
)
def test_days_are_named_in_the_language_of_the_report(
    draw: Drawn, language: str, name: str
) -> None:
    line = timeline([(date(2026, 3, 5), "a", 3)])
    spec = chart_kinds.columns([], line.spans, ["s1"], True, as_share=False, low=True)
    assert texts(draw(spec, Wording(language))) == [name]


@pytest.mark.parametrize(
    ("wide", "named"),
    [
        (True, [f"{day} كانون الثاني 2026" for day in (4, 10, 16, 22, 28)]),
        (False, ["14 كانون الثاني", "28 كانون الثاني"]),
    ],
)
def test_long_names_of_months_have_room(draw: Drawn, wide: bool, named: list[str]) -> None:
    line = timeline((date(2026, 1, 1 + n), "a", 3) for n in range(28))
    words = Wording("ar")
    spec = chart_kinds.columns(
        [], line.spans, ["s1"], wide, as_share=False, low=True, long_months=words.has_long_months
    )
    assert texts(draw(spec, words)) == named
    assert not Wording("en").has_long_months


@pytest.mark.parametrize("wide", [True, False])
def test_a_day_alone_is_no_giant_block(draw: Drawn, wide: bool) -> None:
    line = timeline([(date(2026, 3, 5), "a", 3)])
    (span,) = line.spans
    row = {"start": axes.moment(span.start), "end": axes.moment(span.end), "field": "tags", "c": 0}
    drawn = draw(chart_kinds.coverage([row], line.spans, ["tags"], ["f1"], wide), Wording())
    (bar,) = etree.fromstring(drawn).iterfind(".//*[@class='mark-rect']/*")
    width = float(re.findall(r"h([\d.]+)", bar.get("d") or "")[0])
    assert width < chart_kinds.WIDE / 10
