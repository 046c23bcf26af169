"""Times as the site writes them → instants in UTC (``parse``), and back (``rfc3339``). Pure.

A time with an offset is read with it; one without is on the clock of the CMS
(``outlet.CMS_TIME_ZONE``), by the tz database, or on the one that the caller names. A text with
two meanings, like 3/4/2022, is not read. Which of a page's times is believed is in
``agreement``. (Own tables of words: dateparser fails on Levantine months, and guesses.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from mayadeen_crawler.dates import forms
from mayadeen_crawler.dates.forms import DateParts
from mayadeen_crawler.dates.words import (
    DAY,
    DAYS_AGO,
    MONTHS,
    WEEKDAYS,
)

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_SHORT = 60

_OFFSET = re.compile(r"([+-])([0-9]{1,2}?):?([0-9]{2})?\Z")


@dataclass(frozen=True, slots=True)
class SiteTime:
    """A time of the site as it was read. Articles carry it from the loader to the pipelines."""

    instant: datetime | None
    """Aware, in UTC, whole seconds; ``None`` if only the day is known."""
    day: date
    """The day on the site's clock."""
    clock: Literal["exact", "ambiguous", "shifted"] = "exact"
    """Whether a time without offset was in a change of clock. ``ambiguous``: it came twice
    that night, the first is taken. ``shifted``: it did not exist and is moved on by the gap."""
    offset: Literal["written", "assumed"] | None = field(default=None, compare=False)
    """Whether the text gave the offset, or a clock had to be assumed. ``None`` for a day, and for
    a time that counts from now (``2 hours ago``), which is only roughly known."""


def parse(
    raw: str, time_zone: str, now: datetime | None = None, *, assumed: str | None = None
) -> SiteTime | None:
    """Read a time as the site writes it: ISO 8601, RFC 2822, or as a reader sees it.

    ``3 Feb 2022 08:46`` → 06:46 UTC with ``Asia/Jerusalem``. *time_zone* is the tz
    database's name of the site's clock, on which days are counted and on which times without
    an offset are, unless *assumed* names another clock for them (``UTC``); *now* (aware) is the
    moment that relative times count from, which are not read without it. ``None`` for a text
    that cannot be read, has two meanings, or has other words around the time than an
    introduction (``Published: …``). Never raises, whatever the text.
    """
    clock = assumed or time_zone
    if len(raw) <= _SHORT:
        read = _remembered(raw, time_zone, clock)
        if now is None or read is not None:
            return read if now is None or _is_plausible(read, now) else None
    return _parse(raw, time_zone, clock, now)


@lru_cache(maxsize=4096)
def _remembered(raw: str, time_zone: str, clock: str) -> SiteTime | None:
    """Parse with a cache: lists on every page show the same days, and the same other labels."""
    return _parse(raw, time_zone, clock, None)


def _parse(raw: str, time_zone: str, clock: str, now: datetime | None) -> SiteTime | None:
    zone = ZoneInfo(time_zone)
    text = forms.normal(raw)
    if text is None:
        return None
    try:
        if ago := forms.ago(text):
            read = _back(ago, zone, now)
        elif parts := forms.parts(text):
            read = _on_clock(parts, zone, now, ZoneInfo(clock))
        else:
            return None
    except (ValueError, OverflowError):  # the 30th of February, the 25th hour
        return None
    return read if _is_plausible(read, now) else None


def _is_plausible(read: SiteTime | None, now: datetime | None) -> bool:
    last_year = now.year + 1 if now else _LAST_YEAR
    return read is not None and _FIRST_YEAR <= read.day.year <= last_year


def is_relative(raw: str) -> bool:
    """Whether *raw* counts from the present: ``yesterday``, also ``3 months ago``, never read."""
    text = forms.normal(raw)
    if text is None:
        return False
    return forms.ago(text) is not None or "named" in (forms.parts(text) or {})


def rfc3339(instant: datetime) -> str:
    """Write an aware *instant* as ``2022-02-03T06:46:00Z``; ValueError when it is naive."""
    if instant.tzinfo is None:
        raise ValueError("a time without time zone is no instant")
    return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def day_bounds(day: date, time_zone: str) -> tuple[datetime, datetime]:
    """Return the first and the last second, in UTC, of *day* on the clock of *time_zone*."""
    zone = ZoneInfo(time_zone)
    first, after = (
        datetime.combine(d, time.min, zone).astimezone(UTC) for d in (day, day + timedelta(days=1))
    )
    return first, after - timedelta(seconds=1)


