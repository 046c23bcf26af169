"""What an edition of the replica needs of a language: interface labels and made-up text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Plurals:
    """A number in words: ``{n} Shares``; in Arabic one and two have no numeral."""

    forms: Mapping[int, str]
    """From which number on → the form."""

    def of(self, number: int) -> str:
        """Return the words for *number*, which is no less than the first form's."""
        return self.forms[max(n for n in self.forms if n <= number)].format(n=number)


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a page writes a day, and a day with a time."""

    months: tuple[str, ...]
    day: str = "{day} {month} {year}"
    time: str = "{day} {clock}"
    digits: str = "0123456789"

    def shown_day(self, moment: datetime) -> str:
        """``23 Nov 2025``."""
        month = self.months[moment.month - 1]
        return self._digits(self.day.format(day=moment.day, month=month, year=moment.year))

    def shown_time(self, moment: datetime) -> str:
        """``3 Feb 2022 08:46``."""
        text = self.time.format(day=self.shown_day(moment), clock=f"{moment:%H:%M}")
        return self._digits(text)

    def _digits(self, text: str) -> str:
        return text.translate(str.maketrans("0123456789", self.digits))


@dataclass(frozen=True, slots=True)
class InterfaceLabels:
    """Labels of the site's interface, as its pages show them."""

    editions: tuple[tuple[str, str], ...]
    """Label and address of the other editions."""
    slogan: str
    home: str
    front: str
    """Title of the home page."""
    live: str
    breaking: tuple[str, ...]
    """One of them heads the ticker, by the site's seed."""
    by: tuple[str, ...]
    """Of these and the forms below the pages take turns."""
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
    separator: str
    """Between two authors or two sources."""

    def date_style(self, number: int) -> DateStyle:
        """Return how dates of article *number* are written."""
        return self.dates[number % len(self.dates)]

    def heading(self, path: str) -> str:
        """Return what the page at *path*, which holds no articles, is called."""
        named = {address: label for label, address in self.footer}
        return named.get(path) or path.strip("/").replace("-", " ").title()


@dataclass(frozen=True, slots=True)
class ReplicaLexicon:
    """Patterns with ``{slots}`` and the words that fill them."""

    language: str
    locale: str
    interface: InterfaceLabels
    words: Mapping[str, tuple[str, ...]]
    headlines: tuple[str, ...]
    opinions: tuple[str, ...]
    bulletins: tuple[str, ...]
    """Titles that many posts share."""
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
    """The first two are newsrooms, without a page of their own."""
    sources: tuple[str, ...]
    coverages: tuple[str, ...]
    post_types: Mapping[str, str]
    """Content type → what the embedded metadata calls it."""
    slug_form: Literal["NFC", "NFD"] = "NFC"
    """NFD: slugs lose the accents of letters."""
    slug_keeps: str = ""
    """Punctuation that stays in slugs."""
