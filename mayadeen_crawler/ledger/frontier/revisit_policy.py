"""When known articles are due for another visit. Pure: no database, no clock.

An article is visited again at each age of the ladder (REVISIT_LADDER, minutes since publication),
until REVISIT_END. A missing page is visited again REMOVAL_CONFIRM seconds later, to confirm it.
With a ladder of 30 and 120 minutes, an article published at 10:00 and visited at 10:10 is due from
10:30 on; visited then, it is due again from 12:00 on.

``discovery.py`` asks about the articles that listings show, ``revisits_due.py`` about all others.
Functions take a row of the table ``articles``.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from scrapy.settings import BaseSettings

from mayadeen_crawler.exceptions import WrongUseError

#: More minutes than any setting has a use for: a year.
_MOST = 366 * 24 * 60


@dataclass(frozen=True, slots=True)
class Policy:
    """The revisit settings. Ages count from ``ladder_from``: the publication, as far as known."""

    ladder: tuple[timedelta, ...]
    """Ages at which an article is visited again, ascending."""
    end: timedelta
    """The age from which it is not visited any more."""
    budget: int
    """How many articles a run visits at most, besides those that its listings show."""
    confirm: timedelta
    """How long after a first 404 or 410 a second one confirms the removal."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read REVISIT_LADDER, REVISIT_END (minutes), REVISIT_BUDGET and REMOVAL_CONFIRM (seconds).

        Raises WrongUseError.
        """
        steps = sorted(_number("REVISIT_LADDER", one) for one in _parts(settings))
        return cls(
            ladder=tuple(timedelta(minutes=step) for step in steps),
            end=timedelta(minutes=_number("REVISIT_END", settings["REVISIT_END"])),
            budget=int(_number("REVISIT_BUDGET", settings["REVISIT_BUDGET"])),
            confirm=timedelta(seconds=_number("REMOVAL_CONFIRM", settings["REMOVAL_CONFIRM"])),
        )


def is_due(row: sqlite3.Row, policy: Policy, now: datetime) -> bool:
    """Whether the article of *row* (of ``articles``) is to be visited *now*."""
    if row["presence"] == "missing":
        return _is_past(row["missing_since"], policy.confirm, now)
    if row["ladder_from"] is None or row["visited_at"] is None:
        return False
    start = datetime.fromisoformat(row["ladder_from"])
    visited = datetime.fromisoformat(row["visited_at"])
    return now < start + policy.end and any(visited < start + s <= now for s in policy.ladder)


def is_due_where_shown(row: sqlite3.Row, policy: Policy, now: datetime) -> bool:
    """Whether the article of *row*, which a listing shows, is to be visited *now*."""
    return may_be_back(row, policy, now) or is_due(row, policy, now)


def may_be_back(row: sqlite3.Row, policy: Policy, now: datetime) -> bool:
    """Whether the removed article of *row*, which a listing shows, is to be looked for *now*.

    It may be back whatever its age.
    """
    if row["presence"] not in ("removed", "returned") or row["visited_at"] is None:
        return False
    return _is_past(row["visited_at"], policy.confirm, now)


def is_watched(row: sqlite3.Row, policy: Policy, now: datetime) -> bool:
    """Whether a visit of the article changes when it is due: then the ledger must record it."""
    if row["presence"] != "present":
        return True
    start = row["ladder_from"]
    return start is not None and now < datetime.fromisoformat(start) + policy.end


def _is_past(moment: str, span: timedelta, now: datetime) -> bool:
    """Whether *span* has passed since *moment*; one to come is of a clock that was ahead."""
    since = datetime.fromisoformat(moment)
    return since > now or now >= since + span


def _parts(settings: BaseSettings) -> list[object]:
    value = settings["REVISIT_LADDER"]
    if isinstance(value, str):
        return [part for part in value.split(",") if part.strip()]
    try:
        return list(value)
    except TypeError:
        return [value]


def _number(name: str, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if not 0 <= number <= _MOST:
        unit = {"REVISIT_BUDGET": "articles", "REMOVAL_CONFIRM": "seconds"}.get(name, "minutes")
        raise WrongUseError(f"{name}: {str(value)!r} is no number of {unit} from 0 up")
    return number
