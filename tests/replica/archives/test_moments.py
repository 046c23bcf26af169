"""The lives of the stories: what the pages show, and what changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.archives import history, moments
from tests.replica.archives.conftest import lives


def test_six_moments_after_the_newest_story() -> None:
    found = lives()
    assert [moment.name for moment in found] == [
        "published",
        "edited",
        "tagged",
        "moved",
        "unchanged",
        "edited again",
    ]
    days = [(moment.at - found[0].at).days for moment in found]
    assert days == [0, 1, 8, 36, 37, 71]
    assert datetime(2025, 1, 12, tzinfo=UTC) < found[0].at < datetime(2025, 1, 13, tzinfo=UTC)
    assert all(len(moment.states) == 16 for moment in found)


def test_each_kind_of_change_happens_to_many_stories() -> None:
    changes = [[s.changed for s in moment.states.values() if s.changed] for moment in lives()]
    assert changes[0] == [("first",)] * 16
    assert changes[4] == []
    edited, tagged, moved, again = (len(changes[turn]) for turn in (1, 2, 3, 5))
    assert (edited, tagged, moved, again) == (8, 11, 6, 7)
    assert set(changes[2]) == {("tags",)}
    assert set(changes[3]) == {("headline", "path")}
    assert {name for parts in changes[1] for name in parts} == {"headline", "text"}
    assert {name for parts in changes[5] for name in parts} == {"summary", "picture"}


def test_a_page_shows_its_state() -> None:
    for moment in lives():
        for state in moment.states.values():
            page = unescape(state.page.body.decode())
            assert state.page.status == 200
            assert state.article.path == state.url.removeprefix("https://english.almayadeen.net")
            assert state.article.headline in page
            assert all(tag.name in page for tag in state.article.tags)


def test_no_state_is_of_the_future() -> None:
    for moment in lives():
        for state in moment.states.values():
            assert max(state.article.published, state.article.modified) < moment.at


def test_history_has_each_state_once_in_order() -> None:
    told = history(lives())
    assert sorted(told) == list(range(1, 17))
    twelve = told[12]
    assert [state.changed for state in twelve] == [
        ("first",),
        ("headline", "text"),
        ("summary", "picture"),
    ][: len(twelve)]
    four = [state.changed for state in told[4]]
    assert four[0] == ("first",)
    assert ("tags",) in four
    assert ("headline", "path") in four
    assert told[4][0].url != told[4][-1].url
    assert told[3][0].article.post_id == told[3][-1].article.post_id


def test_the_site_is_left_as_it_was_last() -> None:
    site = ReplicaSite(articles=12)
    found = moments(site, stories=[3, 4])
    assert list(found[-1].states) == [3, 4]
    assert found[-1].states[4].article.path == site.path(4)
    assert site.path(4) != found[0].states[4].article.path
    assert found[-1].at - found[0].at == timedelta(days=71)


@pytest.mark.soak
def test_the_same_seed_lives_the_same_lives() -> None:
    first, second = (moments(ReplicaSite(articles=6)) for _ in range(2))
    assert first == second
