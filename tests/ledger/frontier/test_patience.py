"""For how long a known article stays due whose visits bring nothing: nothing waits for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.items.parts import Author
from mayadeen_crawler.ledger.frontier import addresses, discovery
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.period import Period
from tests.helpers.article_visits import Site, set_clock, stamp
from tests.helpers.articles import article

URL = str(article(1).canonical_url)
BY = [Author("Jane Doe")]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    set_clock(monkeypatch, "31 00:00")
    site = Site(tmp_path)
    site.look(1, "01 10:05", authors=BY)
    return site


def address(site: Site) -> dict[str, Any]:
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        return dict(db.execute("SELECT * FROM addresses WHERE url = ?", (URL,)).fetchone())


def lose(site: Site, when: str, headline: str) -> int:
    """See the page without its author; return whether it is due."""
    assert site.look(1, when, authors=[], headline=headline).kind == "suspect"
    return int(address(site)["due"])


def fail(site: Site, reason: str, *moments: str) -> None:
    with Ledger(site.folder) as ledger:
        for when in moments:
            with ledger.transaction() as db:
                addresses.fail(db, [URL], reason=reason, of_page=False, now=when)


def visit_again(site: Site) -> None:
    known = str(site.row(1)["id"])
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        addresses.visit_again(db, known)


def tire(site: Site) -> None:
    """Let the site fail for thirty days."""
    visit_again(site)
    begin = datetime(2026, 2, 1, tzinfo=UTC)
    days = [f"{begin + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}" for day in range(30)]
    fail(site, "http_503", *days)
    assert address(site)["due"] == 0


def test_a_loss_that_is_another_at_each_visit_is_looked_at_five_times(site: Site) -> None:
    times = ["05 10:30", "05 16:30", "05 22:30", "06 04:30", "06 10:30", "06 16:30"]
    due = [lose(site, time, f"Now it is {time}") for time in times]
    assert due == [1, 1, 1, 1, 0, 0]
    # The page as it was ends it, and the next loss is a new one.
    assert site.look(1, "06 20:00", authors=BY).kind == "known"
    assert lose(site, "07 10:00", "Another one") == 1


def test_visits_of_an_evening_count_once_so_that_a_loss_can_last(site: Site) -> None:
    times = [f"05 10:{minute}" for minute in range(10, 59, 5)]
    assert [lose(site, time, "It is gone") for time in times] == [1] * len(times)
    assert site.look(1, "05 11:10", authors=[], headline="It is gone").kind == "revised"
    assert (address(site)["due"], address(site)["attempts"]) == (0, 0)


def test_an_edit_is_found_after_an_evening_of_cut_pages(site: Site) -> None:
    def see(when: str, *, ended: bool, **fields: Any) -> tuple[str, int]:
        item = article(1, retrieved_at=stamp(when), authors=BY, **fields)
        with Ledger(site.folder) as ledger:
            (outcome,) = ledger.write([ScrapedArticle(item, ended=ended)])
        return outcome.kind, int(address(site)["due"])

    assert see("05 09:00", ended=True) == ("known", 0)
    for hour in range(10, 24):
        assert see(f"05 {hour}:00", ended=False, headline="An edit") == ("suspect", 1)
    assert see("06 00:30", ended=True, headline="An edit") == ("revised", 0)


def test_a_site_that_fails_is_asked_for_thirty_days(site: Site) -> None:
    visit_again(site)
    begin = datetime.fromisoformat(stamp("05 12:00"))
    days = [
        f"{begin + timedelta(days=day, minutes=5 * day):%Y-%m-%dT%H:%M:%SZ}" for day in range(31)
    ]
    fail(site, "http_503", *(day for day in days[:29] for _ in range(2)))
    assert address(site)["due"] == 1
    fail(site, "blocked", days[30])  # that is about the crawler
    assert address(site)["due"] == 1
    fail(site, "downloadtimeout", days[30])
    assert address(site)["due"] == 0


def test_a_suspected_removal_that_no_visit_confirms_is_dropped(site: Site) -> None:
    assert site.miss(1, "02 10:00") == "suspected"
    begin = datetime.fromisoformat(stamp("02 12:00"))
    days = [f"{begin + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}" for day in range(30)]
    fail(site, "http_500", *days[:-1])
    assert site.row(1)["presence"] == "missing"
    fail(site, "http_500", days[-1])
    assert site.row(1)["presence"] == "present"
    # A later 404 is a first one.
    assert site.miss(1, "30 10:00") == "suspected"


def test_an_old_address_of_an_article_is_not_due_for_ever(site: Site) -> None:
    old = f"{URL}-as-it-was"
    site.look(1, "01 10:10", old, authors=BY)
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        addresses.look_again(db, old, like=URL)
        for day in range(1, 31):
            addresses.fail(
                db, [old], reason="http_503", of_page=False, now=stamp(f"{day:02} 12:00")
            )
        due = "SELECT due FROM addresses WHERE url = ?"
        assert db.execute(due, (old,)).fetchone()["due"] == 0


def test_what_is_not_due_is_not_counted(site: Site) -> None:
    fail(site, "http_503", stamp("02 10:00"))
    assert (address(site)["attempts"], address(site)["failed_at"]) == (0, None)


def test_visits_before_it_was_known_are_not_counted(site: Site) -> None:
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        db.execute(
            "UPDATE addresses SET state = 'pending', article_id = NULL, attempts = 4, "
            "failed_at = ? WHERE url = ?",
            (stamp("01 10:00"), URL),
        )
        # Entered from a feed, after a later visit.
        addresses.lead_to(db, [URL], "en:1001", edition="en", now=stamp("01 10:05"), visited=False)
    assert (address(site)["attempts"], address(site)["failed_at"]) == (0, None)
    assert lose(site, "05 10:30", "It is gone") == 1


def test_a_site_that_failed_for_days_leaves_a_loss_its_visits(site: Site) -> None:
    lose(site, "05 10:00", "It is gone")
    fail(site, "http_503", *(stamp(f"{day:02} 12:00") for day in range(6, 12)))
    assert lose(site, "12 12:00", "Gone in another way") == 1
    assert site.look(1, "12 13:10", authors=[], headline="Gone in another way").kind == "revised"


def test_a_change_in_a_sitemap_begins_anew(site: Site) -> None:
    tire(site)
    listed = Address(URL, URL, "sitemap:/news.xml", {}, stamp("10 10:00"))
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        found = discovery.discover(
            db, [listed], edition="en", taker="next", now=stamp("10 12:00"), period=Period(),
            refresh=False,
        )  # fmt: skip
        assert [one.url for one in found.fetch] == [URL]
    fail(site, "http_503", stamp("10 12:00"))
    assert address(site)["due"] == 1


def test_a_404_begins_anew(site: Site) -> None:
    tire(site)
    assert site.miss(1, "20 10:00") == "suspected"
    fail(site, "http_503", stamp("20 12:00"))
    assert site.row(1)["presence"] == "missing"
    assert site.miss(1, "20 13:00") == "removed"
