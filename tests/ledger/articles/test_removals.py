"""Articles that went and came back: two looks settle it, and every event is told once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.ledger import feeds
from mayadeen_crawler.ledger.articles import removals
from mayadeen_crawler.ledger.articles.removals import MissingPage
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.frontier import addresses, discovery
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.revisit_policy import is_due
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.period import Period
from tests.helpers.article_visits import (
    POLICY,
    Site,
    at,
    set_clock,
    stamp,
)
from tests.helpers.articles import article, feed
from tests.helpers.dying_processes import ended, forked, killed_at
from tests.helpers.soak_figures import sampled_steps

URL = "http://replica.test/news/politics/made-up-story-1"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose first article was seen on 1 March at 11:00."""
    set_clock(monkeypatch, "20 00:00")
    site = Site(tmp_path)
    site.look(1, "01 11:00")
    return site


def events(folder: Path) -> list[tuple[str, str, int, str]]:
    return [(r["event"], r["id"], r["status"], r["observed_at"]) for r in feed(folder, "removals")]


def causes(folder: Path) -> list[tuple[int, str, list[str]]]:
    return [(r["revision"], r["revision_cause"], r["changed_fields"]) for r in feed(folder)]


def test_a_second_look_an_hour_later_settles_it(site: Site) -> None:
    assert site.miss(1, "01 12:00") == "suspected"
    assert site.miss(1, "01 12:59") == "still_missing"
    assert events(site.folder) == []
    assert site.miss(1, "01 13:00", 410) == "removed"
    assert site.miss(1, "01 15:00") == "still_missing"
    (record,) = feed(site.folder, "removals")
    assert record == {
        "record_type": "removal",
        "schema_version": 1,
        "event": "removed",
        "id": "en:1001",
        "url": URL,
        "status": 410,
        "observed_at": "2026-03-01T13:00:00Z",
        "run_id": "test",
    }
    assert list(record) == [
        "record_type", "schema_version", "event", "id", "url", "status", "observed_at", "run_id"
    ]  # fmt: skip


def test_what_answers_before_the_second_look_was_never_removed(site: Site) -> None:
    site.miss(1, "01 12:00")
    site.look(1, "01 12:30")
    assert site.miss(1, "01 13:30") == "suspected"
    assert events(site.folder) == []


def test_an_answer_that_is_not_the_article_ends_the_suspicion(site: Site) -> None:
    site.miss(1, "01 12:00")
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        addresses.fail(db, [URL], reason="redirected_away", of_page=True, now=stamp("01 12:30"))
    assert site.miss(1, "01 13:30") == "suspected"
    assert site.look(1, "01 13:40", body_text=None).kind == "suspect"
    assert site.miss(1, "01 15:00") == "suspected"


def test_a_failure_of_the_site_says_nothing(site: Site) -> None:
    site.miss(1, "01 12:00")
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        for reason in ("http_403", "http_503", "timeout"):
            addresses.fail(db, [URL], reason=reason, of_page=False, now=stamp("01 12:30"))
    assert site.miss(1, "01 13:00") == "removed"


def test_one_that_is_back_as_it_was_is_told_once(site: Site) -> None:
    site.miss(1, "01 12:00")
    site.miss(1, "01 13:00")
    back = site.look(1, "01 14:00")
    assert (back.kind, back.returned) == ("known", True)
    assert not site.look(1, "01 15:00").returned
    assert events(site.folder) == [
        ("removed", "en:1001", 404, "2026-03-01T13:00:00Z"),
        ("returned", "en:1001", 200, "2026-03-01T14:00:00Z"),
    ]
    assert causes(site.folder) == [(1, "first", [])]


def test_one_that_is_back_and_changed_is_a_revision_too(site: Site) -> None:
    site.miss(1, "01 12:00")
    site.miss(1, "01 13:00")
    back = site.look(1, "01 14:00", headline="Made-up story 1, again")
    assert (back.kind, back.cause, back.returned) == ("revised", "returned", True)
    site.look(1, "01 15:00", headline="Made-up story 1, once more")
    assert causes(site.folder) == [
        (1, "first", []),
        (2, "returned", ["headline"]),
        (3, "edited", ["headline"]),
    ]
    assert [event for event, *_ in events(site.folder)] == ["removed", "returned"]


