"""Spider ``latest``: what is new in one conditional request, by crawls of the replica."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.pages.rss import read_feed
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.utils.text import clean
from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import Answer, Served, story

EDITIONS = ("en", "ar", "es")


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles=3)) as server:
        yield server


def run(server: ReplicaServer, folder: Path, **given: Any) -> Crawl:
    """Crawl; ``server.requests`` has this run's requests only, without robots.txt."""
    del server.requests[:]
    edition = server.site.edition.code
    done = crawl("latest", folder, base_url=server.url, edition=edition, **given)
    server.requests.remove("/robots.txt")
    return done


def test_a_browser_is_not_needed_whatever_is_asked(tmp_path: Path, replica: ReplicaServer) -> None:
    settings = {"BROWSER_PATH": "/nowhere/chromium"}
    assert run(replica, tmp_path, browser="always", settings=settings).status == 0


def test_a_pictures_title_is_not_the_items() -> None:
    for media in ("xmlns:media='http://search.yahoo.com/mrss/'", ""):
        item = (
            "<item><media:title>A quay at dawn</media:title><title>The strike ends</title>"
            f"<link>{ENGLISH.base_url}/news/politics/the-strike-ends</link></item>"
        )
        read = read_feed(f"<rss {media}><channel>{item}</channel></rss>".encode(), Site(ENGLISH))
        assert read is not None
        assert [card.headline for card in read.cards] == ["The strike ends"]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.sampled(3)
def test_what_is_new_comes_by_the_feed(edition: str, tmp_path: Path) -> None:
    site = ReplicaSite(articles=6, edition=edition)
    with ReplicaServer(site) as server:
        first = run(server, tmp_path)
        assert first.status == 0
        assert server.requests[0] == "/feed.rss"
        assert len(server.requests) == 7
        shown = [article_shown(site, number) for number in range(1, 7)]
        assert {r["headline"] for r in first.records} == {clean(one.headline) for one in shown}

        quiet = run(server, tmp_path)
        assert (quiet.status, server.requests, server.answers[-1]) == (
            0, ["/feed.rss"], ("/feed.rss", 304),
        )  # fmt: skip
        assert quiet.stats["conditional/not_modified/latest"] == 1
        assert quiet.stats["article/known_on_listings"] == 6

        (number,) = site.publish(1)
        later = run(server, tmp_path)
        assert len(server.requests) == 2
        assert (later.status, len(later.records)) == (0, 7)
        assert later.records[-1]["headline"] == clean(article_shown(site, number).headline)


def test_what_the_feed_showed_is_a_listing_record(replica: ReplicaServer, tmp_path: Path) -> None:
    run(replica, tmp_path)
    run(replica, tmp_path)
    (record,) = feed(tmp_path, "listings")
    assert (record["list"], record["name"], record["page"]) == ("latest", "latest", 1)
    assert [item["position"] for item in record["items"]] == [1, 2, 3]
    newest = article_shown(replica.site, 3)
    assert record["items"][0]["headline"] == newest.headline
    assert record["items"][0]["label"] in (newest.section.label, newest.region)
    assert all(item["id"] for item in record["items"])


ITEMS = """
<item><title>Piers &amp;amp; lamps: 5 &lt; 6</title>
<link>https://english.almayadeen.net/news/politics/piers--lamps?utm_source=rss&amp;a=1</link>
<pubDate>Tue, 25 Mar 2025 22:35:09 GMT</pubDate>
<category>Breaking</category><category>Politics</category></item>
<item><title>The same once more</title>
<link>https://english.almayadeen.net/news/politics/piers--lamps?a=1</link></item>
<item><title>A section</title><link>https://english.almayadeen.net/news/politics</link></item>
<item><title>Elsewhere</title><link>https://elsewhere.example/news/politics/a-b-c</link></item>
<item><title>By its guid, with a bare & and a &nbsp; and a \x01</title>
<guid isPermaLink="true">/news/politics/by-its-guid?a=1&b=2</guid></item>
<item><title>Open</title><link>/news/politics/left-open</link>
<item><title>A character &#1; that XML forbids</title><link>/news/politics/forbidden</link></item>
<item><title>No end<br></title><link>/news/politics/no-end</link></item>
<item><title><![CDATA[Last &amp; least]]></title>
<link><![CDATA[/news/politics/the-last-one?a=1&amp;copy=2]]></link></item>
"""


def feed_of(items: str, head: str = "") -> Answer:
    text = f"<?xml version='1.0'?>{head}<rss version='2.0'><channel>{items}</channel></rss>"
    return Answer(text.encode(), headers={"Content-Type": "application/rss+xml"})


