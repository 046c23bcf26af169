"""The runs of an output folder, from their manifests: the last ones, and the last good one.

``scrapy runs`` prints them (``table``) or checks how old the last good one is (``last_good``);
the report's overview shows the same rows (``row``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import TYPE_CHECKING, Any

from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.utils.terminal import harmless, plain_table

if TYPE_CHECKING:
    from rich.table import Table

#: Arguments that name what a run crawls, and the characters of them that are shown.
ASKED, ROOM = ("sections", "tags", "since"), 24

_NUMBERS = ("new", "revised", "seconds")
_HEADINGS = ("started (UTC)", "spider", "", "outcome", *_NUMBERS, "reason, or result")
#: Outcome → its colour on a terminal; any other is red.
_COLOURS = {"good": "green", "running": "cyan"}


@dataclass(frozen=True, slots=True)
class RunWithOutcome:
    """A manifest and its run's outcome: a killed run could not write its own."""

    manifest: dict[str, Any]
    outcome: str
    """The manifest's ``outcome``, or ``died``."""


def runs_of(
    folder: RunsFolder, spider: str | None, edition: str | None
) -> Iterator[RunWithOutcome]:
    """Yield the runs of *spider* and *edition* (None: any), the last written manifest first."""
    for manifest in folder.newest():
        if spider in (None, manifest["spider"]) and edition in (None, manifest["edition"]):
            yield RunWithOutcome(manifest, folder.outcome(manifest))


def last_begun(runs: Iterable[RunWithOutcome], number: int) -> list[RunWithOutcome]:
    """Return the *number* runs that began last, the newest first.

    Files are ordered by the manifests' ``started_at``, because a restored backup has new
    modification times.
    """
    return nlargest(number, runs, key=lambda run: run.manifest["started_at"])


def last_good(
    runs: Iterable[RunWithOutcome],
    problem: Callable[[Mapping[str, Any]], str | None],
    enough: datetime,
) -> tuple[RunWithOutcome, datetime] | None:
    """Return the good run that recognised something last, and when; None without one.

    The moment is the manifest's ``recognised_at``: a run that follows the ticker ends days
    after it began. A run under way counts if *problem* (see ``health.checks.problem``) finds
    nothing in its stats so far. Stops at the first run that was good at *enough* or later.
    """
    best: tuple[RunWithOutcome, datetime] | None = None
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


def table(runs: Iterable[RunWithOutcome]) -> Table | None:
    """Return the table of *runs*, one a row, for ``terminal.show``; None without a run."""
    from rich.text import Text

    found = plain_table(*_HEADINGS, numbers=_NUMBERS)
    found.padding = (0, 1, 0, 0)
    found.columns[0].no_wrap = True
    for cells in map(row, runs):
        started, spider, edition, outcome, *rest = cells
        minute = started[:16].replace("T", " ")
        colour = _COLOURS.get(outcome, "red")
        found.add_row(minute, spider, edition, Text(outcome, style=colour), *rest)
    return found if found.row_count else None


def row(run: RunWithOutcome) -> tuple[str, ...]:
    """Return the eight cells of *run*, its manifest's text made harmless to a terminal.

    Started (RFC 3339, UTC), spider, edition, outcome, new and revised records, seconds, and
    the reason or result. Of the ticker, lines that appeared and were edited count.
    """
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
        _reason(run),
    )


def _reason(run: RunWithOutcome) -> str:
    manifest = run.manifest
    if run.outcome == "died":
        last = manifest["updated_at"]
        return f"killed or crashed after {last}: the next run recovers its records"
    asked = " ".join(str(manifest["arguments"].get(name, "")) for name in ASKED).split()
    reason = harmless(": ".join(filter(None, [",".join(asked)[:ROOM], manifest["reason"]])))
    count = len(manifest["warnings"])
    return reason + (f" ({count} warning{'s' * (count > 1)})" if count else "")
