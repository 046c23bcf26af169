"""Drift: a strategy that served and has stopped, whatever the size of the runs."""

from __future__ import annotations

import random
from typing import Any

import pytest

from mayadeen_crawler.health import drift as health
from mayadeen_crawler.health.drift import UNKNOWN
from mayadeen_crawler.pages.strategy_files import ARTICLE_FILES, TICKER_FILES, StrategyFiles
from tests.helpers.source_code import PACKAGE


def stats(**served: int) -> dict[str, Any]:
    """Return the stats of pages whose headline these strategies served, and nothing else."""
    return {f"field/headline/{strategy}": count for strategy, count in served.items()}


def run(*, good: bool = True, **served: int) -> dict[str, Any]:
    return {"stats": stats(**served), "good": good}


def drift(
    now: dict[str, Any], before: list[dict[str, Any]], files: StrategyFiles = ARTICLE_FILES
) -> list[str]:
    return list(health.drift(now, before, files).values())


def test_a_strategy_that_stopped_is_named_with_its_share_and_file() -> None:
    found = drift(stats(visible=40), [run(tawsiyat=50, visible=50)])
    assert found == [
        (
            "drift: tawsiyat serves 0% of headline (usually 50%): "
            "mend mayadeen_crawler/pages/tawsiyat.py"
        )
    ]


def test_fields_of_one_strategy_are_one_line() -> None:
    before = {**stats(meta=30), "field/summary/meta": 25, "field/summary/missing": 5}
    now = {**stats(missing=20), "field/summary/missing": 20}
    (found,) = drift(now, [{"stats": before, "good": True}])
    assert "meta serves 0% of headline (usually 100%), 0% of summary (usually 83%): " in found


def test_as_usual_is_no_drift() -> None:
    usual = [run(tawsiyat=45, visible=55)]
    assert drift(stats(tawsiyat=9, visible=11), usual) == []
    assert drift(stats(tawsiyat=4, visible=16), usual) == []  # fewer, not stopped
    assert drift({}, usual) == []
    assert drift(stats(visible=20), []) == []


def test_too_few_pages_say_nothing() -> None:
    assert drift(stats(visible=14), [run(tawsiyat=50)]) == []
    assert drift(stats(visible=15), [run(tawsiyat=50)]) != []
    # Twenty pages without what half of them have are seen once in a million times.
    half = [run(tawsiyat=50, visible=50)]
    assert drift(stats(visible=19), half) == []
    assert drift(stats(visible=20), half) != []
    assert drift(stats(visible=20), [run(tawsiyat=19)]) == []


def test_small_runs_add_up() -> None:
    redesigned = [run(visible=5)] * 3
    before = [run(tawsiyat=2, visible=2)] * 10
    assert drift(stats(visible=5), [*redesigned, *before]) != []
    assert drift(stats(visible=5), [redesigned[0], *before]) == []


def test_what_few_pages_have_is_no_drift() -> None:
    """A video is there or not, whatever the strategies."""
    assert drift(stats(missing=200), [run(jsonld=49, missing=51)]) == []
    assert drift(stats(missing=200), [run(jsonld=51, missing=49)]) != []


def test_only_good_runs_are_usual() -> None:
    bad = [run(good=False, missing=60)]
    good = [run(tawsiyat=60)]
    assert drift(stats(missing=20), bad) == []
    assert drift(stats(missing=20), [*bad, *good]) != []


def test_what_a_stranger_left_among_the_stats_is_passed_over() -> None:
    odd = {"field/a/b/c": 1, "field/headline": 2, "field/headline/meta": "3"}
    assert drift({**stats(visible=40), **odd}, [run(visible=40)]) == []


def test_what_is_usual_by_now_is_no_drift_any_more() -> None:
    assert drift(stats(visible=20), [run(visible=100), run(visible=100)]) == []


