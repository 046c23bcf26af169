"""What a short text is by its words: an item of a byline, a box's heading, perhaps a time.

The words themselves are each edition's, in ``outlet/``; here they are made into patterns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.dates.site_time import SiteTime
from mayadeen_crawler.outlet import EDITIONS, Edition
from mayadeen_crawler.utils.text import announced, any_spelling, certain, plain_letters

SEPARATORS = "|•·‧∙●"
_SENTENCE_END = (".", "!", "?", "؟", "…", "۔")
# Quotes and brackets that can follow the full stop of a sentence.
_CLOSING = "\"'”’»)]"
_LAST = frozenset((*_SENTENCE_END, *_CLOSING))
# Initials such as `EE. UU.`: their full stop does not end a sentence.
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.\s?){2,4}")
_DIGIT = re.compile(r"\d")
# A time without digits (`an hour ago`, `yesterday`) holds one of these.
_NO_DIGIT = re.compile("ago|now|today|yesterday|hace|hoy|ayer|ahora|منذ|قبل|للتو|اليوم|أمس|امس")
_NUMBER = r"(\d[\d.,٬٫]{0,12}\s?[km]?)"


class Spelled:
    """What words stand for, in every spelling of them: ``اقرأ أيضًا`` as ``اقرأ أيضاً``.

    Nearly every short line of a page is asked about. A pattern says no in a fraction of the time
    that ``plain_letters`` takes.
    """

    def __init__(self, words: Mapping[str, str], pattern: str = "") -> None:
        self._pattern = re.compile(pattern or any_spelling(words))
        self._values = {plain_letters(word): value for word, value in words.items()}

    def get(self, word: str) -> str | None:
        """Return what *word*, which is in the form of ``word_of``, stands for, or None."""
        return self._values[plain_letters(word)] if self._pattern.fullmatch(word) else None


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns for the items of a byline and for controls in one edition, each of a whole text.

    Words in any spelling (``اخر تحديث`` is ``آخر تحديث``), but for single ones without a colon, of
    which ``announced`` tells.
    """

    by: re.Pattern[str]
    source: re.Pattern[str]
    updated: re.Pattern[str]
    shares: tuple[re.Pattern[str], ...]
    minutes: re.Pattern[str]
    minutes_said: Spelled | None
    """A reading time in words → its number of minutes."""
    bare: Spelled
    """A word that announces the next item (``by``) → ``by``, ``source`` or ``updated``."""
    load_more: re.Pattern[str]
    """The words of a load-more control, in lower case."""


@cache
def patterns(code: str) -> Patterns:
    """Return the patterns of the edition with this *code*."""
    words = EDITIONS[code].words
    source, shares, said = map(any_spelling, (words.source, words.shares, words.minutes))
    bare = {word: item for item in ("by", "source", "updated") for word in getattr(words, item)}
    flags = re.IGNORECASE
    return Patterns(
        by=re.compile(rf"{announced(words.by)}(.+)", flags),
        source=re.compile(rf"(?:{source})\s?[:：]\s?(.+)", flags),
        updated=re.compile(rf"{announced(words.updated)}(.+)", flags),
        shares=(
            re.compile(rf"{_NUMBER}\s?(?:{shares})", flags),
            re.compile(rf"(?:{shares})\s?[:：]?\s?\(?{_NUMBER}\)?", flags),
        ),
        minutes=re.compile(
            rf"(?:(?:{any_spelling(words.read_time)})\s?[:：]?\s?)?"
            rf"(?:(\d{{1,3}})\s?-?\s?(?:{any_spelling(words.min_read)})\.?|({said or '(?!)'}))",
            flags,
        ),
        minutes_said=Spelled(words.minutes) if words.minutes else None,
        bare=Spelled(bare, certain(bare)),
        load_more=re.compile(
            rf"(?:{any_spelling(words.load_more)})(?:\s(?:{any_spelling(words.listed)}))?"
        ),
    )


#: Kinds of lists and boxes beside a text or a listing. Values are names of fields of
#: ``outlet.types.Words``, whose words head them; the first three are also the ``list`` of an entry
#: of the record's ``related``.
MOST_READ, READ_NEXT, INSET = "most_read", "read_next", "inset"
COVERAGE, BREAKING, FORM = "coverage", "breaking", "forms"
#: Characters of the longest line that heads such a list or box.
LONGEST_HEADING = 39


def heading_kind(text: str, edition: Edition) -> str | None:
    """Return the kind of the list or box that a line of *text* heads, or None.

    ``Most Read:`` in English gives ``most_read``, and so does any spelling: ``الاكثر قراءة``.
    """
    return _heading_kind(text, edition.code) if len(text) <= LONGEST_HEADING else None


@lru_cache(maxsize=4096)
def _heading_kind(text: str, code: str) -> str | None:
    # Pages repeat their short texts.
    return _headings(code).get(word_of(text))


@cache
def _headings(code: str) -> Spelled:
    words = EDITIONS[code].words
    headings: dict[str, str] = {}
    for kind in (MOST_READ, READ_NEXT, COVERAGE, BREAKING, INSET, FORM):
        for word in getattr(words, kind):
            headings.setdefault(word, kind)
    return Spelled(headings)


def could_be_time(text: str) -> bool:
    """Whether *text* can be a time at all: it holds a digit, or a word such as ``yesterday``.

    A quick look before ``time_shown``.
    """
    return _DIGIT.search(text) is not None or _NO_DIGIT.search(text.casefold()) is not None


def time_shown(text: str, edition: Edition, now: datetime | None = None) -> SiteTime | None:
    """Return the time that a short text is, as a reader of the edition understands it.

    Relative ones (``2 hours ago``) count from *now*, and are not read without it.
    """
    return site_time.parse(text, edition.time_zone, now, day_first=edition.day_first)


def is_date(text: str, edition: Edition) -> bool:
    """Whether a short text is a time, also one that counts from the present (``15 Aug``)."""
    return could_be_time(text) and (
        site_time.is_relative(text) or time_shown(text, edition) is not None
    )


def word_of(text: str) -> str:
    """Return *text* in lower case without a colon at its end, as the tables of words hold it."""
    return text.rstrip(" :：…").casefold()


def is_sentence(text: str) -> bool:
    """Whether *text* ends like a sentence, whatever quotes and brackets close after it."""
    if text[-1:] not in _LAST or not text.rstrip(_CLOSING).endswith(_SENTENCE_END):
        return False  # most texts by their last character
    return not (len(text) <= 16 and text.isupper() and _INITIALS.fullmatch(text))
