"""Times as the site writes them → instants in UTC (``parse``), and back (``rfc3339``). Pure.

A time with an offset is read with it; one without is on the clock of the CMS
(``outlet.CMS_TIME_ZONE``), by the tz database, or on the one that the caller names. A text with
two meanings, like 3/4/2022, is not read. Which of a page's times is believed is in
``agreement``. (Own tables of words: dateparser fails on Levantine months, and guesses.)
"""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from mayadeen_crawler.dates import forms
from mayadeen_crawler.dates.forms import DateParts
from mayadeen_crawler.dates.words import (
    DAY,
    DAYS_AGO,
    MONTHS,
    PLACE_CLOCKS,
    WEEKDAYS,
    ZONE_HOURS,
)

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_SHORT = 60
#: How far a time of ``today`` may be ahead of now: clocks differ.
_AHEAD = timedelta(hours=1)
#: How long a page may have been made before it came; a later time of today is one to come.
_ON_ITS_WAY = timedelta(hours=6)
#: Years in a row of which at least one has a 29th of February: 1900 had none.
_LONGEST_WITHOUT_LEAP_DAY = 9
#: Milliseconds since 1970, from 1990 on.
_MILLISECONDS = re.compile(r"[1-9][0-9]{11,12}")

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
    raw: str,
    time_zone: str,
    now: datetime | None = None,
    *,
    assumed: str | None = None,
    day_first: bool = False,
    without_year: bool = False,
) -> SiteTime | None:
    """Read a time as the site writes it: ISO 8601, RFC 2822, or as a reader sees it.

    ``3 Feb 2022 08:46`` → 06:46 UTC with ``Asia/Jerusalem``. *time_zone* is the tz
    database's name of the site's clock, on which days are counted and on which times without
    an offset are, unless *assumed* names another clock for them (``UTC``); *now* (aware) is the
    moment that relative times count from, which are not read without it. *day_first*: 3/4/2022
    is the 3rd of April, as in Spanish and Arabic; otherwise it is not read. *without_year*: a
    day may lack its year, as on cards; it is the last such day up to *now*. ``None`` for a text
    that cannot be read, has two meanings, or has other words around the time than an
    introduction (``Published: …``). Never raises, whatever the text.
    """
    clock = assumed or time_zone
    if len(raw) <= _SHORT:
        read = _remembered(raw, time_zone, clock, day_first)
        if now is None or read is not None:
            return read if now is None or _is_plausible(read, now) else None
    return _parse(raw, _Reader(ZoneInfo(time_zone), now, ZoneInfo(clock), day_first, without_year))


