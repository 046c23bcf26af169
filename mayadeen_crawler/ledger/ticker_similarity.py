"""Whether a breaking line is another one, nearly as it was. Pure.

A corrected spelling, a changed number or word, some words more: that is an edit.
Another name in a short line is another line, above all where one speaker leads both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from mayadeen_crawler.utils.text import without_marks

#: What a difference costs. A line is nearly the other one while all of its
#: differences cost no more than ``max(1, words / 4)``.
_SPELLING, _ADDED, _NUMBER, _WORD, _MAYBE_NAME, _NAME = 0.25, 0.4, 0.5, 1.0, 1.5, 3.0

#: The most that corrected spellings alone can cost, for pairs whose place says little.
SPELLING_ONLY = 2 * _SPELLING - 0.01

#: Characters and words of a line that are compared, words that may differ, and the
#: longest that can be one spelled anew: hostile lines are long.
_MAX_TEXT, _MAX_WORDS, _MAX_CHANGED, _LONGEST = 2000, 60, 8, 40

#: Two words of at least this likeness, and of nearly one length, are one word spelled twice.
_ALIKE, _LENGTHS = 0.66, 2

#: From this share of capital words on, capitals tell no names.
_TITLE_CASE = 0.8

_WORD_PATTERN = re.compile(r"\w+(?:[-'’.,:]\w+)*")


class _Word(NamedTuple):
    key: str
    """Without case and marks."""
    name: float
    """What it costs to replace it: names are what a line is about."""

    @property
    def is_number(self) -> bool:
        return any(c.isdigit() for c in self.key)


def cost(old: str, new: str, speakers: Sequence[str | None] = ()) -> float | None:
    """Return what the differences of two lines' texts cost; None where they are two lines.

    *speakers* lead or trail the texts: what they said is compared. 0 is no
    difference but of case, marks and speaker.
    """
    before, after = (_words(_said(text[:_MAX_TEXT], speakers)) for text in (old, new))
    if not before or not after:
        return 0.0 if old == new else None
    matcher = SequenceMatcher(None, [w.key for w in before], [w.key for w in after], autojunk=False)
    lost: list[_Word] = []
    gained: list[_Word] = []
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            lost += before[first:last]
            gained += after[start:end]
    if min(len(lost), len(gained)) > _MAX_CHANGED:
        return None
    total = _pair_off(lost, gained)
    total += _replaced(lost, gained)
    return total if total <= max(1.0, max(len(before), len(after)) / 4) else None


def _said(text: str, speakers: Sequence[str | None]) -> str:
    """Return *text* without the speaker that leads or trails it."""
    for speaker in speakers:
        if speaker and re.match(r"\s*[:：]", text[len(speaker) :]) and text.startswith(speaker):
            return text[len(speaker) :].lstrip(" :：")
        if speaker and re.search(r"[:：]\s*$", text[: -len(speaker)]) and text.endswith(speaker):
            return text[: -len(speaker)].rstrip(" :：")
    return text


def _words(text: str) -> list[_Word]:
    raw = _WORD_PATTERN.findall(without_marks(text, "NFKD"))[:_MAX_WORDS]
    capital = [any(c.isupper() for c in word) for word in raw]  # al-Mahra is a name too
    cased, capitals = any(capital), sum(capital)
    names_show = cased and capitals < _TITLE_CASE * len(raw)
    words = []
    for index, word in enumerate(raw):
        if index == len(raw) - 1 and not names_show:
            price = _NAME  # what the line ends with is what it is about: "a raid on ..."
        elif index == 0 or not cased:
            price = _MAYBE_NAME
        else:
            price = _NAME if names_show and capital[index] else _WORD
        words.append(_Word(word.casefold(), price))
    return words


def _pair_off(lost: list[_Word], gained: list[_Word]) -> float:
    """Take words that were only spelled anew, and numbers, off both lists; return their cost."""
    total = 0.0
    for word in tuple(lost):
        for other in gained:
            if word.is_number and other.is_number:
                price = _NUMBER
            elif not (word.is_number or other.is_number) and _alike(word.key, other.key):
                price = _SPELLING
            else:
                continue
            total += price
            lost.remove(word)
            gained.remove(other)
            break
    return total


def _alike(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > _LENGTHS or max(len(word), len(other)) > _LONGEST:
        return False
    matcher = SequenceMatcher(None, word, other, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _replaced(lost: list[_Word], gained: list[_Word]) -> float:
    """Return the cost of words that others took the place of, and of added or dropped ones."""
    pairs = min(len(lost), len(gained))
    prices = [sorted((word.name for word in side), reverse=True) for side in (lost, gained)]
    # The dearest words of either side stand for what the line was, and is, about.
    replaced = sum(map(min, *prices)) if pairs else 0.0
    return replaced + (max(len(lost), len(gained)) - pairs) * _ADDED
