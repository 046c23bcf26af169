"""Runs on a schedule while hours pass: what they fetch, by hand, and what they write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import clock
from tests.helpers.articles import feed, feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import SmallSite, served

TEN = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
MENU = [("/news/politics", "Politics"), ("/news/economy", "Economy")]


class Outlet:
    """A small site, a folder, and a clock that is set by hand."""

    def __init__(self, site: SmallSite, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.site, self.folder, self._patch = site, folder, patch
        self.lists: dict[str, list[str]] = {"politics": [], "economy": []}
        self.headlines: dict[str, str] = {}
        self.site.listing("/", menu=MENU)

    def publish(self, path: str, when: datetime, words: str = "A few words of it.") -> str:
        """Publish an article on top of its section's list."""
        self.write(path, when, words)
        self.lists[path.split("/")[2]].insert(0, path)
        self.headlines[path] = f"The headline of {path.rpartition('/')[2]}"
        self.show()
        return path

    def write(self, path: str, when: datetime, words: str) -> None:
        self.site.pages[path] = (
            "<html><head><meta property='article:published_time' "
            f"content='{when:%Y-%m-%dT%H:%M:%SZ}'></head><body><main><h1>The headline of "
            f"{path.rpartition('/')[2]}</h1><p>A summary.</p><div><p>{words}</p>"
            "<p>And a second paragraph.</p></div></main></body></html>"
        )

    def show(self) -> None:
        for name, paths in self.lists.items():
            cards = "".join(
                f"<div><h3><a href='{path}'>{self.headlines[path]}</a></h3></div>" for path in paths
            )
            menu = "".join(f"<li><a href='{url}'>{label}</a></li>" for url, label in MENU)
            self.site.pages[f"/news/{name}"] = (
                f"<html><body><nav><ul>{menu}</ul></nav><main>{cards}</main></body></html>"
            )

    def run(self, after: timedelta, **arguments: Any) -> Crawl:
        """Crawl both sections so long after ten."""
        moment = TEN + after
        self._patch.setattr(clock, "now", lambda: moment)
        del self.site.requests[:]
        given = {"base_url": self.site.url, "sections": "politics,economy", **arguments}
        run = crawl("section", self.folder, **given)
        assert not [line for line in run.lines if line.startswith(("ERROR", "TRACEBACK"))]
        return run

    @property
    def visited(self) -> list[str]:
        """The articles that the last run asked for."""
        lists = {"/", "/news/politics", "/news/economy"}
        asked = (path for path in self.site.requests if "?" not in path)
        return sorted(path for path in asked if path not in lists)


@pytest.fixture
def outlet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outlet]:
    with served(SmallSite()) as site:
        yield Outlet(site, tmp_path, monkeypatch)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.soak
def test_ten_runs_over_lists_of_which_a_twentieth_changes(outlet: Outlet) -> None:
    long_ago = TEN - timedelta(days=4)
    for number in range(20):
        outlet.publish(f"/news/politics/old-{number}", long_ago)
        outlet.publish(f"/news/economy/old-{number}", long_ago)
    outlet.run(minutes(0))
    assert len(outlet.visited) == 40
    sizes = [len(b"".join(feed_lines(outlet.folder, "listings")))]
    # Each time 2 of the 40 cards change: a new story, published five minutes before the
    # run, and another headline on an old one. At the runs after its first the new story
    # is 15, 25, 35, 45, 55, 65 … minutes old: it is visited again at 35 and at 65.
    asked = {
        1: ["new-1"], 2: ["new-2"], 3: ["new-3"],
        4: ["new-1", "new-4"], 5: ["new-2", "new-5"], 6: ["new-3", "new-6"],
        7: ["new-1", "new-4", "new-7"], 8: ["new-2", "new-5", "new-8"],
        9: ["new-3", "new-6", "new-9"], 10: ["new-10", "new-4", "new-7"],
    }  # fmt: skip
    for number, names in asked.items():
        moment = TEN + minutes(10 * number)
        outlet.publish(f"/news/politics/new-{number}", moment - minutes(5))
        outlet.headlines[f"/news/politics/old-{number}"] += ", corrected"
        outlet.show()
        outlet.run(minutes(10 * number))
        assert outlet.visited == [f"/news/politics/{name}" for name in names]
        sizes.append(len(b"".join(feed_lines(outlet.folder, "listings"))))
    assert sum(map(len, asked.values())) == 21
    assert len(feed(outlet.folder)) == 50
    # One record a changed list: both at first, then that of politics each time.
    names = [record["name"] for record in feed(outlet.folder, "listings")]
    assert sorted(names[:2]) == ["economy", "politics"]
    assert names[2:] == ["politics"] * 10
    growth = [after - before for before, after in pairwise(sizes)]
    lines = [len(line) for line in feed_lines(outlet.folder, "listings")]
    assert growth == lines[2:]


