"""The report's words in English, Arabic and Spanish, and how its figures are written. Pure.

Every section and chart asks a `Wording` for its texts; the texts are in `words.WORDS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup, escape

from mayadeen_crawler.reports.translations import MONTHS, WEEKDAYS, WORDS

#: Languages of the report, in the order of the texts in WORDS.
LANGUAGES: Final = ("en", "ar", "es")

#: A day or time: in a text from right to left it stands between marks that keep its order.
_TIME = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")


class _Count(int):
    """A whole number in a text: ``{n}`` is its figures, ``{n:line|lines}`` the noun for it."""

    def __format__(self, spec: str) -> str:
        one, found, many = spec.partition("|")
        return (one if self == 1 else many) if found else int.__format__(self, spec)


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one language, as ``Wording("ar")``."""

    language: str = "en"
    """One of LANGUAGES."""

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return "rtl" if self.language == "ar" else "ltr"

    def has(self, key: str) -> bool:
        """Whether there is a text named *key*."""
        return key in WORDS

    def say(self, key: str, /, **values: str | float) -> str:
        """Return the text named *key* with *values* in it; Markup if one of them is Markup.

        A whole number may choose a noun: ``{n} {n:line|lines}``.
        """
        text = WORDS[key][LANGUAGES.index(self.language)]
        if not values:
            return text.format()
        filled: dict[str, object] = {}
        for name, value in values.items():
            if isinstance(value, int):
                # The figures where they stand alone, and the number where it chooses a noun.
                text = text.replace(f"{{{name}}}", self.number(value))
                filled[name] = _Count(value)
            elif isinstance(value, str):
                is_time = self.direction == "rtl" and _TIME.fullmatch(value)
                filled[name] = f"\u2066{value}\u2069" if is_time else value
            else:
                filled[name] = self.number(value)
        if any(isinstance(value, Markup) for value in values.values()):
            return Markup(escape(text)).format(**filled)  # noqa: S704 - escaped
        return text.format(**filled)

    def number(self, value: float) -> str:
        """Return ``1,234`` or ``3.4``; in Spanish ``1.234`` and ``3,4``."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "es" else text

    def share(self, part: float, whole: float) -> str:
        """Return ``12 %``; with one decimal under 10 % and from 99 % on."""
        percent = 100 * part / whole if whole else 0.0
        if 0 < percent < 10 or 99 <= percent < 100:
            # Never 0.0 % for some, nor 100.0 % for not all.
            return f"{self.number(min(max(percent, 0.1), 99.9))} %"
        return f"{percent:.0f} %"

    def length(self, time: timedelta) -> str:
        """Return ``45 s``, ``12 min``, ``3 h 05 min`` or ``2 d 4 h``."""
        seconds = int(time.total_seconds())
        minutes, hours = seconds // 60, seconds // 3600
        if seconds < 60:
            return self.say("length.seconds", s=str(seconds))
        if minutes < 60:
            return self.say("length.minutes", min=str(minutes))
        if hours < 48:
            return self.say("length.hours", h=str(hours), min=f"{minutes % 60:02}")
        return self.say("length.days", d=str(hours // 24), h=str(hours % 24))

    def weekdays(self) -> tuple[str, ...]:
        """Return the names of the days of a week, Monday first, as a chart has room for."""
        return WEEKDAYS[self.language]

    def months(self) -> tuple[str, ...]:
        """Return the names of the months, as a chart has room for."""
        return MONTHS[self.language]

    @property
    def has_long_months(self) -> bool:
        """Whether a month has a name of several words, for which a chart needs more room."""
        return any(" " in name for name in self.months())

    def day(self, value: date) -> str:
        """Return ``Tue 3 Mar 2026``."""
        weekday, month = self.weekdays()[value.weekday()], self.months()[value.month - 1]
        return f"{weekday} {value.day} {month} {value.year}"
