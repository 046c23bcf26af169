"""Of the addresses of an unchanged list: which the ledger is done with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.ledger.frontier import addresses, discovery
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.unchanged_lists import look_over
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.period import Period
from tests.helpers.article_visits import set_clock, stamp
from tests.helpers.articles import BASE, article

NOW = "2026-03-02T12:00:00Z"
MARCH = Period("2026-03-01T00:00:00Z", None, "2026-03-01", None)


def address(number: int, **fields: Any) -> Address:
    """Story *number* as a sitemap of March lists it."""
    url = f"{BASE}/news/politics/made-up-story-{number}"
    values = {"lastmod": "2026-03-01T10:30:00Z", "listed": "2026-03", **fields}
    return Address(url, url, "sitemap:/s.xml", {}, **values)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Stories: 1 is known, 2 pending, 3 given up, 4 of February, 5 passed over; 6 is unknown."""
    with Ledger(tmp_path) as found:
        with found.transaction() as db:
            discovery.discover(
                db, [address(n) for n in (1, 2, 3, 4)], edition="en", taker="t", now=NOW,
                period=Period(), refresh=False,
            )  # fmt: skip
            addresses.fail(db, [address(3).url], reason="http_410", of_page=True, now=NOW)
            february = "2026-02-03T10:00:00Z"
            urls = [address(4).url]
            addresses.filtered(db, urls, edition="en", published=february, now=NOW)
            discovery.pass_over(db, [address(5)], edition="en", now=NOW)
        found.write([ScrapedArticle(article(1))])
        yield found


def opened(ledger: Ledger, *listed: Address, **given: Any) -> tuple[list[int], int]:
    """Return the numbers of the stories that are open, and how many others are known."""
    asked = {"period": MARCH, "oldest": None, "changes": True, **given}
    with ledger.transaction() as db:
        found, known = look_over(db, listed, **asked)
    return [int(one.url.rpartition("-")[2]) for one in found], known


ALL = [address(number) for number in (6, 5, 4, 3, 2, 1)]


def test_what_is_known_or_outside_the_period_is_settled(ledger: Ledger) -> None:
    assert opened(ledger, *ALL) == ([6, 5, 3, 2], 1)
    assert opened(ledger) == ([], 0)


def test_a_wider_period_opens_what_was_outside(ledger: Ledger) -> None:
    assert opened(ledger, *ALL, period=Period()) == ([6, 5, 4, 3, 2], 1)


def test_what_is_older_than_the_run_looks_is_settled_once_the_ledger_has_it(
    ledger: Ledger,
) -> None:
    assert opened(ledger, *ALL, oldest="2026-03-01T11:00:00Z") == ([6], 0)
    undated = [address(number, lastmod=None) for number in (6, 5, 4, 3, 2, 1)]
    assert opened(ledger, *undated, oldest="2026-03-01T11:00:00Z") == ([6, 5, 3, 2], 1)


def test_a_change_after_the_last_visit_opens_an_article(ledger: Ledger) -> None:
    later = address(1, lastmod="2026-03-01T11:00:01Z")  # its page was fetched at eleven
    assert opened(ledger, later) == ([1], 0)
    assert opened(ledger, later, changes=False) == ([], 1)
    assert opened(ledger, address(1, lastmod="2026-03-01T11:00:00Z")) == ([], 1)
    with ledger.transaction() as db:
        addresses.take_up(db, [later.url], "t", lastmod=later.lastmod)
    assert opened(ledger, later) == ([], 1)


def test_a_visit_while_the_clock_was_ahead_hides_no_change(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "01 10:59")  # the page was fetched at eleven, it says
    changed = address(1, lastmod="2026-03-01T10:45:00Z")
    assert opened(ledger, changed) == ([1], 0)
    with ledger.transaction() as db:
        for taker, number in (("a", 1), ("b", 0)):  # once
            found = discovery.discover(
                db, [changed], edition="en", taker=taker, now=stamp("01 10:59"), period=Period(),
                refresh=False,
            )  # fmt: skip
            assert len(found.fetch) == number
    assert opened(ledger, changed) == ([], 1)


def test_an_article_that_no_list_led_to_is_open(tmp_path: Path) -> None:
    """`discover` notes where it is listed."""
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1))])
        assert opened(ledger, address(1)) == ([1], 0)
        with ledger.transaction() as db:
            discovery.discover(
                db, [address(1)], edition="en", taker="t", now=NOW, period=MARCH, refresh=False
            )
        assert opened(ledger, address(1)) == ([], 1)
