"""The runs of an output folder, from their manifests: the last ones, and the last good one.

``scrapy runs`` lists them (`last_begun`) or checks how old the last good one is (`last_good`); the
report's overview counts them. How a run is printed is in `table`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from mayadeen_crawler.runs.manifest_files import RunsFolder


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
    for manifest in folder.newest(spider, edition):
        yield RunWithOutcome(manifest, folder.outcome(manifest))


def last_begun(runs: Iterable[RunWithOutcome], number: int) -> list[RunWithOutcome]:
    """Return the *number* runs that began last, the newest first.

    By the manifests' ``started_at``, since files of a restored backup have new modification times.
    """
    return nlargest(number, runs, key=lambda run: run.manifest["started_at"])


def last_good(
    runs: Iterable[RunWithOutcome],
    problem: Callable[[Mapping[str, Any]], str | None],
    enough: datetime,
) -> tuple[RunWithOutcome, datetime] | None:
    """Return the good run that recognised something last, and when; None without one.

    The moment is the manifest's ``recognised_at``: a run that follows the ticker ends days
    after it began. A run under way, or one that was stopped, counts if *problem* (see
    ``health.checks.problem``) can read its stats so far and finds nothing in them. Stops at
    the first run that was good at *enough* or later.
    """
    best: tuple[RunWithOutcome, datetime] | None = None
    for run in runs:
        manifest = run.manifest
        if best and best[1] >= enough:
            break
        recognised_at = manifest["recognised_at"]
        is_good = run.outcome == "good" or (
            run.outcome in ("running", "interrupted") and _is_sound(manifest["stats"], problem)
        )
        if is_good and recognised_at:
            moment = datetime.fromisoformat(recognised_at)
            best = max(best or (run, moment), (run, moment), key=lambda one: one[1])
    return best


def _is_sound(stats: Mapping[str, Any], problem: Callable[[Mapping[str, Any]], str | None]) -> bool:
    try:
        return problem(stats) is None
    except (TypeError, ArithmeticError):  # texts where counts belong: no run of ours wrote them
        return False
