"""What is told of a run, given what was told before."""

from __future__ import annotations

from typing import Any

from mayadeen_crawler.health.what_to_notify import (
    NOTIFIED_OUTCOME,
    NOTIFIED_WARNINGS,
    notification,
)
from mayadeen_crawler.runs.outcome import RunOutcome, Verdict

GOOD = Verdict("good", 0, "3 new")
BAD = Verdict("unhealthy", 4, "nothing was recognised")
BLOCKED = Verdict("blocked", 3, "a challenge")
DRIFT = {"drift meta": "drift: meta serves 0%"}


def was(outcome: RunOutcome, told: str | None = None, *told_of: str) -> dict[str, Any]:
    return {"outcome": outcome, "stats": {NOTIFIED_OUTCOME: told, NOTIFIED_WARNINGS: list(told_of)}}


def test_a_bad_outcome_is_told_once() -> None:
    assert notification(BAD, {}, []).lines == ("unhealthy: nothing was recognised",)
    assert notification(BAD, {}, [was("good")]).lines != ()
    assert notification(BAD, {}, [was("unhealthy", "unhealthy")]).lines == ()
    assert notification(BLOCKED, {}, [was("unhealthy", "unhealthy")]).lines == (
        "blocked: a challenge",
    )
    typo = Verdict("wrong_use", 2, "no tag 'x'")
    assert notification(typo, {}, [was("good")]).lines == ("wrong_use: no tag 'x'",)


def test_that_it_is_over_is_told_once() -> None:
    over = notification(GOOD, {}, [was("unhealthy", "unhealthy")])
    assert over.lines == ("good again: 3 new",)
    assert over.stats(sent=True) == {NOTIFIED_OUTCOME: None, NOTIFIED_WARNINGS: []}
    assert over.stats(sent=False) == {NOTIFIED_OUTCOME: "unhealthy", NOTIFIED_WARNINGS: []}
    assert notification(GOOD, {}, [was("good", "unhealthy")]).lines == ("good again: 3 new",)
    assert notification(GOOD, {}, [was("good"), was("unhealthy", "unhealthy")]).lines == ()


def test_what_reached_nobody_is_told_again() -> None:
    first = notification(BAD, {}, [])
    assert first.stats(sent=False) == {NOTIFIED_OUTCOME: None, NOTIFIED_WARNINGS: []}
    assert notification(BAD, {}, [was("unhealthy", None)]).lines != ()
    assert first.stats(sent=True) == {NOTIFIED_OUTCOME: "unhealthy", NOTIFIED_WARNINGS: []}


def test_what_was_told_stays_told_while_it_lasts() -> None:
    again = notification(BAD, DRIFT, [was("unhealthy", "unhealthy", "drift meta")])
    assert again.lines == ()
    assert again.stats(sent=False) == {
        NOTIFIED_OUTCOME: "unhealthy",
        NOTIFIED_WARNINGS: ["drift meta"],
    }
    gone = notification(GOOD, {}, [was("good", None, "drift meta")])
    assert gone.stats(sent=False) == {NOTIFIED_OUTCOME: None, NOTIFIED_WARNINGS: []}
    assert notification(GOOD, DRIFT, [was("good")]).lines == ("drift: meta serves 0%",)


def test_warnings_of_a_bad_run_are_told_with_it() -> None:
    both = notification(BAD, DRIFT, [was("good")])
    assert both.lines == ("unhealthy: nothing was recognised", "drift: meta serves 0%")
    assert both.stats(sent=True) == {
        NOTIFIED_OUTCOME: "unhealthy",
        NOTIFIED_WARNINGS: ["drift meta"],
    }


def test_runs_that_say_nothing_of_it_are_passed_over() -> None:
    """One that was blocked knows of no warnings, one that was skipped of nothing."""
    before = [was("skipped"), was("blocked", "blocked"), was("good", None, "drift meta")]
    assert notification(GOOD, DRIFT, before).lines == ("good again: 3 new",)  # the drift is known
    assert notification(BLOCKED, {}, before).lines == ()
