"""What lists showed: a record where something changed, and none where nothing did."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from mayadeen_crawler.items import ListingPage
from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.listings import listing_pages
from mayadeen_crawler.ledger.store import Ledger
from tests.helpers.article_visits import (
    Site,
    set_clock,
    stamp,
)
from tests.helpers.articles import BASE, feed
from tests.helpers.dying_processes import ended, forked, killed_at
from tests.helpers.soak_figures import sampled_steps


def url(number: int) -> str:
    return f"{BASE}/news/politics/made-up-story-{number}"


def page(when: str, *numbers: int, name: str = "politics", **headlines: str) -> ListingPage:
    items = [
        ListItem(place, url(n), headline=headlines.get(f"h{n}", f"Made-up story {n}"))
        for place, n in enumerate(numbers, 1)
    ]
    return ListingPage(
        edition="en", list="section", name=name, items=items, observed_at=stamp(when), run_id="test"
    )


def show(folder: Path, seen: ListingPage) -> bool:
    with Ledger(folder) as ledger:
        return ledger.commit(partial(listing_pages.show, seen, {}), "listings")


def stood(folder: Path) -> list[list[tuple[int, str, str | None]]]:
    return [
        [(i["position"], i["url"].rpartition("-")[2], i["id"]) for i in record["items"]]
        for record in feed(folder, "listings")
    ]


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "20 00:00")


def test_a_record_only_where_the_list_changed(tmp_path: Path) -> None:
    Site(tmp_path).look(1, "01 10:00")
    assert show(tmp_path, page("01 10:00", 2, 1))
    assert not show(tmp_path, page("01 10:10", 2, 1))
    assert show(tmp_path, page("01 10:20", 1, 2))
    assert show(tmp_path, page("01 10:30", 1, 2, h2="Another headline"))
    assert stood(tmp_path) == [
        [(1, "2", None), (2, "1", "en:1001")],
        [(1, "1", "en:1001"), (2, "2", None)],
        [(1, "1", "en:1001"), (2, "2", None)],
    ]
    assert list(feed(tmp_path, "listings")[0]) == [
        "record_type", "schema_version", "edition", "list", "name", "page", "items",
        "observed_at", "run_id",
    ]  # fmt: skip
    assert list(feed(tmp_path, "listings")[0]["items"][0]) == [
        "position", "url", "id", "headline", "label"
    ]  # fmt: skip


def test_an_article_that_became_known_changes_no_list(tmp_path: Path) -> None:
    assert show(tmp_path, page("01 10:00", 1))
    Site(tmp_path).look(1, "01 10:00")
    assert not show(tmp_path, page("01 10:10", 1))


def test_each_list_and_page_is_one_of_its_own(tmp_path: Path) -> None:
    assert show(tmp_path, page("01 10:00", 1))
    assert show(tmp_path, page("01 10:00", 1, name="economy"))
    second = page("01 10:00", 1)
    second.page = 2
    assert show(tmp_path, second)


def test_an_older_observation_is_ignored(tmp_path: Path) -> None:
    show(tmp_path, page("01 10:00", 1))
    show(tmp_path, page("01 10:20", 2))
    assert not show(tmp_path, page("01 10:10", 1))
    assert not show(tmp_path, page("01 10:30", 2))


def test_a_rebuilt_ledger_knows_what_was_shown_last(tmp_path: Path) -> None:
    Site(tmp_path).look(1, "01 10:00")
    show(tmp_path, page("01 10:00", 1))
    show(tmp_path, page("01 10:20", 1, 2))
    rebuild(tmp_path)
    assert not show(tmp_path, page("01 10:30", 1, 2))


def shows(folder: Path, *, dies_at: int) -> None:
    with Ledger(folder, hook=killed_at(dies_at)) as ledger:
        for minute, numbers in enumerate([(1,), (2, 1), (2, 1), (3, 2)]):
            seen = page(f"01 10:{minute:02}", *numbers)
            ledger.commit(partial(listing_pages.show, seen, {}), "listings")


def test_killed_at_every_point_no_change_is_told_twice(tmp_path: Path) -> None:
    for point in sampled_steps(1, one_in=4):
        folder = tmp_path / str(point)
        status = ended(forked(shows, folder, dies_at=point))
        shows(folder, dies_at=0)
        told = [[number for _, number, _ in lines] for lines in stood(folder)]
        assert told == [["1"], ["2", "1"], ["3", "2"]]
        if not status:  # it came to its end before that point
            break
    assert point > 15
