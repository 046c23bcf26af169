"""What happened to the lines of a ticker between two looks at it: `compare`. Pure.

Lines with the same text are the same line (``stands``). A line that went and a new one that is
nearly the same (``ticker_edits.py``) in about the same place are one ``edited`` line. Every
other new line ``appeared``. A line that went was pushed off the end (``expired``) or taken out from
among others (``withdrawn``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from mayadeen_crawler.ledger.ticker.ticker_edits import SPELLING_ONLY, cost

Event = Literal["stands", "appeared", "edited", "expired", "withdrawn"]

#: How many positions an edited line may be away from where it is expected.
_TOLERANCE = 1
#: With at most so many lines the position counts even if no line stayed.
_FEW = 3
#: The cost of a pair that has only its link in common: any similar pair is better.
_BY_LINK = 100.0


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as a page shows it."""

    text: str
    url: str | None
    attribution: str | None
    provenance: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class StandingLine:
    """A line that was on the ticker at the last look."""

    id: str
    seen: ShownLine
    position: int
    """Its position then; 1 is the newest."""
    first_seen_at: str
    last_seen_at: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a line. *position* is where it is now, or was before it disappeared.

    *before* is None for a line that appeared, *now* is None for one that disappeared.
    """

    event: Event
    position: int
    before: StandingLine | None
    now: ShownLine | None


def compare(
    before: Sequence[StandingLine], now: Sequence[ShownLine], capacity: int
) -> list[Change]:
    """Return what happened to each line: those on the page, in its order, then those that went.

    Both lists are the newest first, and texts are unique in each. *capacity*: the most lines that
    the ticker showed. On a ticker with fewer lines than that, no line was pushed off the end.
    """
    olds = {seen.text: index for index, seen in enumerate(line.seen for line in before)}
    same = {olds[seen.text]: place for place, seen in enumerate(now) if seen.text in olds}
    edited = _edits(before, now, same)
    came_from = {place: index for index, place in (same | edited).items()}
    changes = []
    for place, seen in enumerate(now):
        index = came_from.get(place)
        if index is None:
            changes.append(Change("appeared", place + 1, None, seen))
        else:
            event: Event = "edited" if index in edited else "stands"
            changes.append(Change(event, place + 1, before[index], seen))
    gone = _gone(len(before), {*same, *edited}, room=max(capacity - len(now), 0))
    changes += [Change(event, before[i].position, before[i], None) for i, event in gone]
    return changes


def _gone(count: int, stayed: set[int], *, room: int) -> Iterator[tuple[int, Event]]:
    """Yield the lines that went, by index, each ``withdrawn`` or ``expired``.

    Withdrawn: above a line that stayed, or while there is *room* (free positions at the end of the
    ticker). Where no line stayed, all expired.
    """
    lowest = max(stayed, default=count)
    for index in range(count):
        if index in stayed:
            continue
        if not stayed:
            yield index, "expired"
        elif index < lowest:
            yield index, "withdrawn"
        else:  # the oldest were pushed off first
            yield index, "withdrawn" if room > 0 else "expired"
            room -= 1


def _edits(
    before: Sequence[StandingLine], now: Sequence[ShownLine], same: dict[int, int]
) -> dict[int, int]:
    """Return the edited lines, old index → new index.

    Pairs in about the same place with similar texts, or with the same link where only one line
    before and now has it; the most similar pair first.
    """
    left = [index for index in range(len(before)) if index not in same]
    free = set(range(len(now))).difference(same.values())
    if not left or not free:
        return {}
    places = _Places(before, now)
    links = Counter(line.seen.url for line in before), Counter(seen.url for seen in now)
    found = []
    for index in left:
        for place in free.intersection(places.of(index)):
            old, new = before[index].seen, now[place]
            price = cost(old.text, new.text, (old.attribution, new.attribution))
            if price is not None and not places.known and price > SPELLING_ONLY:
                price = None
            if price is None and old.url == new.url and all(n[old.url] == 1 for n in links):
                price = _BY_LINK if old.url else None
            if price is not None:
                found.append((price, places.distance(index, place), index, place))
    edits: dict[int, int] = {}
    for *_, index, place in sorted(found):
        if index not in edits and place not in edits.values():
            edits[index] = place
    return edits


class _Places:
    """Where a line is expected now, going by the nearest lines above and below that stayed."""

    def __init__(self, before: Sequence[StandingLine], now: Sequence[ShownLine]) -> None:
        self._counts = len(before), len(now)
        texts = [line.seen.text for line in before], [seen.text for seen in now]
        blocks = SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks()
        self._stayed = [
            (block.a + step, block.b + step) for block in blocks for step in range(block.size)
        ]
        self.known = bool(self._stayed) or len(before) <= _FEW

    def of(self, index: int) -> range:
        """Return the positions (from 0) at which line *index* may be found."""
        first, last = self._span(index)
        return range(first - _TOLERANCE, last + _TOLERANCE + 1)

    def distance(self, index: int, place: int) -> int:
        """Return how many positions *place* is from where line *index* is expected."""
        first, last = self._span(index)
        return max(first - place, place - last, 0)

    def _span(self, index: int) -> tuple[int, int]:
        """Return the first and last expected position.

        They differ where lines next to it went: they may be gone, or replaced one by one.
        """
        spots = []
        above = [pair for pair in self._stayed if pair[0] < index][-1:]
        below = [pair for pair in self._stayed if pair[0] > index][:1]
        for old, new in above:
            spots += [new + 1, new + index - old]
        for old, new in below:
            spots += [new - 1, new - (old - index)]
        if not spots:  # counted from the top, and from the end
            spots = [index, self._counts[1] - (self._counts[0] - index)]
        return min(spots), max(spots)
