"""One post, many addresses; many posts, one address: who is who."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import content_hash
from mayadeen_crawler.items.parts import (
    Author,
    Image,
    Related,
)
from mayadeen_crawler.ledger.database.connection import FILE_NAME, connect
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.discovery import discover
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.period import Period
from mayadeen_crawler.urls.canonical import article_id
from tests.helpers.article_visits import Site, set_clock, stamp
from tests.helpers.articles import (
    BASE,
    article,
    feed,
)

OLD, NEW = f"{BASE}/news/politics/the-old-slug", f"{BASE}/news/politics/the-new-slug"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    set_clock(monkeypatch, "20 00:00")
    return Site(tmp_path)


def story(folder: Path) -> list[tuple[str, int, str, str]]:
    """What the feed says: id, revision, cause, slug."""
    return [
        (r["id"], r["revision"], r["revision_cause"], r["canonical_url"].rpartition("/")[2])
        for r in feed(folder)
    ]


def home(url: str) -> dict[str, Any]:
    return {"url": url, "canonical_url": url}


def without_post_id(url: str, first: str = OLD) -> dict[str, Any]:
    number = {OLD: "en:u0123456789abcdef", NEW: "en:ufedcba9876543210"}[first]
    return {**home(url), "post_id": None, "id": number}


def test_a_new_slug_of_a_post(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    site.look(1, "01 12:00", OLD, **home(NEW))
    assert story(site.folder) == [
        ("en:1001", 1, "first", "the-old-slug"),
        ("en:1001", 2, "moved", "the-new-slug"),
    ]
    # The old address leads to it, whatever it shows.
    assert site.look(1, "01 13:00", OLD, **home(NEW)).kind == "known"


def test_the_new_slug_first_and_then_the_old_address(site: Site) -> None:
    site.look(1, "01 11:00", **home(NEW))
    assert site.look(1, "01 12:00", OLD, **home(NEW)).kind == "known"
    assert story(site.folder) == [("en:1001", 1, "first", "the-new-slug")]


@pytest.mark.parametrize("first", [OLD, NEW])
def test_without_post_id_the_redirect_tells(site: Site, first: str) -> None:
    site.look(1, "01 11:00", **without_post_id(first, first))
    # The id that its new address would make is not taken.
    site.look(1, "01 12:00", OLD, **without_post_id(NEW, NEW))
    last = site.look(1, "01 13:00", **without_post_id(NEW, NEW))
    number = without_post_id(first, first)["id"]
    assert (last.kind, last.id) == ("known", number)
    assert {record["id"] for record in feed(site.folder)} == {number}


def test_an_address_that_leads_to_another_article_joins_no_two(site: Site) -> None:
    site.look(1, "01 11:00", **without_post_id(OLD))
    other = {"published_at": "2026-03-01T11:30:00Z", "headline": "Another", "body_text": "Others."}
    site.look(2, "01 12:00", OLD, **without_post_id(NEW, NEW), **other)
    assert story(site.folder) == [
        ("en:u0123456789abcdef", 1, "first", "the-old-slug"),
        ("en:ufedcba9876543210", 1, "first", "the-new-slug"),
    ]
    again = site.look(2, "01 13:00", OLD, **without_post_id(NEW, NEW), **other)
    assert (again.kind, again.id) == ("known", "en:ufedcba9876543210")


THIRD = f"{BASE}/news/politics/a-third-slug"
OTHERS: dict[str, Any] = {
    "published_at": "2026-02-27T11:30:00Z", "published_date": "2026-02-27",
    "headline": "Another", "body_text": "Others.",
}  # fmt: skip


def by_address(url: str) -> dict[str, Any]:
    return {**home(url), "post_id": None, "id": article_id("en", None, url)}


def numbered(post_id: int) -> dict[str, Any]:
    return {"post_id": str(post_id), "id": f"en:{post_id}"}


@pytest.mark.parametrize("has_post_id", [True, False])
def test_who_moves_in_where_an_article_lived_is_another(site: Site, has_post_id: bool) -> None:
    """Slugs come again. The second is known by its address alone, the first perhaps too."""
    first = home if has_post_id else by_address
    site.look(1, "01 11:00", **first(OLD))
    site.look(1, "01 12:00", OLD, **first(NEW))
    new = site.look(2, "01 13:00", **by_address(OLD), **OTHERS)
    for hour in (14, 15):
        assert site.look(1, f"01 {hour}:00", **first(NEW)).kind == "known"
        again = site.look(2, f"01 {hour}:10", **by_address(OLD), **OTHERS)
        assert (again.kind, again.id) == ("known", new.id)
    assert [(r["headline"], r["revision"]) for r in feed(site.folder)] == [
        ("Made-up story 1", 1), ("Made-up story 1", 2), ("Another", 1)
    ]  # fmt: skip
    assert new.id != feed(site.folder)[0]["id"]


def test_who_took_the_address_over_without_a_post_id_is_another(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    # An edit, a failing page, and the page without its metadata are none.
    site.look(1, "01 12:00", **without_post_id(OLD), headline="Another", body_text="Others.")
    assert site.look(1, "01 13:00", **home(OLD)).kind == "revised"
    update = {**OTHERS, "published_date": "2026-03-01", "published_at": "2026-03-01T13:20:00Z"}
    assert site.look(1, "01 13:30", **by_address(OLD), **update).kind == "revised"
    assert site.look(1, "01 13:40", **home(OLD)).kind == "revised"
    bare = {**OTHERS, "published_at": None, "published_date": None, "published_raw": None}
    assert site.look(1, "01 14:00", **by_address(OLD), **bare).kind == "suspect"
    for kind in ("new", "known"):
        look = site.look(2, "01 15:00", **by_address(OLD), **OTHERS)
        assert (look.kind, look.id) == (kind, article_id("en", None, OLD))
    assert site.look(1, "01 16:00", **home(OLD)).kind == "known"


def test_a_post_that_took_over_from_one_without_a_post_id_is_another(site: Site) -> None:
    site.look(1, "01 11:00", **by_address(OLD))
    assert site.look(2, "01 12:00", **home(OLD), **OTHERS).id == "en:1002"
    assert site.look(1, "01 13:00", **by_address(OLD)).kind == "known"


def test_a_replay_of_who_moved_in_is_written_once(site: Site) -> None:
    """The first was visited since, so that its old address stays its own."""
    site.look(1, "01 11:00", **by_address(OLD))
    site.look(1, "01 16:00", OLD, **by_address(NEW))
    kinds = [
        site.look(2, "01 13:00", source="warc", **by_address(OLD), **OTHERS).kind for _ in range(2)
    ]
    assert kinds == ["new", "known"]


def test_after_a_day_on_which_all_addresses_led_to_one_article(site: Site) -> None:
    """A known one's address and an unknown one's answer with their own articles again."""
    site.look(1, "01 11:00", **by_address(OLD))
    newest = {"headline": "The newest", "body_text": "Of all.", "published_at": stamp("01 11:30")}
    for url in (OLD, NEW):
        site.look(2, "01 12:00", url, **by_address(THIRD), **newest)
    other = {**OTHERS, "published_at": stamp("01 11:40"), "published_date": "2026-03-01"}
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        assert addresses.article_at(db, OLD) == article_id("en", None, OLD)
        assert not db.execute("SELECT 1 FROM addresses WHERE due = 1").fetchone()
    assert site.miss(1, "01 12:30", url=OLD) == "suspected"
    for kind in ("new", "known"):
        assert site.look(1, "01 13:00", **by_address(OLD)).kind == "known"
        assert site.look(3, "01 13:10", **by_address(NEW), **other).kind == kind
        assert site.look(2, "01 13:20", **by_address(THIRD), **newest).kind == "known"
    assert [r["revision"] for r in feed(site.folder)] == [1, 1, 1]


@pytest.mark.parametrize("source", ["live", "warc"])
def test_who_lived_at_an_address_is_known_there_again(site: Site, source: str) -> None:
    """It moves back, or the page of that time is replayed."""
    site.look(1, "01 11:00", **by_address(OLD))
    site.look(1, "01 12:00", OLD, **by_address(NEW))
    site.look(2, "01 13:00", **by_address(OLD), **OTHERS)
    when = "01 14:00" if source == "live" else "01 11:00"
    again = site.look(1, when, source=source, **by_address(OLD))
    assert (again.kind, again.id) == (
        "revised" if source == "live" else "known", article_id("en", None, OLD)
    )  # fmt: skip
    assert not feed(site.folder, "captures")


def test_an_edit_at_the_address_that_an_article_left_is_its_own(site: Site) -> None:
    site.look(1, "01 11:00", **by_address(OLD))
    site.look(1, "01 12:00", OLD, **by_address(NEW))
    site.look(1, "01 13:00", **by_address(OLD), headline="Another", body_text="Others.")
    assert [(r["id"], r["revision"]) for r in feed(site.folder)] == [
        (article_id("en", None, OLD), number) for number in (1, 2, 3)
    ]


def test_posts_that_are_numbered_anew_stay_themselves(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    assert site.look(1, "01 12:00", **home(OLD), **numbered(5001)).kind == "known"
    site.look(1, "01 13:00", **home(OLD), **numbered(5001), headline="Changed", body_text="Anew.")
    site.look(1, "01 14:00", **home(NEW), **numbered(5001), headline="Changed", body_text="Anew.")
    site.look(2, "01 15:00", **home(NEW), **numbered(6002))  # another post took it over
    assert [
        (*one, r["post_id"]) for one, r in zip(story(site.folder), feed(site.folder), strict=True)
    ] == [
        ("en:1001", 1, "first", "the-old-slug", "1001"),
        ("en:1001", 2, "edited", "the-old-slug", "5001"),
        ("en:1001", 3, "moved", "the-new-slug", "5001"),
        ("en:6002", 1, "first", "the-new-slug", "6002"),
    ]


def test_a_kept_page_with_the_new_number_is_known_after_an_edit(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    site.look(1, "01 13:00", **home(OLD), headline="Changed")
    kept = site.look(1, "01 12:00", source="warc", **home(OLD), **numbered(5001))
    assert (kept.kind, kept.id) == ("known", "en:1001")


def test_a_page_without_its_new_number_forgets_it_not(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    site.look(1, "01 12:00", **home(OLD), **numbered(5001))
    assert site.look(1, "01 13:00", **by_address(OLD)).kind == "known"
    site.look(1, "01 14:00", **by_address(OLD), headline="Changed")
    last = site.look(1, "01 15:00", **home(OLD), **numbered(5001), headline="Changed again")
    assert (last.kind, last.id, last.revision) == ("revised", "en:1001", 3)


def test_a_number_that_an_article_gives_and_another_post_has(site: Site) -> None:
    """Both are bulletins of one name: the number is the second's, since no two times are one."""
    noon = {"headline": "The noon bulletin", "body_text": None}
    site.look(1, "01 11:00", **home(OLD), **noon)
    site.look(1, "01 12:00", **home(OLD), **noon, **numbered(5001))
    later = {**OTHERS, **noon}
    assert site.look(1, "01 13:00", **home(NEW), **later, **numbered(5001)).id == "en:5001"
    assert site.look(1, "01 14:00", **home(OLD), **noon, **numbered(5001)).id == "en:1001"


