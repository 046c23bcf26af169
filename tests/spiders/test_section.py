"""The section spider against the replica: what a run brings, and what the next one does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.crawling import remembered_pages
from mayadeen_crawler.ledger.listings import listing_depth
from mayadeen_crawler.ledger.listings.listing_depth import Depth, LastReading, Listing, digest
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from tests.helpers.articles import feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import SmallSite, served


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    """Four articles a page, eight a day: politics has seven, on two pages and three days."""
    site = ReplicaSite(articles=30, page_size=4, spacing=timedelta(hours=3))
    with ReplicaServer(site) as server:
        yield server


def articles_asked(replica: ReplicaServer) -> list[str]:
    return [path for path in replica.requests if replica.site.find(path) is not None]


def test_a_run_brings_every_article_of_its_sections_once(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    run = crawl("section", tmp_path, base_url=replica.url, sections="politics,us-canada")
    assert (run.status, run.lines) == (0, [])
    site = replica.site
    numbers = {
        n for slug in ("politics", "us-canada") for page in site.listing_pages(slug) for n in page
    }
    assert sorted(r["url"] for r in run.records) == sorted(
        replica.url + site.path(n) for n in numbers
    )
    assert len(articles_asked(replica)) == len(numbers)
    assert {r["run_id"] for r in run.records} == {run.records[0]["run_id"]}


def test_a_second_run_over_unchanged_listings_fetches_no_article(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    crawl("section", tmp_path, base_url=replica.url, sections="politics,economy")
    lines = feed_lines(tmp_path)
    replica.requests.clear()
    run = crawl("section", tmp_path, base_url=replica.url, sections="politics,economy")
    assert (run.status, run.lines) == (0, [])
    assert articles_asked(replica) == []
    assert feed_lines(tmp_path) == lines
    assert len(replica.requests) == 4  # robots.txt, home, one page of each


def test_a_later_run_brings_what_is_new_since(replica: ReplicaServer, tmp_path: Path) -> None:
    crawl("section", tmp_path, base_url=replica.url, sections="politics")
    before = len(feed_lines(tmp_path))
    replica.site.publish(10, section="politics")
    replica.requests.clear()
    run = crawl("section", tmp_path, base_url=replica.url, sections="politics")
    assert run.status == 0
    assert len(run.records) == before + 10
    assert len(articles_asked(replica)) == 10


def test_all_of_news_is_the_default(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.site.page_size = 1
    run = crawl("section", tmp_path, base_url=replica.url, max_pages="1")
    assert run.status == 0
    assert {r["section"] for r in run.records} >= {
        "politics", "economy", "sports", "arts-culture", "health", "miscellaneous", "environment",
    }  # fmt: skip


def test_a_section_nobody_knows_is_wrong_use(replica: ReplicaServer, tmp_path: Path) -> None:
    run = crawl("section", tmp_path, base_url=replica.url, sections="politics,politcs")
    assert run.status == 2
    assert len(run.lines) == 1
    assert "'politcs'; did you mean 'politics'?" in run.lines[0]
    assert "us-canada" in run.lines[0]
    assert articles_asked(replica) == []


@pytest.mark.parametrize(
    ("home", "status", "why"),
    [
        ("<h1>Sorry</h1>", 503, "http_503"),
        ("<h1>Not found</h1>", 404, "http_404"),
        ("<html><body><h1>Down for maintenance</h1></body></html>", 200, "no section in it"),
        ("<html><body><nav><a href='/news/politics'>Politics</a><a href='/news/h", 200, "cut"),
    ],
)
def test_a_section_is_no_wrong_name_where_the_navigation_was_not_read(
    home: str, status: int, why: str, tmp_path: Path
) -> None:
    menu = [("/news/politics", "Politics"), ("/news/harbours", "Harbours")]
    stories = {f"/news/{section}/a-story-of-{section}" for section in ("politics", "harbours")}
    said = f"section:harbours: the catalogue lacks it, and the navigation could not be read: {why}"
    with served(SmallSite()) as site:
        for path in stories:
            site.article(path, "A story of the harbours")
        for path, _ in menu:
            site.listing(path, f"{path}/a-story-of-{path.rpartition('/')[2]}", menu=menu)
        site.pages["/"], site.statuses["/"] = home, status

        def run(sections: str) -> Crawl:
            return crawl("section", tmp_path, base_url=site.url, sections=sections, max_pages="1")

        both = run("politics,Harbours")
        assert both.status == 0
        assert f"ERROR: {said}" in both.lines
        assert (
            both.lines[-1]
            == "WARNING: warning: 1 of 2 lists could not be read: see the lines above"
        )
        assert [record["section"] for record in both.records] == ["politics"]
        alone = run("Harbours")
        assert alone.status == 4
        assert f"ERROR: {said}" in alone.lines
        if status == 503:
            # Once the navigation is there, it says which names are wrong.
            site.listing("/", *stories, menu=menu)
            site.statuses.clear()
            assert run("Harbours").status == 0
            assert run("Harbors").status == 2


def test_a_home_page_that_raises_says_of_no_name_that_it_is_wrong(
    replica: ReplicaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unforeseen(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(remembered_pages, "read_home", unforeseen)
    run = crawl(
        "section", tmp_path, base_url=replica.url, sections="politics,harbours", max_pages="1"
    )
    assert run.status == 0
    assert any(line.endswith("navigation could not be read: page_error") for line in run.lines)
    assert {record["section"] for record in run.records} == {"politics"}


def test_max_pages_holds(replica: ReplicaServer, tmp_path: Path) -> None:
    run = crawl("section", tmp_path, base_url=replica.url, sections="news", max_pages="2")
    pages = replica.site.listing_pages("news")
    assert len(run.records) == sum(map(len, pages[:2])) < sum(map(len, pages))


@pytest.mark.soak
def test_a_deeper_wish_goes_below_known_cards(replica: ReplicaServer, tmp_path: Path) -> None:
    crawl("section", tmp_path, base_url=replica.url, sections="politics", max_pages="1")
    run = crawl("section", tmp_path, base_url=replica.url, sections="politics", max_pages="0")
    shown = {n for page in replica.site.listing_pages("politics") for n in page}
    assert len(run.records) == len(shown)


@pytest.mark.parametrize("fault", ["endless", "repeating"])
def test_paging_in_circles_ends_by_itself(
    replica: ReplicaServer, tmp_path: Path, fault: str
) -> None:
    replica.faults.on(fault)
    run = crawl("section", tmp_path, base_url=replica.url, sections="palestine", max_pages="0")
    pages = [path for path in replica.requests if path.startswith("/palestine")]
    assert run.status == 0
    assert run.stats["listing/completed"] == 1
    assert len(pages) <= len(replica.site.listing_pages("palestine")) + 1


def with_more(site: SmallSite, address: str) -> None:
    """Give *site* a list of two articles whose button names *address*."""
    site.listing("/", menu=[("/news/politics", "Politics")])
    paths = [f"/news/politics/a-story-of-day-{n}" for n in range(7)]
    for path in paths:
        site.article(path, path.rpartition("/")[2])
    site.listing("/news/politics", *paths[:2], menu=[("/news/politics", "Politics")])
    button = f"<button data-url='{address}'>Load more</button></main>"
    site.pages["/news/politics"] = site.pages["/news/politics"].replace("</main>", button)
    for n in range(7):
        site.pages[f"/more?offset={n}"] = "".join(
            f"<h3><a href='{path}'>{path}</a></h3>" for path in paths[n : n + 2]
        )
    site.pages["/more"] = site.pages["/more?offset=0"]


def test_pieces_are_asked_for_up_to_the_last_one(tmp_path: Path) -> None:
    site = SmallSite()
    with_more(site, "/more?offset=2")
    with served(site):
        run = crawl("section", tmp_path, base_url=site.url, sections="politics", browser="never")
    assert (run.status, run.lines, len(run.records)) == (0, [], 7)
    assert [path for path in site.requests if "/more" in path] == [
        f"/more?offset={n}" for n in (2, 4, 6, 7)
    ]


def test_an_address_that_only_a_script_completes_is_said(tmp_path: Path) -> None:
    site = SmallSite()
    with_more(site, "/more")
    with served(site):
        run = crawl("section", tmp_path, base_url=site.url, sections="politics", browser="never")
    assert (run.status, len(run.records)) == (0, 2)
    assert [line for line in run.lines if "by script only, so 1 page(s) were read" in line]


@pytest.mark.soak
def test_a_script_only_listing_is_counted_and_said(replica: ReplicaServer, tmp_path: Path) -> None:
    run = crawl("section", tmp_path, base_url=replica.url, sections="tv")
    if run.stats.get("listing/needs_browser"):
        assert any("by script only" in line for line in run.lines)
    assert run.status == 0


def test_since_and_until_filter_by_publication_and_remember(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    days = sorted({str(article_shown(replica.site, n).published.date()) for n in range(1, 31)})
    middle = days[len(days) // 2]
    only: dict[str, Any] = {"since": middle, "until": middle, "sections": "politics"}
    run = crawl("section", tmp_path, base_url=replica.url, **only)
    assert run.records
    assert {r["published_date"] for r in run.records} == {middle}
    assert run.stats["drop/outside_period"] > 0
    replica.requests.clear()
    crawl("section", tmp_path, base_url=replica.url, **only)
    assert articles_asked(replica) == []
    # A run with a wider wish brings what was filtered.
    whole = crawl("section", tmp_path, base_url=replica.url, sections="politics")
    numbers = {n for page in replica.site.listing_pages("politics") for n in page}
    assert len(whole.records) == len(numbers)


def test_refresh_visits_known_articles_and_writes_only_changes(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    crawl("section", tmp_path, base_url=replica.url, sections="miscellaneous")
    before = len(feed_lines(tmp_path))
    number = replica.site.listing_pages("miscellaneous")[0][0]
    replica.site.edit(number, "headline")
    replica.requests.clear()
    run = crawl(
        "section", tmp_path, base_url=replica.url, sections="miscellaneous", refresh="always"
    )
    assert len(articles_asked(replica)) == before
    assert len(run.records) == before + 1
    assert run.records[-1]["revision"] == 2
    assert run.records[-1]["changed_fields"] == ["headline"]


@pytest.mark.soak
def test_what_until_held_back_is_fetched_below_the_first_page(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    replica.site.publish(60)
    pages = replica.site.listing_pages("politics")
    assert len(pages) > 2
    oldest = article_shown(replica.site, pages[-1][-1]).published.date()
    old: dict[str, Any] = {"until": str(oldest), "sections": "politics", "max_pages": "0"}
    crawl("section", tmp_path, base_url=replica.url, **old)
    run = crawl("section", tmp_path, base_url=replica.url, sections="politics", max_pages="0")
    assert len(run.records) == sum(map(len, pages))


@pytest.mark.soak
def test_refresh_visits_every_page_asked_for(replica: ReplicaServer, tmp_path: Path) -> None:
    crawl("section", tmp_path, base_url=replica.url, sections="politics", max_pages="0")
    replica.requests.clear()
    crawl(
        "section", tmp_path, base_url=replica.url, sections="politics", max_pages="0",
        refresh="always",
    )  # fmt: skip
    numbers = {n for page in replica.site.listing_pages("politics") for n in page}
    assert len(articles_asked(replica)) == len(numbers)


def test_a_run_that_another_one_overtook_and_died_completes_nothing(tmp_path: Path) -> None:
    listing = Listing("en", "section", "politics")
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        listing_depth.begin(db, listing, "first")
        listing_depth.complete(db, listing, Depth(5), "first", ["c"])
        assert listing_depth.begin(db, listing, "second") == LastReading(
            Depth(5), frozenset({digest("c")})
        )
        listing_depth.begin(db, listing, "third")  # and dies
        listing_depth.complete(db, listing, Depth(5), "second")
        fourth = listing_depth.begin(db, listing, "fourth")
        assert fourth == LastReading(None, frozenset({digest("c")}))
        assert not fourth.goes_on_from(["c"], Depth(1))
