"""Conditional requests of home page, listings and tags: what a 304 saves, and hides nothing of.

Each sentence of what is promised is a test, by whole crawls of the replica or of a small site. The
articles of small sites were published years ago, so that none is due unless a test says so.
"""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.project import get_project_settings

from mayadeen_crawler import clock
from mayadeen_crawler.crawling import remembered_pages
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.listings import listing_depth
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.middlewares.chromium.locate import find_browser
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.past_runs import runs_of
from tests.helpers.articles import feed, feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.manifests import manifests
from tests.helpers.processes import Running, start
from tests.helpers.served_site import served
from tests.helpers.validated_site import ValidatedSite, strong
from tests.helpers.warc_files import kept

TEN = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
POLITICS, ECONOMY = "/news/politics", "/news/economy"
MENU = [(POLITICS, "Politics"), (ECONOMY, "Economy")]

#: Twenty sections of the replica, of all ways of paging and all markups of cards.
TWENTY = (
    "politics,economy,sports,arts-culture,health,miscellaneous,technology,environment,opinion,"
    "analysis,blog,features,video-features,explainers,tv,africa,asia,europe,palestine,us-canada"
)


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles=200)) as server:
        yield server


@pytest.fixture
def site() -> Iterator[ValidatedSite]:
    """A home page, and the lists of two sections with two stories each."""
    small = ValidatedSite()
    small.listing("/", menu=MENU)
    for folder in (POLITICS, ECONOMY):
        for name in ("one", "two"):
            small.article(f"{folder}/story-{name}", f"The story {name}")
        small.listing(folder, f"{folder}/story-one", f"{folder}/story-two", menu=MENU)
    with served(small):
        yield small


def run(site: ValidatedSite, folder: Path, **given: Any) -> Crawl:
    """Crawl one page of Politics and Economy; `site.answers` has this run's answers only."""
    del site.answers[:]
    arguments = {"base_url": site.url, "sections": "politics,economy", "max_pages": "1", **given}
    return crawl("section", folder, **arguments)


def manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the newest run."""
    return manifests(folder)[-1]


def conditional(crawled: Crawl) -> dict[str, int]:
    """Return the run's stats of conditional requests."""
    stats = crawled.stats.items()
    return {
        name.removeprefix("conditional/"): value
        for name, value in stats
        if name.startswith("conditional/") and value
    }


