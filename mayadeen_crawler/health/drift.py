"""Drift: find strategies that usually serve a field and have stopped doing so. Pure.

`extensions.health` calls `drift` at the end of each run. The pages of this run are compared with
those of the last good runs; if this run had too few pages, the pages of the runs just before it
count as this run's, too. Content that far fewer pages have than usual is found as well, whatever
serves it: a redesign may be half of the pages, or come slowly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import exp, log
from typing import Any, NamedTuple

from mayadeen_crawler.items import CONTENT_FIELDS

#: Pages wanted for a share of now, and for a usual share.
NOW, USUAL = 60, 300
#: Pages needed for a share of now, and for a usual share: with fewer, the field is not compared.
MIN_NOW, MIN_USUAL = 15, 20
#: A strategy has stopped if it serves less than this part of its usual share …
STOPPED = 0.2
#: … and chance alone would do that less often than this: a run compares a hundred shares.
UNLIKELY = 1e-6
#: Only fields that at least this part of the pages usually have are compared: whether a page has
#: the others (a video, a region) depends on its subject.
COMMON = 0.5
#: Content is lost if less than this part of the pages have it that usually do …
LOST = 2 / 3
#: … and usually at least this part of all have it: what others lack depends on what they are.
MOSTLY = 0.9
#: A count that large is none that a run wrote.
_MOST = 10**9

#: The file that is named for a strategy without an entry: one that the tables of strategies
#: no longer hold.
UNKNOWN = "pages/article.py"

Served = Counter[tuple[str, str]]
"""(field, strategy) → pages on which it served; the strategy ``missing`` counts pages without."""


class _Earlier(NamedTuple):
    """An earlier run."""

    served: Served
    pages: int
    good: bool


class _Stopped(NamedTuple):
    """A strategy that has stopped serving a field."""

    strategy: str
    field: str
    share: float
    """Of the pages, now."""
    usual: float


def drift(
    stats: Mapping[str, Any],
    before: Sequence[Mapping[str, Any]],
    files: Mapping[tuple[str, str], str],
) -> Mapping[str, str]:
    """Return the strategies that stopped serving fields, and the fields that many pages lost.

    Each with its ``drift:`` line, by the name of the strategy or field. *stats* are this run's;
    *before* are the manifests of earlier runs that crawled the same, newest first, with ``good``
    set for those that count as usual. *files* says which file each line names.
    """
    now = served(stats)
    # A run without pages, as most are on a quiet site, changes neither side.
    earlier = [
        _Earlier(found, _pages(found), one["good"])
        for one in before
        if (found := served(one["stats"]))
    ]
    stopped: list[_Stopped] = []
    lost: dict[str, str] = {}
    for number in range(len(earlier) + 1):
        if _pages(now) >= MIN_NOW:
            usual, oldest = _usual(earlier[number:]), _usual(reversed(earlier[number:]))
            stopped = sorted(_stopped(now, usual))
            # What goes slowly shows beside the oldest runs only, until it is usual to lack it.
            over = _lost(usual, oldest, files)
            slowly = _lost(now, oldest, files).items()
            lost = {field: line for field, line in slowly if field not in over}
            lost |= _lost(now, usual, files)
        if stopped or lost or number == len(earlier) or _pages(now) >= NOW:
            break
        now += earlier[number].served
    named = {one.field for one in stopped}
    return {
        strategy: _line(strategy, list(fields), files)
        for strategy, fields in groupby(stopped, key=lambda one: one[0])
    } | {field: line for field, line in lost.items() if field not in named}


def _line(
    strategy: str,
    fields: Sequence[_Stopped],
    files: Mapping[tuple[str, str], str],
) -> str:
    """Return one line for all *fields* of a strategy, with each file to mend once."""
    paths = _paths(((field, strategy) for _, field, _, _ in fields), files)
    shares = ", ".join(map(_share, fields))
    return f"drift: {strategy} serves {shares}: mend {paths}"


def _paths(served: Iterable[tuple[str, str]], files: Mapping[tuple[str, str], str]) -> str:
    found = dict.fromkeys(files.get(one, UNKNOWN) for one in served)
    return ", ".join(f"mayadeen_crawler/{file}" for file in found)


def _usual(runs: Iterable[_Earlier]) -> Served:
    """Return the pages of the good ones of *runs*, until there are USUAL of them."""
    usual, pages = Served(), 0
    for run in runs:
        if pages >= USUAL:
            break
        if run.good:
            usual.update(run.served)
            pages += run.pages
    return usual


def _share(one: _Stopped) -> str:
    _, field, share, usual = one
    return f"{share:.0%} of {field} (usually {usual:.0%})"


def _stopped(now: Served, usual: Served) -> Iterable[_Stopped]:
    """Yield each strategy that has stopped serving a field."""
    totals, pages_now = _by_field(usual), _by_field(now)
    for (field, strategy), count in usual.items():
        total, pages = totals[field], pages_now[field]
        share = count / total
        if strategy == "missing" or total < MIN_USUAL or pages < MIN_NOW:
            continue
        if total - usual[field, "missing"] < COMMON * total:
            continue
        serves = now[field, strategy] / pages
        if serves < STOPPED * share and (1 - share) ** pages < UNLIKELY:
            yield _Stopped(strategy, field, serves, share)


def _lost(now: Served, usual: Served, files: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Return the content that far fewer pages have now: field → its line.

    The files are those of the strategies that serve less of it than they did.
    """
    lines = {}
    totals, pages_now = _by_field(usual), _by_field(now)
    for field in CONTENT_FIELDS:
        total, pages = totals[field], pages_now[field]
        if total < MIN_USUAL or pages < MIN_NOW:
            continue
        # Two pages more, that lack it: what a few pages all have is not certain for the next.
        share = (total - usual[field, "missing"]) / (total + 2)
        has = (pages - now[field, "missing"]) / pages
        if share < MOSTLY or has >= LOST * share or _chance(has, share, pages) >= UNLIKELY:
            continue
        fewer = [
            (name, strategy)
            for name, strategy in usual
            if name == field
            and strategy != "missing"
            and now[field, strategy] / pages < usual[field, strategy] / total
        ]
        usually = (total - usual[field, "missing"]) / total
        lines[field] = (
            f"drift: only {has:.0%} of pages have {field} (usually {usually:.0%}): "
            f"mend {_paths(fewer, files)}"
        )
    return lines


def _chance(found: float, share: float, pages: int) -> float:
    """Return how likely it is, at most, that so small a part of *pages* has what *share* have.

    Chernoff's bound; *found* < *share* < 1.
    """
    has = found * log(found / share) if found else 0.0
    return exp(-pages * (has + (1 - found) * log((1 - found) / (1 - share))))


def served(stats: Mapping[str, Any]) -> Served:
    """Return how often each strategy served each field, from the stats ``field/FIELD/STRATEGY``."""
    found = Served()
    for name, count in stats.items():
        words = str(name).split("/")
        if len(words) == 3 and words[0] == "field" and isinstance(count, int) and 0 < count < _MOST:
            found[words[1], words[2]] = count
    return found


def _by_field(of: Served) -> Counter[str]:
    """Return field → the pages counted for it."""
    totals = Counter[str]()
    for (field, _), count in of.items():
        totals[field] += count
    return totals


def _pages(of: Served) -> int:
    """Return the pages counted: every page counts once for each field, served or missing."""
    return max(_by_field(of).values(), default=0)