def test_quiet_lists_write_nothing(outlet: Outlet) -> None:
    for number in range(2):
        outlet.publish(f"/news/politics/story-{number}", TEN - minutes(5))
    outlet.run(minutes(0))
    before = {path: path.read_bytes() for path in outlet.folder.rglob("*.jsonl")}
    assert len(before) == 2
    for after, visits in ((10, 0), (30, 2), (60, 2)):  # half an hour old, an hour
        outlet.run(minutes(after))
        assert len(outlet.visited) == visits
    assert {path: path.read_bytes() for path in outlet.folder.rglob("*.jsonl")} == before


@pytest.mark.soak
def test_known_articles_on_lists_are_visited_by_the_ladder(outlet: Outlet) -> None:
    story = outlet.publish("/news/politics/story", TEN)
    hours = {
        # minutes after ten → whether it is visited
        5: True, 29: False, 30: True, 40: False, 60: True, 119: False, 120: True, 239: False,
        245: True, 480: True, 1439: False, 1440: True, 2000: False, 2879: False, 2881: False,
    }  # fmt: skip
    for after, is_visited in hours.items():
        outlet.run(minutes(after))
        assert outlet.visited == [story] * is_visited, after


@pytest.mark.soak
def test_what_no_list_shows_is_visited_up_to_the_budget_newest_first(outlet: Outlet) -> None:
    for number in range(6):
        outlet.publish(f"/news/politics/story-{number}", TEN + minutes(number - 10))
    outlet.publish("/news/economy/other", TEN - minutes(1))
    outlet.run(minutes(0))
    outlet.lists = {"politics": [], "economy": []}
    outlet.publish("/news/politics/list-of-one", TEN - timedelta(days=3))
    outlet.publish("/news/economy/list-of-one", TEN - timedelta(days=3))
    outlet.run(minutes(1))
    run = outlet.run(minutes(40), settings={"REVISIT_BUDGET": 3}, sections="politics")
    assert outlet.visited == [f"/news/politics/story-{n}" for n in (3, 4, 5)]
    assert run.stats["revisit/due_in_ledger"] == 3
    outlet.run(minutes(41), settings={"REVISIT_BUDGET": 50}, sections="politics")
    assert outlet.visited == [f"/news/politics/story-{n}" for n in (0, 1, 2)]
    outlet.run(minutes(42), settings={"REVISIT_BUDGET": 0}, sections="economy")
    assert outlet.visited == []
    outlet.run(minutes(43), sections="economy")
    assert outlet.visited == ["/news/economy/other"]


@pytest.mark.soak
def test_refresh_never_and_always_and_a_period(outlet: Outlet) -> None:
    story = outlet.publish("/news/politics/story", TEN)
    outlet.run(minutes(5))
    outlet.run(minutes(40), refresh="never")
    assert outlet.visited == []
    outlet.run(minutes(40), since="2026-03-06")
    assert outlet.visited == []
    outlet.run(minutes(41), refresh="always")
    assert outlet.visited == [story]
    outlet.run(minutes(42), refresh="always")
    assert outlet.visited == [story]
    outlet.run(minutes(43))
    assert outlet.visited == []


def test_an_edit_is_found_at_the_next_step(outlet: Outlet) -> None:
    story = outlet.publish("/news/politics/story", TEN)
    outlet.run(minutes(5))
    outlet.write(story, TEN, "Other words of it.")
    outlet.run(minutes(31))
    assert [(r["revision"], r["revision_cause"], r["changed_fields"]) for r in feed(outlet.folder)]\
        == [(1, "first", []), (2, "edited", ["body_text"])]  # fmt: skip