def kept_pages(folder: Path) -> dict[tuple[str, str], str]:
    """Return (what it was read as, URL) → when it was read, for each page in the ledger."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        rows = db.execute("SELECT page, url, read_at FROM page_readings").fetchall()
    return {(page, url): read_at for page, url, read_at in rows}


def stories(crawled: Crawl) -> list[str]:
    return sorted(record["url"].rpartition("/")[2] for record in crawled.records)


LISTS_UNCHANGED = {"/": 304, POLITICS: 304, ECONOMY: 304}
LISTS_READ = {"/": 200, POLITICS: 200, ECONOMY: 200}


def lists(site: ValidatedSite) -> dict[str, int]:
    """Return path → status of what the last run asked for but articles; fails if any came twice."""
    found = [(path, status) for path, status in site.answers if path.count("/") < 3]
    assert len(dict(found)) == len(found)
    return dict(found)


def articles(site: ValidatedSite) -> list[str]:
    """Return the articles that the last run asked for."""
    return [path for path, _ in site.answers if path.count("/") >= 3]


# A quiet run


@pytest.mark.soak
def test_a_quiet_run_over_twenty_listings_reads_nothing(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=60)) as replica:
        given: Any = {"base_url": replica.url, "sections": TWENTY, "browser": "never"}
        first = crawl("section", tmp_path, **given)
        assert first.status == 0
        # Home, and the pages of the twenty listings.
        read = first.stats["conditional/read/section"]
        assert read == first.stats["listing/pages"] >= 20
        # A page behind a listing's end shows no card, and is not kept.
        pages = [replica.site.listing_pages(slug)[:5] for slug in TWENTY.split(",")]
        kept_too = 1 + sum(map(len, pages))
        assert conditional(first) == {"read/home": 1, "read/section": read, "kept": kept_too}
        before = {path: path.read_bytes() for path in tmp_path.rglob("*.jsonl")}
        del replica.answers[:]
        again = crawl("section", tmp_path, **given)
        assert (again.status, again.lines) == (0, [])
        assert conditional(again) == {
            "asked": 21, "not_modified": 21, "not_modified/home": 1, "not_modified/section": 20,
        }  # fmt: skip
        assert Counter(status for _, status in replica.answers) == {200: 1, 304: 21}
        assert replica.answers[:2] == [("/robots.txt", 200), ("/", 304)]
        assert {path: path.read_bytes() for path in tmp_path.rglob("*.jsonl")} == before


def test_a_run_of_304s_is_told_and_good(site: ValidatedSite, tmp_path: Path) -> None:
    run(site, tmp_path)
    quiet = run(site, tmp_path)
    assert (quiet.status, quiet.lines, lists(site)) == (0, [], LISTS_UNCHANGED)
    told = manifest(tmp_path)
    line = "0 new, 0 revised, 4 known articles; 3 pages, 3 unchanged, 0 failed"
    assert (told["outcome"], told["exit_status"], told["reason"]) == ("good", 0, line)
    assert told["requests"] == {"200": 1, "304": 3}  # robots.txt is the one
    assert told["pages"] == {
        "answered": 3,
        "failed": 0,
        "recognised": 2,
        "articles": 0,
        "errors": 0,
    }
    assert told["stats"]["conditional/not_modified"] == 3
    assert told["recognised_at"] is not None
    assert told["records"]["articles"]["known_on_listings"] == 4
    (shown, _) = runs_of(RunsFolder(tmp_path), None, None)
    assert (shown.outcome, shown.manifest["reason"]) == ("good", line)


@pytest.mark.soak
def test_a_quiet_run_over_tags_reads_nothing(replica: ReplicaServer, tmp_path: Path) -> None:
    given: Any = {"base_url": replica.url, "tags": "Homs,seed-exchange,la paz"}
    crawl("tag", tmp_path, **given)
    lines = feed_lines(tmp_path)
    del replica.answers[:]
    again = crawl("tag", tmp_path, **given)
    assert (again.status, again.lines, feed_lines(tmp_path)) == (0, [], lines)
    assert replica.answers == [
        ("/robots.txt", 200), ("/tags/homs", 304), ("/tags/seed-exchange", 304),
        ("/tags/la-paz", 304),
    ]  # fmt: skip
    assert conditional(again) == {"asked": 3, "not_modified": 3, "not_modified/tag": 3}
    # An article under one of them is found, and the other two are as they were.
    while not any(
        tag.name == "Homs" for tag in article_shown(replica.site, replica.site.count).tags
    ):
        replica.site.publish(1)
    changed = crawl("tag", tmp_path, **given)
    assert len(changed.records) > len(lines)
    assert changed.stats["conditional/read/tag"] >= 1


# What a 304 must not hide


@pytest.mark.soak
def test_an_article_that_was_not_fetched_is_fetched(site: ValidatedSite, tmp_path: Path) -> None:
    site.statuses[f"{POLITICS}/story-two"] = 503
    assert len(run(site, tmp_path).records) == 3
    del site.statuses[f"{POLITICS}/story-two"]
    later = run(site, tmp_path)
    assert lists(site) == LISTS_UNCHANGED
    assert articles(site) == [f"{POLITICS}/story-two"]
    assert len(later.records) == 4


@pytest.mark.soak
def test_an_article_that_the_ledger_lost_is_unknown_again(
    site: ValidatedSite, tmp_path: Path
) -> None:
    run(site, tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        url = f"{site.url}{POLITICS}/story-one"
        assert db.execute("DELETE FROM addresses WHERE url = ?", (url,)).rowcount == 1
        db.commit()
    run(site, tmp_path)
    assert (lists(site), articles(site)) == (LISTS_UNCHANGED, [f"{POLITICS}/story-one"])


@pytest.mark.soak
def test_an_article_that_was_given_up_is_tried_again(
    site: ValidatedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, timedelta())
    story = f"{POLITICS}/story-two"
    site.statuses[story] = 404
    for _ in range(5):  # after five runs it is given up
        run(site, tmp_path)
        assert story in articles(site)
    run(site, tmp_path)
    assert story not in articles(site)
    # The lists are read again 20 hours later, and are the same 5 hours after that: one day after
    # it was given up.
    at(monkeypatch, timedelta(hours=20))
    site.listing(POLITICS, f"{POLITICS}/story-one", story, menu=[*MENU, ("/africa", "Africa")])
    run(site, tmp_path)
    assert (lists(site)[POLITICS], articles(site)) == (200, [])
    at(monkeypatch, timedelta(hours=25))
    del site.statuses[story]
    tried = run(site, tmp_path)
    assert (lists(site)[POLITICS], articles(site)) == (304, [story])
    assert len(tried.records) == 4


def at(monkeypatch: pytest.MonkeyPatch, after: timedelta) -> None:
    """Set the program's clock so long after TEN."""
    moment = TEN + after
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_revisit_that_is_due_is_made(
    site: ValidatedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = f"{POLITICS}/story-one"
    fresh = site.pages[story].replace("3 Feb 2022 08:46", "5 Mar 2026 12:00")  # ten o'clock, UTC
    site.pages[story] = fresh
    at(monkeypatch, timedelta(minutes=5))
    run(site, tmp_path)
    at(monkeypatch, timedelta(minutes=20))
    run(site, tmp_path)
    assert (lists(site), articles(site)) == (LISTS_UNCHANGED, [])
    # The ladder's first step is 30 minutes after publication.
    at(monkeypatch, timedelta(minutes=31))
    site.pages[story] = fresh.replace("in full.", "in full, and corrected.")
    visit = run(site, tmp_path)
    assert (lists(site), articles(site)) == (LISTS_UNCHANGED, [story])
    assert [(r["revision"], r["revision_cause"]) for r in visit.records[4:]] == [(2, "edited")]


def test_a_removal_is_confirmed(
    site: ValidatedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = f"{POLITICS}/story-one"
    site.pages[story] = site.pages[story].replace("3 Feb 2022 08:46", "5 Mar 2026 12:00")
    at(monkeypatch, timedelta(minutes=5))
    run(site, tmp_path)
    site.statuses[story] = 410
    found = []
    for minutes in (31, 61, 92, 100):  # the second and third visits are of the ladder, an hour on
        at(monkeypatch, timedelta(minutes=minutes))
        run(site, tmp_path)
        assert lists(site) == LISTS_UNCHANGED
        found.append((articles(site), [r["event"] for r in feed(tmp_path, "removals")]))
    assert found == [([story], []), ([], []), ([story], ["removed"]), ([], ["removed"])]
    # The list still shows it: an hour later it is looked for again, and is back.
    del site.statuses[story]
    at(monkeypatch, timedelta(minutes=153))
    run(site, tmp_path)
    assert (lists(site), articles(site)) == (LISTS_UNCHANGED, [story])
    assert [record["event"] for record in feed(tmp_path, "removals")] == ["removed", "returned"]


@pytest.mark.soak
def test_what_lists_and_most_read_show_is_observed(replica: ReplicaServer, tmp_path: Path) -> None:
    given: Any = {"base_url": replica.url, "sections": "politics", "max_pages": "1"}
    crawl("section", tmp_path, settings={"LISTINGS": 0}, **given)
    assert feed(tmp_path, "listings") == []
    del replica.answers[:]
    again = crawl("section", tmp_path, **given)
    assert replica.answers == [("/robots.txt", 200), ("/", 304), ("/news/politics", 304)]
    shown = {(r["list"], r["name"], r["page"]): r["items"] for r in feed(tmp_path, "listings")}
    assert list(shown) == [
        ("home", "home", 1), ("most_read", "home", 1), ("section", "politics", 1),
    ]  # fmt: skip
    page = replica.site.listing_pages("politics")[0]
    assert [one["url"] for one in shown["section", "politics", 1]] == [
        replica.url + replica.site.path(number) for number in page
    ]
    fresh = crawl("section", tmp_path / "fresh", **given)
    assert again.stats["listing/records"] == fresh.stats["listing/records"] == 3
    assert [(r["list"], r["items"]) for r in feed(tmp_path / "fresh", "listings")] == [
        (kind, items) for (kind, _, _), items in shown.items()
    ]


@pytest.mark.soak
def test_most_read_of_a_listing_counts_where_the_home_page_lost_its_own(
    site: ValidatedSite, tmp_path: Path
) -> None:
    box = (
        "<aside><h4>Most Read</h4><ul><li><a href='/news/politics/story-two'>The second story of "
        "all</a></li><li><a href='/news/economy/story-one'>Another story of them</a></li></ul>"
        "</aside></body>"
    )
    for path in ("/", POLITICS):
        site.pages[path] = site.pages[path].replace("</body>", box)
    run(site, tmp_path)
    site.listing("/", menu=MENU)
    run(site, tmp_path)
    assert lists(site) == {"/": 200, POLITICS: 304, ECONOMY: 304}
    shown = [(r["name"], len(r["items"])) for r in feed(tmp_path, "listings")
             if r["list"] == "most_read"]  # fmt: skip
    assert shown == [("home", 2), ("section:politics", 2)]


@pytest.mark.soak
def test_the_menus_learned_addresses_are_used(site: ValidatedSite, tmp_path: Path) -> None:
    menu = [("/topics/9", "Politics"), (ECONOMY, "Economy")]
    site.listing("/", menu=menu)
    site.listing("/topics/9", f"{POLITICS}/story-one")
    run(site, tmp_path)
    run(site, tmp_path)
    assert lists(site) == {"/": 304, "/topics/9": 304, ECONOMY: 304}


@pytest.mark.soak
def test_next_pages_are_read_on_where_the_last_run_died(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    """Politics names its next page in ``data-url``, Health lets it be guessed."""
    replica.site.page_size = 3
    given: Any = {"base_url": replica.url, "sections": "politics,health", "max_pages": "3"}
    crawl("section", tmp_path, **given)
    # A run begins to page through both, and dies.
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        for name in ("politics", "health"):
            listing_depth.begin(db, Listing("en", "section", name), "another")
    del replica.answers[:]
    again = crawl("section", tmp_path, **given)
    assert again.status == 0
    politics = [a for a in replica.answers if a[0].startswith("/news/politics")]
    health = [a for a in replica.answers if a[0].startswith("/news/health")]
    assert [len(politics), len(health)] == [3, 3]
    assert {status for _, status in politics + health} == {304}
    assert health[1:] == [("/news/health?page=2", 304), ("/news/health?page=3", 304)]


@pytest.mark.soak
def test_a_changed_first_page_leads_to_an_unchanged_second_one(
    site: ValidatedSite, tmp_path: Path
) -> None:
    second = f"{POLITICS}?page=2"
    site.article(f"{POLITICS}/story-old", "The story old")
    site.listing(second, f"{POLITICS}/story-old", menu=MENU)
    given: Any = {"sections": "politics", "max_pages": "2"}
    run(site, tmp_path, **given)
    for name in ("five", "six"):
        site.article(f"{POLITICS}/story-{name}", f"The story {name}")
    site.listing(POLITICS, f"{POLITICS}/story-five", f"{POLITICS}/story-six", menu=MENU)
    changed = run(site, tmp_path, **given)
    assert lists(site) == {"/": 304, POLITICS: 200, second: 304}
    assert sorted(articles(site)) == [f"{POLITICS}/story-five", f"{POLITICS}/story-six"]
    assert conditional(changed) == {
        "asked": 3, "not_modified": 2, "not_modified/home": 1, "not_modified/section": 1,
        "read/section": 1, "kept": 1,
    }  # fmt: skip


@pytest.mark.soak
def test_what_load_more_answers_is_conditional(site: ValidatedSite, tmp_path: Path) -> None:
    """Its JSON is no page that a browser would go on from, and is remembered as such."""
    more = "/more?of=politics"
    button = f"<button data-url='{more}'>Load more</button></body>"
    site.pages[POLITICS] = site.pages[POLITICS].replace("</body>", button)
    site.article(f"{POLITICS}/story-old", "The story old")
    item = {"title": "The headline of story-old", "url": f"{POLITICS}/story-old"}
    site.pages[more] = json.dumps({"items": [item]})
    given: Any = {"sections": "politics", "max_pages": "2"}
    run(site, tmp_path, **given)
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        listing_depth.begin(db, Listing("en", "section", "politics"), "another")
    again = run(site, tmp_path, **given)
    assert (again.status, lists(site)) == (0, {"/": 304, POLITICS: 304, more: 304})
    assert again.stats["article/known_on_listings"] == 3


def test_what_pages_reserve_is_in_every_manifest(site: ValidatedSite, tmp_path: Path) -> None:
    noai = "<html><head><meta name='robots' content='noai'></head>"
    site.pages[POLITICS] = site.pages[POLITICS].replace("<html>", noai)
    site.extra = {"TDM-Reservation": "1"}
    first, second = (manifest((run(site, tmp_path)).folder) for _ in range(2))
    assert lists(site) == LISTS_UNCHANGED
    said = {(one["source"], one["value"]) for one in first["reservations"]}
    assert said == {("meta", "robots: noai"), ("header", "tdm-reservation: 1")}
    assert {(one["source"], one["value"]) for one in second["reservations"]} == said


# Which pages are kept


def test_a_page_that_was_not_recognised_is_not_kept(site: ValidatedSite, tmp_path: Path) -> None:
    site.pages[POLITICS] = "<html><body><main><p>Nothing today.</p></main></body></html>"
    run(site, tmp_path)
    assert {page for page, _ in kept_pages(tmp_path)} == {"home", "section:economy 1"}
    again = run(site, tmp_path)
    assert lists(site) == {"/": 304, POLITICS: 200, ECONOMY: 304}
    assert again.lines == [
        f"WARNING: section:politics: no card recognised on {site.url}{POLITICS}",
        "WARNING: warning: 1 of 2 lists could not be read: see the lines above",
    ]


def test_nor_is_a_home_page_without_sections(site: ValidatedSite, tmp_path: Path) -> None:
    site.listing("/", menu=[("/elsewhere", "Elsewhere")])
    for _ in range(2):
        warned = run(site, tmp_path, sections="politics")
        assert lists(site)["/"] == 200
        assert len(warned.lines) == 1
        assert "no section in the navigation" in warned.lines[0]
    assert {page for page, _ in kept_pages(tmp_path)} == {"section:politics 1"}


def test_a_listing_that_was_not_completed_is_not_kept(site: ValidatedSite, tmp_path: Path) -> None:
    site.statuses[f"{POLITICS}?page=2"] = 503
    given: Any = {"sections": "politics", "max_pages": "2"}
    broken = run(site, tmp_path, **given)
    assert "listing/completed" not in broken.stats
    assert set(kept_pages(tmp_path)) == {("home", f"{site.url}/")}
    run(site, tmp_path, **given)
    assert site.answers[:2] == [("/", 304), (POLITICS, 200)]


def test_a_listing_that_another_run_began_since_is_not_kept(
    site: ValidatedSite, tmp_path: Path
) -> None:
    politics = Listing("en", "section", "politics")
    answer = site.answer

    def overtaken(path: str) -> Any:
        if path == f"{POLITICS}?page=2":
            with Ledger(tmp_path) as ledger, ledger.transaction() as db:
                listing_depth.begin(db, politics, "another")
        return answer(path)

    site.answer = overtaken  # type: ignore[method-assign]
    run(site, tmp_path, sections="politics", max_pages="2")
    assert set(kept_pages(tmp_path)) == {("home", f"{site.url}/")}


def test_an_interrupted_run_keeps_no_home_page(site: ValidatedSite, tmp_path: Path) -> None:
    run(site, tmp_path, settings={"CLOSESPIDER_PAGECOUNT": 1})
    assert ("home", f"{site.url}/") not in kept_pages(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"max_pages": "2"}, {"since": "2021-01-01"}, {"until": "2026-01-01"},
        {"refresh": "never"}, {"browser": "never"}, {"sections": "economy,politics"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
@pytest.mark.sampled(6)
def test_other_arguments_drop_the_validators(
    site: ValidatedSite, tmp_path: Path, change: dict[str, str]
) -> None:
    run(site, tmp_path)
    run(site, tmp_path, **change)
    assert lists(site).items() >= LISTS_READ.items()
    run(site, tmp_path, **change)
    assert lists(site).items() >= LISTS_UNCHANGED.items()
    run(site, tmp_path)  # what the first run kept is gone
    assert lists(site) == LISTS_READ


def test_another_edition_on_the_host_is_refused(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=5)) as replica:
        given: Any = {"base_url": replica.url, "sections": "politics", "max_pages": "1"}
        crawl("section", tmp_path, **given)
        del replica.answers[:]
        with pytest.raises(WrongUseError, match="the en edition"):
            crawl("section", tmp_path, **{**given, "edition": "es"})
        assert not replica.answers


def test_so_does_another_base_url(site: ValidatedSite, tmp_path: Path) -> None:
    """The folder is bound to another host as long as nothing is known of the first."""
    other = ValidatedSite()
    other.pages = {path: page for path, page in site.pages.items() if path in ("/", "/robots.txt")}
    with served(other):
        run(other, tmp_path)
        assert set(kept_pages(tmp_path)) == {("home", f"{other.url}/")}
        run(site, tmp_path)
        assert lists(site) == LISTS_READ


@pytest.mark.parametrize("name", ["EXTRACTOR_VERSION", "FORM"])
@pytest.mark.soak
def test_so_does_another_version(
    site: ValidatedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    run(site, tmp_path)
    monkeypatch.setattr(remembered_pages, name, 1000)
    run(site, tmp_path)
    assert lists(site) == LISTS_READ


@pytest.mark.parametrize(
    "settings",
    [{"CONTACT": "new@example.org"}, {"DEFAULT_REQUEST_HEADERS": {"Accept-Language": "es"}}],
)
@pytest.mark.soak
def test_so_do_other_request_headers_by_which_an_answer_may_vary(
    site: ValidatedSite, tmp_path: Path, settings: dict[str, Any]
) -> None:
    run(site, tmp_path)
    run(site, tmp_path, settings=settings)
    assert lists(site) == LISTS_READ


@pytest.mark.soak
def test_refresh_drops_them_all(site: ValidatedSite, tmp_path: Path) -> None:
    run(site, tmp_path)
    assert len(kept_pages(tmp_path)) == 3
    always = run(site, tmp_path, refresh="always", sections="politics")
    assert lists(site) == {"/": 200, POLITICS: 200}
    assert conditional(always) == {"read/home": 1, "read/section": 1}
    assert kept_pages(tmp_path) == {}
    run(site, tmp_path)
    assert lists(site) == LISTS_READ


@pytest.mark.soak
def test_after_a_day_the_pages_are_read(
    site: ValidatedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted from the moment they were read, however often they were unchanged meanwhile."""
    for hours, expected in {
        0: LISTS_READ, 12: LISTS_UNCHANGED, 23.9: LISTS_UNCHANGED, 24: LISTS_READ,
        47.9: LISTS_UNCHANGED, 10: LISTS_READ,  # the clock is set back
    }.items():  # fmt: skip
        at(monkeypatch, timedelta(hours=hours))
        run(site, tmp_path)
        assert lists(site) == expected
    assert set(kept_pages(tmp_path).values()) == {"2026-03-05T20:00:00Z"}


@pytest.mark.soak
def test_what_is_too_old_leaves_the_ledger(
    site: ValidatedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, timedelta())
    run(site, tmp_path)
    at(monkeypatch, timedelta(hours=25))
    run(site, tmp_path, sections="politics")
    assert {page for page, _ in kept_pages(tmp_path)} == {"home", "section:politics 1"}


# Validators


MONDAY = "Mon, 02 Feb 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    "validators",
    [
        lambda body: {"ETag": f"W/{strong(body)['ETag']}"},
        lambda _: {"Last-Modified": MONDAY},
        lambda body: {**strong(body), "Last-Modified": MONDAY},
    ],
    ids=["weak", "date", "both"],
)
@pytest.mark.sampled(3)
def test_each_kind_of_validator(
    tmp_path: Path, site: ValidatedSite, validators: Callable[[bytes], dict[str, str]]
) -> None:
    site.validators = validators
    run(site, tmp_path)
    run(site, tmp_path)
    assert lists(site) == LISTS_UNCHANGED
    sent = {name: value for name, value in site.told[POLITICS].items() if name.startswith("if-")}
    given = validators(site.pages[POLITICS].encode())
    headers = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}
    assert sent == {headers[name]: value for name, value in given.items()}


def test_a_page_that_changed_in_this_second_may_change_again(
    site: ValidatedSite, tmp_path: Path
) -> None:
    site.validators = lambda _: {"Last-Modified": f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S GMT}"}
    run(site, tmp_path)
    assert kept_pages(tmp_path) == {}


@pytest.mark.soak
def test_a_304_may_name_a_coding_that_it_does_not_have(site: ValidatedSite, tmp_path: Path) -> None:
    run(site, tmp_path)
    site.validators = lambda body: strong(body)
    answer = site.answer

    def coded(path: str) -> Any:
        found = answer(path)
        if found.status == 304:
            found.headers["Content-Encoding"] = "br"
        return found

    site.answer = coded  # type: ignore[method-assign]
    quiet = run(site, tmp_path)
    assert (quiet.status, quiet.lines, lists(site)) == (0, [], LISTS_UNCHANGED)


# 304s that mean nothing


def test_an_unasked_304_of_a_listing_is_a_failed_page(site: ValidatedSite, tmp_path: Path) -> None:
    site.always_304 = {POLITICS}
    odd = run(site, tmp_path, sections="politics")
    assert odd.status == 4
    said = f"ERROR: section:politics: page 1 could not be read: http_304 ({site.url}{POLITICS})"
    assert odd.lines[0] == said
    assert odd.lines[1].startswith("ERROR: Unhealthy run: nothing was recognised: 1 pages answered")
    assert len(odd.lines) == 2


@pytest.mark.soak
def test_an_unasked_304_of_an_article_leaves_it_pending(
    site: ValidatedSite, tmp_path: Path
) -> None:
    story = f"{POLITICS}/story-two"
    site.always_304 = {story}
    for _ in range(6):  # it is the site's fault: not given up after five runs
        odd = run(site, tmp_path)
        assert story in articles(site)
    assert odd.lines == [
        f"WARNING: no article from {site.url}{story}: http_304; a later run tries again"
    ]
    site.always_304 = set()
    assert len(run(site, tmp_path).records) == 4


def test_a_304_for_robots_txt_forbids_all(site: ValidatedSite, tmp_path: Path) -> None:
    site.always_304 = {"/robots.txt"}
    odd = run(site, tmp_path)
    assert (odd.status, site.answers) == (4, [])
    netloc = site.url.removeprefix("http://")
    assert odd.lines[0] == (
        f"WARNING: robots.txt answered HTTP 304: nothing is fetched from {netloc}"
    )


@pytest.mark.soak
def test_a_redirect_takes_its_validators_to_the_page_that_they_are_of(
    site: ValidatedSite, tmp_path: Path
) -> None:
    site.listing("/world", f"{POLITICS}/story-one", menu=MENU)
    site.redirects[POLITICS] = "/world"
    run(site, tmp_path)
    assert ("section:politics 1", f"{site.url}/world") in kept_pages(tmp_path)
    quiet = run(site, tmp_path)
    assert lists(site) == {"/": 304, POLITICS: 302, ECONOMY: 304, "/world": 304}
    assert "if-none-match" not in site.told[POLITICS]
    assert (quiet.status, quiet.lines) == (0, [])
    # It leads elsewhere now, and that page says "not modified" to whatever it is asked.
    site.redirects[POLITICS] = "/other"
    site.always_304 = {"/other"}
    odd = run(site, tmp_path)
    assert "if-none-match" not in site.told["/other"]
    assert odd.lines == [
        f"ERROR: section:politics: page 1 could not be read: http_304 ({site.url}/other)",
        "WARNING: warning: 1 of 2 lists could not be read: see the lines above",
    ]


@pytest.mark.soak
def test_a_page_that_redirects_from_now_on_is_read(site: ValidatedSite, tmp_path: Path) -> None:
    run(site, tmp_path)
    site.pages["/world"] = site.pages[POLITICS]  # of the same ETag, and not the page that was read
    site.redirects[POLITICS] = "/world"
    run(site, tmp_path)
    assert "if-none-match" in site.told[POLITICS]
    assert lists(site)["/world"] == 200


# Other parts of a crawl


@pytest.mark.soak
def test_pages_are_kept_and_replayed_as_before(site: ValidatedSite, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    settings = {"ARCHIVE_DIR": str(archive)}
    run(site, tmp_path / "a", settings=settings, _job="one")
    run(site, tmp_path / "a", settings=settings, _job="two")
    assert lists(site) == LISTS_UNCHANGED
    answers = [one for one in kept(archive / "two.warc.gz") if one["type"] == "response"]
    assert [one["status"] for one in answers] == [200, 304, 304, 304]
    replay = crawl("article", tmp_path / "b", base_url=site.url, warc=str(archive / "*.warc.gz"))
    assert (replay.status, replay.lines) == (0, [])
    live = [{**r, "run_id": "", "retrieved_at": ""} for r in feed(tmp_path / "a")]
    again = [{**r, "run_id": "", "retrieved_at": ""} for r in replay.records]
    assert sorted(r["id"] for r in again) == sorted(r["id"] for r in live)


@pytest.mark.soak
def test_pages_in_the_browser_are_not_conditional(site: ValidatedSite, tmp_path: Path) -> None:
    if find_browser(get_project_settings()) is None:
        pytest.fail("this test needs a Chromium, which `make test` installs")
    given: Any = {"sections": "politics", "browser": "always"}
    run(site, tmp_path, **given)
    assert {page for page, _ in kept_pages(tmp_path)} == {"home"}
    again = run(site, tmp_path, **given)
    assert again.status == 0
    assert site.answers[0] == ("/", 304)
    assert {status for path, status in site.answers if path == POLITICS} == {200}
    assert "if-none-match" not in site.told[POLITICS]
    assert conditional(again)["read/section"] >= 1


def begin(site: ValidatedSite | ReplicaServer, folder: Path, *given: str) -> Running:
    return start(
        "crawl", "section", "-a", f"base_url={site.url}", "-a", "sections=politics", *given,
        "-s", f"OUTPUT_DIR={folder}", "-s", "DOWNLOAD_DELAY=0", "-s", "LOG_LEVEL=ERROR",
        "-s", "TDMREP=0",
    )  # fmt: skip


def killed_when(run: Running, reached: Callable[[], bool]) -> None:
    """Kill *run* once *reached* is true, within a minute."""
    limit = time.monotonic() + 60
    with run:
        while not reached():
            assert run.poll() is None
            assert time.monotonic() < limit
            time.sleep(0.01)
        run.kill()
        assert run.wait(60) == -signal.SIGKILL


def test_killed_between_listing_and_articles(replica: ReplicaServer, tmp_path: Path) -> None:
    """The listing is kept, and so is each article of it: as pending."""
    replica.site.page_size = 5
    replica.faults.on("slow", target="article", value=60)
    page = replica.site.listing_pages("politics")[0]

    def articles_asked() -> int:
        return sum(replica.site.find(path) is not None for path in list(replica.requests))

    process = begin(replica, tmp_path, "-a", "max_pages=1")
    killed_when(process, lambda: articles_asked() >= 3)
    assert feed(tmp_path) == []
    assert {page for page, _ in kept_pages(tmp_path)} <= {"section:politics 1"}
    replica.faults.clear()
    del replica.answers[:]
    given: Any = {"base_url": replica.url, "sections": "politics", "max_pages": "1"}
    after = crawl("section", tmp_path, **given)
    assert after.status == 0
    expected = sorted(replica.url + replica.site.path(number) for number in page)
    assert sorted(record["url"] for record in after.records) == expected
    # The killed run wrote no observation of what the lists showed.
    assert {(r["list"], r["name"]) for r in feed(tmp_path, "listings")} == {
        ("home", "home"), ("most_read", "home"), ("section", "politics"),
    }  # fmt: skip


@pytest.mark.soak
def test_killed_before_a_listings_end(replica: ReplicaServer, tmp_path: Path) -> None:
    """Nothing is kept of it: the next run reads it to its end."""
    replica.site.page_size = 4
    replica.faults.on("slow", path="/news/politics?*", value=60)
    process = begin(replica, tmp_path, "-a", "max_pages=2")
    killed_when(
        process, lambda: any(path.startswith("/news/politics?") for path in list(replica.requests))
    )
    assert kept_pages(tmp_path) == {}
    replica.faults.clear()
    given: Any = {"base_url": replica.url, "sections": "politics", "max_pages": "2"}
    after = crawl("section", tmp_path, **given)
    pages = replica.site.listing_pages("politics")[:2]
    expected = sorted(replica.url + replica.site.path(number) for page in pages for number in page)
    assert (after.status, sorted(r["url"] for r in after.records)) == (0, expected)