def parse_machine(
    raw: str, time_zone: str, now: datetime | None = None, *, assumed: str | None = None
) -> SiteTime | None:
    """Read a time that was written for programs: as ``parse``, and milliseconds since 1970.

    ``1643870760000`` → 06:46 UTC on 3 February 2022. Among what a reader sees such a number
    would be any number.
    """
    if not _MILLISECONDS.fullmatch(raw.strip()):
        return parse(raw, time_zone, now, assumed=assumed)
    instant = datetime.fromtimestamp(int(raw) // 1000, UTC)
    read = SiteTime(instant, instant.astimezone(ZoneInfo(time_zone)).date(), offset="written")
    return read if _is_plausible(read, now) else None


class _Reader(NamedTuple):
    """How a text is read: the arguments of ``parse``."""

    zone: ZoneInfo
    now: datetime | None
    clock: ZoneInfo
    day_first: bool
    without_year: bool


@lru_cache(maxsize=4096)
def _remembered(raw: str, time_zone: str, clock: str, day_first: bool) -> SiteTime | None:
    """Parse with a cache: lists on every page show the same days, and the same other labels."""
    return _parse(raw, _Reader(ZoneInfo(time_zone), None, ZoneInfo(clock), day_first, False))


def _parse(raw: str, reader: _Reader) -> SiteTime | None:
    parts = _parts_of_short(raw) if len(raw) <= _SHORT else _parts(raw)
    try:
        if isinstance(parts, tuple):
            read = _back(parts, reader.zone, reader.now)
        elif parts is not None:
            read = _on_clock(parts, reader)
        else:
            return None
    except (ValueError, OverflowError):  # the 30th of February, the 25th hour
        return None
    return read if _is_plausible(read, reader.now) else None


def _parts(raw: str) -> DateParts | tuple[int, int | None] | None:
    """Return what *raw* says: a count and its unit (``forms.ago``), or the parts of a date."""
    if iso := forms.iso_parts(raw.lower()):
        return iso  # most times for programs: nothing in them has another spelling
    text = forms.normal(raw)
    return None if text is None else forms.ago(text) or forms.parts(text)


_parts_of_short = lru_cache(maxsize=4096)(_parts)


def _is_plausible(read: SiteTime | None, now: datetime | None) -> bool:
    last_year = now.year + 1 if now else _LAST_YEAR
    return read is not None and _FIRST_YEAR <= read.day.year <= last_year


def is_relative(raw: str) -> bool:
    """Whether *raw* counts from the present: ``yesterday``, ``3 Feb``, also ``3 months ago``.

    (Those of months and years ago are never read.)
    """
    parts = _parts_of_short(raw) if len(raw) <= _SHORT else _parts(raw)
    if parts is None or isinstance(parts, tuple):
        return parts is not None
    return "year" not in parts


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
            read = _on_clock(parts, _Reader(zone, None, zone, False, False))
            found = read.instant or day_bounds(read.day, time_zone)[1 if end else 0]
            if MINYEAR < found.year < MAXYEAR:  # callers go some days beyond it
                return found
    except (ValueError, OverflowError):
        pass
    raise ValueError(
        f"{raw[:40]!r} is not an ISO date or time, such as 2026-11-22 or 2026-11-22T08:00, of the "
        f"years {MINYEAR + 1} to {MAXYEAR - 1}"
    )


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


def _on_clock(parts: DateParts, reader: _Reader) -> SiteTime:
    """Put the parts on the site's clock; ValueError where they make no day or time."""
    day = _day(parts, reader)
    weekday = parts.get("weekday")
    if weekday and WEEKDAYS[weekday] != day.weekday():
        raise ValueError("the day of the week contradicts the date")
    if not parts.get("hour"):
        return SiteTime(None, day)
    wall = datetime.combine(day, _time(parts))
    read = _at(wall, parts.get("zone"), reader)
    if parts.get("named") and read.instant and read.instant > _aware(reader.now) + _AHEAD:
        # `Today 23:50` of a page that was made before midnight and came soon after it.
        before = _at(wall - timedelta(days=1), parts.get("zone"), reader)
        if before.instant and _aware(reader.now) - before.instant < _ON_ITS_WAY:
            return before
    return read


def _at(wall: datetime, written: str | None, reader: _Reader) -> SiteTime:
    """Return the time at which clocks show *wall*: those of the zone that is *written*, if any."""
    clock: Literal["exact", "ambiguous", "shifted"] = "exact"
    if written and written not in PLACE_CLOCKS:
        offset = _written_offset(written)
    else:
        zone = ZoneInfo(PLACE_CLOCKS[written]) if written else reader.clock
        # PEP 495: with fold=0 an ambiguous time is the first, and one in a gap is
        # read with the offset before it, which shifts it forward by the gap.
        offset, second = (_offset_at(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
        if offset != second:
            clock = "ambiguous" if offset > second else "shifted"
    instant = wall.replace(tzinfo=UTC) - offset
    day = instant.astimezone(reader.zone).date()
    return SiteTime(instant, day, clock, "written" if written else "assumed")


def second_of_two(time: SiteTime, clock: str, time_zone: str) -> SiteTime:
    """Return the later meaning of a time that came twice in the night of a change of *clock*.

    *time* is its first meaning, as ``parse`` returns it (``ambiguous``). *time_zone* is the
    site's clock, as in ``parse``.
    """
    assert time.instant is not None
    later = time.instant.astimezone(ZoneInfo(clock)).replace(fold=1).astimezone(UTC)
    return replace(time, instant=later, day=later.astimezone(ZoneInfo(time_zone)).date())


def _day(parts: DateParts, reader: _Reader) -> date:
    if named := parts.get("named"):
        today = _aware(reader.now).astimezone(reader.zone).date()
        return today - timedelta(days=DAYS_AGO[named])
    if (one := parts.get("one")) and (other := parts.get("other")):
        year = int(parts["year"] or 0)
        if reader.day_first and int(other) <= 12:
            return date(year, int(other), int(one))
        low, high = sorted((int(one), int(other)))
        if low != high <= 12:
            raise ValueError("day and month could be exchanged")
        return date(year, low, high)
    names = re.findall(r"[^/()]+", parts["month"] or "")
    months = {MONTHS.get(name.strip()) or int(name) for name in names}
    (month,) = months  # both names of شباط/فبراير, or ValueError
    day = int(parts["day"] or 0)
    if written := parts.get("year"):
        return date(int(written) + (2000 if len(written) == 2 else 0), month, day)
    if not reader.without_year:
        raise ValueError("a day without its year")
    return _last(month, day, _aware(reader.now).astimezone(reader.zone).date())


def _last(month: int, day: int, today: date) -> date:
    """Return the last such day that is not after *today*; ValueError if no year has it."""
    years = range(today.year, today.year - _LONGEST_WITHOUT_LEAP_DAY, -1)
    days = (date(y, month, day) for y in years if (month, day) != (2, 29) or isleap(y))
    return next(day for day in days if day <= today)


def _time(parts: DateParts) -> time:
    hour, half = int(parts["hour"] or 0), parts.get("half")
    if half:
        if not 1 <= hour <= 12 or (half[0] == "ظ" and 3 < hour < 12):
            raise ValueError("no hour of half a day, or of noon")
        is_late = half[0] in "pمظبع" or (half[0] == "ل" and 6 <= hour < 12)  # 11 ليلا, at night
        hour = hour % 12 + 12 * is_late
    return time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0))


def http_date(raw: str) -> datetime | None:
    """Return the date of an HTTP header (RFC 9110, 5.6.7), aware, in UTC; None if it is not one.

    A date without a zone (asctime's form, or ``-0000``) is in UTC, not on this machine's clock.
    """
    try:
        moment = parsedate_to_datetime(raw)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def archived_moment(date: str) -> datetime | None:
    """Return a ``WARC-Date`` (ISO 8601), aware, in UTC; None if it cannot be read.

    Nor for one that was before the web: no page is of the year 1, and at the edges of the calendar
    no time can be reckoned with. A date without a zone is in UTC.
    """
    try:
        moment = datetime.fromisoformat(date)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _written_offset(text: str) -> timedelta:
    if text in ZONE_HOURS:
        return timedelta(hours=ZONE_HOURS[text])
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