def test_one_that_is_back_under_a_new_slug_is_told_where_it_is(site: Site) -> None:
    site.miss(1, "01 12:00")
    site.miss(1, "01 13:00")
    back = site.look(1, "01 14:00", URL, url=f"{URL}-renamed", canonical_url=f"{URL}-renamed")
    assert (back.cause, back.changed_fields) == ("returned", ("canonical_url",))
    assert [record["url"] for record in feed(site.folder, "removals")] == [URL, f"{URL}-renamed"]


def test_a_removed_page_that_answers_without_its_text_is_not_back(site: Site) -> None:
    site.miss(1, "01 12:00")
    site.miss(1, "01 13:00")
    assert site.look(1, "01 14:00", body_text=None).kind == "suspect"
    assert [event for event, *_ in events(site.folder)] == ["removed"]


def test_an_old_address_that_is_dead_is_no_removal(site: Site) -> None:
    new = "http://replica.test/news/politics/made-up-story-1-renamed"
    site.look(1, "01 11:30", url=new, canonical_url=new)
    assert site.miss(1, "01 12:00") == "unknown"
    assert site.miss(1, "01 12:00", url=new) == "suspected"
    assert site.miss(1, "01 12:00", url="http://replica.test/news/politics/never") == "unknown"


def test_what_was_missed_while_the_clock_was_ahead_is_missed_anew(site: Site) -> None:
    assert site.miss(1, "25 10:00") == "suspected"
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        row = db.execute("SELECT * FROM articles").fetchone()
        assert is_due(row, POLICY, at("20 00:00"))
    assert site.miss(1, "20 00:00") == "suspected"
    assert site.miss(1, "20 00:59") == "still_missing"
    assert site.miss(1, "20 01:00") == "removed"


def test_a_look_older_than_the_last_is_ignored(site: Site) -> None:
    site.look(1, "01 12:30")
    assert site.miss(1, "01 12:00") == "still_missing"
    assert site.miss(1, "01 14:00") == "suspected"
    assert site.look(1, "01 13:30", headline="An old copy").kind == "stale"
    assert causes(site.folder) == [(1, "first", [])]
    assert site.miss(1, "01 15:00") == "removed"


def test_a_suspected_one_is_due_whatever_its_age(site: Site) -> None:
    site.miss(1, "09 12:00")
    row: Any = site.row(1)
    assert not is_due(row, POLICY, at("09 12:59"))
    assert is_due(row, POLICY, at("09 13:00"))
    site.miss(1, "09 13:00")
    row = site.row(1)
    assert not is_due(row, POLICY, at("09 15:00"))


def test_a_removed_one_that_a_listing_shows_is_looked_at_an_hour_later(site: Site) -> None:
    site.miss(1, "09 12:00")
    site.miss(1, "09 13:00")

    def shown(when: str) -> int:
        card = Address(URL, URL, "section:politics", {})
        with Ledger(site.folder) as ledger, ledger.transaction() as db:
            found = discovery.discover(
                db, [card], edition="en", taker=when, now=stamp(when), period=Period(),
                refresh=False, policy=POLICY,
            )  # fmt: skip
        return len(found.fetch)

    assert [shown("09 13:30"), shown("09 14:00")] == [0, 1]


def test_a_rebuilt_ledger_knows_who_is_gone(site: Site) -> None:
    site.look(2, "01 11:00")
    for number in (1, 2):
        site.miss(number, "01 12:00")
        site.miss(number, "01 13:00")
    site.look(2, "01 14:00", headline="Back")
    rebuild(site.folder)
    assert [site.row(1)["presence"], site.row(2)["presence"]] == ["removed", "present"]
    site.look(1, "01 15:00", headline="Back, too")
    assert causes(site.folder)[-1] == (2, "returned", ["headline"])
    assert [event for event, *_ in events(site.folder)] == [
        "removed", "removed", "returned", "returned"
    ]  # fmt: skip


def test_a_rebuilt_ledger_knows_who_is_missed_and_when_each_was_visited(site: Site) -> None:
    site.look(2, "01 11:00")
    for number in (1, 2):
        site.miss(number, "09 12:00")
    site.look(2, "09 12:30")
    rebuild(site.folder)
    assert site.row(2)["visited_at"] == stamp("09 12:30")
    assert site.miss(2, "09 13:00") == "suspected"
    row: Any = site.row(1)
    assert is_due(row, POLICY, at("09 13:00"))
    assert site.miss(1, "09 13:00") == "removed"


