"""What becomes of addresses: who fetches what, and what is given up when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.ledger.frontier import (
    addresses,
    discovery,
    sitemap_readings,
)
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.discovery import Discovery
from mayadeen_crawler.ledger.frontier.sitemap_readings import SitemapReading
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.period import Period
from tests.helpers.articles import article

NOW, LATER = "2026-03-01T10:00:00Z", "2026-03-03T10:00:00Z"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        yield db


def found(number: int, origin: str = "section:politics") -> Address:
    url = f"http://site.test/news/politics/story-{number}"
    return Address(url, url + "?from=list", origin, {"label": "Politics", "date": None})


def discover(
    db: sqlite3.Connection, *numbers: int, taker: str = "one", now: str = NOW,
    period: Period | None = None, refresh: bool = False,
) -> Discovery:  # fmt: skip
    return discovery.discover(
        db, [found(n) for n in numbers], edition="en", taker=taker, now=now,
        period=period or Period(), refresh=refresh,
    )  # fmt: skip


def numbers(discovery: Discovery) -> list[int]:
    return [int(address.url.rpartition("-")[2]) for address in discovery.fetch]


def state(db: sqlite3.Connection, number: int) -> str:
    row = db.execute("SELECT state FROM addresses WHERE url = ?", (found(number).url,)).fetchone()
    return str(row["state"])


def test_new_addresses_are_fetched_once_by_a_process(db: sqlite3.Connection) -> None:
    first = discover(db, 1, 2)
    assert (numbers(first), first.unseen, first.known) == ([1, 2], 2, 0)
    again = discover(db, 1, 2, 3)
    assert (numbers(again), again.unseen) == ([3], 1)


def test_what_a_dead_process_left_is_taken_by_the_next(db: sqlite3.Connection) -> None:
    discover(db, 1, 2, taker="dead")
    taken = addresses.take_pending(
        db, edition="en", origins=["section:politics"], taker="next", limit=9, period=Period()
    )
    assert taken == [found(1), found(2)]
    assert numbers(discover(db, 1, 2, 3, taker="next")) == [3]


def test_pending_ones_belong_to_their_listing(db: sqlite3.Connection) -> None:
    discover(db, 1)
    for origins in (["section:economy"], []):
        assert not addresses.take_pending(
            db, edition="en", origins=origins, taker="next", limit=9, period=Period()
        )


def test_known_articles_are_fetched_only_on_refresh(db: sqlite3.Connection) -> None:
    discover(db, 1)
    addresses.lead_to(db, [found(1).url], "en:1", edition="en", now=NOW)
    known = discover(db, 1, taker="next")
    assert (numbers(known), known.unseen, known.known) == ([], 0, 1)
    assert numbers(discover(db, 1, taker="next", refresh=True)) == [1]
    assert state(db, 1) == "article"


def test_filtered_ones_come_back_for_who_wants_their_time(db: sqlite3.Connection) -> None:
    discover(db, 1)
    addresses.filtered(db, [found(1).url], edition="en", published="2026-02-10T08:00:00Z", now=NOW)
    late = Period(since="2026-02-20T00:00:00Z", since_day="2026-02-20")
    assert numbers(discover(db, 1, taker="b", period=late)) == []
    wide = Period(since="2026-02-01T00:00:00Z", since_day="2026-02-01")
    assert numbers(discover(db, 1, taker="c", period=wide)) == [1]
    assert state(db, 1) == "pending"


def test_an_address_that_another_page_names_is_still_fetched(db: sqlite3.Connection) -> None:
    discover(db, 1, 2, 3, taker="dead")
    for number, named in ((1, 2), (3, 4)):
        addresses.filtered(
            db, [found(number).url], edition="en", published="2026-02-10T08:00:00Z", now=NOW,
            named=found(named).url,
        )  # fmt: skip
    assert [state(db, n) for n in (1, 2, 3, 4)] == ["filtered", "pending", "filtered", "filtered"]


def fail(db: sqlite3.Connection, number: int, reason: str, *, of_page: bool, now: str = NOW) -> str:
    return str(addresses.fail(db, [found(number).url], reason=reason, of_page=of_page, now=now))


def test_a_failure_of_the_site_gives_nothing_up_for_weeks(db: sqlite3.Connection) -> None:
    discover(db, 1)
    assert [fail(db, 1, "http_503", of_page=False) for _ in range(50)] == ["pending"] * 50
    assert fail(db, 1, "http_503", of_page=False, now="2026-04-20T00:00:00Z") == "given_up"


def test_a_page_that_disappoints_is_given_up_after_five_runs(db: sqlite3.Connection) -> None:
    discover(db, 1)
    outcomes = [fail(db, 1, "missing_headline", of_page=True) for _ in range(6)]
    assert outcomes == ["pending"] * 4 + ["given_up", "None"]
    assert numbers(discover(db, 1, taker="soon")) == []
    assert numbers(discover(db, 1, taker="later", now=LATER)) == [1]
    assert fail(db, 1, "missing_headline", of_page=True, now=LATER) == "pending"  # counted anew


def test_gone_is_final(db: sqlite3.Connection) -> None:
    discover(db, 1)
    assert fail(db, 1, "http_410", of_page=True) == "given_up"
    assert numbers(discover(db, 1, taker="later", now=LATER)) == []
    assert numbers(discover(db, 1, taker="asked", refresh=True)) == [1]


@pytest.mark.parametrize(
    ("published", "inside"),
    [
        ("2026-02-09T22:00:00Z", True),
        ("2026-02-09T21:59:59Z", False),
        ("2026-02-11T21:59:59Z", True),
        ("2026-02-11T22:00:00Z", False),
        ("2026-02-10", True),
        ("2026-02-11", True),
        ("2026-02-09", False),
        ("2026-02-12", False),
    ],
)
def test_a_period_includes_its_bounds(published: str, inside: bool) -> None:
    # since=2026-02-10 until=2026-02-11 on a clock two hours ahead of UTC
    period = Period("2026-02-09T22:00:00Z", "2026-02-11T21:59:59Z", "2026-02-10", "2026-02-11")
    assert period.holds(published) is inside


# What sitemaps tell


def listed(number: int, lastmod: str | None, path: str = "/sitemap-2026-3.xml") -> Address:
    return replace(found(number), origin=f"sitemap:{path}", lastmod=lastmod)


def discover_listed(
    db: sqlite3.Connection, *addresses_: Address, taker: str, period: Period | None = None
) -> Discovery:
    return discovery.discover(
        db, addresses_, edition="en", taker=taker, now=NOW, period=period or Period(),
        refresh=False,
    )  # fmt: skip


def know(folder: Path, number: int, visited: str = NOW) -> Ledger:
    """Return a ledger with article *number*, visited then."""
    ledger = Ledger(folder)
    url = found(number).url
    item = article(number, url=url, canonical_url=url, retrieved_at=visited)
    ledger.write([ScrapedArticle(item)])
    return ledger


def take(db: sqlite3.Connection, taker: str, period: Period | None = None) -> list[Address]:
    origins = [f"sitemap:{path}" for path in sitemap_readings.waiting_on(db, "en")]
    return addresses.take_pending(
        db, edition="en", origins=origins, taker=taker, limit=9, period=period or Period()
    )


@pytest.mark.parametrize(
    ("lastmod", "fetched"),
    [
        (None, False),
        ("2026-02-01T00:00:00Z", False),
        (NOW, False),  # as it was visited then
        ("2026-03-01T10:00:01Z", True),
    ],
)
def test_a_known_article_is_due_where_it_changed_since_its_visit(
    tmp_path: Path, lastmod: str | None, fetched: bool
) -> None:
    with know(tmp_path, 1) as ledger, ledger.transaction() as db:
        seen = discover_listed(db, listed(1, lastmod), taker="one")
        assert (seen.fetch == (replace(listed(1, lastmod), due=True),)) is fetched
        assert (seen.unseen, seen.known) == (0, int(not fetched))


def test_one_that_is_due_waits_until_it_was_visited(tmp_path: Path) -> None:
    with know(tmp_path, 1) as ledger:
        with ledger.transaction() as db:
            discover_listed(db, listed(1, LATER), taker="died")
            assert state(db, 1) == "article"
            assert take(db, "failed") == [replace(listed(1, LATER), due=True)]
            fail(db, 1, "http_503", of_page=False)
            assert len(take(db, "next")) == 1
        url = found(1).url
        ledger.write([ScrapedArticle(article(1, url=url, canonical_url=url, retrieved_at=NOW))])
        with ledger.transaction() as db:
            assert take(db, "after") == []
            # A clock that is ahead, or a day, is worth one visit.
            assert discover_listed(db, listed(1, LATER), taker="after").fetch == ()


def test_one_that_is_due_waits_while_a_run_visits_no_known_article(tmp_path: Path) -> None:
    with know(tmp_path, 1) as ledger, ledger.transaction() as db:
        discover(db, 2, taker="died")
        discover_listed(db, listed(1, LATER, "/a.xml"), taker="died")
        given: dict[str, Any] = {
            "edition": "en", "origins": ["section:politics", "sitemap:/a.xml"], "limit": 9,
            "period": Period(),
        }  # fmt: skip
        never = addresses.take_pending(db, taker="never", known=False, **given)
        assert [one.url for one in never] == [found(2).url]
        auto = addresses.take_pending(db, taker="auto", **given)
        assert {one.url for one in auto} == {found(1).url, found(2).url}


def test_a_post_outside_the_period_is_looked_at_where_its_card_shows_another_day(
    db: sqlite3.Connection,
) -> None:
    now = Period(since="2026-03-01T00:00:00Z", since_day="2026-03-01")

    def shown(day: str | None, taker: str) -> int:
        card = replace(found(1), hints={"label": None, "date": day, "headline": None})
        given: dict[str, Any] = {"edition": "en", "now": NOW, "period": now, "refresh": False}
        return len(discovery.discover(db, [card], taker=taker, **given).fetch)

    assert shown("2024-03-05", "one") == 1
    addresses.filtered(db, [found(1).url], edition="en", published="2024-03-05", now=NOW)
    assert [shown(day, f"{day}") for day in ("2024-03-05", None, "2025-03-05")] == [0, 0, 0]
    assert shown("2026-03-02", "two") == 1
    addresses.filtered(db, [found(1).url], edition="en", published="2024-03-05", now=NOW)
    assert shown("2026-03-02", "three") == 0


def test_one_that_is_due_and_gone_is_asked_for_once(tmp_path: Path) -> None:
    with know(tmp_path, 1) as ledger, ledger.transaction() as db:
        discover_listed(db, listed(1, LATER), taker="one")
        assert fail(db, 1, "http_404", of_page=True) == "None"
        assert state(db, 1) == "article"
        assert take(db, "next") == []
        assert discover_listed(db, listed(1, LATER), taker="next").fetch == ()


def test_an_article_of_another_time_is_not_due(tmp_path: Path) -> None:
    with know(tmp_path, 1) as ledger, ledger.transaction() as db:  # published 1 March, 10:00
        late = Period(since="2026-03-02T00:00:00Z", since_day="2026-03-02")
        assert discover_listed(db, listed(1, LATER), taker="one", period=late).fetch == ()
        assert len(discover_listed(db, listed(1, LATER), taker="two").fetch) == 1
        # It was not visited: that is left to a run that wants its time.
        assert take(db, "three", late) == []
        assert len(take(db, "four")) == 1


def test_one_that_is_due_and_proves_to_be_of_another_time_is_left_to_who_wants_it(
    tmp_path: Path,
) -> None:
    """Neither time nor day stands with the article."""
    with know(tmp_path, 1) as ledger, ledger.transaction() as db:
        db.execute("UPDATE articles SET published_at = NULL, published_date = NULL")
        late = Period(since="2026-03-02T00:00:00Z", since_day="2026-03-02")
        assert len(discover_listed(db, listed(1, LATER), taker="one", period=late).fetch) == 1
        addresses.filtered(db, [found(1).url], edition="en", published="2026-03-01", now=NOW)
        assert state(db, 1) == "article"
        assert take(db, "two", late) == []
        assert discover_listed(db, listed(1, LATER), taker="three", period=late).fetch == ()
        assert len(take(db, "four")) == 1


def test_what_was_new_once_is_as_new_as_its_lastmod(db: sqlite3.Connection) -> None:
    day = "2026-03-01T21:59:59Z"  # the last second of the day of the visit
    assert len(discover_listed(db, listed(1, day), taker="one").fetch) == 1
    addresses.lead_to(db, [found(1).url], "en:1", edition="en", now=NOW)
    assert discover_listed(db, listed(1, day), taker="two").fetch == ()


def test_addresses_wait_on_the_sitemaps_that_list_them(db: sqlite3.Connection) -> None:
    discover(db, 1)
    discover_listed(db, listed(2, None, "/a.xml"), listed(3, None, "/b.xml"), taker="died")
    addresses.lead_to(db, [found(3).url], "en:3", edition="en", now=NOW)
    assert sitemap_readings.waiting_on(db, "en") == ["/a.xml"]
    assert sitemap_readings.waiting_on(db, "ar") == []


READING = SitemapReading("/a.xml", "2026-03-01T08:00:00Z", "2026-03-01T10:00:00Z", None, None)
PART = replace(READING, since="2026-02-10T00:00:00Z", until="2026-02-20T00:00:00Z")


@pytest.mark.parametrize(
    ("reading", "lastmod", "since", "until", "covered"),
    [
        (READING, READING.lastmod, None, None, True),
        (READING, "2026-02-01T00:00:00Z", "2026-02-10T00:00:00Z", None, True),
        (READING, "2026-03-01T08:00:01Z", None, None, False),
        # Today's file may change again today.
        (replace(READING, lastmod="2026-03-01T21:59:59Z"), "2026-03-01T21:59:59Z", None, None,
         False),
        (PART, READING.lastmod, None, None, False),
        (PART, READING.lastmod, PART.since, None, False),
        (PART, READING.lastmod, PART.since, PART.until, True),
        (PART, READING.lastmod, "2026-02-11T00:00:00Z", "2026-02-12T00:00:00Z", True),
        (PART, READING.lastmod, "2026-02-09T00:00:00Z", "2026-02-12T00:00:00Z", False),
    ],
)  # fmt: skip
def test_a_file_need_not_be_read_again(
    db: sqlite3.Connection,
    reading: SitemapReading,
    lastmod: str,
    since: str | None,
    until: str | None,
    covered: bool,
) -> None:
    assert sitemap_readings.last_reading(db, "en", "/a.xml") is None
    sitemap_readings.completed(db, "en", reading)
    assert sitemap_readings.last_reading(db, "en", "/a.xml") == reading
    assert sitemap_readings.last_reading(db, "es", "/a.xml") is None
    assert reading.covers(lastmod, since, until) is covered
