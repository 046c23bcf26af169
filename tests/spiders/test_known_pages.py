"""What several runs ask for in turn: known pages cost nothing, and nothing due is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.frontier import addresses, discovery
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.period import Period
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.article_visits import POLICY
from tests.helpers.articles import article
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import Answer, Served

POLITICS = "/news/politics"
MENU = "".join(
    f"<li><a href='/news/{name}'>{name.title()}</a></li>" for name in ("politics", "economy")
)
EMPTY = f"<html><body><nav><ul>{MENU}</ul></nav><main></main></body></html>"


class Outlet(Served):
    """Two sections, three cards a page, each page with a link to the next one; and a feed."""

    def __init__(self, folder: Path) -> None:
        super().__init__({"/": EMPTY})
        self.folder = folder
        self.lists: dict[str, list[str]] = {"politics": [], "economy": []}
        self.query = ""
        """What every link to an article ends with."""

    def answer(self, path: str) -> Answer:
        """Answer a decorated link as the article that it leads to."""
        return super().answer(path.removesuffix(self.query))

    def write(self, *names: str, published: str = "2024-03-05T10:00:00Z") -> list[str]:
        """Serve articles, and return their paths."""
        for name in names:
            headline = f"The story of {name} and of nobody else"
            self.pages[path_of(name)] = (
                f"<html><head><meta property='article:published_time' content='{published}'></head>"
                f"<body><main><h1>{headline}</h1><p>Some words of the story of {name}, long enough "
                "for a paragraph.</p></main></body></html>"
            )
        return [path_of(name) for name in names]

    def show(self, **lists: list[str]) -> None:
        """Put articles on top of sections, and serve the pages of all."""
        for name, paths in lists.items():
            self.lists[name] = paths + self.lists[name]
        for name, paths in self.lists.items():
            parts = [paths[i : i + 3] for i in range(0, len(paths), 3)] or [[]]
            for number, part in enumerate(parts, 1):
                cards = "".join(
                    f"<div><h3><a href='{path}{self.query}'>Story of {path[-6:]}, of nobody else"
                    "</a></h3></div>"
                    for path in part
                )
                more = f"<a rel='next' href='/news/{name}?page={number + 1}'>Next</a>"
                address = f"/news/{name}" + (f"?page={number}" if number > 1 else "")
                self.pages[address] = EMPTY.replace(
                    "</main>", cards + more * (number < len(parts)) + "</main>"
                )

    def feed(self, paths: list[str]) -> None:
        """Serve a feed of *paths*."""
        items = "".join(
            f"<item><title>Story</title><link>{self.url}{path}</link></item>" for path in paths
        )
        self.pages["/feed.rss"] = f"<rss version='2.0'><channel>{items}</channel></rss>"

    def run(self, spider: str = "section", **given: Any) -> Crawl:
        """Crawl; `asked` has the paths of this run alone."""
        del self.asked[:]
        if spider == "section":
            given = {"sections": "politics", "browser": "never", **given}
        done = crawl(spider, self.folder, base_url=self.url, **given)
        assert not [line for line in done.lines if line.startswith(("ERROR", "TRACEBACK"))]
        return done

    @property
    def articles(self) -> list[str]:
        """The articles that the last run asked for."""
        return sorted(path for path in self.asked if "/story-" in path)


def path_of(name: str) -> str:
    return f"{POLITICS}/story-{name}"


@pytest.fixture
def outlet(tmp_path: Path) -> Iterator[Outlet]:
    with Outlet(tmp_path) as site:
        yield site


@pytest.mark.soak
def test_paging_goes_on_below_cards_that_are_known_from_another_list(outlet: Outlet) -> None:
    outlet.show(politics=outlet.write("a", "b", "c"))
    outlet.run()
    outlet.show(politics=outlet.write("below"))
    new = outlet.write("d", "e", "f")
    outlet.show(politics=new)
    outlet.feed(new)
    outlet.run("latest")
    outlet.run()
    assert outlet.articles == [path_of("below")]
    outlet.run()
    assert outlet.asked == ["/", POLITICS]


@pytest.mark.soak
def test_two_sections_of_a_run_that_share_a_page_of_new_cards(outlet: Outlet) -> None:
    both: dict[str, Any] = {"sections": "politics,economy"}
    outlet.show(politics=outlet.write("a"), economy=outlet.write("b"))
    outlet.run(**both)
    new = outlet.write("c", "d", "e")
    outlet.show(politics=new + outlet.write("f"), economy=new + outlet.write("g"))
    outlet.run(**both)
    assert outlet.articles == [path_of(name) for name in "cdefg"]
    outlet.run(**both)
    assert sorted(outlet.asked) == ["/", "/news/economy", POLITICS]


@pytest.mark.parametrize(
    ("edition", "politics"), [("en", "politics"), ("ar", "سياسة"), ("es", "política")]
)
@pytest.mark.soak
def test_a_quiet_list_costs_its_first_page_in_each_edition(
    edition: str, politics: str, tmp_path: Path
) -> None:
    site = ReplicaSite(articles=20, edition=edition)
    with ReplicaServer(site) as server:
        given: dict[str, Any] = {"base_url": server.url, "edition": edition}
        listed: dict[str, Any] = {**given, "sections": politics, "browser": "never"}
        crawl("section", tmp_path, **listed)
        site.publish(14, politics)  # a page has twelve
        first, second = site.listing_pages(politics)[:2]
        urls = ",".join(server.url + site.path(number) for number in first)
        crawl("article", tmp_path, **given, urls=urls)
        for new in (set(second[:2]), set[int]()):
            del server.requests[:]
            assert crawl("section", tmp_path, **listed).status == 0
            assert {site.find(unquote(path)) for path in server.requests} - {None} == new
        assert len(server.requests) == 3  # robots.txt, the home page, one page


@pytest.mark.soak
def test_a_list_that_was_read_for_a_period_is_read_again_for_a_wider_one(outlet: Outlet) -> None:
    morning = outlet.write("a", "b", published="2026-03-04T08:00:00Z")
    late = outlet.write("c", published="2026-03-04T18:00:00Z")
    next_day = outlet.write("d", "e", "f", published="2026-03-05T10:00:00Z")
    outlet.show(politics=next_day + late + morning)
    noon: dict[str, Any] = {"since": "2026-03-04T12:00", "until": "2026-03-04"}
    assert len(outlet.run(**noon).records) == 1
    outlet.run(**noon)
    assert outlet.asked == ["/", POLITICS]
    outlet.feed(next_day)
    assert len(outlet.run("latest").records) == 4
    assert len(outlet.run(since="2026-03-04", until="2026-03-05").records) == 6


@pytest.mark.parametrize("gap", ["missing", "empty", "the first page"])
@pytest.mark.sampled(3)
def test_a_named_next_page_may_be_missing_for_a_moment(gap: str, outlet: Outlet) -> None:
    outlet.show(politics=outlet.write("a", "b", "c", "d", "e"))
    second = outlet.pages.pop(f"{POLITICS}?page=2")
    if gap != "missing":
        shown = EMPTY if gap == "empty" else outlet.pages[POLITICS]
        outlet.pages[f"{POLITICS}?page=2"] = shown
    assert len(outlet.run().records) == 3
    outlet.pages[f"{POLITICS}?page=2"] = second
    assert len(outlet.run().records) == 5
    outlet.run()
    assert outlet.asked == ["/", POLITICS]


@pytest.mark.soak
def test_a_next_page_that_is_never_there_is_the_end(outlet: Outlet) -> None:
    outlet.show(politics=outlet.write("a", "b", "c", "d"))
    outlet.pages[f"{POLITICS}?page=2"] = EMPTY
    wanted = [["/", POLITICS, f"{POLITICS}?page=2"]] * 2 + [["/", POLITICS]] * 2
    asked = []
    for _ in wanted:
        outlet.run()
        asked.append([path for path in outlet.asked if "/story-" not in path])
    assert asked == wanted


def pages_asked(outlet: Outlet, **given: Any) -> list[str]:
    outlet.run(**given)
    return [path for path in outlet.asked if path.startswith(f"{POLITICS}?")]


@pytest.mark.soak
def test_a_page_missing_below_the_depth_of_the_last_run_is_no_end(outlet: Outlet) -> None:
    outlet.show(politics=outlet.write("a", "b", "c", "d"))
    outlet.run(max_pages="1")
    second = outlet.pages.pop(f"{POLITICS}?page=2")
    assert pages_asked(outlet) == [f"{POLITICS}?page=2"]
    outlet.pages[f"{POLITICS}?page=2"] = second
    pages_asked(outlet)
    assert outlet.articles == [path_of("d")]


@pytest.mark.soak
def test_the_end_of_a_list_that_grows_by_a_page_is_found(outlet: Outlet) -> None:
    asked = []
    for names in ("abc", "def", "ghi"):
        outlet.show(politics=[*outlet.write(*names)])
        pages = len(outlet.lists["politics"]) // 3
        last = POLITICS + (f"?page={pages}" if pages > 1 else "")
        more = f"<a rel='next' href='{POLITICS}?page={pages + 1}'>Next</a>"
        outlet.pages[last] = str(outlet.pages[last]).replace("</main>", f"{more}</main>")
        asked.append(len(pages_asked(outlet)))
    # The third run meets a page that the second showed, whose end was the list's.
    assert asked == [1, 2, 1]
    assert pages_asked(outlet) == []


def test_links_that_are_decorated_anew_lead_to_what_was_met(outlet: Outlet) -> None:
    outlet.show(politics=[*outlet.write("old"), path_of("gone"), *outlet.write("new")])
    outlet.pages[path_of("new")] = str(outlet.pages[path_of("new")]).replace("2024", "2026")
    since: dict[str, Any] = {"since": "2026-01-01"}
    asked = []
    for place in range(3):
        outlet.query = f"?place={place}"
        outlet.show()
        outlet.run(**since)
        asked.append([path.partition("?")[0] for path in outlet.articles])
    # One is outside the period, and one is missing: it is tried in five runs.
    gone, new, old = path_of("gone"), path_of("new"), path_of("old")
    assert asked == [[gone, new, old], [gone], [gone]]


def test_queries_that_may_name_articles_are_two_where_the_headlines_differ(outlet: Outlet) -> None:
    paths = [f"{POLITICS}/story-of-the-day?no={number}" for number in (1, 2)]
    for path, headline in zip(paths, ("Potters light the kiln", "Bread is dear"), strict=True):
        cards = f"<div><h3><a href='{path}'>{headline}</a></h3></div>"
        outlet.pages[POLITICS] = EMPTY.replace("</main>", f"{cards}</main>")
        outlet.run()
        assert outlet.articles == sorted(paths[: paths.index(path) + 1])


@pytest.mark.soak
def test_cards_of_one_headline_on_one_page_are_two_articles(outlet: Outlet) -> None:
    paths = [f"{POLITICS}/story-of-the-day?no={number}" for number in (1, 2, 3)]

    def run(*shown: str) -> list[str]:
        cards = "".join(f"<div><h3><a href='{path}'>At noon</a></h3></div>" for path in shown)
        outlet.pages[POLITICS] = EMPTY.replace("</main>", f"{cards}</main>")
        outlet.run()
        return outlet.articles

    # The first is missing, so that it stays pending.
    assert run(paths[0]) == paths[:1]
    assert run(*paths[:2]) == paths[:2]
    # What is linked now is asked for, whichever of them it is.
    assert run(paths[2]) == [paths[0], paths[1]]
    assert run(paths[2]) == [paths[1], paths[2]]


@pytest.mark.soak
def test_two_headlines_of_one_post_cost_a_visit_each(outlet: Outlet) -> None:
    (path,) = outlet.write("a")
    cards = ["Ministers raise the price of bread", "Potters light the kiln at the pier"]
    asked = []
    for run in range(6):
        card = f"<div><h3><a href='{path}'>{cards[run % 2]}</a></h3></div>"
        outlet.pages[POLITICS] = EMPTY.replace("</main>", f"{card}</main>")
        outlet.run()
        asked.append(len(outlet.articles))
    assert asked == [1, 1, 1, 0, 0, 0]


def test_a_headline_that_is_another_each_time_costs_ten_visits(tmp_path: Path) -> None:
    item = article(1, headline="Potters light the kiln at the pier")
    url = str(item.canonical_url)
    cards = [f"{letter * 5} {letter}omom {letter}utut" for letter in "abcdefghijklmnopqrst"]
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(item)])
        visits = 0
        for turn, card in enumerate(cards):
            shown = Address(url, url, "section:politics", {"headline": card})
            with ledger.transaction() as db:
                found = discovery.discover(
                    db, [shown], edition="en", taker=str(turn), now="2026-05-01T10:00:00Z",
                    period=Period(), refresh=False, policy=POLICY,
                )  # fmt: skip
                visits += len(found.fetch)
                addresses.lead_to(db, [url], str(item.id), edition="en", now="2026-05-01T10:00:00Z")
    assert visits == 10


@pytest.mark.soak
def test_an_address_that_goes_to_another_post_and_back_is_visited_each_time(
    outlet: Outlet,
) -> None:
    (path,) = outlet.write("a")
    posts = ["Ministers raise the price of bread", "Potters light the kiln at the pier"]
    for run in range(4):
        card = f"<div><h3><a href='{path}'>{posts[run % 2]}</a></h3></div>"
        outlet.pages[POLITICS] = EMPTY.replace("</main>", f"{card}</main>")
        outlet.pages[path] = f"<html><body><main><h1>{posts[run % 2]}</h1><p>Of it.</p></main>"
        done = outlet.run()
        assert [one["headline"] for one in done.records] == (posts * 2)[: run + 1]


def entry(site: Outlet, path: str, lastmod: str) -> str:
    return f"<url><loc>{site.url}{path}</loc><lastmod>{lastmod}</lastmod></url>"


@pytest.mark.soak
def test_a_change_of_a_day_to_come_hides_no_later_one(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 5, 10, tzinfo=UTC))
    a, b = outlet.write("a", "b")
    outlet.pages["/robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {outlet.url}/sitemap.xml\n"
    for lastmod, asked in [
        ("2024-03-05T10:00:00Z", [a, b]),
        ("2027-01-01T00:00:00Z", []),
        ("2026-03-05", [a]),  # the day is not over
    ]:
        entries = entry(outlet, a, lastmod) + entry(outlet, b, "2024-03-05T10:00:00Z")
        outlet.pages["/sitemap.xml"] = f"<urlset>{entries}</urlset>"
        outlet.run("sitemap")
        assert outlet.articles == asked, lastmod


def test_latest_reads_the_end_of_a_month_over_which_it_did_not_run(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(when: str, **months: list[str]) -> Crawl:
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(when))
        files = {f"/sitemaps/news/sitemap-2026-{m[1:]}.xml": paths for m, paths in months.items()}
        named = "".join(f"<sitemap><loc>{outlet.url}{file}</loc></sitemap>" for file in files)
        outlet.pages["/sitemaps/news.xml"] = f"<sitemapindex>{named}</sitemapindex>"
        for file, paths in files.items():
            entries = "".join(f"<url><loc>{outlet.url}{path}</loc></url>" for path in paths)
            outlet.pages[file] = f"<urlset>{entries}</urlset>"
        return outlet.run("latest")

    a, b, c = outlet.write("a", "b", "c")
    run("2026-03-31T18:00:00Z", m03=[a])
    assert len(run("2026-04-02T08:00:00Z", m03=[a, b], m04=[c]).records) == 3
    run("2026-04-02T09:00:00Z", m03=[a, b], m04=[c])
    assert [path for path in outlet.asked if "2026" in path] == [
        "/sitemaps/news/sitemap-2026-04.xml"
    ]
