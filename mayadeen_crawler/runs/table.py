"""The last runs as a table, and the last moment at which one was good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.utils.terminal import harmless

#: Columns that a reason takes at most: a run is one line.
WIDTH = 80
#: Arguments that say what a run is about, and the columns they take at most.
ASKED, ROOM = ("sections", "tags", "since"), 24


@dataclass(frozen=True, slots=True)
class Run:
    """A manifest, and what became of its run: one that was killed could not say so itself."""

    manifest: dict[str, Any]
    outcome: str
    """As in the manifest, or ``died``."""


def runs_of(folder: RunsFolder, spider: str | None, edition: str | None) -> Iterator[Run]:
    """Yield the runs of *spider* and *edition* (None: of any), those written last first."""
    for manifest in folder.newest():
        if spider in (None, manifest["spider"]) and edition in (None, manifest["edition"]):
            yield Run(manifest, folder.outcome(manifest))


def last_begun(runs: Iterable[Run], number: int) -> list[Run]:
    """Return the *number* of runs that began last, the newest first.

    Their files' times say little: a backup that was put back has new ones.
    """
    return nlargest(number, runs, key=lambda run: run.manifest["started_at"])


def last_good(
    runs: Iterable[Run], problem: Callable[[Mapping[str, Any]], str | None], enough: datetime
) -> tuple[Run, datetime] | None:
    """Return the good run that was good last, and when that was, if there is one.

    That is the moment at which it last recognised something of the site: a run that
    follows the ticker ends days later. One that is under way counts, provided that
    *problem* finds nothing in its statistics so far. The first one that was good at
    *enough* or later will do.
    """
    best: tuple[Run, datetime] | None = None
    for run in runs:
        manifest = run.manifest
        if best and best[1] >= enough:
            break
        recognised_at = manifest["recognised_at"]
        is_good = run.outcome == "good" or (
            run.outcome == "running" and problem(manifest["stats"]) is None
        )
        if is_good and recognised_at:
            moment = datetime.fromisoformat(recognised_at)
            best = max(best or (run, moment), (run, moment), key=lambda one: one[1])
    return best


def table(runs: Iterable[Run]) -> list[str]:
    """Return a heading and a line a run: started (UTC), spider, outcome, new, revised, …."""
    rows = [row(run) for run in runs]
    if not rows:
        return []
    rows.insert(
        0, ("started", "spider", "", "outcome", "new", "revised", "seconds", "why, or what")
    )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_line(cells, widths) for cells in rows]


def row(run: Run) -> tuple[str, ...]:
    """Return the cells of *run*, whatever is in its manifest harmless to a terminal."""
    manifest, records = run.manifest, run.manifest["records"]
    kind, first, again = (
        ("breaking", "appeared", "edited")
        if manifest["spider"] == "breaking"
        else ("articles", "new", "revised")
    )
    return (
        harmless(manifest["started_at"]),
        harmless(manifest["spider"]) or "?",
        harmless(manifest["edition"]),
        harmless(run.outcome),
        str(records[kind].get(first, 0)),
        str(records[kind].get(again, 0)),
        f"{manifest['seconds']:.1f}",
        _said(run),
    )


def _said(run: Run) -> str:
    manifest = run.manifest
    if run.outcome == "died":
        return f"killed or crashed after {manifest['updated_at']}: what it left is taken up"
    asked = " ".join(str(manifest["arguments"].get(name, "")) for name in ASKED).split()
    words = ": ".join(filter(None, [",".join(asked)[:ROOM], manifest["reason"]]))
    warned = f" ({len(manifest['warnings'])} warnings)" if manifest["warnings"] else ""
    words = harmless(words)
    most = WIDTH - len(warned)
    return (words if len(words) <= most else words[: most - 1] + "…") + warned


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    left = (cell.ljust(width) for cell, width in zip(cells[:4], widths, strict=False))
    right = (cell.rjust(width) for cell, width in zip(cells[4:7], widths[4:], strict=False))
    return "  ".join([*left, *right, cells[7]])
