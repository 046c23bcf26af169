"""Make up a script for the ticker: new lines, corrections and withdrawals of an ordinary day.

``scrapy replica`` and ``scrapy demo`` use it, and tests of the ticker.
"""

from __future__ import annotations

from datetime import timedelta

from mayadeen_crawler.replica.site.ticker import TickerEvent, TickerScript
from mayadeen_crawler.replica.writing.article_parts import ArticlePart
from mayadeen_crawler.replica.writing.lexicon import ReplicaLexicon
from mayadeen_crawler.replica.writing.random_choice import RandomChoices, fill

#: How many of 100 events are corrections, withdrawals, and two new lines at once; all others are
#: one new line.
_CORRECTIONS, _WITHDRAWALS, _BURSTS = 15, 8, 10


def opening_lines(lexicon: ReplicaLexicon, dice: RandomChoices) -> tuple[str, ...]:
    """Return ten lines to begin with, newest first, with equal numbers of each kind."""
    patterns = dice.sample(lexicon.ticker * 2, 10)
    return tuple(fill(pattern, lexicon.words, dice) for pattern in patterns)


def _line(lexicon: ReplicaLexicon, dice: RandomChoices, shown: list[str]) -> str:
    """Return a line that is not in *shown*."""
    while True:
        text = fill(dice.pick(lexicon.ticker), lexicon.words, dice)
        if text not in shown:
            return text


def _slip(text: str, dice: RandomChoices) -> str:
    """Return *text* with a typing error: two letters of a long word are exchanged."""
    words = text.split(" ")
    long = [i for i, w in enumerate(words) if len(w) > 5 and w.isalpha() and w[2] != w[3]]
    if not long:
        return text
    index = dice.pick(long)
    word = words[index]
    words[index] = word[:2] + word[3] + word[2] + word[4:]
    return " ".join(words)


def made_up(
    lexicon: ReplicaLexicon,
    seed: int = 1,
    *,
    every: float = 20,
    lasting: timedelta = timedelta(days=1),
) -> TickerScript:
    """Return a script of *lasting* with an event every *every* seconds, in the edition's words.

    Most events are new lines, sometimes two at once. Some lines have a typing error that is
    corrected later, and some are withdrawn.
    """
    dice = RandomChoices(seed, ArticlePart.TICKER)
    opening = opening_lines(lexicon, dice)
    shown, slips = list(opening), dict[str, str]()
    events: list[TickerEvent] = []

    def add(at: float) -> None:
        text = _line(lexicon, dice, shown)
        hasty = _slip(text, dice) if dice.chance(25) else text
        if hasty != text and hasty not in shown:
            slips[hasty] = text
            text = hasty
        events.append(TickerEvent(at, "add", text))
        shown.insert(0, text)
        del shown[10:]

    for number in range(1, int(lasting.total_seconds() / every) + 1):
        at = number * every
        wrong = [text for text in shown if text in slips]
        choice = dice.below(100)
        if wrong and choice < _CORRECTIONS + _WITHDRAWALS:
            events.append(TickerEvent(at, "edit", wrong[-1], slips[wrong[-1]]))
            shown[shown.index(wrong[-1])] = slips[wrong[-1]]
        elif choice < _WITHDRAWALS and len(shown) > 8:
            gone = shown.pop(dice.below(len(shown) - 1))
            events.append(TickerEvent(at, "withdraw", gone))
        else:
            for _ in range(2 if choice >= 100 - _BURSTS else 1):
                add(at)
    return TickerScript(opening, tuple(events))
