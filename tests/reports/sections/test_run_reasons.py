"""Why a run ended, in the report's three languages; what is no known sentence stays as it is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mayadeen_crawler.health.checks import CHECKS, Thresholds
from mayadeen_crawler.reports.sections.run_reasons import reason
from mayadeen_crawler.reports.wording import Wording
from mayadeen_crawler.runs.past_runs import RunWithOutcome
from tests.helpers.manifests import made

_LETTERS = re.compile(r"[a-z]{3,}")
#: English that stays: names of things that have no other.
_NAMES = {"politics", "robots", "txt", "shutdown", "site", "test", "http", "retry", "after", "warc",
          "memusage", "exceeded", "not", "article"}  # fmt: skip
_SOME = Thresholds(min_pages=10, min_coverage=0.9, max_failed=0.1)
#: Check → stats that it finds wrong, each of its sentences once.
_WRONG: dict[str, list[dict[str, Any]]] = {
    "page_errors": [{"page/errors": 5, "page/answered": 5}, {"page/errors": 5, "page/answered": 20},
                    {"article/errors": 2, "article/pages": 0}],
    "latest": [{"latest/problem": "site.test"}],
    "refused": [{"article/refused": 9, "refused/not_article": 9}],
    "recognised": [{"page/answered": 4}, {"page/answered": 4, "page/disallowed": 2}],
    "sitemaps": [{"sitemap/none": 3}],
    "articles": [{"article/failed": 6}, {"article/failed": 6, "article/disallowed": 2}],
    "responses": [{"page/answered": 5, "page/failed": 5, "article/pages": 20}],
    "gone": [{"article/gone": 9, "lost/http_404": 9, "article/pages": 1}],
    "repeated": [{"article/repeated": 6, "article/pages": 7}],
    "sources": [{"listing/lists_unread": 3, "listing/lists_read": 1},
                {"sitemap/children_unread": 3, "sitemap/children_read": 1},
                {"ticker/missed": 3, "ticker/polls": 1}],
    "stray_errors": [{"run/stray_error": "12"}],
    "headlines": [{"article/pages": 20, "article/without_headline": 15},
                  {"article/pages": 3, "article/without_headline": 3}],
    "times": [{"article/pages": 20, "article/without_published": 15}],
    "pages_kept": [{"archive/missed": 1, "archive/pages": 4}],
    "replayed": [{"replay/files": 4, "replay/broken": 1}, {"replay/unread": 1, "replay/found": 2},
                 {"replay/files": 4, "replay/found": 0}],
    "archived": [{"archives/index_damaged": 9, "archives/index_lines": 20},
                 {"archives/failed": 3, "archives/damaged": 1, "archives/kept": 2}],
}  # fmt: skip
_ENDS: list[dict[str, Any]] = [
    {"article/new": 12, "article/revised": 3, "article/known": 40, "page/answered": 60},
    {"article/stale": 2, "removal/removed": 3, "removal/returned": 1, "page/answered": 60},
    {"removal/removed": 3, "conditional/not_modified": 21, "page/errors": 1},
    {"article/stale": 2, "capture/written": 24, "page/answered": 60},
    {"ticker/polls": 10, "ticker/appeared": 2, "page/answered": 10},
    {"finish_reason": "shutdown", "article/new": 1},
    {"finish_reason": ""},
    {"finish_reason": "memusage_exceeded"},
    {"finish_reason": "already_running", "run/already_running": "20260305T100000Z-1-ab"},
    {"finish_reason": "retry_after", "pace/ended": "site.test", "pace/asked_by": "Retry-After"},
    {"finish_reason": "blocked"},
    *({"finish_reason": "blocked",
       "blocked/reason": f"site.test answered {asked} with a challenge (HTTP 403)"}
      for asked in ("the first requests", "the last request", "4 requests in a row")),
]  # fmt: skip
_PROBLEMS = [
    {"health/problem": check(stats, _SOME)}
    for check in CHECKS
    for stats in _WRONG[check.__name__]
]  # fmt: skip


def said(language: str, stats: dict[str, Any], outcome: str = "good") -> str:
    return reason(Wording(language), RunWithOutcome(made("r", **stats), outcome))


@pytest.mark.parametrize("language", ["ar", "es"])
@pytest.mark.parametrize("stats", [*_ENDS, *_PROBLEMS])
@pytest.mark.sampled(80)
def test_every_reason_is_in_the_reports_language(language: str, stats: dict[str, Any]) -> None:
    assert "health/problem" not in stats or stats["health/problem"]  # the check found it
    english, other = said("en", stats), said(language, stats)
    assert english != other
    words = set(_LETTERS.findall(other.lower())) & set(_LETTERS.findall(english.lower()))
    assert words - _NAMES <= ({"error", "sitemap", "spider"} if language == "es" else set())
    # No figure is lost or made up.
    figures = r"(?<![0-9a-zA-Z-])[0-9]+"
    assert sorted(re.findall(figures, english)) == sorted(re.findall(figures, other))


def test_a_good_run_in_three_languages() -> None:
    stats: dict[str, Any] = {
        "article/new": 1200,
        "article/known": 1,
        "page/answered": 60,
        "page/failed": 1,
    }
    assert said("en", stats) == (
        "politics: 1200 new, 0 revised, 1 known articles; 60 pages, 1 failed"
    )
    assert said("es", stats) == (
        "politics: 1.200 nuevos, 0 revisados, 1 artículo conocido; 60 páginas, 1 con error"
    )
    assert said("ar", stats) == (
        "politics: جديدة: 1,200، معدّلة: 0، مقالات معروفة: 1؛ صفحات: 60، فشلت: 1"
    )


def test_warnings_are_counted_and_a_dead_run_says_when() -> None:
    stats: dict[str, Any] = {"page/answered": 2, "health/warnings": ["a", "b"]}
    assert said("es", stats).endswith("2 páginas, 0 con error (2 avisos)")
    assert said("es", {}, "died") == (
        "muerto o caído después de 2026-03-05T10:01:00Z: el rastreo siguiente recupera sus "
        "registros"
    )


def test_what_has_no_form_stays_as_it_is_written() -> None:
    stats: dict[str, Any] = {"ledger/error": "disk full: output, 3 new bytes; 9 pages"}
    for language in ("en", "ar", "es"):
        assert said(language, stats) == "politics: disk full: output, 3 new bytes; 9 pages"
