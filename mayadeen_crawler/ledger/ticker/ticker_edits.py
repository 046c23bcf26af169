"""Whether two ticker texts are one line, edited: `cost`. Pure.

A corrected spelling, a changed number or word, or a few words more are an edit. Another name in a
short line makes it another line, above all where both quote the same speaker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from mayadeen_crawler.utils.text import without_marks

#: The cost of one difference. Two texts are one line if all differences together cost at most
#: ``max(1, words / 4)``.
_SPELLING, _ADDED, _NUMBER, _WORD, _MAYBE_NAME, _NAME = 0.25, 0.4, 0.5, 1.0, 1.5, 3.0

#: Just under two corrected spellings: the limit for pairs whose position proves little.
SPELLING_ONLY = 2 * _SPELLING - 0.01

#: Limits against hostile lines: characters and words compared, words that may differ, and the
#: longest word that is compared letter by letter.
_MAX_TEXT, _MAX_WORDS, _MAX_CHANGED, _LONGEST = 2000, 60, 8, 40

#: Two words at least this similar (0 to 1), whose lengths differ by at most _LENGTHS letters, are
#: spellings of one word.
_ALIKE, _LENGTHS = 0.66, 2

#: If at least this share of words is capitalised, capitals do not show which words are names.
_TITLE_CASE = 0.8

_WORD_PATTERN = re.compile(r"\w+(?:[-'’.,:]\w+)*")


class _Word(NamedTuple):
    key: str
    """Without case and marks."""
    name: float
    """The cost of replacing it; the highest for names, which are what a line is about."""

    @property
    def is_number(self) -> bool:
        return any(c.isdigit() for c in self.key)


def cost(old: str, new: str, speakers: Sequence[str | None] = ()) -> float | None:
    """Return the cost of the differences between two texts; None if they are two different lines.

    0: they differ in case, punctuation and speaker only. *speakers* (``Hamas`` in ``Hamas: …``)
    are left out of the comparison.
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
    """Remove respelled words and changed numbers from both lists; return their cost."""
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
    """Return the cost of replaced words, and of added or dropped ones."""
    pairs = min(len(lost), len(gained))
    prices = [sorted((word.name for word in side), reverse=True) for side in (lost, gained)]
    # The dearest words of either side stand for what the line was, and is, about.
    replaced = sum(map(min, *prices)) if pairs else 0.0
    return replaced + (max(len(lost), len(gained)) - pairs) * _ADDED
