"""Which of a page's times is believed. Expectations are computed by hand.

The clock of the site is UTC+3 in August 2024, UTC+2 in February 2022; 29 October 2023 had the hour
from 01:00 to 02:00 twice.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.dates.agreement import Agreed, TimeText, agreed
from mayadeen_crawler.dates.site_time import rfc3339
from tests.helpers.table_tests import each_row

CMS = "Asia/Jerusalem"
NOW = datetime(2024, 8, 16, 9, 30, tzinfo=UTC)
CONFLICT, ASSUMED = "time_conflict", "time_zone_assumed"


def with_offset(text: str, source: str = "tawsiyat") -> TimeText:
    return TimeText(source, text, (CMS, "UTC"))


def meta(text: str) -> TimeText:
    return TimeText("meta", text, ("UTC", CMS), known_form=True)


def script(text: str) -> TimeText:
    return TimeText("jsonld", text, (CMS, "UTC"))


def seen(text: str) -> TimeText:
    return TimeText("visible", text, (CMS,))


def elsewhere(text: str) -> TimeText:
    return TimeText("sitemap", text, (CMS, "UTC"), on_page=False)


def told(found: Agreed | None) -> tuple[str | None, str, tuple[str, ...]]:
    """Return the moment, who gave it, and the doubts."""
    assert found is not None
    moment = found.time.instant
    return (rfc3339(moment) if moment else None, found.text.source, found.doubts)


@each_row(
    ("texts", "moment", "source", "doubts"),
    [
        # One source.
        ([with_offset("2024-08-15T23:39:00+03:00")], "2024-08-15T20:39:00Z", "tawsiyat", ()),
        ([meta("2024-08-15T20:39:00.0000000")], "2024-08-15T20:39:00Z", "meta", (ASSUMED,)),
        ([script("2024-08-15T23:39:00")], "2024-08-15T20:39:00Z", "jsonld", (ASSUMED,)),
        ([seen("15 Aug 2024 23:39")], "2024-08-15T20:39:00Z", "visible", (ASSUMED,)),
        # A second one on another clock, or with an offset, confirms.
        (
            [meta("2024-08-15T20:39:00.0000000"), seen("15 Aug 2024 23:39")],
            "2024-08-15T20:39:00Z", "meta", (),
        ),
        (
            [meta("2022-02-03T06:46:12.3450000"), seen("3 Feb 2022 08:46")],
            "2022-02-03T06:46:12Z", "meta", (),
        ),
        (
            [seen("15 Aug 2024 23:39"), elsewhere("2024-08-15T22:39:00+02:00")],
            "2024-08-15T20:39:00Z", "visible", (),
        ),
        # Exactly the clock's offset apart: the one that may be on either clock is read anew.
        (
            [with_offset("2024-08-15T23:39:00+03:00"), meta("2024-08-15T23:39:00.0000000")],
            "2024-08-15T20:39:00Z", "tawsiyat", (),
        ),
        (
            [script("2024-08-15T20:39:00"), seen("15 Aug 2024 23:39")],
            "2024-08-15T20:39:00Z", "jsonld", (),
        ),
        (
            [script("2024-08-15T20:39:00"), meta("2024-08-15T20:39:00")],
            "2024-08-15T20:39:00Z", "jsonld", (ASSUMED,),
        ),
        # The same digits on the same clock confirm nothing.
        (
            [meta("2024-08-15T23:39:00"), seen("15 Aug 2024 23:39")],
            "2024-08-15T20:39:00Z", "meta", (ASSUMED,),
        ),
        # Real disagreement: the confirmed time wins, else the first.
        (
            [with_offset("2024-08-15T22:00:00+03:00"), meta("2024-08-15T20:39:00.0000000"),
             seen("15 Aug 2024 23:39")],
            "2024-08-15T20:39:00Z", "meta", (CONFLICT,),
        ),
        (
            [with_offset("2024-08-15T23:39:00Z"), meta("2024-08-15T20:39:00.0000000"),
             seen("15 Aug 2024 23:39")],
            "2024-08-15T20:39:00Z", "meta", (CONFLICT,),
        ),
        (
            [with_offset("2024-08-15T23:39:00+03:00"), seen("15 Aug 2024 21:10")],
            "2024-08-15T20:39:00Z", "tawsiyat", (CONFLICT,),
        ),
        (
            [meta("2024-08-15T20:39:00.0000000"), seen("15 Aug 2024 21:10")],
            "2024-08-15T20:39:00Z", "meta", (CONFLICT, ASSUMED),
        ),
        # A time that is to come gives way: day and month were exchanged.
        (
            [meta("2024-11-08T07:00:00Z"), seen("11 Aug 2024 10:00")],
            "2024-08-11T07:00:00Z", "visible", (CONFLICT, ASSUMED),
        ),
        ([meta("2024-11-08T07:00:00Z")], "2024-11-08T07:00:00Z", "meta", ()),
        # Days.
        (
            [with_offset("2024-08-16T01:10:00+03:00"), seen("15 Aug 2024")],
            "2024-08-15T22:10:00Z", "tawsiyat", (),
        ),
        (
            [with_offset("2024-08-16T11:10:00+03:00"), seen("15 Aug 2024")],
            "2024-08-16T08:10:00Z", "tawsiyat", (CONFLICT,),
        ),
        ([script("2024-08-15"), seen("15 Aug 2024")], None, "jsonld", ()),
        ([script("2024-08-15"), seen("14 Aug 2024")], None, "jsonld", (CONFLICT,)),
        ([script("2024-08-15"), elsewhere("2024-08-14")], None, "jsonld", ()),
        # What a sitemap says contradicts no page; times that count from now are no measure.
        (
            [with_offset("2024-08-15T23:39:00+03:00"), elsewhere("2024-08-15T21:39:00Z")],
            "2024-08-15T20:39:00Z", "tawsiyat", (),
        ),
        (
            [seen("12 hours ago"), elsewhere("2024-08-15T20:39:00Z")],
            "2024-08-15T20:39:00Z", "sitemap", (),
        ),
        ([seen("12 hours ago")], "2024-08-15T21:30:00Z", "visible", ()),
        (
            [script("soon"), seen("15 Aug 2024 23:39")],
            "2024-08-15T20:39:00Z", "visible", (ASSUMED,),
        ),
        # The night of the change: the metadata says which of the two it was.
        (
            [seen("29 Oct 2023 01:30"), elsewhere("2023-10-28T23:30:00Z")],
            "2023-10-28T23:30:00Z", "visible", (),
        ),
        (
            [meta("2023-10-28T23:30:00.0000000"), seen("29 Oct 2023 01:30")],
            "2023-10-28T23:30:00Z", "meta", (),
        ),
        ([seen("29 Oct 2023 01:30")], "2023-10-28T22:30:00Z", "visible", (ASSUMED,)),
    ],
)  # fmt: skip
def test_which_time_is_believed(
    texts: list[TimeText], moment: str | None, source: str, doubts: tuple[str, ...]
) -> None:
    assert told(agreed(texts, CMS, NOW)) == (moment, source, doubts)


def test_nothing_that_can_be_read() -> None:
    assert agreed([], CMS) is None
    assert agreed([script("soon"), seen("2 hours ago")], CMS) is None


def test_a_clock_that_one_time_has_shown_holds_for_the_pages_other_time() -> None:
    published = agreed([meta("2024-08-15T20:39:00"), seen("15 Aug 2024 23:39")], CMS)
    assert published is not None
    assert published.clocks == {"meta": "UTC", "visible": CMS}
    changed = agreed([meta("2024-08-15T21:00:00")], CMS, known=published.clocks)
    assert told(changed) == ("2024-08-15T21:00:00Z", "meta", ())

    published = agreed([with_offset("2024-08-15T23:39:00+03:00"), meta("2024-08-15T23:39:00")], CMS)
    assert published is not None
    assert published.clocks == {"meta": CMS}
    changed = agreed([meta("2024-08-16T00:10:00")], CMS, known=published.clocks)
    assert told(changed) == ("2024-08-15T21:10:00Z", "meta", ())


def test_the_second_of_two_hours_is_no_longer_ambiguous() -> None:
    found = agreed([seen("29 Oct 2023 01:30"), elsewhere("2023-10-28T23:30:00Z")], CMS)
    assert found is not None
    assert (found.time.clock, found.time.day) == ("exact", date(2023, 10, 29))


# Naive: hypothesis sets the zone.
FIRST, LAST = (datetime.fromisoformat(day) for day in ("2012-06-01", "2030-01-01"))
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@given(MOMENTS, st.permutations(["meta", "visible", "tawsiyat"]))
def test_sources_of_one_moment_agree_in_any_order(moment: datetime, order: list[str]) -> None:
    moment = moment.replace(microsecond=0, second=0)
    # By hand: the site is two hours ahead of UTC, three in summer; an offset says which.
    local = moment + timedelta(hours=3)
    texts = {
        "meta": meta(f"{moment:%Y-%m-%dT%H:%M:%S}.0000000"),
        "visible": TimeText("visible", f"{moment:%Y-%m-%d %H:%M} UTC", (CMS,)),
        "tawsiyat": with_offset(f"{local:%Y-%m-%dT%H:%M:%S}+03:00"),
    }
    found = agreed([texts[name] for name in order], CMS)
    assert told(found) == (f"{moment:%Y-%m-%dT%H:%M}:00Z", order[0], ())


TEXTS = st.builds(
    TimeText,
    st.sampled_from(["tawsiyat", "jsonld", "meta", "visible"]),
    st.text(max_size=30) | MOMENTS.map(str) | MOMENTS.map(lambda m: f"{m:%Y-%m-%dT%H:%M:%S}"),
    st.sampled_from([("UTC", CMS), (CMS, "UTC"), (CMS,)]),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(TEXTS, max_size=6), st.none() | st.just(NOW))
def test_any_texts_have_one_of_their_own_times_or_none(
    texts: list[TimeText], now: datetime | None
) -> None:
    found = agreed(texts, CMS, now)
    assert found is None or found.text in texts