def test_two_posts_that_swap_their_numbers_are_visited_as_before(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    site.look(2, "01 11:00", **home(NEW))
    for hour in (12, 14):
        assert site.look(1, f"01 {hour}:00", **home(OLD), **numbered(1002)).kind == "known"
        assert site.look(2, f"01 {hour}:00", **home(NEW), **numbered(1001)).kind == "known"
    last = site.look(1, "01 15:00", **home(OLD), **numbered(1002), headline="Changed")
    assert (last.kind, last.id) == ("revised", "en:1001")
    assert feed(site.folder)[-1]["doubts"] == ["post_id_conflict"]


def test_a_bulletin_that_comes_daily_at_one_address_is_a_new_post_each_day(site: Site) -> None:
    for number, day in ((1, "01"), (2, "02")):
        fields = {"headline": "The noon bulletin", "body_text": None}
        when = {"published_at": f"2026-03-{day}T10:00:00Z", "published_date": f"2026-03-{day}"}
        assert site.look(number, f"{day} 11:00", **home(OLD), **fields, **when).kind == "new"


def test_a_daily_bulletin_whose_page_gives_no_more_than_its_day_is_a_new_post_too(
    site: Site,
) -> None:
    fields = {"headline": "The noon bulletin", "body_text": "Watch it.", "published_at": None}
    for number, kind in ((1, "new"), (2, "new"), (2, "known")):
        day = f"0{number}"
        when = {"published_date": f"2026-03-{day}", "published_raw": f"{number} Mar 2026"}
        assert site.look(number, f"{day} 11:00", **home(OLD), **fields, **when).kind == kind


@pytest.mark.parametrize("known_by", [home, by_address])
def test_a_bulletin_whose_address_led_to_another_for_a_while_stays_its_own(
    known_by: Callable[[str], dict[str, Any]], site: Site
) -> None:
    noon = {"headline": "The noon bulletin", "body_text": None}
    later = {**OTHERS, **noon, "body_text": "Others."}
    site.look(1, "01 11:00", **known_by(OLD), **noon)
    site.look(2, "02 11:00", **known_by(NEW), **later)
    assert site.look(2, "02 12:00", OLD, **known_by(NEW), **later).kind == "known"
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        assert addresses.article_at(db, OLD) == feed(site.folder)[0]["id"]
    assert site.look(1, "02 13:00", **known_by(OLD), **noon).kind == "known"


@pytest.mark.parametrize("shared", ["headline", "body_text"])
def test_who_moved_in_with_the_headline_or_the_text_of_who_left_is_another(
    shared: str, site: Site
) -> None:
    """Bulletins have them alike."""
    left = {"headline": "The noon bulletin", "body_text": "Watch it."}
    new = {**OTHERS, shared: left[shared]}
    site.look(1, "01 11:00", **by_address(OLD), **left)
    site.look(1, "01 12:00", OLD, **by_address(NEW), **left)
    for hour, kind in ((13, "new"), (14, "known")):
        assert site.look(2, f"01 {hour}:00", **by_address(OLD), **new).kind == kind
        assert site.look(1, f"01 {hour}:30", **by_address(NEW), **left).kind == "known"


def test_what_is_alike_in_its_headline_alone_is_told_apart_by_its_query(site: Site) -> None:
    bare = {"headline": "The noon bulletin", "body_text": None, "published_at": None}
    alike = {"headline": "The noon bulletin", "body_text": "Watch the noon bulletin here."}
    for number, fields in ((1, bare), (2, bare), (3, alike), (4, alike)):
        when = {} if fields is bare else {"published_at": f"2026-03-0{number}T10:00:00Z"}
        look = site.look(1, "05 11:00", **by_address(f"{OLD}?id={number}"), **fields, **when)
        assert look.kind == "new"


def test_pages_without_text_that_give_one_post_id_are_two_articles(site: Site) -> None:
    """What both lack says nothing: headline, time and address are all others."""
    film, other = {**home(OLD), "body_text": None}, {**home(NEW), **OTHERS, "body_text": None}
    for minute in (10, 20):
        site.look(1, f"01 11:{minute}", **film)
        site.look(1, f"01 11:{minute + 5}", **other)
    assert story(site.folder) == [
        ("en:1001", 1, "first", "the-old-slug"),
        (article_id("en", None, NEW), 1, "first", "the-new-slug"),
    ]


def test_a_film_with_another_headline_and_address_has_moved(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD), body_text=None)
    site.look(1, "01 11:30", **home(NEW), body_text=None, headline="Another")
    assert [cause for _, _, cause, _ in story(site.folder)] == ["first", "moved"]


