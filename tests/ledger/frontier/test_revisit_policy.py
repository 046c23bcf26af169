"""When known articles are due: the ladder by hand, and what the ledger names to a run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.frontier import (
    addresses,
    discovery,
    revisits_due,
)
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy, is_due
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.period import Period
from tests.helpers.article_visits import (
    POLICY,
    Site,
    at,
    set_clock,
    stamp,
)
from tests.helpers.articles import article


def due(site: Site, when: str, **changes: Any) -> bool:
    row: Any = {**site.row(1), **changes}
    return is_due(row, POLICY, at(when))


@pytest.mark.parametrize(
    ("visited", "now", "expected"),
    [
        ("01 10:05", "01 10:29", False),
        ("01 10:05", "01 10:30", True),  # the first step, half an hour after 10:00
        ("01 10:30", "01 10:31", False),  # was visited at it
        ("01 10:31", "01 10:59", False),
        ("01 10:31", "01 11:00", True),  # one hour
        ("01 10:05", "01 13:59", True),  # one visit serves for the steps that were missed
        ("01 12:00", "01 13:59", False),  # between two hours and four
        ("01 12:00", "01 14:00", True),
        ("01 14:00", "01 18:00", True),
        ("01 18:00", "02 09:59", False),  # between eight hours and a day
        ("01 18:00", "02 10:00", True),
        ("02 10:00", "03 09:59", False),  # there is no step after a day
        ("01 18:00", "03 09:59", True),
        ("01 18:00", "03 10:00", False),  # two days old
    ],
)
@pytest.mark.sampled(14)
def test_the_ladder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visited: str, now: str, *, expected: bool
) -> None:
    set_clock(monkeypatch, "09 00:00")
    site = Site(tmp_path)
    site.look(1, visited)  # published on 1 March at 10:00
    assert due(site, now) is expected


def test_a_visit_that_found_nothing_new_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "09 00:00")
    site = Site(tmp_path)
    site.look(1, "01 10:05")
    assert site.look(1, "01 10:35").kind == "known"
    assert not due(site, "01 10:40")
    assert due(site, "01 11:00")


def test_an_article_of_a_day_counts_from_its_first_sight_or_the_end_of_the_day(
    tmp_path: Path,
) -> None:
    site = Site(tmp_path)
    day = {"published_at": None, "published_date": "2026-03-01"}
    site.look(1, "01 11:00", **day)
    assert site.row(1)["ladder_from"] == stamp("01 11:00")
    site.look(1, "01 12:00", **day, headline="Changed")
    assert site.row(1)["ladder_from"] == stamp("01 11:00")
    site.look(2, "09 11:00", **day)
    # In March 2026 the site's clock is two hours ahead of UTC.
    assert site.row(2)["ladder_from"] == stamp("01 22:00")
    site.look(3, "01 11:00", published_at=None, published_date=None)
    assert site.row(3)["ladder_from"] is None
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        row = db.execute("SELECT * FROM articles WHERE post_id = '1003'").fetchone()
        assert not is_due(row, POLICY, at("01 12:30"))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A ledger of ten articles, the tenth the newest, each an hour after the one before."""
    with Ledger(tmp_path) as ledger:
        for number in range(1, 11):
            published = f"2026-03-01T{number + 5:02}:00:00Z"
            item = article(
                number,
                published_at=published,
                retrieved_at=published,
                section="politics" if number % 2 else "economy",
            )
            ledger.write([ScrapedArticle(item)])
        with ledger.transaction() as db:
            yield db


def taken(db: sqlite3.Connection, when: str, taker: str = "one", **wish: Any) -> list[int]:
    values: dict[str, Any] = {
        "sections": ["politics", "economy"],
        "origins": [],
        "policy": POLICY,
        "period": Period(),
        **wish,
    }
    found = revisits_due.take(db, edition="en", taker=taker, now=at(when), **values)
    assert all(address.due for address in found)
    return [int(address.url.rpartition("-")[2]) for address in found]


