"""Choices that depend on numbers only: the same on every machine and Python version."""

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
    """A stream of choices for one purpose: ``Dice(seed, article number, purpose, step)``.

    Making one costs a microsecond; ``random.Random`` costs ten, and a site of
    50,000 articles makes several for each.
    """

    __slots__ = ("_state",)

    def __init__(self, *key: int) -> None:
        state = 0
        for part in key:
            state = _mix((state + part + _STEP) & _MASK)
        self._state = state

    def below(self, limit: int) -> int:
        """A number from 0 to *limit* - 1."""
        self._state = (self._state + _STEP) & _MASK
        return _mix(self._state) % limit

    def between(self, low: int, high: int) -> int:
        """A number from *low* to *high*, both possible."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in *percent* of 100 cases."""
        return self.below(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        """One of *choices*."""
        return choices[self.below(len(choices))]

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """*count* different entries of *choices* (all of them if there are fewer)."""
        taken: dict[int, T] = {}
        while len(taken) < min(count, len(choices)):
            index = self.below(len(choices))
            taken[index] = choices[index]
        return list(taken.values())


class FilledSlots(Mapping[str, str]):
    """Fills a pattern's ``{slots}``, each occurrence with a new choice."""

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
