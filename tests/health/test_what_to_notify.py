"""What is told of a run, given what was told before."""

from __future__ import annotations

from typing import Any

from mayadeen_crawler.health.what_to_notify import (
    TOLD,
    TOLD_OF,
    news,
)
from mayadeen_crawler.runs.outcome import Outcome, Verdict

GOOD = Verdict("good", 0, "3 new")
BAD = Verdict("unhealthy", 4, "nothing was recognised")
BLOCKED = Verdict("blocked", 3, "a challenge")
DRIFT = {"drift meta": "drift: meta serves 0%"}


def was(outcome: Outcome, told: str | None = None, *told_of: str) -> dict[str, Any]:
    return {"outcome": outcome, "stats": {TOLD: told, TOLD_OF: list(told_of)}}


def test_a_bad_outcome_is_told_once() -> None:
    assert news(BAD, {}, []).words == ("unhealthy: nothing was recognised",)
    assert news(BAD, {}, [was("good")]).words != ()
    assert news(BAD, {}, [was("unhealthy", "unhealthy")]).words == ()
    assert news(BLOCKED, {}, [was("unhealthy", "unhealthy")]).words == ("blocked: a challenge",)
    typo = Verdict("wrong_use", 2, "no tag 'x'")
    assert news(typo, {}, [was("good")]).words == ("wrong_use: no tag 'x'",)


def test_that_it_is_over_is_told_once() -> None:
    over = news(GOOD, {}, [was("unhealthy", "unhealthy")])
    assert over.words == ("good again: 3 new",)
    assert over.stats(told=True) == {TOLD: None, TOLD_OF: []}
    assert over.stats(told=False) == {TOLD: "unhealthy", TOLD_OF: []}
    assert news(GOOD, {}, [was("good", "unhealthy")]).words == ("good again: 3 new",)
    assert news(GOOD, {}, [was("good"), was("unhealthy", "unhealthy")]).words == ()


def test_what_reached_nobody_is_told_again() -> None:
    first = news(BAD, {}, [])
    assert first.stats(told=False) == {TOLD: None, TOLD_OF: []}
    assert news(BAD, {}, [was("unhealthy", None)]).words != ()
    assert first.stats(told=True) == {TOLD: "unhealthy", TOLD_OF: []}


def test_what_was_told_stays_told_while_it_lasts() -> None:
    again = news(BAD, DRIFT, [was("unhealthy", "unhealthy", "drift meta")])
    assert again.words == ()
    assert again.stats(told=False) == {TOLD: "unhealthy", TOLD_OF: ["drift meta"]}
    gone = news(GOOD, {}, [was("good", None, "drift meta")])
    assert gone.stats(told=False) == {TOLD: None, TOLD_OF: []}
    assert news(GOOD, DRIFT, [was("good")]).words == ("drift: meta serves 0%",)


def test_warnings_of_a_bad_run_are_told_with_it() -> None:
    both = news(BAD, DRIFT, [was("good")])
    assert both.words == ("unhealthy: nothing was recognised", "drift: meta serves 0%")
    assert both.stats(told=True) == {TOLD: "unhealthy", TOLD_OF: ["drift meta"]}


def test_runs_that_say_nothing_of_it_are_passed_over() -> None:
    """One that was blocked knows of no warnings, one that was skipped of nothing."""
    before = [was("skipped"), was("blocked", "blocked"), was("good", None, "drift meta")]
    assert news(GOOD, DRIFT, before).words == ("good again: 3 new",)  # the drift is known
    assert news(BLOCKED, {}, before).words == ()
