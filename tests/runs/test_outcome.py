"""What the statistics of an ended run come to."""

from __future__ import annotations

from typing import Any

import pytest

from mayadeen_crawler.runs.outcome import verdict


@pytest.mark.parametrize(
    ("stats", "outcome", "status", "reason"),
    [
        (
            {"finish_reason": "finished", "article/new": 3, "page/answered": 5},
            "good",
            0,
            "3 new, 0 revised, 0 known articles; 5 pages, 0 failed",
        ),
        (
            {"finish_reason": "finished", "page/answered": 5, "conditional/not_modified": 4},
            "good",
            0,
            "0 new, 0 revised, 0 known articles; 5 pages, 4 unchanged, 0 failed",
        ),
        (
            {"finish_reason": "shutdown", "ticker/polls": 2, "ticker/appeared": 10},
            "interrupted",
            0,
            (
                "ended by request (shutdown): 10 appeared, 0 edited, 0 expired, 0 withdrawn "
                "breaking lines; looks: 2; 0 pages, 0 failed"
            ),
        ),
        ({"finish_reason": "closespider_timeout"}, "good", 0, "ended by request (closespider_time"),
        ({"finish_reason": "wrong_use", "wrong_use": "no tag 'x'"}, "wrong_use", 2, "no tag 'x'"),
        (
            {"finish_reason": "already_running", "run/already_running": "job-1"},
            "skipped",
            0,
            "not begun: run job-1 of the same spider with the same arguments is under way",
        ),
        (
            {
                "finish_reason": "retry_after",
                "pace/ended": "site.test",
                "pace/asked_by": "Retry-After",
                "health/problem": "x",
            },
            "blocked",
            3,
            "site.test asks to be left alone for longer than a run waits (Retry-After)",
        ),
        ({"finish_reason": "blocked", "health/problem": "9 of 9"}, "blocked", 3, "the site blocks"),
        ({"finish_reason": "finished", "health/problem": "9 of 9"}, "unhealthy", 4, "9 of 9"),
        (
            {"finish_reason": "ledger_failed", "ledger/error": "the disk is full"},
            "failed",
            1,
            "the disk is full",
        ),
        (
            {"finish_reason": "finished", "ledger/error": "the disk is full"},
            "failed",
            1,
            "the disk is full",
        ),
        ({"finish_reason": "memusage_exceeded"}, "failed", 1, "ended early: memusage_exceeded"),
        ({}, "interrupted", 1, "stopped in mid-run"),
    ],
)
def test_verdicts(stats: dict[str, Any], outcome: str, status: int, reason: str) -> None:
    found = verdict(stats)
    assert (found.outcome, found.exit_status) == (outcome, status)
    assert found.reason.startswith(reason)


def test_a_run_that_could_not_begin() -> None:
    assert verdict({}, failed=True).exit_status == 1
    assert verdict({}, failed=True).outcome == "failed"
