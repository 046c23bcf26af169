"""The tag spider: where it finds a tag's page, and that it asks for nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.arguments import parse as arguments
from mayadeen_crawler.crawling import remembered_pages
from mayadeen_crawler.crawling.listings import tag_arguments
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import ListKind
from mayadeen_crawler.pages.extraction.page import Page, PageText
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from tests.helpers.articles import feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import SmallSite, served

NEWS = "/news/politics/"


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    """Forty articles: two of them are under two of Homs, Seed exchange and La Paz."""
    with ReplicaServer(ReplicaSite(articles=40, page_size=3)) as server:
        yield server


@pytest.fixture
def site() -> Iterator[SmallSite]:
    """A site whose tags live where nobody would guess: ``/subjects/<number>``."""
    small = SmallSite()
    tags = {"Clay": "/subjects/11", "Night kilns": "/subjects/12", "Glaze": "/subjects/13"}
    small.article(f"{NEWS}potters-light-the-kiln", "Potters light the kiln",
                  (tags["Clay"], "Clay"), (tags["Night kilns"], "Night kilns"))  # fmt: skip
    small.article(f"{NEWS}glaze-runs-out-in-spring", "Glaze runs out in spring",
                  (tags["Glaze"], "Glaze"), (tags["Clay"], "Clay"))  # fmt: skip
    small.article(f"{NEWS}an-older-story-of-clay", "An older story of clay", (tags["Clay"], "Clay"))
    small.listing("/", f"{NEWS}potters-light-the-kiln", menu=[("/news/politics", "Politics")])
    small.listing("/news/politics", f"{NEWS}glaze-runs-out-in-spring")
    small.listing("/subjects/11", f"{NEWS}potters-light-the-kiln",
                  f"{NEWS}glaze-runs-out-in-spring", f"{NEWS}an-older-story-of-clay")  # fmt: skip
    small.listing("/subjects/12", f"{NEWS}potters-light-the-kiln")
    small.listing("/subjects/13", f"{NEWS}glaze-runs-out-in-spring")
    with served(small):
        yield small


def run(site: SmallSite | ReplicaServer, folder: Path, tags: str, **arguments: Any) -> Crawl:
    if isinstance(site, SmallSite):  # whose listings have one page
        arguments.setdefault("max_pages", "1")
    return crawl("tag", folder, base_url=site.url, tags=tags, **arguments)


def paths(crawled: Crawl, base: str) -> list[str]:
    return sorted(record["url"].removeprefix(base) for record in crawled.records)


# On the replica: its tags live where the edition's template says.


@pytest.mark.soak
def test_no_page_is_parsed_twice(
    replica: ReplicaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: Counter[str] = Counter()
    begin = Page.__init__

    def count(page: Page, response: PageText, *given: Any, **named: Any) -> None:
        parsed[response.url] += 1
        begin(page, response, *given, **named)

    monkeypatch.setattr(Page, "__init__", count)
    label = article_shown(replica.site, 40).tags[0].name
    crawled = run(replica, tmp_path, label, max_pages="2")
    assert crawled.status == 0
    assert len(parsed) > len(crawled.records) > 0
    assert {url: times for url, times in parsed.items() if times > 1} == {}


def test_an_article_under_several_tags_is_one_record(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    got = run(replica, tmp_path, "Homs,seed-exchange,la paz", max_pages="0")
    assert (got.status, got.lines) == (0, [])
    wanted = {"Homs", "Seed exchange", "La Paz"}
    tagged = [
        n
        for n in range(1, 41)
        if wanted & {tag.name for tag in article_shown(replica.site, n).tags}
    ]
    assert paths(got, replica.url) == sorted(replica.site.path(n) for n in tagged)
    asked = Counter(path for path in replica.requests if replica.site.find(path))
    assert len(asked) == len(tagged)
    assert set(asked.values()) == {1}


def test_a_second_run_over_unchanged_tags_fetches_no_article(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    run(replica, tmp_path, "Homs,Tyre")
    lines = feed_lines(tmp_path)
    replica.requests.clear()
    again = run(replica, tmp_path, "Homs,Tyre")
    assert (again.status, again.lines) == (0, [])
    assert feed_lines(tmp_path) == lines
    assert replica.requests == ["/robots.txt", "/tags/homs", "/tags/tyre"]


@pytest.mark.soak
def test_an_address_and_a_label_of_one_tag_are_one_listing(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    run(replica, tmp_path, f"{replica.url}/tags/homs?utm_source=x")
    replica.requests.clear()
    again = run(replica, tmp_path, f"HOMS,{replica.url}/tags/homs")
    assert again.status == 0
    assert replica.requests == ["/robots.txt", "/tags/homs"]


@pytest.mark.soak
def test_max_pages_and_since_hold(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.site.page_size = 1
    got = run(replica, tmp_path / "pages", "Homs", max_pages="2")
    assert len(got.records) == 2
    newest = max(record["published_date"] for record in got.records)
    got = run(replica, tmp_path / "since", "Homs", since=newest)
    assert {record["published_date"] for record in got.records} == {newest}


@pytest.mark.soak
def test_nobody_knows_it(replica: ReplicaServer, tmp_path: Path) -> None:
    got = run(replica, tmp_path, "Homs,Oran archve")
    assert got.status == 2
    assert len(got.lines) == 1
    assert "no tag 'Oran archve'; did you mean 'Oran archive'?" in got.lines[0]
    assert got.records == []
    looked = [path for path in replica.requests if replica.site.find(path)]
    assert 0 < len(looked) <= 30


# On a small site whose tags live elsewhere.


@pytest.mark.soak
def test_a_look_at_the_newest_articles_finds_the_address(site: SmallSite, tmp_path: Path) -> None:
    got = run(site, tmp_path, "clay,GLAZE")
    assert (got.status, got.lines) == (0, [])
    assert paths(got, site.url) == [
        f"{NEWS}an-older-story-of-clay",
        f"{NEWS}glaze-runs-out-in-spring",
        f"{NEWS}potters-light-the-kiln",
    ]
    asked = Counter(site.requests)
    assert all(asked[path.removeprefix(site.url)] == 1 for path in paths(got, site.url))
    assert asked["/subjects/11"] == asked["/subjects/13"] == 1
    assert asked["/subjects/12"] == 0


def test_the_navigation_may_link_a_tag(site: SmallSite, tmp_path: Path) -> None:
    site.listing("/", menu=[("/keyword/fire", "Fire"), ("/earth", "Earth")])
    site.listing("/keyword/fire", f"{NEWS}potters-light-the-kiln")
    site.listing("/earth", f"{NEWS}potters-light-the-kiln")
    got = run(site, tmp_path, "fire")
    assert (got.status, got.lines) == (0, [])
    assert paths(got, site.url) == [f"{NEWS}potters-light-the-kiln"]
    assert run(site, tmp_path, "Earth").status == 2  # a section is no tag


@pytest.mark.soak
def test_what_was_learned_needs_no_look(site: SmallSite, tmp_path: Path) -> None:
    run(site, tmp_path, "Clay")
    site.requests.clear()
    got = run(site, tmp_path, "night-kilns")
    assert (got.status, got.lines) == (0, [])
    assert site.requests == ["/subjects/12"]


def test_what_a_section_run_met_is_learned(site: SmallSite, tmp_path: Path) -> None:
    crawl("section", tmp_path, base_url=site.url, sections="politics")
    site.requests.clear()
    assert run(site, tmp_path, "Glaze").status == 0
    assert site.requests == ["/subjects/13"]


@pytest.mark.parametrize(
    ("linked", "given"),
    [
        ("/subjects/night-kilns", "Night kilns"),
        ("/subjects/night-kilns", "{url}/subjects/night-kilns"),
        ("/topics/after-dark", "after-dark"),  # a slug that does not say its label
    ],
)
@pytest.mark.sampled(3)
def test_a_renamed_tag_is_where_its_old_address_leads(
    site: SmallSite, tmp_path: Path, linked: str, given: str
) -> None:
    path = f"{NEWS}potters-light-the-kiln"
    site.article(path, "Potters light the kiln", (linked, "Night kilns"), ("/subjects/11", "Clay"))
    new = f"{linked.rpartition('/')[0]}/kilns-by-night"
    site.redirects[linked] = new
    site.listing(new, path)
    for _ in range(2):  # the second time the ledger knows the address
        got = run(site, tmp_path, given.format(url=site.url))
        assert (got.status, got.lines) == (0, [])
        assert paths(got, site.url) == [path]
    assert site.requests[-2:] == [linked, new]


def test_two_names_of_one_tag_are_one_listing(site: SmallSite, tmp_path: Path) -> None:
    site.redirects["/tags/usa"] = "/tags/united-states"
    site.listing("/tags/united-states", f"{NEWS}potters-light-the-kiln")
    got = run(site, tmp_path, "USA,United States")
    assert (got.status, got.lines) == (0, [])
    assert got.stats["listing/completed"] == got.stats["listing/pages"] == 1


@pytest.mark.soak
def test_the_latest_news_is_no_tag(site: SmallSite, tmp_path: Path) -> None:
    """Where the site has no such page it shows its home page, with status 200."""
    home = site.pages["/"].replace("<html>", "<html><title>The Made-up Paper</title>")
    site.pages |= {"/tags/zebra": home, "/tags/glaze": home, "/tags/clay": home}
    got = run(site, tmp_path, "Zebra")
    assert got.status == 2
    assert "no tag 'Zebra' (known, for example: " in got.lines[0]
    # An article that links such an address is believed: few headings say nothing of a tag.
    site.article(f"{NEWS}glaze-runs-out-in-spring", "Glaze runs out", ("/tags/clay", "Clay"))
    got = run(site, tmp_path / "linked", "Clay")
    assert (got.status, got.lines) == (0, [])
    assert site.requests.count("/tags/clay") == 1


@pytest.mark.parametrize("gone", ["status", "no cards", "home"])
def test_an_address_that_serves_no_more_falls_to_the_next(
    site: SmallSite, tmp_path: Path, gone: str
) -> None:
    run(site, tmp_path, "Clay")
    match gone:
        case "status":
            del site.pages["/subjects/12"]
        case "no cards":
            site.listing("/subjects/12")
        case _:
            site.redirects["/subjects/12"] = "/"
    site.listing("/tags/night-kilns", f"{NEWS}potters-light-the-kiln")
    site.requests.clear()
    got = run(site, tmp_path, "Night kilns")
    assert (got.status, got.lines) == (0, [])
    assert [path for path in site.requests if path != "/"] == ["/subjects/12", "/tags/night-kilns"]


def test_nearest_labels_come_from_the_pages_looked_at(site: SmallSite, tmp_path: Path) -> None:
    got = run(site, tmp_path, "Night kiln")
    assert got.status == 2
    (line,) = got.lines
    assert "no tag 'Night kiln'; did you mean 'Night kilns'? (nearest known: Night kilns" in line
    assert got.records == []
    # Where the page that articles link is gone, the label is no neighbour of itself.
    del site.pages["/subjects/13"]
    (line,) = run(site, tmp_path, "glaze").lines
    assert "no tag 'glaze' (linked, but its page lists no article) (known, for example: " in line
    # What was seen is learned all the same.
    site.requests.clear()
    assert run(site, tmp_path, "Night kilns").status == 0
    assert site.requests[0] == "/subjects/12"


def test_a_url_that_is_gone_is_wrong_use(site: SmallSite, tmp_path: Path) -> None:
    got = run(site, tmp_path, f"{site.url}/subjects/99,Clay")
    assert got.status == 2
    (line,) = got.lines
    assert f"no tag '{site.url}/subjects/99'" in line
    assert got.records == []


@pytest.mark.soak
def test_a_site_that_is_unwell_is_no_wrong_use(site: SmallSite, tmp_path: Path) -> None:
    run(site, tmp_path, "Clay")
    site.statuses["/subjects/12"] = 503
    got = run(site, tmp_path, "Night kilns,Clay", refresh="always")
    assert got.status == 0
    line, warned = got.lines
    assert "tag:night-kilns: its page could not be read: http_503" in line
    assert warned == "WARNING: warning: 1 of 2 lists could not be read: see the lines above"
    assert got.stats["listing/failed/http_503"] == 1
    assert got.stats["listing/completed"] == 1


def test_a_site_that_cannot_be_read_at_all_is_unhealthy(site: SmallSite, tmp_path: Path) -> None:
    for path in ("/", "/tags/clay"):
        site.statuses[path] = 403
    got = run(site, tmp_path, "Clay")
    assert got.status == 4
    assert "could not be read: http_403" in got.lines[0]


@pytest.mark.parametrize(
    ("kind", "unwell", "status"),
    [
        ("authors", ["/authors"], 4),
        ("tags", ["/authors"], 2),  # authors alone are linked there
        ("tags", [f"{NEWS}potters-light-the-kiln", f"{NEWS}glaze-runs-out-in-spring"], 4),
        # Of the lists that are there the home page alone was read.
        ("coverages", ["/news/politics", "/news/Economy"], 4),
        # One of two articles was read, and does not link it.
        ("tags", [f"{NEWS}potters-light-the-kiln"], 2),
    ],
)
def test_a_name_is_not_wrong_where_the_pages_that_may_link_it_fail(
    kind: str, unwell: list[str], status: int, site: SmallSite, tmp_path: Path
) -> None:
    site.statuses |= dict.fromkeys(unwell, 503)
    given: dict[str, Any] = {kind: "Someone else"}
    done = crawl("tag", tmp_path, base_url=site.url, **given)
    assert done.status == status
    said = f"{kind.removesuffix('s')}:someone-else: its page could not be looked for: http_503"
    told = [line for line in done.lines if said in line]
    assert bool(told) == (status == 4)
    assert all(any(line.endswith(f"({site.url}{path})") for path in unwell) for line in told)
    if status == 4:
        site.statuses |= dict.fromkeys(unwell, 404)  # gone, which is an answer
        assert crawl("tag", tmp_path, base_url=site.url, **given).status == 2


def test_a_home_page_that_raises_says_of_no_name_that_it_is_wrong(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unforeseen(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(remembered_pages, "read_home", unforeseen)
    done = run(site, tmp_path, "Someone else")
    assert done.status == 4
    said = f"tag:someone-else: its page could not be looked for: page_error ({site.url}/)"
    assert f"ERROR: {said}" in done.lines


def test_a_site_that_asks_to_be_left_alone_ends_the_look(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    replica.faults.on("rate-limit", value=3600, path="/tags/*")
    got = run(replica, tmp_path, "Homs,Tyre", settings={"DOWNLOAD_DELAY": 0.01})
    assert got.status == 3
    assert not [line for line in got.lines if "tag:" in line or "no tag" in line]


def test_pending_articles_of_a_tag_come_first(site: SmallSite, tmp_path: Path) -> None:
    old = f"{NEWS}an-older-story-of-clay"
    site.statuses[old] = 500
    run(site, tmp_path, "Clay")
    del site.statuses[old]
    site.listing("/subjects/11", f"{NEWS}potters-light-the-kiln")
    assert old in paths(run(site, tmp_path, "clay"), site.url)


# The argument.


def tags_of(
    value: str | None, edition: str = "en", kind: ListKind = "tag"
) -> list[tuple[str, str | None]]:
    site = arguments({"edition": edition}, spider="tag").site
    return [(tag.name, tag.url) for tag in tag_arguments.parse_all({kind: value}, site)]


def test_labels_slugs_and_addresses() -> None:
    host = "https://english.almayadeen.net"
    assert tags_of("Syria, US troops in Syria ,us-troops-in-syria,#Idlib") == [
        ("syria", None), ("us-troops-in-syria", None), ("idlib", None),
    ]  # fmt: skip
    assert tags_of(f"{host}/tags/paris,-texas,Syria,{host}/tags/a,b") == [
        ("paris-texas", f"{host}/tags/paris,-texas"),
        ("syria", None),
        ("a", f"{host}/tags/a"),
        ("b", None),
    ]
    assert tags_of(f"{host}/tag?id=5,7,Oran") == [("tag-id-5-7", f"{host}/tag?id=5,7"),
                                                  ("oran", None)]  # fmt: skip
    assert tags_of("%D8%B3%D9%88%D8%B1%D9%8A%D8%A7", "ar") == [("سوريا", None)]
    assert tags_of("الأردن,الاردن", "ar") == [("الاردن", None)]
    # As an Arabic keyboard writes a list, and as a page's text is copied.
    assert tags_of("صور، سوريا", "ar") == [("صور", None), ("سوريا", None)]
    assert tags_of(f"\u200f{host}/tags/a\u200f,\u200fB") == [("a", f"{host}/tags/a"), ("b", None)]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "give at least one of tags=, authors= and coverages="),
        ("", "tags= contains no tag"),
        (" , ", "tags= contains no tag"),
        ("Syria,…", "'…' is not a tag"),
        ("https://elsewhere.example/tags/syria", "is not a URL on https://english.almayadeen.net"),
        ("/tags/syria", "is not a URL on"),
        ("ftp://english.almayadeen.net/tags/syria", "is not a URL on"),
        ("https://english.almayadeen.net/", "is not a tag page"),
        ("https://english.almayadeen.net/news/politics/a-b-c", "is not a tag page"),
    ],
)
def test_wrong_tags(value: str | None, says: str) -> None:
    with pytest.raises(WrongUseError, match=says):
        tags_of(value)


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("author", "", r"authors= contains no author: give labels, slugs or URLs"),
        ("author", "!", "authors='!' is not an author: it has no letter or digit"),
        ("author", "https://english.almayadeen.net/tags/a", "is not an author page"),
        ("coverage", ",", r"coverages= contains no coverage"),
        ("coverage", "https://english.almayadeen.net/news/politics/a-b", "is not a coverage page"),
    ],
)
def test_wrong_authors_and_coverages(kind: ListKind, value: str, says: str) -> None:
    with pytest.raises(WrongUseError, match=says):
        tags_of(value, kind=kind)
