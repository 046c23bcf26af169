"""Gaps in post ids and in days: where far more was to be expected than nothing.

Hints only. The site's ids are shared with what is no article here, and a newsroom rests.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

#: Articles that were to be expected in a gap, at least. Were articles strewn at random, one
#: gap in e^20 (e^10 for the fewer days) would be as large.
IN_IDS, IN_DAYS = 20, 10
#: Neighbours on each side that say how dense ids are, and days that say how busy.
NEIGHBOURS, DAYS = 50, 7
#: Neighbours that say anything.
FEWEST = 10
#: Of each kind that are told, the largest.
MOST = 10


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of which the feeds hold nothing."""

    kind: Literal["post_ids", "days"]
    first: str
    last: str
    """Of ids those beside the gap, which are in the feeds; of days those within it."""
    expected: int
    """Articles, going by what lies beside it."""
    since: str
    until: str
    """The days it lies between, or spans."""


def in_post_ids(found: Sequence[tuple[int, str]]) -> list[Gap]:
    """Return gaps in the post ids of *found* (id and day), the largest first."""
    ordered = sorted(set(found))
    gaps = []
    for place, ((before, since), (after, until)) in enumerate(itertools.pairwise(ordered), 1):
        if after - before <= IN_IDS:  # every id is an article at most
            continue
        # The sparser side: old articles that came by the way say nothing of those between.
        sides = (ordered[max(0, place - NEIGHBOURS) : place], ordered[place : place + NEIGHBOURS])
        expected = round((after - before - 1) * min(map(_density, sides)))
        if expected >= IN_IDS:
            gaps.append(Gap("post_ids", str(before), str(after), expected, since, until))
    return sorted(gaps, key=lambda gap: -gap.expected)[:MOST]


def in_days(found: Mapping[str, int]) -> list[Gap]:
    """Return runs of days without an article between those of *found*, the largest first."""
    days = sorted(map(date.fromisoformat, found))
    gaps = []
    for before, after in itertools.pairwise(days):
        empty = (after - before).days - 1
        if not empty:
            continue
        # The quieter of the two weeks beside it.
        sides = (_articles(found, before, -1), _articles(found, after, 1))
        expected = round(empty * min(sides) / DAYS)
        if expected >= IN_DAYS:
            first, last = str(before + timedelta(days=1)), str(after - timedelta(days=1))
            gaps.append(Gap("days", first, last, expected, first, last))
    return sorted(gaps, key=lambda gap: -gap.expected)[:MOST]


def _density(side: Sequence[tuple[int, str]]) -> float:
    """Return how many articles an id of *side* is, in order; none where they are too few to say."""
    if len(side) < FEWEST:
        return 0
    return (len(side) - 1) / max(1, side[-1][0] - side[0][0])


def _articles(found: Mapping[str, int], day: date, step: int) -> int:
    """Return how many articles the week has that begins at *day* and goes *step* by *step*."""
    return sum(found.get(str(day + timedelta(days=step * n)), 0) for n in range(DAYS))