def test_the_newest_come_first_and_none_over_the_budget(db: sqlite3.Connection) -> None:
    # Article 10 is of 15:00: at 15:20 it is too young for its first step.
    few = replace(POLICY, budget=3)
    assert taken(db, "01 15:20", policy=few) == [9, 8, 7]
    assert taken(db, "01 15:20", policy=few) == [6, 5, 4]
    assert taken(db, "01 15:20") == [3, 2, 1]
    assert taken(db, "01 15:20") == []
    assert taken(db, "01 15:20", "another run") == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert taken(db, "01 15:20", "no budget", policy=replace(POLICY, budget=0)) == []


def test_a_missing_one_has_room_in_the_budget_whatever_its_age(db: sqlite3.Connection) -> None:
    db.execute(
        "UPDATE articles SET presence = 'missing', missing_since = ?, ladder_from = NULL "
        "WHERE post_id = '1001'",
        (stamp("01 14:00"),),
    )
    assert taken(db, "01 15:20", policy=replace(POLICY, budget=3)) == [1, 9, 8]


def test_many_missing_ones_leave_half_of_the_budget_to_others(db: sqlite3.Connection) -> None:
    db.execute(
        "UPDATE articles SET presence = 'missing', missing_since = ? WHERE post_id < '1007'",
        (stamp("01 14:00"),),
    )
    assert taken(db, "01 15:20", "a", policy=replace(POLICY, budget=4)) == [6, 5, 9, 8]
    assert taken(db, "01 15:20", "b", policy=replace(POLICY, budget=50)) == [
        6, 5, 4, 3, 2, 1, 9, 8, 7
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "ladder_from"),
    [
        # A time after the last visit, and nothing else: the page was there before it.
        ({"published_at": "2026-03-01T12:20:00Z"}, "01 10:00"),
        # A correction to before that visit, and a story that is told anew.
        ({"published_at": "2026-03-01T11:30:00Z"}, "01 11:30"),
        ({"published_at": "2026-03-01T09:00:00Z"}, "01 09:00"),
        ({"published_at": "2026-03-01T12:20:00Z", "headline": "Told anew"}, "01 12:20"),
    ],
)
def test_a_time_that_moves_on_alone_begins_no_new_ladder(
    tmp_path: Path, fields: dict[str, str], ladder_from: str
) -> None:
    site = Site(tmp_path)
    site.look(1, "01 12:00")
    assert site.look(1, "01 12:30", **fields).kind == "revised"
    assert site.row(1)["ladder_from"] == stamp(ladder_from)


def test_only_those_of_the_runs_sections_and_listings_and_period(db: sqlite3.Connection) -> None:
    assert taken(db, "01 15:20", "a", sections=["economy"]) == [8, 6, 4, 2]
    assert taken(db, "01 15:20", "b", sections=[]) == []
    url = article(4).canonical_url
    db.execute("UPDATE addresses SET origin = 'tag:harbours' WHERE url = ?", (url,))
    assert taken(db, "01 15:20", "c", sections=[], origins=["tag:harbours"]) == [4]
    late = Period(since="2026-03-01T13:00:00Z", since_day="2026-03-01")
    assert taken(db, "01 15:20", "d", period=late) == [9, 8]
    assert revisits_due.take(
        db, edition="ar", sections=["politics"], origins=[], taker="e", policy=POLICY,
        now=at("01 15:20"), period=Period(),
    ) == []  # fmt: skip


def test_one_whose_address_leads_to_another_article_is_not_visited(db: sqlite3.Connection) -> None:
    url = article(9).canonical_url
    db.execute("UPDATE addresses SET article_id = 'en:1002' WHERE url = ?", (url,))
    assert taken(db, "01 15:20") == [8, 7, 6, 5, 4, 3, 2, 1]


def test_one_that_moved_belongs_to_the_listing_it_was_found_on(db: sqlite3.Connection) -> None:
    old, new = article(4).canonical_url, "http://replica.test/news/politics/renamed-4"
    db.execute("UPDATE addresses SET origin = 'tag:harbours' WHERE url = ?", (old,))
    db.execute("UPDATE articles SET canonical_url = ?, url = ? WHERE id = 'en:1004'", (new, new))
    addresses.lead_to(db, [new], "en:1004", edition="en", now=stamp("01 10:00"))
    assert taken(db, "01 15:20", sections=[], origins=["tag:harbours"]) == [4]


