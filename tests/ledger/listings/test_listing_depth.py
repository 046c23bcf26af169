"""Where paging may stop: what an earlier reading of a listing covers."""

from __future__ import annotations

from pathlib import Path

import pytest

from mayadeen_crawler.ledger.listings import listing_depth
from mayadeen_crawler.ledger.listings.listing_depth import (
    KEPT_CARDS,
    Depth,
    LastReading,
    Listing,
    digest,
)
from mayadeen_crawler.ledger.store import Ledger

MARCH, NOON = "2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z"


@pytest.mark.parametrize(
    ("before", "wanted", "covered"),
    [
        (Depth(5), Depth(5), True),
        (Depth(5), Depth(1), True),
        (Depth(5), Depth(6), False),
        (Depth(5), Depth(0), False),
        (Depth(-5), Depth(5), True),
        (Depth(-5), Depth(6), False),
        (Depth(-5), Depth(0), False),
        (Depth(0), Depth(0), True),
        (Depth(5, since=MARCH), Depth(5, since=NOON), True),
        (Depth(5, since=NOON), Depth(5, since=MARCH), False),
        (Depth(5, since=NOON), Depth(5), False),
        (Depth(5), Depth(5, NOON, NOON), True),
        (Depth(5, until=NOON), Depth(5, until=MARCH), True),
        (Depth(5, until=MARCH), Depth(5, until=NOON), False),
        (Depth(0, until=MARCH), Depth(5), False),
    ],
)
def test_what_a_reading_covers(before: Depth, wanted: Depth, covered: bool) -> None:
    assert before.covers(wanted) is covered
    reading = LastReading(before, frozenset(map(digest, "ab")))
    assert reading.goes_on_from(["b", "a?place=3"], wanted) is covered
    assert not reading.goes_on_from(["b", "c"], wanted)


def test_the_newest_cards_of_completed_runs_are_kept(tmp_path: Path) -> None:
    listing = Listing("en", "section", "politics")

    def kept(*cards: str) -> set[str]:
        return {digest(card) for card in cards}

    def read(taker: str, *cards: str, ends: bool = True) -> set[str] | None:
        with ledger.transaction() as db:
            before = listing_depth.begin(db, listing, taker)
            if ends:
                listing_depth.complete(db, listing, Depth(5), taker, cards)
        return set(before.cards) if before else None

    with Ledger(tmp_path) as ledger:
        assert read("one", "a", "b?place=1") is None
        assert read("two", "c", "a") == kept("a", "b")
        assert read("three", ends=False) == kept("a", "b", "c")
        assert read("four", "d") == kept("a", "b", "c")
        assert read("five", *map(str, range(KEPT_CARDS - 2))) == kept("a", "b", "c", "d")
        # The last that came is kept before what earlier runs met.
        assert read("six", ends=False) == kept(*map(str, range(KEPT_CARDS - 2)), "d", "c")


def test_what_is_kept_of_a_card_is_short(tmp_path: Path) -> None:
    listing, long = Listing("ar", "section", "politics"), "https://site.example/" + "%D8%A7" * 80
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        for taker in ("one", "two"):
            listing_depth.begin(db, listing, taker)
            listing_depth.complete(
                db, listing, Depth(5), taker, [f"{long}-{n}" for n in range(100)]
            )
        assert db.execute("SELECT length(cards) FROM listings").fetchone()[0] <= 2000
