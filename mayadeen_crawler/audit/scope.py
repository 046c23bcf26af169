"""Which part of the output folder's articles an audit covers: the command's options, checked."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Self

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.utils.suggestion import suggestion

_MONTH = len("2026-11")


@dataclass(frozen=True, slots=True)
class AuditScope:
    """The bounds of an audit. Days are on the site's clock, both included."""

    edition: str | None = None
    """Code; None: every edition in the folder."""
    since: str | None = None
    until: str | None = None
    """Days, ``2026-11-22``."""
    section: str | None = None
    threshold: float = 99.0
    """Per cent."""
    output: str | None = None
    """OUTPUT_DIR if it was given, so that the commands the audit advises name it, too."""

    @classmethod
    def parse(
        cls, *, edition: str | None, since: str | None, until: str | None,
        section: str | None, threshold: object, output: str | None = None,
    ) -> Self:  # fmt: skip
        """Check the options as they were given; raises WrongUseError for the first invalid one."""
        first, last = _day("--since", since), _day("--until", until, end=True)
        if first and last and first > last:
            raise WrongUseError(f"--since {since} is later than --until {until}")
        return cls(edition, first, last, section, _percent(threshold), output)

    def holds(self, when: str) -> bool:
        """Whether the day or month *when* is in the period, at least in part; ``""`` always is."""
        size = min(len(when), len("2026-11-22"))
        return not when or (
            (self.since is None or when >= self.since[:size])
            and (self.until is None or when <= self.until[:size])
        )

    def wants(self, when: str, section: str) -> bool:
        """Whether an article of *section* and of the day or month *when* is in the scope."""
        return self.section in (None, section) and self.holds(when)


def check_section(section: str | None, known: Collection[str]) -> None:
    """Raise WrongUseError for a section that neither *known* nor the outlet's catalogue has."""
    catalogue = {one.slug for edition in EDITIONS.values() for one in edition.sections}
    if section is not None and section not in {*known, *catalogue}:
        names = ", ".join(sorted(known)) or "(none)"
        near = suggestion(section, {*known, *catalogue})
        raise WrongUseError(f"--section {section!r} is none of those known here: {names}{near}")


def _day(name: str, value: str | None, *, end: bool = False) -> str | None:
    """Return *value* as a day; a month becomes its first day, or its last with *end*."""
    if value is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", value):
            raise ValueError
        day = date.fromisoformat(value if len(value) > _MONTH else f"{value}-01")
    except ValueError:
        raise WrongUseError(
            f"{name} {value!r} is no month or day such as 2026-11 or 2026-11-22"
        ) from None
    if end and len(value) == _MONTH:
        day = day.replace(day=monthrange(day.year, day.month)[1])
    return day.isoformat()


def _percent(value: object) -> float:
    text = str(value)
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", text) or float(text) > 100:
        raise WrongUseError(f"threshold {text!r} is no number of per cent from 0 to 100")
    return float(text)
