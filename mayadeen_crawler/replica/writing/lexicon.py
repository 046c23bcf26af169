"""The words that an edition of the replica needs: labels of the interface and made-up text.

``english.py``, ``arabic.py`` and ``spanish.py`` hold one `ReplicaLexicon` each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

_SHORTEST_YEAR = 365


@dataclass(frozen=True, slots=True)
class Plurals:
    """A counted noun: ``{n} Shares``. In Arabic the forms for one and two have no numeral."""

    forms: Mapping[int, str]
    """Smallest number → the form from there on."""

    def of(self, number: int) -> str:
        """Return the form for *number*, which must not be below the smallest."""
        return self.forms[max(n for n in self.forms if n <= number)].format(n=number)


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a page shows a day, and a day with a time."""

    months: tuple[str, ...]
    day: str = "{day} {month} {year}"
    time: str = "{day} {clock}"
    digits: str = "0123456789"

    def shown_day(self, moment: datetime) -> str:
        """Return the day: ``23 Nov 2025``."""
        month = self.months[moment.month - 1]
        return self._digits(self.day.format(day=moment.day, month=month, year=moment.year))

    def shown_time(self, moment: datetime) -> str:
        """Return the day and the time: ``3 Feb 2022 08:46``."""
        text = self.time.format(day=self.shown_day(moment), clock=f"{moment:%H:%M}")
        return self._digits(text)

    def _digits(self, text: str) -> str:
        return text.translate(str.maketrans("0123456789", self.digits))


@dataclass(frozen=True, slots=True)
class InterfaceLabels:
    """The labels of the site's interface."""

    editions: tuple[tuple[str, str], ...]
    """Label and URL of each of the other editions."""
    slogan: str
    home: str
    front: str
    """Title of the home page."""
    live: str
    breaking: tuple[str, ...]
    """The ticker's possible labels; the site's seed decides."""
    by: tuple[str, ...]
    """The word before the authors. Of several forms, here and below, articles use one after the
    other."""
    source: str
    shares: tuple[Plurals, ...]
    min_read: tuple[Plurals, ...]
    most_read: str
    coverage: str
    read_next: str
    everything: str
    in_five: str
    load_more: str
    about: str
    rights: str
    footer: tuple[tuple[str, str], ...]
    stores: tuple[str, ...]
    not_found: str
    dates: tuple[DateStyle, ...]
    today: str | None
    """On cards the word for today: there days have no year. None: cards show the whole day."""
    separator: str
    """What is between two authors or two sources."""

    def date_style(self, number: int) -> DateStyle:
        """Return how dates of article *number* are written."""
        return self.dates[number % len(self.dates)]

    def card_date(self, number: int, moment: datetime, seen_on: date) -> str:
        """Return how a card of article *number* shows its *moment* on the day *seen_on*.

        ``اليوم 13:00``, ``15 اب`` where there is a word for today: without a year, unless the day
        is as long as a year ago. Every other card has the time, too.
        """
        age = (seen_on - moment.date()).days
        if self.today is None or not 0 <= age < _SHORTEST_YEAR:
            return self.date_style(number).shown_day(moment)
        style = self.dates[0]
        month = style.months[moment.month - 1].replace("آب", "اب")
        text = f"{moment.day} {month}" if age else self.today
        return f"{text} {moment:%H:%M}" if number % 2 else text

    def heading(self, path: str) -> str:
        """Return the heading of the page at *path*, one without articles."""
        named = {address: label for label, address in self.footer}
        return named.get(path) or path.strip("/").replace("-", " ").title()


@dataclass(frozen=True, slots=True)
class ReplicaLexicon:
    """Patterns with ``{slots}``, and the words for each slot (``words``)."""

    language: str
    locale: str
    interface: InterfaceLabels
    words: Mapping[str, tuple[str, ...]]
    headlines: tuple[str, ...]
    opinions: tuple[str, ...]
    bulletins: tuple[str, ...]
    """Headlines of newscasts, which many of them share."""
    summaries: tuple[str, ...]
    sentences: tuple[str, ...]
    quotes: tuple[str, ...]
    subheadings: tuple[str, ...]
    list_items: tuple[str, ...]
    alts: tuple[str, ...]
    captions: tuple[str, ...]
    tweets: tuple[str, ...]
    ticker: tuple[str, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    """The first two are newsrooms, which have no page of their own."""
    sources: tuple[str, ...]
    coverages: tuple[str, ...]
    post_types: Mapping[str, str]
    """Content type → its name in the site's own metadata."""
    slug_form: Literal["NFC", "NFD"] = "NFC"
    """NFD: slugs lose their letters' accents."""
    slug_keeps: str = ""
    """Punctuation that is kept in slugs."""
