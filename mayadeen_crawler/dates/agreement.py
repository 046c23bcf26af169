"""Several texts that name one moment → the time that is believed, and what is doubtful of it. Pure.

``pages/extraction/times.py`` calls ``agreed`` with what a page's strategies read as its time of
publication, and again for its last change. A time without an offset may be on one of several
clocks: the other sources tell on which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from mayadeen_crawler.dates.site_time import SiteTime, parse, parse_machine, second_of_two

Doubt = Literal["time_conflict", "time_zone_assumed"]
"""``time_conflict``: sources on the page name different times. ``time_zone_assumed``: the time was
written without an offset, and no other source confirms the clock that it was read on."""

#: Sources show minutes or seconds: times less than this apart are the same.
_SAME = timedelta(minutes=1)
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimeText:
    """What one source says: a text, and how it may be read."""

    source: str
    """The strategy that read it, such as ``meta``."""
    text: str
    clocks: tuple[str, ...]
    """The clocks (names of the tz database) on which it may be if it has no offset, the likeliest
    first. One: the clock is a fact of the site."""
    known_form: bool = False
    """Whether ``clocks[0]`` is what the site's pages of this form were seen to mean."""
    for_readers: bool = False
    """Whether people read it, not only programs: then a number is no time."""
    day_first: bool = False
    """For readers: 3/4/2022 is the 3rd of April."""
    on_page: bool = True
    """False for what a sitemap or a card says: it can confirm the page, not contradict it."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The time that is believed, and why."""

    time: SiteTime
    text: TimeText
    """Where it was read."""
    doubts: tuple[Doubt, ...]
    clocks: Mapping[str, str]
    """Source → the clock of its times without an offset, where another source confirmed it."""


@dataclass(frozen=True, slots=True)
class _Reading:
    text: TimeText
    time: SiteTime
    clock: str
    """The clock on which it was read if it has no offset."""

    def agrees(self, other: _Reading) -> bool:
        return abs(_instant(self) - _instant(other)) < _SAME

    def is_confirmed_by(self, other: _Reading) -> bool:
        """Whether *other*, which agrees, shows that this one was read on the right clock.

        The same digits on the same clock would agree whatever the clock is.
        """
        return other.time.offset == "written" or other.clock != self.clock


def agreed(
    texts: Sequence[TimeText],
    time_zone: str,
    now: datetime | None = None,
    known: Mapping[str, str] | None = None,
) -> Agreed | None:
    """Return the time that *texts*, in the order of trust, name; ``None`` if none can be read.

    The first time that another source confirms wins, else the first time, one that is to come
    only without another; a time that counts from *now* (``2 hours ago``) only where no source has
    another, and a day after that.
    *time_zone* and *now* are those of ``site_time.parse``. *known* is ``Agreed.clocks`` of
    another time of the same page: the sources in it are read on that clock.
    """
    known = known or {}
    choices = [_readings(text, time_zone, now, known.get(text.source)) for text in texts]
    exact = _settled([readings for readings in choices if readings and readings[0].time.offset])
    others = [readings[0] for readings in choices if readings and not readings[0].time.offset]
    if not exact:
        rough = [reading for reading in others if reading.time.instant]
        return _of_day(rough or others, others) if others else None
    believable = [one for one in exact if not _is_to_come(one, now)] or exact
    confirmed = (one for one in believable if _partners(one, exact))
    best = next(confirmed, believable[0])
    doubts: list[Doubt] = []
    if any(one.text.on_page and not one.agrees(best) for one in exact) or any(
        one.text.on_page and one.time.instant is None and not _is_day_of(best, one)
        for one in others
    ):
        doubts.append("time_conflict")
    clocks = {
        one.text.source: one.clock
        for one in exact
        if one.time.offset == "assumed" and any(map(one.is_confirmed_by, _partners(one, exact)))
    }
    if best.time.offset == "assumed" and best.text.source not in {**known, **clocks}:
        doubts.append("time_zone_assumed")
    return Agreed(best.time, best.text, tuple(doubts), clocks)


def _readings(
    text: TimeText, time_zone: str, now: datetime | None, known: str | None
) -> list[_Reading]:
    """Return the times that *text* may name, the likeliest first; empty if it cannot be read."""
    found: list[_Reading] = []
    for clock in (known,) if known else text.clocks:
        if text.for_readers:
            time = parse(text.text, time_zone, now, assumed=clock, day_first=text.day_first)
        else:
            time = parse_machine(text.text, time_zone, now, assumed=clock)
        if time is None:
            continue
        found.append(_Reading(text, time, clock))
        if time.clock == "ambiguous":
            later = replace(second_of_two(time, clock, time_zone), clock="exact")
            found.append(_Reading(text, later, clock))
        if time.offset != "assumed":
            break
    return found


def _settled(choices: Sequence[list[_Reading]]) -> list[_Reading]:
    """Choose a reading for each source: the first that agrees with a more certain source.

    Certain are those with one reading only, then those of a form that is known. Returned in
    the order of *choices*.
    """
    chosen: dict[int, _Reading] = {}

    def uncertainty(at: int) -> int:
        readings = choices[at]
        return 0 if len(readings) == 1 else 2 - readings[0].text.known_form

    for at in sorted(range(len(choices)), key=uncertainty):
        chosen[at] = next(
            (one for one in choices[at] if any(map(one.agrees, chosen.values()))), choices[at][0]
        )
    return [chosen[at] for at in sorted(chosen)]


def _partners(one: _Reading, all_of_them: Sequence[_Reading]) -> list[_Reading]:
    """Return the readings of other sources that agree with *one*."""
    return [other for other in all_of_them if other is not one and one.agrees(other)]


def _of_day(candidates: Sequence[_Reading], others: Sequence[_Reading]) -> Agreed:
    """Return the first of *candidates*, times of which no source knows the minute for sure."""
    best = candidates[0]
    days = {one.time.day for one in others if one.text.on_page and one.time.instant is None}
    conflict = best.text.on_page and bool(days - {best.time.day})
    return Agreed(best.time, best.text, ("time_conflict",) if conflict else (), {})


def _is_day_of(best: _Reading, one: _Reading) -> bool:
    """Whether *one*, a day, is that of *best*: on the site's clock, or in UTC."""
    return one.time.day in (best.time.day, _instant(best).date())


def _is_to_come(one: _Reading, now: datetime | None) -> bool:
    """Whether *one* is over a day after the page was fetched: no clock is so wrong."""
    return now is not None and _instant(one) - now > _AHEAD


def _instant(reading: _Reading) -> datetime:
    assert reading.time.instant is not None
    return reading.time.instant.astimezone(UTC)