def removals(outlet: Outlet) -> list[tuple[str, str, int]]:
    return [
        (r["event"], r["observed_at"][11:16], r["status"]) for r in feed(outlet.folder, "removals")
    ]


def test_a_removal_is_settled_by_a_later_run(outlet: Outlet) -> None:
    story = outlet.publish("/news/politics/story", TEN)
    outlet.publish("/news/politics/other", TEN)
    outlet.run(minutes(5))
    page = outlet.site.pages.pop(story)
    outlet.lists["politics"].remove(story)
    outlet.show()
    run = outlet.run(minutes(31))
    assert run.stats["removal/suspected"] == 1
    outlet.run(minutes(60))
    assert story not in outlet.visited
    run = outlet.run(minutes(91))
    assert run.stats["removal/removed"] == 1
    assert removals(outlet) == [("removed", "11:31", 404)]
    # A list that shows it again has it looked at, and it is there.
    outlet.site.pages[story] = page
    outlet.lists["politics"].append(story)
    outlet.show()
    outlet.run(minutes(152))
    assert removals(outlet) == [("removed", "11:31", 404), ("returned", "12:32", 200)]
    assert len(feed(outlet.folder)) == 2


@pytest.mark.sampled(8)
@pytest.mark.parametrize("fault", [403, 429, 500, 503, "home", "list", "block"])
def test_what_is_no_removal(outlet: Outlet, fault: int | str) -> None:
    story = outlet.publish("/news/politics/story", TEN)
    outlet.publish("/news/politics/other", TEN)
    outlet.run(minutes(5))
    if isinstance(fault, int):
        outlet.site.statuses[story] = fault
    elif fault == "block":
        outlet.site.pages[story] = "<html><title>Just a moment...</title><body></body></html>"
        outlet.site.statuses[story] = 503
    else:
        outlet.site.redirects[story] = {"home": "/", "list": "/news/politics"}[fault]
    for after in (31, 95, 160, 250):
        outlet.run(minutes(after), settings={"RETRY_TIMES": 0})
        assert story in outlet.visited or after == 95
    assert removals(outlet) == []
    assert len(feed(outlet.folder)) == 2


@pytest.mark.soak
def test_a_suspicion_is_looked_into_beyond_the_ladder(outlet: Outlet) -> None:
    story = outlet.publish("/news/politics/story", TEN - timedelta(days=5))
    outlet.publish("/news/politics/other", TEN - timedelta(days=5))
    outlet.run(minutes(0))
    del outlet.site.pages[story]
    outlet.run(minutes(5), refresh="always")
    outlet.site.statuses[story] = 503
    outlet.run(minutes(70), settings={"RETRY_TIMES": 0})
    assert outlet.visited == [story]
    del outlet.site.statuses[story]
    outlet.run(minutes(80))
    assert removals(outlet) == [("removed", "11:20", 404)]
    outlet.run(minutes(200))
    # It is known to be gone; the list shows it all the same.
    assert outlet.visited == [story]
    assert len(removals(outlet)) == 1


def test_lists_can_be_left_unwritten(outlet: Outlet) -> None:
    outlet.publish("/news/politics/story", TEN)
    outlet.run(minutes(5), settings={"LISTINGS": False})
    assert feed(outlet.folder, "listings") == []
    assert len(feed(outlet.folder)) == 1


def test_ids_of_articles_fetched_by_the_same_run_are_filled_in(outlet: Outlet) -> None:
    outlet.publish("/news/politics/one", TEN)
    outlet.publish("/news/politics/two", TEN)
    outlet.site.statuses["/news/politics/one"] = 503
    outlet.run(minutes(5), settings={"RETRY_TIMES": 0}, sections="politics")
    (record,) = feed(outlet.folder, "listings")
    (article,) = feed(outlet.folder)
    base = outlet.site.url
    assert record["items"] == [
        {"position": 1, "url": f"{base}/news/politics/two", "id": article["id"],
         "headline": "The headline of two", "label": None},
        {"position": 2, "url": f"{base}/news/politics/one", "id": None,
         "headline": "The headline of one", "label": None},
    ]  # fmt: skip
    assert record["observed_at"] == "2026-03-05T10:05:00Z"