def test_a_line_names_each_file_of_its_fields_once() -> None:
    fields = ("headline", "summary", "shares", "authors")
    before = {f"field/{field}/visible": 30 for field in fields}
    now = {f"field/{field}/missing": 20 for field in fields}
    (found,) = drift(now, [{"stats": before, "good": True}])
    assert found == (
        "drift: visible serves 0% of authors (usually 100%), 0% of headline (usually 100%), "
        "0% of shares (usually 100%), 0% of summary (usually 100%): "
        "mend mayadeen_crawler/pages/article_layout/byline.py, "
        "mayadeen_crawler/pages/article_layout/headline.py, "
        "mayadeen_crawler/pages/article_layout/front_matter.py"
    )


def test_a_ticker_has_files_of_its_own() -> None:
    before = {"stats": {"field/text/markup": 30, "field/url/markup": 30}, "good": True}
    now = {"field/text/visible": 20, "field/url/visible": 20}
    (found,) = drift(now, [before], TICKER_FILES)
    assert found.endswith(": mend mayadeen_crawler/pages/markup.py")
    before["stats"] = {"field/text/visible": 30}
    (found,) = drift({"field/text/missing": 20}, [before], TICKER_FILES)
    assert found.endswith(": mend mayadeen_crawler/pages/ticker_layout/visible.py")


def test_a_strategy_that_is_no_more_is_looked_for_in_the_tables() -> None:
    (found,) = drift(stats(visible=20), [run(microdata=30)])
    assert found.endswith(f": mend mayadeen_crawler/{UNKNOWN}")
    assert (PACKAGE / UNKNOWN).is_file()


# --- content that many pages lost


def pages(count: int, having: int, field: str = "body_text") -> dict[str, Any]:
    """Return the stats of *count* pages, *having* of which have *field*."""
    return {f"field/{field}/visible": having, f"field/{field}/missing": count - having}


def good(count: int, having: int, field: str = "body_text") -> dict[str, Any]:
    return {"stats": pages(count, having, field), "good": True}


def test_half_of_the_pages_without_their_text_are_told() -> None:
    assert drift(pages(40, 20), [good(100, 98)]) == [
        (
            "drift: only 50% of pages have body_text (usually 98%): "
            "mend mayadeen_crawler/pages/article_layout/body_selection.py"
        )
    ]


def test_what_goes_slowly_is_told_beside_the_oldest_runs() -> None:
    slowly = [good(100, having) for having in range(60, 100, 4)]  # the newest first
    assert drift(pages(100, 98), slowly) == []
    (line,) = drift(pages(100, 56), slowly)
    assert line.startswith("drift: only 56% of pages have body_text (usually 92%): ")
    assert drift(pages(100, 56), slowly[:4]) == []  # what is usual by now


@pytest.mark.parametrize("having", [0, 10])
def test_what_is_lost_for_good_is_soon_usual(having: int) -> None:
    """A field that the outlet gave up would else be a warning of each of two hundred runs."""
    runs, told = [good(20, 20)] * 200, 0
    while drift(pages(20, having), runs):
        runs, told = [good(20, having), *runs[:-1]], told + 1
    assert 3 <= told <= 15


def test_what_many_pages_lack_anyway_is_not_lost() -> None:
    assert drift(pages(40, 20), [good(100, 89)]) == []  # a day of videos
    assert drift(pages(40, 28), [good(100, 98)]) == []
    assert drift(pages(40, 20, "shares"), [good(100, 98, "shares")]) == []  # of new articles
    assert drift(pages(14, 0), [good(100, 98)]) == []
    assert drift(pages(40, 20), [good(19, 19)]) == []
    assert drift(pages(15, 9), [good(20, 20)]) == []  # of so few nobody knows what is usual


def test_a_strategy_that_stopped_says_it_for_its_fields() -> None:
    (line,) = drift(pages(40, 0), [good(100, 98)])
    assert line.startswith("drift: visible serves 0% of body_text (usually 98%): ")


def test_chance_alone_loses_nothing() -> None:
    draw = random.Random(5)
    for _ in range(500):
        share = draw.uniform(0.85, 1.0)
        usual, now = draw.randint(20, 300), draw.randint(15, 100)
        having = [sum(draw.random() < share for _ in range(many)) for many in (now, usual)]
        assert drift(pages(now, having[0]), [good(usual, having[1])]) == []