def test_one_that_was_entered_from_a_feed_belongs_to_the_first_listing_that_shows_it(
    db: sqlite3.Connection,
) -> None:
    card = Address(str(article(4).canonical_url), "", "tag:harbours", {})
    for origin in ("tag:harbours", "section:politics"):
        discovery.discover(
            db, [replace(card, origin=origin)], edition="en", taker="one",
            now=stamp("01 09:01"), period=Period(), refresh=False, policy=POLICY,
        )  # fmt: skip
    assert taken(db, "01 15:20", sections=[], origins=["tag:harbours"]) == [4]


def test_an_old_ledger_is_not_searched_through(db: sqlite3.Connection) -> None:
    values = {"edition": "en", "oldest": stamp("01 09:00")}
    for query in (revisits_due._YOUNG, revisits_due._MISSING):
        plan = " ".join(r[3] for r in db.execute(f"EXPLAIN QUERY PLAN {query}", values))
        assert "SEARCH articles USING INDEX articles_" in plan
        assert "SCAN" not in plan


def test_cards_of_known_articles_that_are_due_are_fetched(db: sqlite3.Connection) -> None:
    cards = [
        Address(str(article(n).canonical_url), str(article(n).url), "section:politics", {})
        for n in (10, 9, 1)
    ]

    def discover(when: str, taker: str, policy: Policy | None) -> discovery.Discovery:
        return discovery.discover(
            db, cards, edition="en", taker=taker, now=stamp(when), period=Period(),
            refresh=False, policy=policy,
        )  # fmt: skip

    found = discover("01 15:20", "one", POLICY)
    assert [address.url for address in found.fetch] == [cards[1].url, cards[2].url]
    assert (found.unseen, found.known, found.revisits, found.only_known) == (0, 1, 2, True)
    again = discover("01 15:20", "one", POLICY)  # those that this run visits are counted there
    assert (again.fetch, again.known) == ((), 1)
    assert discover("01 15:20", "two", None).fetch == ()
    new = Address("http://replica.test/news/politics/new", "", "section:politics", {})
    cards.append(new)
    assert not discover("01 15:20", "three", POLICY).only_known


def test_the_settings() -> None:
    policy = Policy.from_settings(get_project_settings())
    assert policy == POLICY
    given = Settings(
        {
            "REVISIT_LADDER": "90,30",
            "REVISIT_END": "120",
            "REVISIT_BUDGET": "7",
            "REMOVAL_CONFIRM": "5",
        }
    )
    assert Policy.from_settings(given) == Policy(
        (timedelta(minutes=30), timedelta(minutes=90)), timedelta(hours=2), 7, timedelta(seconds=5)
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("REVISIT_LADDER", "30,soon", "REVISIT_LADDER: 'soon' is no number of minutes"),
        ("REVISIT_LADDER", 30, "REVISIT_LADDER"),
        ("REVISIT_END", "-1", "REVISIT_END: '-1' is no number of minutes from 0 up"),
        ("REVISIT_END", "nan", "REVISIT_END"),
        ("REVISIT_BUDGET", "many", "REVISIT_BUDGET: 'many' is no number of articles"),
        ("REMOVAL_CONFIRM", None, "REMOVAL_CONFIRM: 'None' is no number of seconds"),
    ],
)
def test_wrong_settings_are_said(name: str, value: object, said: str) -> None:
    settings = get_project_settings()
    settings.set(name, value, priority="cmdline")
    if value == 30:  # a single number is a ladder of one step
        assert Policy.from_settings(settings).ladder == (timedelta(minutes=30),)
        return
    with pytest.raises(WrongUseError, match=said):
        Policy.from_settings(settings)


def test_a_failure_of_the_page_is_a_visit_one_of_the_site_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "09 00:00")
    site = Site(tmp_path)
    site.look(1, "01 10:05")
    url = str(article(1).canonical_url)
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        addresses.fail(db, [url], reason="http_503", of_page=False, now=stamp("01 10:31"))
        assert is_due(db.execute("SELECT * FROM articles").fetchone(), POLICY, at("01 10:32"))
        addresses.fail(db, [url], reason="redirected_away", of_page=True, now=stamp("01 10:32"))
        assert not is_due(db.execute("SELECT * FROM articles").fetchone(), POLICY, at("01 10:33"))