def test_a_broken_item_costs_no_other(tmp_path: Path) -> None:
    with Served({"/feed.rss": feed_of(ITEMS)}) as site:
        for path in ("piers--lamps?a=1", "piers--lamps?utm_source=rss&a=1",
                     "by-its-guid?a=1&b=2", "the-last-one?a=1&copy=2", "forbidden"):  # fmt: skip
            site.pages[f"/news/politics/{path}"] = story(path)
        done = crawl("latest", tmp_path, base_url=site.url)
    assert sorted(record["url"].rpartition("/")[2] for record in done.records) == [
        "by-its-guid?a=1&b=2", "forbidden", "piers--lamps?utm_source=rss&a=1",
        "the-last-one?a=1&copy=2",
    ]  # fmt: skip
    (listing,) = feed(tmp_path, "listings")
    first = listing["items"][0]
    assert (first["headline"], first["label"]) == ("Piers & lamps: 5 < 6", "Politics")
    assert listing["items"][-1]["headline"] == "Last & least"
    by_guid = next(one for one in listing["items"] if "by-its-guid" in one["url"])
    assert by_guid["headline"] == "By its guid, with a bare & and a and a"


def test_the_feeds_day_and_category_are_hints(tmp_path: Path) -> None:
    with Served({"/feed.rss": feed_of(ITEMS)}) as site:
        site.pages["/news/politics/piers--lamps?utm_source=rss&a=1"] = story("piers", published="")
        done = crawl("latest", tmp_path, base_url=site.url)
    (record,) = done.records
    # 22:35 GMT is the next day on the site's clock.
    assert (record["published_at"], record["published_date"]) == (None, "2025-03-26")
    assert record["section_label"] == "Politics"
    assert record["provenance"]["published_at"] == "listing"


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE rss [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>",
        "<!DOCTYPE rss SYSTEM 'http://127.0.0.1:1/x.dtd'>",
    ],
)
def test_no_entity_is_expanded(head: str, tmp_path: Path) -> None:
    item = "<item><title>Lamps &e; lit</title><link>/news/politics/lamps-lit</link></item>"
    with Served({"/feed.rss": feed_of(item, head), "/news/politics/lamps-lit": story("a")}) as site:
        crawl("latest", tmp_path, base_url=site.url)
    (listing,) = feed(tmp_path, "listings")
    assert listing["items"][0]["headline"] == "Lamps &e; lit"


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.sampled(3)
def test_a_feed_elsewhere_is_named_by_the_home_page(edition: str, tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=3, edition=edition, feed="/rss/newest")) as server:
        assert len(run(server, tmp_path).records) == 3
        assert server.requests[:3] == ["/feed.rss", "/", "/rss/newest"]
        assert run(server, tmp_path).status == 0
        assert server.answers[-3:] == [("/feed.rss", 404), ("/", 304), ("/rss/newest", 304)]
        assert len(server.requests) == 3


def test_without_a_feed_the_news_sitemap_serves(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=10, feed=None)) as server:
        first = run(server, tmp_path)
        assert first.status == 0
        assert server.requests[:3] == ["/feed.rss", "/", "/sitemaps/news.xml"]
        known = len(first.records)
        assert known > 5
        quiet = run(server, tmp_path)
        assert (quiet.status, len(quiet.records)) == (0, known)
        assert {status for _, status in server.answers[-2:]} == {304}
        server.site.publish(1)
        assert len(run(server, tmp_path).records) == known + 1


@pytest.mark.soak
def test_pending_articles_of_the_feed_come_first(replica: ReplicaServer, tmp_path: Path) -> None:
    path = replica.site.path(3)
    replica.faults.on("server-error", path=path)
    assert len(run(replica, tmp_path).records) == 2
    replica.faults.off("server-error")
    assert len(run(replica, tmp_path).records) == 3
    assert replica.requests == [path, "/feed.rss"]


@pytest.mark.soak
def test_a_known_article_is_visited_again_by_the_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = clock.now()
    with ReplicaServer(ReplicaSite(articles=3, newest=begun)) as server:
        assert len(run(server, tmp_path).records) == 3
        run(server, tmp_path)
        assert server.requests == ["/feed.rss"]
        monkeypatch.setattr(clock, "now", lambda: begun + timedelta(hours=2, minutes=1))
        done = run(server, tmp_path)
        assert (len(server.requests), len(done.records)) == (4, 3)
        assert done.stats["article/known"] == 3


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (feed_of(""), "no article recognised in"),
        (feed_of("<item><title>A</title><link>/news/politics</link></item>"), "no article"),
        (Answer(b"", 503), "could not be read: http_503"),
        (Answer(b"", 403), "could not be read: http_403"),
        (Answer(b"<html><h1>Soon</h1>", 200), "no feed that may be read, and no article"),
        (Answer(b"", 200), "no feed that may be read, and no article"),
    ],
)
def test_a_run_that_cannot_see_what_is_new_is_unhealthy(
    answer: Answer, why: str, tmp_path: Path
) -> None:
    answer.headers.setdefault("Content-Type", "text/html")
    with Served({"/feed.rss": answer, "/": "<h1>Home</h1>"}) as site:
        done = crawl("latest", tmp_path, base_url=site.url)
    assert done.status == 4
    assert why in done.stats["latest/problem"]
    assert done.stats["health/problem"].startswith("what is new was not seen: ")
    assert "TRACEBACK" not in "".join(done.lines)


def test_a_feed_that_robots_txt_disallows_is_left_alone(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=3, disallow=("/feed.rss",))) as server:
        assert run(server, tmp_path).status == 0
        assert "/feed.rss" not in server.requests
        assert "/sitemaps/news.xml" in server.requests
