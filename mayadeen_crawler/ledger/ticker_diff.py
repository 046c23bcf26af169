"""What happened to the lines of a ticker between two looks at it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from mayadeen_crawler.ledger.ticker_similarity import SPELLING_ONLY, cost

Event = Literal["stands", "appeared", "edited", "expired", "withdrawn"]

#: Places that a line may be off where it is looked for.
_TOLERANCE = 1
#: Of so few lines the place says something, though none of them stayed.
_FEW = 3
#: What a pair costs that only its link tells: any likeness is better.
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
    """A line that stood on the ticker at the last look."""

    id: str
    seen: ShownLine
    position: int
    """Where it stood, 1 is the newest."""
    first_seen_at: str
    last_seen_at: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a line. Of one that went, *position* is its last place."""

    event: Event
    position: int
    before: StandingLine | None
    now: ShownLine | None


def compare(
    before: Sequence[StandingLine], now: Sequence[ShownLine], capacity: int
) -> list[Change]:
    """Return what happened to each line: those on the page in its order, then those that went.

    Both lists are newest first; texts are unique in each. *capacity* is the most
    lines the ticker showed.
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
    """Yield the lines that went: above one that stayed, or where there was *room*, withdrawn."""
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
    """Return which lines stand in about the same place with nearly the same text: old → new."""
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
    """Where a line should stand now, by those around it that stayed in their order."""

    def __init__(self, before: Sequence[StandingLine], now: Sequence[ShownLine]) -> None:
        self._counts = len(before), len(now)
        texts = [line.seen.text for line in before], [seen.text for seen in now]
        blocks = SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks()
        self._stayed = [
            (block.a + step, block.b + step) for block in blocks for step in range(block.size)
        ]
        self.known = bool(self._stayed) or len(before) <= _FEW

    def of(self, index: int) -> range:
        """Return the places in which line *index* may be found."""
        first, last = self._span(index)
        return range(first - _TOLERANCE, last + _TOLERANCE + 1)

    def distance(self, index: int, place: int) -> int:
        """Return how far *place* is from where line *index* should be."""
        first, last = self._span(index)
        return max(first - place, place - last, 0)

    def _span(self, index: int) -> tuple[int, int]:
        """Return the first and last place, were its neighbours that went still there, or not."""
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
