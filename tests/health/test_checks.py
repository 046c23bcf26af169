"""What is a good run, figure by figure."""

from __future__ import annotations

from typing import Any

import pytest

from mayadeen_crawler.health.checks import Thresholds, few_pages, problem

DEFAULTS = Thresholds(min_pages=20, min_coverage=0.95, max_failed=0.05)


def run(**changes: int) -> dict[str, Any]:
    """Return the stats of a good run of 40 article pages, with *changes*."""
    names = {
        "answered": "page/answered", "failed": "page/failed", "recognised": "page/recognised",
        "pages": "article/pages", "lost": "article/failed",
        "no_headline": "article/without_headline", "no_published": "article/without_published",
        "disallowed": "page/disallowed", "kept_away": "article/disallowed",
        "errors": "page/errors", "article_errors": "article/errors",
    }  # fmt: skip
    good = {"answered": 50, "recognised": 45, "pages": 40}
    return {names[name]: value for name, value in {**good, **changes}.items()}


@pytest.mark.parametrize(
    "stats",
    [
        run(),
        run(failed=2, lost=2),
        run(disallowed=12, kept_away=9),
        run(no_published=2),
        run(pages=38, article_errors=2, errors=2),
        run(pages=3, answered=6, article_errors=2, errors=2),  # too few to judge by shares
        run(pages=0, recognised=8, answered=9),  # a quiet run with nothing new
        run(pages=10, answered=15, failed=3, lost=3, no_headline=9),  # too few to judge by shares
        run(pages=0, answered=8, recognised=8, failed=1, lost=1),
        run() | {"listing/lists_read": 1, "listing/lists_unread": 1},
        run() | {"ticker/polls": 19, "ticker/missed": 1},
        run() | {"article/gone": 40},  # as many as came
        run(pages=0, recognised=8, answered=9) | {"article/gone": 4},
        run() | {"article/repeated": 20},
        {},  # interrupted before anything
    ],
)
def test_good_runs(stats: dict[str, Any]) -> None:
    assert problem(stats, DEFAULTS) is None


@pytest.mark.parametrize(
    ("stats", "says"),
    [
        (run(recognised=0), "nothing was recognised: 50 pages answered"),
        (run(answered=0, failed=3, recognised=0, pages=0), "nothing was recognised"),
        (run(failed=4, lost=4), "4 of 54 responses failed (over 5%)"),
        (run(no_headline=3), "37 of 40 article pages had a headline (under 95%)"),
        (run(no_published=3), "37 of 40 article pages had a published (under 95%)"),
        (run() | {"ticker/polls": 18, "ticker/missed": 2}, "2 of 20 looks at the ticker could"),
        (run() | {"ticker/polls": 1, "ticker/missed": 2}, "2 of 3 looks at the ticker could not"),
        (run() | {"archives/index_lines": 90, "archives/index_damaged": 5}, "5 of 90 lines of the"),
        (
            run() | {"article/gone": 41, "lost/http_410": 41},
            "41 of 81 article pages are gone (http_",
        ),
        (run() | {"article/repeated": 21}, "21 of 40 article pages were the page before"),
        (run(pages=2, no_headline=2), "none of 2 article pages had a headline"),
        (run() | {"run/stray_error": "OSError"}, "an exception outside the handling of a page: O"),
        (run(errors=3), "3 of 50 pages could not be read (over 5%)"),
        (run(pages=38, article_errors=3, errors=3), "3 of 50 pages could not be read (over 5%)"),
        (run(pages=97, answered=200, article_errors=6, errors=6), "6 of 103 article pages could"),
        (run(answered=1, pages=0, recognised=0, errors=1), "1 of 1 pages could not be read: see"),
        (run(answered=6, pages=0, article_errors=4, errors=4), "4 of 4 article pages could not"),
        (run(pages=0, failed=12, lost=12), "none of 12 articles could be fetched"),
        (run(pages=0, disallowed=6, kept_away=6), "of 6 articles could be fetched (robots.txt"),
        (run(answered=0, recognised=0, pages=0, disallowed=3), "robots.txt disallowed 3, none"),
    ],
)
def test_unhealthy_runs_name_the_figure(stats: dict[str, Any], says: str) -> None:
    assert says in (problem(stats, DEFAULTS) or "")


def test_thresholds_are_settings() -> None:
    stats = run(no_headline=3, failed=4, lost=4)
    assert problem(stats, Thresholds(20, 0.9, 0.1)) is None
    assert problem(stats, Thresholds(45, 0.95, 0.05)) is None


@pytest.mark.parametrize(
    ("stats", "says"),
    [
        (run(pages=7, answered=9, no_headline=7), "warning: 7 of only 7 article pages failed or"),
        (run(pages=1, answered=1, failed=7, lost=7), "warning: 7 of only 8 article pages"),
        (run(pages=4, answered=6, failed=4, lost=4), None),  # half of them
        (run(pages=1, answered=2, failed=3, lost=3), "warning: 3 of only 4 article pages"),
        (run(pages=0, answered=2, failed=1, lost=1), None),  # one alone
        (run(pages=20, no_headline=20), None),  # that is unhealthy
    ],
)
def test_few_pages_that_nearly_all_fail_are_warned_of(
    stats: dict[str, Any], says: str | None
) -> None:
    found = few_pages(stats, DEFAULTS)
    assert found is None if says is None else (found or "").startswith(says)
