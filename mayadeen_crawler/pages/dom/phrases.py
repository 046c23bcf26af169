"""The words of a byline as patterns, for each edition; and what is a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from mayadeen_crawler.outlet import EDITIONS

SEPARATORS = "|•·‧∙●"
_SENTENCE_END = (".", "!", "?", "؟", "…", "۔")
# What closes around or after the end of a sentence.
_CLOSING = "\"'”’»)]"
# `EE. UU.` ends no sentence.
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.\s?){2,4}")
_DIGIT = re.compile(r"\d")
# What a time without digits holds: `an hour ago`, `yesterday`.
_NO_DIGIT = (
    "ago", "now", "today", "yesterday", "hace", "hoy", "ayer", "ahora", "منذ", "قبل", "للتو",
    "اليوم", "أمس", "امس",
)  # fmt: skip
_NUMBER = r"(\d[\d.,٬٫]{0,12}\s?[km]?)"


@dataclass(frozen=True, slots=True)
class Patterns:
    """What the items of a byline look like."""

    by: re.Pattern[str]
    source: re.Pattern[str]
    updated: re.Pattern[str]
    shares: tuple[re.Pattern[str], ...]
    minutes: re.Pattern[str]
    minutes_said: Mapping[str, str]
    bare: dict[str, str]
    """A key that stands alone → its item."""


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def patterns(code: str) -> Patterns:
    """Return the patterns of an edition."""
    words = EDITIONS[code].words
    by, source, updated = _either(words.by), _either(words.source), _either(words.updated)
    shares, said = _either(words.shares), _either(words.minutes)
    bare = {word: item for item in ("by", "source", "updated") for word in getattr(words, item)}
    flags = re.IGNORECASE
    return Patterns(
        by=re.compile(rf"(?:{by})(?:\s?[:：]\s?|\s)(.+)", flags),
        source=re.compile(rf"(?:{source})\s?[:：]\s?(.+)", flags),
        updated=re.compile(rf"(?:{updated})(?:\s?[:：]\s?|\s)(.+)", flags),
        shares=(
            re.compile(rf"{_NUMBER}\s?(?:{shares})", flags),
            re.compile(rf"(?:{shares})\s?[:：]?\s?\(?{_NUMBER}\)?", flags),
        ),
        minutes=re.compile(
            rf"(?:(?:{_either(words.read_time)})\s?[:：]?\s?)?"
            rf"(?:(\d{{1,3}})\s?-?\s?(?:{_either(words.min_read)})\.?|({said or '(?!)'}))",
            flags,
        ),
        minutes_said=words.minutes,
        bare=bare,
    )


def could_be_time(text: str) -> bool:
    """Whether *text* holds a digit, or a word of the times that have none."""
    return _DIGIT.search(text) is not None or any(word in text.casefold() for word in _NO_DIGIT)


def word_of(text: str) -> str:
    """Return *text* as the tables of words hold it: lower case, without a colon at its end."""
    return text.rstrip(" :：…").casefold()


def is_sentence(text: str) -> bool:
    """Whether *text* ends like a sentence, whatever quotes and brackets close after it."""
    if not text.rstrip(_CLOSING).endswith(_SENTENCE_END):
        return False
    return not (len(text) <= 16 and text.isupper() and _INITIALS.fullmatch(text))
