"""Random choices that depend on numbers only: the same on every machine and Python version.

Everything that is made up on the replica is chosen with `RandomChoices`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


def _mix(value: int) -> int:
    """Scramble 64 bits (SplitMix64's finaliser)."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


class RandomChoices:
    """A sequence of choices for one purpose: ``RandomChoices(seed, article number, part, edits)``.

    Making one takes a microsecond, a ``random.Random`` ten; a site of 50,000 articles makes several
    for each article.
    """

    __slots__ = ("_state",)

    def __init__(self, *key: int) -> None:
        state = 0
        for part in key:
            state = _mix((state + part + _STEP) & _MASK)
        self._state = state

    def below(self, limit: int) -> int:
        """Return a number from 0 to *limit* - 1."""
        self._state = (self._state + _STEP) & _MASK
        return _mix(self._state) % limit

    def between(self, low: int, high: int) -> int:
        """Return a number from *low* to *high*, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """Return True in *percent* of 100 cases."""
        return self.below(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of *choices*."""
        return choices[self.below(len(choices))]

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """Return *count* different entries of *choices*, or all if there are fewer."""
        taken: dict[int, T] = {}
        while len(taken) < min(count, len(choices)):
            index = self.below(len(choices))
            taken[index] = choices[index]
        return list(taken.values())


class FilledSlots(Mapping[str, str]):
    """A mapping for ``str.format_map`` that gives a new word at each use of a slot."""

    __slots__ = ("_dice", "_words")

    def __init__(self, words: Mapping[str, Sequence[str]], dice: RandomChoices) -> None:
        self._words = words
        self._dice = dice

    def __getitem__(self, key: str) -> str:
        return self._dice.pick(self._words[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def fill(pattern: str, words: Mapping[str, Sequence[str]], dice: RandomChoices) -> str:
    """Return *pattern* with its slots filled and its first letter a capital."""
    text = pattern.format_map(FilledSlots(words, dice))
    return text[0].upper() + text[1:]
