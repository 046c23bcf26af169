"""Expectations are computed by hand from the rules of the clock, not by the code.

Summer time (UTC+3) began on 24 March 2023 and 29 March 2024 at 02:00 and ended
on 29 October 2023 at 02:00; the rest of the year is UTC+2.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.dates.site_time import (
    SiteTime,
    day_bounds,
    http_date,
    is_relative,
    parse,
    parse_bound,
    parse_machine,
    rfc3339,
)
from mayadeen_crawler.dates.words import HIJRI_MONTHS, MONTHS, PLACE_CLOCKS
from tests.helpers.real_records import needs_real_records, real_records
from tests.helpers.table_tests import each_row

CMS = "Asia/Jerusalem"
NOW = datetime(2024, 1, 11, 22, 30, 15, 999, tzinfo=UTC)  # 12 January, 00:30:15 on the CMS clock
# Naive: hypothesis sets the zone.
FIRST, LAST = (datetime.fromisoformat(day) for day in ("1990-01-02", "2100-12-30"))

LEVANTINE = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def instant(raw: str, now: datetime | None = None) -> str | None:
    read = parse(raw, CMS, now)
    return rfc3339(read.instant) if read and read.instant else None


@each_row(
    "raw",
    [
        "3 Feb 2022 08:46",
        "3 Feb 2022 | 08:46",
        "3 Feb 2022 - 08:46",
        "3 Feb 2022, 08:46",
        "3 Feb 2022 at 08:46",
        "3 Feb 2022, at 08:46",
        "03-Feb-2022 08:46",
        "3rd of February 2022 08:46:00",
        "3 February 2022 8:46 AM",
        "3 FEBRUARY 2022 8:46 a.m.",
        "Feb 3, 2022 08:46",
        "Feb. 3 2022, 8:46am",
        "February 3rd, 2022 at 8:46 AM",
        "08:46 3 Feb 2022",
        "08:46 | Thursday, 3 Feb 2022",
        "Thu 3 Feb 2022 08:46",
        "Thursday, 3 February 2022, 08:46",
        "\n  Published:\u00a03 Feb 2022 \n 08:46 ",
        "Published on 3 Feb 2022 08:46",
        "2022-02-03 08:46",
        "2022-02-03T08:46",
        "2022-02-03T08:46:00.000",
        "2022/02/03 08:46",
        "2022-02-03 - 08:46",
        "2022-02-03T06:46:00Z",
        "2022-02-03t06:46:00z",
        "2022-02-03 06:46:00 +00:00",
        "2022-02-03T08:46:00+02:00",
        "2022-02-03T08:46:00+0200",
        "2022-02-03T08:46+02",
        "2022-02-03T08:46:00.1234567+02:00",
        "2022-02-03T01:46:00-05:00",
        "2022-02-03T12:16:00+05:30",
        "Thu, 03 Feb 2022 06:46:00 GMT",
        "Thu, 03 Feb 2022 08:46:00 +0200",
        "Thu, 03 Feb 2022 06:46:00 -0000 (UTC)",
        "Thu Feb 03 2022 08:46:00 GMT+0200 (Israel Standard Time)",
        "3 Feb 2022 06:46 UTC",
        "3 Feb 2022 06:46 (GMT)",
        "3 Feb 2022 09:46 GMT+3",
        "3 de febrero de 2022 08:46",
        "3 de febrero del 2022, a las 8:46 a. m.",
        "jueves, 3 de febrero de 2022 - 08:46 h",
        "Jueves 3 febrero 2022 08:46",
        "3 feb. 2022 08:46",
        "Publicado el 3 de febrero de 2022 a las 08:46",
        "3 شباط 2022 08:46",
        "٣ شباط ٢٠٢٢ ٠٨:٤٦",
        "3 شباط/فبراير 2022 08:46",
        "3 شباط (فبراير) 2022، 08:46",
        "3 فبراير 2022، الساعة 8:46 ص",
        "الخميس 3 شباط 2022 - 08:46 صباحاً",
        "يوم الخميس، 3 شُبَاط 2022 | 08:46",
        "تاريخ النشر: 3 شباط 2022 08:46",
        "\u200f3 شباط 2022 06:46 بتوقيت غرينتش",
        "2022-02-03T06:46:00 UTC",
        "2022-02-03 06:46:00 UTC",
        "2022-02-03T06:46:00.0000000 UTC",
        "2022-2-3T08:46:00",
        "2022-2-3 08:46",
        "3 Feb 2022 01:46 EST",
        "3 Feb 2022 02:46 EDT",
        "3 Feb 2022 07:46 BST",
        "3 Feb 2022, 7:46 am (CET)",
        "3 Feb 2022 06.46 GMT",
        "06.46 GMT, 3 Feb 2022",
        "3 Feb 2022 08.46 GMT+2",
        "3 Feb 2022 / 8:46 AM",
        "03 FEB 22 08:46",
        "3-Feb-22 08:46",
        "3 feb 22, 08:46",
        "3 شباط 2022 08:46 بتوقيت القدس",
        "3 شباط 2022 - 08:46 بتوقيت القدس المحتلة",
        "3 شباط 2022 08:46 صباحاً بتوقيت بيروت",
        "3 Feb 2022 08:46 (Beirut time)",
        "3 de febrero de 2022, 2:46 hora de Caracas",
        "2 رجب 1443 هـ الموافق 3 شباط 2022 08:46",
        "الخميس 2 رجب 1443 الموافق لـ 3 شباط 2022 م، 08:46",
        "3 شباط 2022 م / 2 رجب 1443 هـ 08:46",
        "الخميس، 3 شباط 2022 - 2 رجب 1443 | 08:46",
        "٣ شباط ٢٠٢٢ (٢ رجب ١٤٤٣) ٠٨:٤٦",
        "08:46 3 شباط 2022، الموافق 2 رجب 1443 هـ",
        "3 شباط، 2022 08:46",
        "شباط 3، 2022، 08:46",
        "الخميس، 3 شباط، 2022 - 8:46 ص",
        "3 شباط 2022م 08:46",
        "3 شباط 2022 م | 08:46",
        "3 شباط 2022 ميلادي، 8:46 صباحاً",
    ],
)
def test_every_form_of_the_seed_pages_time(raw: str) -> None:
    assert parse(raw, CMS) == SiteTime(datetime(2022, 2, 3, 6, 46, tzinfo=UTC), date(2022, 2, 3))


MONTH_NAMES = [
    ("September", 9), ("Sept", 9), ("Sept.", 9), ("june", 6), ("July", 7),
    ("enero", 1), ("ene", 1), ("febrero", 2), ("marzo", 3), ("abril", 4), ("abr", 4),
    ("mayo", 5), ("junio", 6), ("julio", 7), ("agosto", 8), ("ago", 8), ("septiembre", 9),
    ("setiembre", 9), ("octubre", 10), ("noviembre", 11), ("diciembre", 12), ("dic", 12),
    ("يناير", 1), ("فبراير", 2), ("مارس", 3), ("أبريل", 4), ("إبريل", 4), ("ابريل", 4),
    ("مايو", 5), ("يونيو", 6), ("يونيه", 6), ("يوليو", 7), ("أغسطس", 8), ("اغسطس", 8),
    ("سبتمبر", 9), ("أكتوبر", 10), ("اكتوبر", 10), ("نوفمبر", 11), ("ديسمبر", 12),
    ("كانون الثانى", 1), ("اذار", 3), ("ايار", 5), ("اب", 8), ("ايلول", 9),
    ("كانون 2", 1), ("كانون ٢", 1), ("كانون 1", 12), ("تشرين 1", 10), ("تشرين 2", 11),
    ("تشرين الاول", 10), ("تشرين أول", 10), ("كانون الاول", 12), ("كانون أوّل", 12),
    *((name, number) for number, name in enumerate(ENGLISH, 1)),
    *((name, number) for number, name in enumerate(LEVANTINE, 1)),
]  # fmt: skip


@each_row(("raw", "month"), MONTH_NAMES)
def test_month_names(raw: str, month: int) -> None:
    assert parse(f"7 {raw} 2023", CMS) == SiteTime(None, date(2023, month, 7))


def test_no_month_name_is_a_part_of_a_wrong_one() -> None:
    assert set(MONTHS.values()) == set(range(1, 13))
    assert parse("7 Janu 2023", CMS) is None


@each_row(
    ("raw", "expected"),
    [
        ("23 Nov 2025", date(2025, 11, 23)),
        ("Nov 23, 2025", date(2025, 11, 23)),
        ("2025-11-23", date(2025, 11, 23)),
        ("2025.11.23", date(2025, 11, 23)),
        ("Mar 3, 2022", date(2022, 3, 3)),
        ("mar 1 mar 2022", date(2022, 3, 1)),  # martes, 1 de marzo
        ("23/11/2025", date(2025, 11, 23)),
        ("11/23/2025", date(2025, 11, 23)),
        ("03/03/2025", date(2025, 3, 3)),
        ("29 Feb 2024", date(2024, 2, 29)),
        ("04 NOV 25", date(2025, 11, 4)),
        ("4 تشرين 2 2025", date(2025, 11, 4)),
        ("4 رجب 1447 هـ - 24 كانون 1 2025 م", date(2025, 12, 24)),
        ("2022-5-3", date(2022, 5, 3)),
        ("الأحد 23 تشرين الثاني 2025", date(2025, 11, 23)),
        ("3 شباط، 2022", date(2022, 2, 3)),
        ("3 شباط 2022م", date(2022, 2, 3)),
        ("1.º de mayo de 2023", date(2023, 5, 1)),
        ("1ro de mayo de 2023", date(2023, 5, 1)),
        ("1.er mayo 2023", date(2023, 5, 1)),
    ],
)
def test_day_only(raw: str, expected: date) -> None:
    assert parse(raw, CMS) == SiteTime(None, expected)


@each_row(
    ("raw", "expected"),
    [
        ("3 Feb 2022 12:05 AM", "2022-02-02T22:05:00Z"),
        ("3 Feb 2022 12:05 PM", "2022-02-03T10:05:00Z"),
        ("3 Feb 2022 8:46 pm", "2022-02-03T18:46:00Z"),
        ("3 Feb 2022, 8 PM", "2022-02-03T18:00:00Z"),
        ("3 شباط 2022 8:46 م", "2022-02-03T18:46:00Z"),
        ("3 شباط 2022 8:46 مساءً", "2022-02-03T18:46:00Z"),
        ("3 شباط 2022 12:00 ظهراً", "2022-02-03T10:00:00Z"),
        ("3 شباط 2022، الساعة 1:30 ظهرًا", "2022-02-03T11:30:00Z"),
        ("3 شباط 2022 4:30 بعد الظهر", "2022-02-03T14:30:00Z"),
        ("3 شباط 2022 11:30 ظهراً", None),
        ("3 شباط 2022 11:30 قبل الظهر", "2022-02-03T09:30:00Z"),
        ("3 شباط 2022 5:15 فجراً", "2022-02-03T03:15:00Z"),
        ("3 شباط 2022 5:15 عصراً", "2022-02-03T15:15:00Z"),
        ("3 شباط 2022 11:30 ليلاً", "2022-02-03T21:30:00Z"),
        ("3 شباط 2022 12:30 ليلاً", "2022-02-02T22:30:00Z"),
        ("3 شباط 2022 2:30 ليلاً", "2022-02-03T00:30:00Z"),
        ("الخميس ـ 3 شبـاط 2022 ـ 08:46", "2022-02-03T06:46:00Z"),
        ("نُشر بتاريخ: 3 شباط 2022 08:46", "2022-02-03T06:46:00Z"),
        ("تم النشر في 3 شباط 2022 08:46", "2022-02-03T06:46:00Z"),
        ("3 فبراير 2022 06:46 غرينتش", "2022-02-03T06:46:00Z"),
        ("jueves 3 de febrero de 2022, 08:46 hs.", "2022-02-03T06:46:00Z"),
        ("3 Jul 2022 08:46", "2022-07-03T05:46:00Z"),
        ("2022-02-03T08:46:59.999", "2022-02-03T06:46:59Z"),
        ("2022-5-3T23:57:00", "2022-05-03T20:57:00Z"),
        ("15 Aug 2024 / 10:07 AM", "2024-08-15T07:07:00Z"),
        ("15 Aug 2024 06.05 GMT", "2024-08-15T06:05:00Z"),
        ("15 آب 2024 10:07 بتوقيت القدس", "2024-08-15T07:07:00Z"),
        ("15 آب 2024 10:07 بتوقيت موسكو", "2024-08-15T07:07:00Z"),
        ("15 Aug 2024 10:07 EDT", "2024-08-15T14:07:00Z"),
        ("15 Aug 2024 10:07 BST", "2024-08-15T09:07:00Z"),
        ("15 Aug 2024 10:07 CEST", "2024-08-15T08:07:00Z"),
    ],
)
def test_times(raw: str, expected: str | None) -> None:
    assert instant(raw) == expected


@each_row(
    ("raw", "expected", "clock"),
    [
        ("24 Mar 2023 01:59", "2023-03-23T23:59:00Z", "exact"),
        ("24 Mar 2023 02:00", "2023-03-24T00:00:00Z", "shifted"),  # shown as 03:00
        ("24 Mar 2023 02:30", "2023-03-24T00:30:00Z", "shifted"),
        ("24 Mar 2023 03:00", "2023-03-24T00:00:00Z", "exact"),
        ("29 Mar 2024 01:59", "2024-03-28T23:59:00Z", "exact"),
        ("29 Mar 2024 02:30", "2024-03-29T00:30:00Z", "shifted"),
        ("29 Mar 2024 03:30", "2024-03-29T00:30:00Z", "exact"),
        ("29 Oct 2023 00:59", "2023-10-28T21:59:00Z", "exact"),
        ("29 Oct 2023 01:00", "2023-10-28T22:00:00Z", "ambiguous"),
        ("29 Oct 2023 01:59", "2023-10-28T22:59:00Z", "ambiguous"),
        ("29 Oct 2023 02:00", "2023-10-29T00:00:00Z", "exact"),
        ("2023-10-29T01:30:00+02:00", "2023-10-28T23:30:00Z", "exact"),
        ("2023-10-29T01:30:00+03:00", "2023-10-28T22:30:00Z", "exact"),
    ],
)
def test_changes_of_clock(raw: str, expected: str, clock: str) -> None:
    read = parse(raw, CMS)
    assert read is not None
    assert (instant(raw), read.clock) == (expected, clock)


def test_the_day_is_the_sites() -> None:
    read = parse("2022-02-03T22:30:00Z", CMS)
    assert read is not None
    assert read.day == date(2022, 2, 4)


@each_row(
    ("raw", "seconds"),
    [
        ("just now", 0),
        ("30 seconds ago", 30),
        ("a minute ago", 60),
        ("5 mins ago", 300),
        ("1 hour ago", 3600),
        ("an hour ago", 3600),
        ("2 hours ago", 7200),
        ("2h ago", 7200),
        ("Published 2 hours ago", 7200),
        ("منذ ساعة", 3600),
        ("منذ ساعتين", 7200),
        ("منذ 3 ساعات", 10800),
        ("منذ ١١ ساعة", 39600),
        ("قبل 10 دقائق", 600),
        ("منذ دقيقة", 60),
        ("قبل دقيقتين", 120),
        ("منذ لحظات", 0),
        ("hace 3 horas", 10800),
        ("hace una hora", 3600),
        ("hace un minuto", 60),
        ("Hace 5 min", 300),
        ("hace un momento", 0),
        ("منذ ساعة واحدة", 3600),
        ("قبل دقيقتين اثنتين", 120),
        ("منذ ثلاث ساعات", 10800),
        ("قبل عشر دقائق", 600),
        ("hace dos horas", 7200),
        ("hace diez minutos", 600),
        ("two hours ago", 7200),
        ("hace 5 min.", 300),
        ("10 mins. ago", 600),
    ],
)
def test_relative_times(raw: str, seconds: int) -> None:
    expected = datetime(2024, 1, 11, 22, 30, 15, tzinfo=UTC) - timedelta(seconds=seconds)
    read = parse(raw, CMS, NOW)
    assert read is not None
    assert read.instant == expected
    assert read.day == expected.astimezone(ZoneInfo(CMS)).date()
    assert is_relative(raw)
    assert parse(raw, CMS) is None
    assert parse(raw, CMS, NOW.replace(tzinfo=None)) is None


@each_row(
    ("raw", "expected"),
    [
        ("today", date(2024, 1, 12)),  # 00:30 of the 12th on the CMS clock
        ("yesterday", date(2024, 1, 11)),
        ("أمس", date(2024, 1, 11)),
        ("أول أمس", date(2024, 1, 10)),
        ("ayer", date(2024, 1, 11)),
        ("1 day ago", date(2024, 1, 11)),
        ("2 days ago", date(2024, 1, 10)),
        ("منذ يوم", date(2024, 1, 11)),
        ("منذ يومين", date(2024, 1, 10)),
        ("منذ 3 أيام", date(2024, 1, 9)),
        ("hace 2 días", date(2024, 1, 10)),
        ("a week ago", date(2024, 1, 5)),
        ("منذ أسبوعين", date(2023, 12, 29)),
        ("hace 1 semana", date(2024, 1, 5)),
        ("منذ ثلاثة أيام", date(2024, 1, 9)),
        ("hace tres días", date(2024, 1, 9)),
        ("منذ يوم واحد", date(2024, 1, 11)),
    ],
)
def test_relative_days(raw: str, expected: date) -> None:
    assert parse(raw, CMS, NOW) == SiteTime(None, expected)
    assert is_relative(raw)
    assert parse(raw, CMS) is None


def test_a_named_day_with_a_time() -> None:
    assert instant("Yesterday at 08:46", NOW) == "2024-01-11T06:46:00Z"
    assert is_relative("Yesterday at 08:46")


# NOW is 00:30:15 of 12 January on the site's clock.
@each_row(
    ("raw", "expected"),
    [
        # Rendered before midnight, received after it.
        ("اليوم 23:50", "2024-01-11T21:50:00Z"),
        ("hoy 23:50", "2024-01-11T21:50:00Z"),
        ("Today at 11:50 PM", "2024-01-11T21:50:00Z"),
        ("ayer 23:50", "2024-01-11T21:50:00Z"),
        ("yesterday 00:10", "2024-01-10T22:10:00Z"),
        ("today 00:10", "2024-01-11T22:10:00Z"),
        # Clocks differ a little.
        ("today 00:45", "2024-01-11T22:45:00Z"),
    ],
)
def test_a_late_time_of_today_was_before_midnight(raw: str, expected: str) -> None:
    assert instant(raw, NOW) == expected


def test_the_day_before_has_its_own_clock() -> None:
    now = datetime(2023, 10, 28, 21, 45, tzinfo=UTC)  # 00:45 in summer time, which ends at 02:00
    assert instant("today 23:30", now) == "2023-10-28T20:30:00Z"


@each_row("raw", ["Today 21:00", "hoy, 21:00", "اليوم الساعة 9:00 مساءً"])
def test_a_programme_of_today_may_be_to_come(raw: str) -> None:
    now = datetime(2024, 1, 12, 15, 0, tzinfo=UTC)  # 17:00
    assert instant(raw, now) == "2024-01-12T19:00:00Z"


@each_row(
    "raw",
    [
        "3 months ago",
        "a year ago",
        "منذ شهر",
        "منذ 3 سنوات",
        "hace 2 meses",
        "hace un año",
        "hace dos meses",
        "منذ ثلاثة أشهر",
        "منذ سنة واحدة",
    ],
)
def test_months_and_years_ago_are_relative_but_unreadable(raw: str) -> None:
    assert parse(raw, CMS, NOW) is None
    assert is_relative(raw)


@each_row(
    ("raw", "expected"),
    [
        ("03/02/2022 08:46", "2022-02-03T06:46:00Z"),
        ("3.2.2022 08:46", "2022-02-03T06:46:00Z"),
        ("3-2-2022, 08:46", "2022-02-03T06:46:00Z"),
        ("12/11/2023 10:00", "2023-11-12T08:00:00Z"),
        ("13/11/2023 10:00", "2023-11-13T08:00:00Z"),
        ("11/13/2023 10:00", "2023-11-13T08:00:00Z"),
        ("2022/02/03 08:46", "2022-02-03T06:46:00Z"),
        ("31/02/2022 10:00", None),
        ("00/02/2022 10:00", None),
    ],
)
def test_the_day_comes_first_where_the_language_has_it_so(raw: str, expected: str | None) -> None:
    read = parse(raw, CMS, NOW, day_first=True)
    assert (rfc3339(read.instant) if read and read.instant else None) == expected


# NOW is 00:30 of 12 January 2024 on the site's clock.
@each_row(
    ("raw", "expected"),
    [
        ("12 كانون الثاني", date(2024, 1, 12)),
        ("12 Jan", date(2024, 1, 12)),
        ("13 Jan", date(2023, 1, 13)),
        ("15 اب", date(2023, 8, 15)),
        ("24 نيسان", date(2023, 4, 24)),
        ("15 Aug", date(2023, 8, 15)),
        ("Aug 15", date(2023, 8, 15)),
        ("15 de agosto", date(2023, 8, 15)),
        ("15 كانون 1", date(2023, 12, 15)),
        ("29 Feb", date(2020, 2, 29)),
        ("Tuesday, 15 Aug", date(2023, 8, 15)),
        ("Monday, 15 Aug", None),
        ("31 Apr", None),
        ("30 Feb", None),
        ("15", None),
        ("Aug", None),
    ],
)
def test_a_day_without_its_year_is_the_last_such_day(raw: str, expected: date | None) -> None:
    assert parse(raw, CMS, NOW) is None
    assert parse(raw, CMS, without_year=True) is None
    read = parse(raw, CMS, NOW, without_year=True)
    assert (read and read.day) == expected
    assert is_relative(raw) == (expected is not None or raw[0] in "M3")


def test_a_day_without_its_year_with_a_time() -> None:
    read = parse("12 اب 21:20", CMS, NOW, without_year=True)
    assert read is not None
    assert read.instant is not None
    assert (rfc3339(read.instant), read.day) == ("2023-08-12T18:20:00Z", date(2023, 8, 12))


DAYS = st.dates(date(1990, 1, 2), date(2100, 12, 30))


@given(DAYS, st.datetimes(datetime.fromisoformat("1999-01-01"), LAST, timezones=st.just(UTC)))
def test_a_day_without_its_year_is_never_in_the_future(day: date, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(CMS)).date()
    read = parse(f"{day.day} {ENGLISH[day.month - 1]}", CMS, now, without_year=True)
    assert read is not None
    assert (read.day.day, read.day.month) == (day.day, day.month)
    assert 0 <= (today - read.day).days <= (366 if (day.month, day.day) != (2, 29) else 8 * 366)


@each_row(
    ("raw", "expected"),
    [
        ("1643870760000", "2022-02-03T06:46:00Z"),
        (" 1643870760999 ", "2022-02-03T06:46:00Z"),
        ("915148800000", "1999-01-01T00:00:00Z"),
        ("2022-02-03T08:46:00", "2022-02-03T06:46:00Z"),
        ("1643870760", None),
        ("0643870760000", None),
        ("16438707600000", None),
        ("9999999999999", None),
        ("-1643870760000", None),
        ("٣٦٤٣٨٧٠٧٦٠٠٠٠", None),
    ],
)
def test_times_for_programs(raw: str, expected: str | None) -> None:
    read = parse_machine(raw, CMS)
    assert (rfc3339(read.instant) if read and read.instant else None) == expected


@given(st.text(st.characters(categories=["Nd"]), max_size=15) | st.text(max_size=20))
def test_machine_times_never_raise(raw: str) -> None:
    parse_machine(raw, CMS, NOW)


@each_row("raw", ["3 Feb 2022 08:46", "2 hours", "ago", "", "x" * 2000])
def test_not_relative(raw: str) -> None:
    assert not is_relative(raw)


@each_row(
    "raw",
    [
        "",
        "   ",
        "Politics",
        "5 Shares",
        "2 Min Read",
        "08:46",
        "2022",
        "Feb 2022",
        "3 Feb",
        "20220203",
        "1643870760",
        "03/02/2022 08:46",  # the 3rd of February, or the 2nd of March
        "03/02/2022",
        "3.2.2022",
        "31/13/2022",
        "30 Feb 2022",
        "29 Feb 2023",
        "0 Feb 2022",
        "00/00/2022",
        "32 Jan 2022",
        "2022-13-01",
        "2022-02-03T25:00",
        "2022-02-03T24:00:00",
        "2022-02-03T08:60",
        "2022-02-03T08:46:60",
        "2022-02-03T08:46:00+99:00",
        "2022-02-03T08:46:00+02:75",
        "3 Feb 2022 13:46 PM",
        "3 Feb 2022 0:46 AM",
        "3 Feb 2022 8",
        "3 Feb 2022 08:46 - 09:30",
        "3 Feb 2022 08:46-09:30",
        "3 Feb 2022 08:46 -09:30",
        "3 Feb 2022 - 4 Feb 2022",
        "3 Feb 2022 08:46 IST",  # in Israel, India or Ireland
        "3 Feb 2022 08:46 CST",
        "3 Feb 2022 08.46",
        "3 Feb 2022 8.46 points",
        "Feb 3 22",
        "3 Feb 222",
        "3/2/22",
        "2 رجب 1443",
        "2 رجب 1443 08:46",
        "2 رجب 1443 - 3 رجب 1443",
        "3 شباط 2022 / 4 شباط 2022",
        "كانون 2022",
        "كانون 3 2022",
        "1643870760000",
        "Monday, 3 Feb 2022 08:46",  # it was a Thursday
        "3 شباط/آذار 2022",
        "Updated: 3 Feb 2022 08:46",
        "Source: agencies, 3 Feb 2022 08:46",
        "before 3 Feb 2022",
        "3 Feb 1989",
        "3 Feb 2101",
        "3 Feb 0001",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "₃ Feb 2022",
        "３ Feb 2022",
        "३ Feb 2022",
        "in 2 hours",
        "2 hours",
        "hace horas",
        "hace dos",
        "منذ ثلاث",
        "3 شباط،، 2022",
        "3. Feb 2022.",
        "منذ ساعات",
        "99999 hours ago",
        "-2 hours ago",
        "1.5 hours ago",
    ],
)
def test_unreadable(raw: str) -> None:
    assert parse(raw, CMS) is None
    assert parse(raw, CMS, NOW) is None


def test_years_ahead_of_now_are_unreadable() -> None:
    assert parse("3 Feb 2025", CMS, NOW) is not None
    assert parse("3 Feb 2026", CMS, NOW) is None
    assert parse("3 Feb 2026", CMS) is not None


@each_row(
    "raw",
    [
        "9" * 1_000_000,
        " " * 1_000_000,
        "3 Feb 2022 " * 100_000,
        "\u0301" * 1_000_000,
        "3 " * 60,
        "3 / " * 30,
        "كانون " * 20,
        "2 رجب 1443 " * 10 + "/ " * 5,
        "الموافق " * 14,
        "1 / " * 30,
        "06.05 " * 20,
        "08:46 " * 20,
        "3 Feb 2022 08:46 (" + "a " * 48,
    ],
)
def test_hostile_text_returns_at_once(raw: str) -> None:
    started = time.thread_time()
    assert parse(raw, CMS, NOW) is None
    assert not is_relative(raw)
    assert time.thread_time() - started < 0.5


@given(st.text(), st.none() | st.datetimes(timezones=st.just(UTC)))
def test_parse_never_raises(raw: str, now: datetime | None) -> None:
    parse(raw, CMS, now)
    parse(raw, CMS, now, day_first=True, without_year=True)
    is_relative(raw)


WORDS = st.sampled_from(
    [*MONTHS, *PLACE_CLOCKS, *HIJRI_MONTHS, "1443", "ه", "الموافق", "bst", "06.05", "22",
     "3", "31", "2022", "0", "99", "08:46", "29:99", "+0200", "gmt", "z", "pm", "م", ",",
     "/", "-", "|", "t", "de", "at", "thu", "الخميس", "منذ", "hace", "ago", "hours", "ساعتين"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=9), st.sampled_from(["", " "]), st.just(NOW) | st.none())
def test_parse_never_raises_on_parts_of_dates(
    words: list[str], glue: str, now: datetime | None
) -> None:
    read = parse(glue.join(words), CMS, now)
    assert read is None or 1990 <= read.day.year <= 2100
    is_relative(glue.join(words))


@given(st.datetimes(FIRST, LAST))
def test_every_minute_of_the_clock_comes_back(wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    first, second = (wall.replace(tzinfo=ZoneInfo(CMS), fold=fold) for fold in (0, 1))
    unambiguous = first.utcoffset() == second.utcoffset()
    forms = (
        f"{wall:%Y-%m-%dT%H:%M}",
        f"{wall.day} {ENGLISH[wall.month - 1]} {wall.year} {wall:%H:%M}",
        f"{wall.day} {LEVANTINE[wall.month - 1]} {wall.year} {wall:%H:%M}",
        f"{ENGLISH[wall.month - 1]} {wall.day}, {wall.year} {wall:%I:%M %p}",
    )
    for text in forms:
        read = parse(text, CMS)
        assert read is not None
        assert read.instant == first.astimezone(UTC)
        assert (read.clock == "exact") == unambiguous


@given(st.datetimes(FIRST, LAST, timezones=st.timezones()))
def test_an_offset_is_kept_wherever_it_was_written(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    offset = moment.utcoffset()
    assert offset is not None
    if offset.total_seconds() % 60:
        return  # local mean times have no ISO form
    read = parse(moment.isoformat(), CMS)
    assert read is not None
    assert read.instant == moment.astimezone(UTC)


def test_rfc3339() -> None:
    assert rfc3339(datetime(2022, 2, 3, 6, 46, 7, 999_999, tzinfo=UTC)) == "2022-02-03T06:46:07Z"
    moment = datetime(2022, 2, 3, 8, 46, tzinfo=ZoneInfo(CMS))
    assert rfc3339(moment) == "2022-02-03T06:46:00Z"
    with pytest.raises(ValueError, match="time zone"):
        rfc3339(moment.replace(tzinfo=None))


@each_row(
    ("raw", "since", "until"),
    [
        ("2024-01-11", "2024-01-10T22:00:00Z", "2024-01-11T21:59:59Z"),
        ("2023-03-24", "2023-03-23T22:00:00Z", "2023-03-24T20:59:59Z"),  # 23 hours
        ("2023-10-29", "2023-10-28T21:00:00Z", "2023-10-29T21:59:59Z"),  # 25 hours
        ("2024-01-11T20:08", "2024-01-11T18:08:00Z", "2024-01-11T18:08:00Z"),
        ("2024-01-11 20:08:30", "2024-01-11T18:08:30Z", "2024-01-11T18:08:30Z"),
        ("2024-01-11T20:08:00Z", "2024-01-11T20:08:00Z", "2024-01-11T20:08:00Z"),
        ("2024-01-11T20:08:00+05:30", "2024-01-11T14:38:00Z", "2024-01-11T14:38:00Z"),
        ("2023-10-29T01:30", "2023-10-28T22:30:00Z", "2023-10-28T22:30:00Z"),
        ("1900-06-01T00:00:00Z", "1900-06-01T00:00:00Z", "1900-06-01T00:00:00Z"),
    ],
)
def test_bounds(raw: str, since: str, until: str) -> None:
    assert rfc3339(parse_bound(raw, CMS, end=False)) == since
    assert rfc3339(parse_bound(raw, CMS, end=True)) == until


@each_row(
    "raw",
    ["", "yesterday", "2024", "2024-01", "2024-02-30", "11 Jan 2024", "11/01/2024", "20240111",
     "2024-01-11T", "2024-01-11T20", "2024-01-11T25:00", "0001-01-01", "9999-12-31",
     "0001-12-31", "9999-01-02", "9" * 10**6],
)  # fmt: skip
def test_no_bound(raw: str) -> None:
    with pytest.raises(ValueError, match=r"not an ISO date .* of the years 2 to 9998$"):
        parse_bound(raw, CMS, end=True)


def test_a_day_whose_midnight_does_not_exist_begins_after_the_gap() -> None:
    first, last = day_bounds(date(2022, 3, 27), "Asia/Beirut")  # 00:00 became 01:00
    assert (rfc3339(first), rfc3339(last)) == ("2022-03-26T22:00:00Z", "2022-03-27T20:59:59Z")


@needs_real_records
def test_every_instant_of_the_real_records() -> None:
    raws = [record[k] for record in real_records() for k in ("published_time", "last_updated")]
    assert len(raws) == 798
    clocks: Counter[str] = Counter()
    for raw in raws:
        # By hand: the first 19 characters are the wall clock, the rest its offset.
        wall, sign = datetime.fromisoformat(raw[:19]), {"+": 1, "-": -1}[raw[19]]
        offset = sign * timedelta(hours=int(raw[20:22]), minutes=int(raw[23:25]))
        expected = wall.replace(tzinfo=UTC) - offset
        with_offset = parse(raw, CMS)
        assert with_offset is not None
        assert with_offset.instant == expected
        for text in (
            raw[:19],
            f"{wall.day} {ENGLISH[wall.month - 1]} {wall.year} {wall:%H:%M:%S}",
            f"{wall.day} {LEVANTINE[wall.month - 1]} {wall.year} {wall:%H:%M:%S}",
        ):
            read = parse(text, CMS)
            assert read is not None
            assert (read.instant, read.day) == (expected, wall.date()), raw
            clocks[read.clock] += 1
    # Three texts each; the ambiguous one is the first of its two.
    assert clocks == {"exact": 3 * 797, "ambiguous": 3 * 1}


@each_row(
    ("raw", "moment"),
    [
        ("Thu, 05 Mar 2026 10:02:00 GMT", "2026-03-05T10:02:00Z"),
        ("Thu, 05 Mar 2026 10:02:00 -0000", "2026-03-05T10:02:00Z"),
        ("Thu Mar  5 10:02:00 2026", "2026-03-05T10:02:00Z"),
        ("Thu, 05 Mar 2026 12:02:00 +0200", "2026-03-05T10:02:00Z"),
        ("Fri, 31 Dec 9999 23:00:00 -1400", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_of_http_headers(raw: str, moment: str | None) -> None:
    found = http_date(raw)
    assert (rfc3339(found) if found else None) == moment
