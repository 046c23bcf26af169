"""How a run ended: the one place that turns its statistics into an outcome and an exit status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mayadeen_crawler.runs.one_line_summary import summary

#: Exit statuses of ``scrapy crawl``.
GOOD, OTHER, WRONG_USE, BLOCKED, UNHEALTHY = range(5)

#: Reasons to end that a user asked for, or that end every good run.
GOOD_ENDS = frozenset({"finished", "shutdown", "cancelled"})

RunOutcome = Literal[
    "running", "good", "unhealthy", "blocked", "wrong_use", "failed", "interrupted", "skipped"
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a run."""

    outcome: RunOutcome
    exit_status: int
    reason: str
    """In words, a line."""


def ended_well(finish_reason: str) -> bool:
    """Whether a run that ends for *finish_reason* came to its end, and can be judged."""
    return finish_reason in GOOD_ENDS or finish_reason.startswith("closespider_")


def verdict(stats: Mapping[str, Any], *, failed: bool = False) -> Verdict:
    """Return what became of the ended run with *stats*; *failed*: it could not even begin."""
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
        host = stats["pace/ended"]
        said = f"{host} asks to be left alone for longer than a run waits (Retry-After)"
        return Verdict("blocked", BLOCKED, said)
    if error := stats.get("ledger/error"):
        return Verdict("failed", OTHER, error)
    if problem := stats.get("health/problem"):
        return Verdict("unhealthy", UNHEALTHY, problem)
    if ended_well(reason):
        by_request = "" if reason == "finished" else f"ended by request ({reason}): "
        return Verdict("good", GOOD, by_request + summary(stats))
    if not reason:
        return Verdict("interrupted", OTHER, "stopped in mid-run; a later run goes on from there")
    return Verdict("failed", OTHER, f"ended early: {reason}")


def same_run_under_way(run_id: str) -> str:
    """Return why a run was not begun: *run_id* has the same spider and arguments."""
    return f"not begun: run {run_id} of the same spider with the same arguments is under way"