def test_one_of_two_with_one_post_id_moves(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    site.look(1, "01 11:10", **home(NEW), **OTHERS)
    site.look(1, "01 11:20", NEW, **home(THIRD), **OTHERS)
    assert story(site.folder)[1:] == [
        (article_id("en", None, NEW), 1, "first", "the-new-slug"),
        (article_id("en", None, NEW), 2, "moved", "a-third-slug"),
    ]


def test_the_id_of_who_lived_there_is_taken_where_two_give_one_post_id(site: Site) -> None:
    """The first was known by its address, before it had a post id and moved."""
    site.look(1, "01 11:00", **by_address(OLD))
    site.look(1, "01 11:10", **home(OLD))
    site.look(1, "01 11:20", **home(NEW))
    new = site.look(1, "01 11:30", **home(OLD), **OTHERS)
    assert (new.kind, new.revision) == ("new", 1)
    assert site.look(1, "01 11:40", **home(NEW)).kind == "known"
    assert len({(r["id"], r["revision"]) for r in feed(site.folder)}) == 3


def test_another_query_is_no_move(site: Site) -> None:
    site.look(1, "01 11:00", **home(f"{OLD}?shared=1"))
    assert site.look(1, "01 12:00", **home(f"{OLD}?shared=2")).kind == "known"
    site.look(1, "01 13:00", **home(OLD))
    assert site.look(1, "01 14:00", **home(f"{OLD}?shared=3")).kind == "known"
    site.look(1, "01 15:00", **home(f"{OLD}?shared=4"), headline="Changed")
    assert story(site.folder) == [
        ("en:1001", 1, "first", "the-old-slug?shared=1"),
        ("en:1001", 2, "moved", "the-old-slug"),
        ("en:1001", 3, "edited", "the-old-slug"),
    ]
    newest = feed(site.folder)[-1]
    assert newest["changed_fields"] == ["headline"]
    assert newest["content_hash"] == content_hash.content_hash(newest)


def test_a_post_id_that_comes_later_changes_no_id(site: Site) -> None:
    site.look(1, "01 11:00", **without_post_id(OLD))
    assert site.look(1, "01 12:00", **home(OLD)).kind == "known"
    site.look(1, "01 13:00", **home(OLD), headline="Changed")
    site.look(1, "01 14:00", **home(NEW), headline="Changed")
    assert story(site.folder) == [
        ("en:u0123456789abcdef", 1, "first", "the-old-slug"),
        ("en:u0123456789abcdef", 2, "edited", "the-old-slug"),
        ("en:u0123456789abcdef", 3, "moved", "the-new-slug"),
    ]


def test_another_post_at_a_known_address_is_another_article(site: Site) -> None:
    site.look(1, "01 11:00", **without_post_id(OLD))
    site.look(1, "01 12:00", **home(OLD))
    site.look(2, "01 13:00", **home(OLD))
    site.look(2, "01 14:00", **home(OLD), headline="Changed")
    assert story(site.folder) == [
        ("en:u0123456789abcdef", 1, "first", "the-old-slug"),
        ("en:1002", 1, "first", "the-old-slug"),
        ("en:1002", 2, "edited", "the-old-slug"),
    ]


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_two_posts_that_swap_addresses_stay_two_posts(site: Site, order: tuple[str, str]) -> None:
    site.look(1, "01 11:00", **home(OLD))
    site.look(2, "01 11:00", **home(NEW))
    there = {OLD: 2, NEW: 1}
    for url in order:
        site.look(there[url], "01 12:00", **home(url))
    moved = [(f"en:100{there[url]}", 2, "moved", url.rpartition("/")[2]) for url in order]
    first = [("en:1001", 1, "first", "the-old-slug"), ("en:1002", 1, "first", "the-new-slug")]
    assert story(site.folder) == [*first, *moved]
    for url in order:
        assert site.look(there[url], "01 13:00", **home(url)).kind == "known"


def test_where_one_post_moved_in_the_address_it_left_is_looked_at(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    site.look(2, "01 11:00", **home(NEW))
    list_all(site)
    assert waiting(site, "one") == []
    site.look(2, "01 12:00", **home(OLD))
    assert waiting(site, "two") == [NEW]
    site.look(1, "01 12:30", **home(NEW))
    assert waiting(site, "three") == []


def list_all(site: Site) -> None:
    """Let all addresses have been found on one listing."""
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        db.execute("UPDATE addresses SET origin = 'section:politics', hints = '{}'")


def waiting(site: Site, taker: str) -> list[str]:
    """Return the addresses that wait to be visited by a run of that listing."""
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        found = addresses.take_pending(
            db, edition="en", origins=["section:politics"], taker=taker, limit=9, period=Period()
        )
    return [address.url for address in found]


def test_it_is_looked_at_too_where_the_process_that_saw_it_died(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    site.look(2, "01 11:00", **home(NEW))
    list_all(site)
    lines = site.folder / "articles" / "2026-03-20.jsonl"
    other = Site(site.folder / "other")
    other.look(2, "01 11:00", **home(NEW))
    other.look(2, "01 12:00", **home(OLD))
    with lines.open("ab") as stream:
        stream.write((other.folder / "articles" / lines.name).read_bytes().splitlines(True)[1])
    with Ledger(site.folder) as ledger:
        assert ledger.settle() == 1
    assert waiting(site, "next") == [NEW]


def test_a_page_without_its_text_says_nothing_of_where_an_article_lives(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    site.look(2, "01 11:00", **home(NEW))
    list_all(site)
    # They swap, and the first one's page is without its text for a while.
    assert site.look(1, "01 12:00", **home(NEW), body_text=None).kind == "suspect"
    site.look(2, "01 12:00", **home(OLD))
    assert waiting(site, "next") == [NEW]
    site.look(1, "01 13:00", **home(NEW))
    assert story(site.folder)[2:] == [
        ("en:1002", 2, "moved", "the-old-slug"),
        ("en:1001", 2, "moved", "the-new-slug"),
    ]


def test_a_new_address_whose_page_is_without_its_text_is_tried_again(site: Site) -> None:
    site.look(1, "01 11:00", **home(OLD))
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        card = Address(NEW, NEW, "section:politics", {})
        discover(
            db, [card], edition="en", taker="one", now="2026-03-01T12:00:00Z", period=Period(),
            refresh=False,
        )  # fmt: skip
    assert site.look(1, "01 12:00", **home(NEW), body_text=None).kind == "suspect"
    assert waiting(site, "two") == [NEW]
    site.look(1, "01 13:00", **home(NEW))
    assert waiting(site, "three") == []


def test_what_is_no_change(site: Site) -> None:
    image = Image(url="https://m.test/a.jpg?v=3&width=1000", alt="A harbour", role="cover")
    site.look(1, "01 11:00", images=[image], authors=[Author("Nila Reed")], tags=["Harbours"])
    again = site.look(
        1,
        "01 12:00",
        images=[Image(url="https://m.test/a.jpg?width=640", alt="A  harbour", role="inline")],
        authors=[Author("Nila Reed", f"{BASE}/authors/nila-reed")],
        tags=["Harbours"],
        headline=" Made-up  story 1",
        shares=77,
        modified_at="2026-03-01T11:45:00Z",
        published_at="2026-03-01T10:00:30Z",
        related=[Related("most_read", f"{BASE}/news/politics/another")],
    )
    assert again.kind == "known"
    assert len(feed(site.folder)) == 1


def test_a_time_that_counts_from_the_visit_is_no_change(site: Site) -> None:
    def says(raw: str, published: str | None) -> dict[str, Any]:
        return {"published_raw": raw, "published_at": published, "published_date": "2026-03-01"}

    site.look(1, "01 10:20", **says("20 minutes ago", "2026-03-01T10:00:00Z"))
    later = says("2 hours ago", "2026-03-01T10:59:00Z")
    assert site.look(1, "01 12:59", **later).kind == "known"
    assert site.look(1, "02 12:00", **says("1 day ago", None)).kind == "known"
    site.look(1, "02 13:00", **says("1 day ago", None), headline="Changed")
    newest = feed(site.folder)[-1]
    assert newest["changed_fields"] == ["headline"]
    assert newest["published_at"] == "2026-03-01T10:00:00Z"
    assert newest["content_hash"] == content_hash.content_hash(newest)
    # A time that is written out is one that was changed.
    site.look(1, "02 14:00", **says("1 Mar 2026 11:30", "2026-03-01T09:30:00Z"), headline="Changed")
    assert feed(site.folder)[-1]["changed_fields"] == ["published_at"]


def test_every_line_is_where_the_ledger_says(site: Site) -> None:
    for hour in range(11, 16):
        site.look(1, f"01 {hour}:00", headline=f"The headline at {hour}")
    db = connect(site.folder / FILE_NAME)
    rows = db.execute("SELECT * FROM revisions ORDER BY revision").fetchall()
    db.close()
    for hour, row in zip(range(11, 16), rows, strict=True):
        data = (site.folder / row["file"]).read_bytes()
        record = json.loads(data[row["offset"] : row["offset"] + row["length"]])
        assert record["headline"] == f"The headline at {hour}"
    assert article(1).id == rows[0]["article_id"]
