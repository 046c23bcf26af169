"""The outcome and exit status of an ended run, from its stats: decided here and nowhere else.

`verdict` is called by `extensions.manifest` (for the manifest), `extensions.health` (for
notifications) and ``scrapy crawl`` (for the exit status).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mayadeen_crawler.runs.one_line_summary import summary

#: Exit statuses of ``scrapy crawl``: 0 to 4.
GOOD, OTHER, WRONG_USE, BLOCKED, UNHEALTHY = range(5)

#: Scrapy's reasons for an orderly end by the operator: Ctrl-C, Scrapyd's cancel, a service's stop.
STOPPED = frozenset({"shutdown", "cancelled"})
#: Scrapy's reasons for an end that is no fault: all done, or stopped by the operator.
GOOD_ENDS = STOPPED | {"finished"}

#: Stat: the first exception outside the handling of a page, one line (extensions/stray_errors.py).
STRAY_ERROR = "run/stray_error"

RunOutcome = Literal[
    "running", "good", "unhealthy", "blocked", "wrong_use", "failed", "interrupted", "skipped"
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run ended."""

    outcome: RunOutcome
    exit_status: int
    reason: str
    """One line for a person: the figure that is wrong, or the summary of a good run."""


def ended_well(finish_reason: str) -> bool:
    """Whether *finish_reason* is no fault, so that the run's figures can be judged.

    Scrapy's own limits (``closespider_itemcount``, …) count: the operator set them. Not that of
    errors, which is there to end a run that goes wrong.
    """
    if finish_reason == "closespider_errorcount":
        return False
    return finish_reason in GOOD_ENDS or finish_reason.startswith("closespider_")


def stray_error(stats: Mapping[str, Any]) -> str | None:
    """Return the line for an exception outside the handling of a page, or None."""
    error = stats.get(STRAY_ERROR)
    return f"an exception outside the handling of a page: {error}" if error else None


def verdict(stats: Mapping[str, Any], *, failed: bool = False) -> Verdict:
    """Return how the run with *stats* ended; *failed*: its crawler could not be set up.

    The first that applies: a cause that ended the run early, then ``health/problem``.
    """
    reason = stats.get("finish_reason", "")
    if failed:
        return Verdict("failed", OTHER, "it could not begin: see its log")
    if reason == "wrong_use":
        return Verdict("wrong_use", WRONG_USE, stats["wrong_use"])
    if reason == "already_running":
        return Verdict("skipped", GOOD, same_run_under_way(stats["run/already_running"]))
    if reason == "blocked":
        return Verdict("blocked", BLOCKED, stats.get("blocked/reason", "the site blocks the run"))
    if reason == "retry_after":
        host, asked_by = stats["pace/ended"], stats["pace/asked_by"]
        line = f"{host} asks to be left alone for longer than a run waits ({asked_by})"
        return Verdict("blocked", BLOCKED, line)
    if error := stats.get("ledger/error") or stats.get("archives/error"):
        return Verdict("failed", OTHER, error)
    if problem := stats.get("health/problem") or (ended_well(reason) and stray_error(stats)):
        return Verdict("unhealthy", UNHEALTHY, problem)
    if ended_well(reason):
        by_request = "" if reason == "finished" else f"ended by request ({reason}): "
        outcome: RunOutcome = "interrupted" if reason in STOPPED else "good"
        return Verdict(outcome, GOOD, by_request + summary(stats))
    if not reason:
        return Verdict("interrupted", OTHER, "stopped in mid-run; a later run goes on from there")
    return Verdict("failed", OTHER, f"ended early: {reason}")


def same_run_under_way(run_id: str) -> str:
    """Return the line for a run that did not begin because *run_id* holds the same lock."""
    return f"not begun: run {run_id} of the same spider with the same arguments is under way"