def parse_bound(raw: str, time_zone: str, *, end: bool) -> datetime:
    """Read ``since=`` or (*end*) ``until=``, both inclusive, as aware UTC.

    An ISO date is that whole day on the clock of *time_zone*; an ISO time
    without an offset is on that clock too. ValueError for anything else.
    """
    try:
        if parts := forms.iso_parts(raw.strip().lower()):
            zone = ZoneInfo(time_zone)
            read = _on_clock(parts, zone, None, zone)
            return read.instant or day_bounds(read.day, time_zone)[1 if end else 0]
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{raw[:40]!r} is neither a date (2024-01-31) nor a time (2024-01-31T18:00)")


def _back(ago: tuple[int, int | None], zone: ZoneInfo, now: datetime | None) -> SiteTime:
    count, seconds = ago
    now = _aware(now)
    if seconds is None:
        raise ValueError("months and years have no fixed length")
    span = timedelta(seconds=count * seconds)
    if seconds >= DAY:
        return SiteTime(None, now.astimezone(zone).date() - span)
    instant = now.astimezone(UTC).replace(microsecond=0) - span
    return SiteTime(instant, instant.astimezone(zone).date())


def _on_clock(
    parts: DateParts, zone: ZoneInfo, now: datetime | None, assumed: ZoneInfo
) -> SiteTime:
    """Put the parts on the site's clock; ValueError where they make no day or time.

    *assumed* is the clock of a time without an offset.
    """
    day = _day(parts, zone, now)
    weekday = parts.get("weekday")
    if weekday and WEEKDAYS[weekday] != day.weekday():
        raise ValueError("the day of the week contradicts the date")
    if not parts.get("hour"):
        return SiteTime(None, day)
    wall = datetime.combine(day, _time(parts))
    # PEP 495: with fold=0 an ambiguous time is the first, and one in a gap is
    # read with the offset before it, which shifts it forward by the gap.
    first, second = (_offset_at(wall.replace(tzinfo=assumed, fold=fold)) for fold in (0, 1))
    clock: Literal["exact", "ambiguous", "shifted"] = "exact"
    if written := parts.get("zone"):
        first = _written_offset(written)
    elif first != second:
        clock = "ambiguous" if first > second else "shifted"
    instant = wall.replace(tzinfo=UTC) - first
    day = instant.astimezone(zone).date()
    return SiteTime(instant, day, clock, "written" if written else "assumed")


def second_of_two(time: SiteTime, clock: str, time_zone: str) -> SiteTime:
    """Return the later meaning of a time that came twice in the night of a change of *clock*.

    *time* is its first meaning, as ``parse`` returns it (``ambiguous``). *time_zone* is the
    site's clock, as in ``parse``.
    """
    assert time.instant is not None
    later = time.instant.astimezone(ZoneInfo(clock)).replace(fold=1).astimezone(UTC)
    return replace(time, instant=later, day=later.astimezone(ZoneInfo(time_zone)).date())


def _day(parts: DateParts, zone: ZoneInfo, now: datetime | None) -> date:
    if named := parts.get("named"):
        return _aware(now).astimezone(zone).date() - timedelta(days=DAYS_AGO[named])
    year = int(parts["year"] or 0)
    if (one := parts.get("one")) and (other := parts.get("other")):
        low, high = sorted((int(one), int(other)))
        if low != high <= 12:
            raise ValueError("day and month could be exchanged")
        return date(year, low, high)
    names = re.findall(r"[^/()]+", parts["month"] or "")
    months = {MONTHS.get(name.strip()) or int(name) for name in names}
    (month,) = months  # both names of شباط/فبراير, or ValueError
    return date(year, month, int(parts["day"] or 0))


def _time(parts: DateParts) -> time:
    hour, half = int(parts["hour"] or 0), parts.get("half")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        hour = hour % 12 + (12 if half[0] in "pم" else 0)
    return time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))


def http_date(raw: str) -> datetime | None:
    """Return the date of an HTTP header (RFC 9110, 5.6.7), aware, in UTC; None if it is not one.

    A date without a zone (asctime's form, or ``-0000``) is in UTC, not on this machine's clock.
    """
    try:
        moment = parsedate_to_datetime(raw)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _written_offset(text: str) -> timedelta:
    match = _OFFSET.search(text)
    if match is None:  # Z, UTC, GMT
        return timedelta(0)
    sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        raise ValueError("no offset of any place")
    return timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)


def _offset_at(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    assert offset is not None
    return offset


def _aware(now: datetime | None) -> datetime:
    if now is None or now.tzinfo is None:
        raise ValueError("a relative time without the moment it counts from")
    return now