def test_after_a_rebuild_an_edit_of_one_that_had_come_back_is_an_edit(site: Site) -> None:
    site.miss(1, "01 12:00")
    site.miss(1, "01 13:00")
    site.look(1, "01 14:00")
    rebuild(site.folder)
    site.look(1, "01 15:00", headline="Changed")
    assert causes(site.folder) == [(1, "first", []), (2, "edited", ["headline"])]


class Died(BaseException):
    """The process dies."""


def dies_after_its_first_line(folder: Path, when: str, headline: str) -> None:
    """See the article, and die when the first of the feeds is synced."""

    def hook(point: str) -> None:
        if point == "synced":
            raise Died

    with Ledger(folder, hook=hook) as ledger, pytest.raises(Died):
        ledger.write([ScrapedArticle(article(1, headline=headline, retrieved_at=stamp(when)))])


def test_two_processes_that_die_of_one_return_tell_one(site: Site) -> None:
    site.miss(1, "01 12:00")
    site.miss(1, "01 13:00")
    dies_after_its_first_line(site.folder, "01 14:00", "Two")  # that it returned
    with Ledger(site.folder) as ledger:
        ledger.settle()
    dies_after_its_first_line(site.folder, "01 14:30", "Two")  # what had changed
    site.look(1, "01 15:00", headline="Three")
    assert [event for event, *_ in events(site.folder)] == ["removed", "returned"]
    assert [cause for _, cause, _ in causes(site.folder)] == ["first", "returned", "edited"]


def test_a_page_that_a_dead_process_saw_was_there(site: Site) -> None:
    site.miss(1, "01 12:00")
    dies_after_its_first_line(site.folder, "01 12:30", "Two")
    assert site.miss(1, "01 13:00") == "suspected"
    assert events(site.folder) == []


def story(folder: Path, *, dies_at: int) -> None:
    """Live the whole story, steps that are known to be done left out; die at a hook point."""
    done = folder / "done"
    first = int(done.read_text()) if done.exists() else 0
    with Ledger(folder, hook=killed_at(dies_at)) as ledger:
        for number, (when, headline) in enumerate(STEPS[first:], first):
            if headline is None:
                look = MissingPage(URL, 404, stamp(when), "test", POLICY.confirm)
                ledger.commit(partial(removals.missing, look), "articles", "removals")
            else:
                item = article(1, headline=headline, retrieved_at=stamp(when))
                ledger.write([ScrapedArticle(item)])
            done.write_text(str(number + 1))


STEPS = [
    ("01 11:00", "One"), ("01 12:00", None), ("01 13:00", None), ("01 14:00", "Two"),
    ("01 15:00", "Three"), ("01 16:00", None), ("01 17:00", None), ("01 18:00", "Three"),
]  # fmt: skip


@pytest.mark.parametrize("chunk", [60, 1 << 20])
@pytest.mark.sampled(2)
def test_killed_at_every_point_the_story_is_told_once(
    tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "20 00:00")
    monkeypatch.setattr(feeds, "CHUNK", chunk)  # where a torn tail may end
    for point in sampled_steps(chunk, one_in=16):
        folder = tmp_path / str(point)
        folder.mkdir()
        status = ended(forked(story, folder, dies_at=point))
        story(folder, dies_at=0)
        assert events(folder) == [
            ("removed", "en:1001", 404, "2026-03-01T13:00:00Z"),
            ("returned", "en:1001", 200, "2026-03-01T14:00:00Z"),
            ("removed", "en:1001", 404, "2026-03-01T17:00:00Z"),
            ("returned", "en:1001", 200, "2026-03-01T18:00:00Z"),
        ]
        assert causes(folder) == [
            (1, "first", []), (2, "returned", ["headline"]), (3, "edited", ["headline"])
        ]  # fmt: skip
        if status == 0:  # it died at no point: there are no more
            break
    assert point > 40


def test_two_processes_that_see_it_gone_tell_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "20 00:00")
    Site(tmp_path).look(1, "01 11:00")

    def looks(folder: Path) -> None:
        for hour in range(12, 20):
            Site(folder).miss(1, f"01 {hour}:00")

    pids = [forked(looks, tmp_path) for _ in range(3)]
    assert [ended(pid) for pid in pids] == [0, 0, 0]
    assert [event for event, *_ in events(tmp_path)] == ["removed"]
