"""``scrapy doctor``: what an operator reads, of a good site and of all that can be wrong."""

from __future__ import annotations

import asyncio
import functools
import json
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadFailedError,
    DownloadTimeoutError,
)

from mayadeen_crawler import clock
from mayadeen_crawler.doctor import machine_check
from mayadeen_crawler.doctor.failed_requests import Answer as Got
from mayadeen_crawler.doctor.failed_requests import problem
from mayadeen_crawler.doctor.findings import FieldFinding, Finding
from mayadeen_crawler.doctor.machine_check import file_system
from mayadeen_crawler.doctor.spider import DoctorSpider
from mayadeen_crawler.doctor.text_output import row
from mayadeen_crawler.exceptions import Blocked, HostOnHold, RobotsUnreadable
from mayadeen_crawler.ledger.database.migrations import VERSION
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.outlet import ENGLISH
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.utils.terminal import rendered
from tests.helpers.articles import article
from tests.helpers.crawls import crawl
from tests.helpers.doctor_command import Said, doctor
from tests.helpers.processes import scrapy
from tests.helpers.raw_server import RawServer
from tests.helpers.served_site import Answer, Served, SmallSite, served

GOLDEN = Path(__file__).parents[1] / "fixtures" / "doctor"
#: Its newest article in Politics has all there is but a video.
ARTICLES = 334


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    usage = SimpleNamespace(free=50_000_000_000, total=500_000_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(_site()) as server:
        yield server


@pytest.fixture
def plain() -> Iterator[SmallSite]:
    """A small site, for what the site's pages say nothing of."""
    with served(_plain_site()) as site:
        yield site


@functools.cache
def _site() -> ReplicaSite:
    """Return the site of all these tests, which none of them changes for good."""
    return ReplicaSite(articles=ARTICLES)


def look(server: ReplicaServer | SmallSite, *words: str, **settings: Any) -> Said:
    return doctor(*words, "--base-url", server.url, OUTPUT_DIR="feeds", **settings)


@pytest.mark.parametrize(
    ("fault", "golden", "status", "asked"),
    [("", "healthy", 0, 7), ("redesign", "redesign", 0, 7), ("challenge", "challenge", 3, 1)],
)
def test_golden(
    replica: ReplicaServer, tmp_path: Path, fault: str, golden: str, status: int, asked: int
) -> None:
    if fault:
        replica.faults.on(fault)
    said = look(replica)
    expected = (GOLDEN / f"{golden}.txt").read_text(encoding="utf-8")
    assert said.out.replace(replica.url, "http://SITE") == expected
    assert (said.status, said.err) == (status, "")
    assert len(replica.requests) == asked
    assert replica.requests[:2] == ["/robots.txt", "/"][:asked]
    assert list(tmp_path.iterdir()) == []  # nothing is left behind


@pytest.mark.soak
def test_json_says_the_same(replica: ReplicaServer) -> None:
    replica.faults.on("redesign")
    said, told = look(replica), look(replica, "--json")
    report = json.loads(told.out)
    assert (told.status, report["exit_status"], report["requests"]) == (0, 0, 7)
    assert (report["edition"], report["base_url"]) == ("en", replica.url)
    assert said.out.splitlines()[-1].startswith(report["verdict"])
    for check in report["checks"]:
        line = said.line(check["check"])
        assert line.startswith(f"{check['mark']} {check['check']} {check['finding']}")
        assert bool(check["advice"]) == (check["mark"] != "ok")
    fields = {one["field"]: one for one in report["fields"]}
    assert len(fields) == 26
    assert fields["headline"] == {
        "field": "headline",
        "mark": "ok",
        "value": "Mosul: the stone masons published its grain tally",
        "strategy": "visible",
        "modules": [],
    }
    assert fields["post_id"]["modules"] == ["pages/tawsiyat.py", "pages/meta.py"]
    assert len(fields["body_text"]["value"]) > 1000  # whole, other than on the terminal


def test_a_given_article_is_the_one_looked_at(replica: ReplicaServer) -> None:
    # By the edition's own host, as an operator copies it: it is the mirror's page that is read.
    path = replica.site.path(33)
    said = look(replica, ENGLISH.base_url + path)
    assert said.status == 0
    assert article_shown(replica.site, 33).headline[:40] in said.line("headline")
    assert replica.requests[-1] == path
    assert "newest" not in said.line("article")


def test_a_feed_of_the_users_own_is_left_alone(plain: SmallSite, tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    mine.write_text("[]")
    said = look(plain, FEEDS={str(mine): {"format": "json", "overwrite": True}})
    assert (said.status, mine.read_text()) == (0, "[]")
    assert list(tmp_path.iterdir()) == [mine]


@pytest.mark.soak
def test_the_arabic_edition(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=60, edition="ar")) as server:
        said = look(server, "--edition", "ar")
    assert said.status == 0
    assert said.out.startswith("الميادين, http")
    assert "13 of the catalogue's 13" in said.line("sections")
    assert "10 lines" in said.line("ticker")
    newest = article_shown(server.site, server.site.listing_pages("سياسة")[0][0])
    assert newest.headline[:30] in said.line("headline")


def test_robots_that_disallows_sections_names_them() -> None:
    site = ReplicaSite(articles=60, crawl_delay=2.5, disallow=("/news/health", "/news/politics"))
    with ReplicaServer(site) as server:
        said = look(server)
        asked = server.requests
    assert said.status == 0
    line = said.line("robots")
    assert line.startswith("warn robots it disallows Politics, Health; Crawl-delay is 2.5 seconds")
    # The next section that is allowed serves as the example.
    assert said.line("listing").startswith("ok listing economy shows")
    assert not [path for path in asked if path.startswith(("/news/politics", "/news/health"))]


def test_robots_that_disallows_everything_ends_it() -> None:
    with ReplicaServer(ReplicaSite(articles=20, disallow=("/",))) as server:
        said = look(server)
        assert server.requests == ["/robots.txt"]
    assert said.status == 3
    assert "FAIL robots robots.txt disallows everything" in said.line("robots")
    assert "Not checked: access, clock, sections," in said.out


def test_a_crawl_delay_longer_than_a_run_waits_ends_it() -> None:
    with ReplicaServer(ReplicaSite(articles=20, crawl_delay=86400)) as server:
        said = look(server, DOWNLOAD_DELAY="0.01")
        assert server.requests == ["/robots.txt"]
    assert said.status == 3
    assert "FAIL robots Crawl-delay is 86400 seconds, longer than a run" in said.line("robots")
    assert "Not checked: access, clock, sections," in said.out


def test_robots_that_disallows_the_home_page_alone_leaves_the_catalogue() -> None:
    site = _plain_site()
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /$\n"
    with served(site):
        said = doctor("--base-url", site.url)
    assert said.status == 0
    assert said.line("access").startswith("warn access robots.txt disallows the home page")
    assert said.line("listing").startswith("ok listing politics shows 1 article,")
    assert "/" not in site.requests


def test_agents_that_are_shut_out_are_named() -> None:
    site = _plain_site()
    site.pages["/robots.txt"] = "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n"
    with served(site):
        said = doctor("--base-url", site.url)
    assert "it shuts out GPTBot, CCBot, not this crawler" in said.line("robots")


@pytest.mark.parametrize(
    ("status", "exit_status", "line"),
    [
        (404, 0, "ok robots there is none (HTTP 404): nothing is disallowed"),
        (503, 4, "FAIL robots robots.txt answers HTTP 503: until it can be read"),
        (429, 3, "FAIL robots robots.txt answers HTTP 429: until it can be read"),
        (304, 4, "FAIL robots robots.txt answers HTTP 304: until it can be read"),
    ],
)
def test_robots_by_status(status: int, exit_status: int, line: str) -> None:
    site = _plain_site()
    site.statuses["/robots.txt"] = status
    with served(site):
        said = doctor("--base-url", site.url)
    assert said.line("robots").startswith(line)
    assert said.status == exit_status
    assert ("/" in site.requests) == (exit_status == 0)


@pytest.mark.parametrize(("fault", "status"), [("challenge", 403), ("challenge-page", 503)])
@pytest.mark.soak
def test_a_challenge_in_the_place_of_robots_alone_ends_it_as_it_ends_a_crawl(
    replica: ReplicaServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    status: int,
) -> None:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "mayadeen_crawler.settings")
    replica.faults.on(fault, path="/robots.txt")
    said = look(replica)
    assert said.status == 3
    assert said.line("robots").startswith(
        f"FAIL robots the site blocks this machine by a challenge page, HTTP {status} "
        "(asked for robots.txt) → ask the outlet for access"
    )
    assert replica.requests == ["/robots.txt"]
    assert "disallow" not in said.out
    assert "pages/" not in said.out
    run = crawl("section", tmp_path / "feeds", base_url=replica.url)
    assert (run.status, run.stats["finish_reason"]) == (3, "blocked")


def _plain_site() -> SmallSite:
    """A site of one section and one article, written by hand."""
    site = SmallSite()
    menu = [("/news/politics", "Politics"), ("/news/weather", "Weather")]
    site.listing("/", menu=menu)
    site.listing("/news/politics", "/news/politics/a-story-of-bread", menu=menu)
    site.article("/news/politics/a-story-of-bread", "A story of bread")
    return site


def test_what_a_small_site_lacks_is_said_with_what_to_do() -> None:
    with served(_plain_site()) as site:
        said = doctor("--base-url", site.url)
    assert said.status == 0
    sections = said.line("sections")
    assert sections.startswith(
        "warn sections 1 of the catalogue's 27 are in the navigation; beside them it has Weather; "
        "missing: Economy, Sports, Arts&Culture, "
    )
    assert "outlet/" in sections
    where = "pages/markup.py (its class names) or pages/ticker_layout/visible.py"
    assert where in said.line("ticker")
    assert "/sitemaps/all.xml: there is no such page, HTTP 404" in said.line("sitemap")
    assert said.out.splitlines()[-1].startswith(
        "A crawl would work, but not with the spider breaking or sitemap."
    )
    assert said.line("headline").startswith("ok headline visible A story of bread")
    assert said.line("published_at") == "ok published_at visible 2022-02-03T06:46:00Z"


STORY = "/news/politics/a-story-of-bread"


def _feed(*links: str) -> str:
    """A feed of articles of the 3rd and, the last one, of the 4th of February."""
    days = ["3"] * (len(links) - 1) + ["4"]
    items = "".join(
        f"<item><title>A story</title><link>{ENGLISH.base_url}{link}</link>"
        f"<pubDate>Fri, {day} Feb 2022 08:46:00 GMT</pubDate></item>"
        for link, day in zip(links, days, strict=True)
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"


def _with_feed(path: str, body: str) -> SmallSite:
    """The plain site, whose home page names a feed at /news.xml; *body* is at *path*."""
    site = _plain_site()
    link = "<head><link rel='alternate' type='application/rss+xml' href='/news.xml'></head>"
    site.pages["/"] = site.pages["/"].replace("<body>", f"{link}<body>")
    site.pages[path] = body
    return site


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        (
            "/feed.rss",
            _feed(STORY, STORY + "-and-salt"),
            "ok feed 2 articles, the newest of 2022-02-04, in {url}/feed.rss",
        ),
        (
            "/news.xml",
            _feed(STORY),
            "ok feed 1 article, the newest of 2022-02-04, in {url}/news.xml",
        ),
        (
            "/news.xml",
            "<html><body>News</body></html>",
            (
                "warn feed {url}/feed.rss and {url}/news.xml: what came is no feed → nothing: "
                "`latest` reads the news sitemap instead; where the feed is now, outlet/"
            ),
        ),
        (
            "/feed.rss",
            _feed("/news/politics"),
            (
                "warn feed {url}/feed.rss: none of its items is an article → open it; how it is "
                "read, pages/rss.py"
            ),
        ),
    ],
)
def test_the_feed_is_looked_for_where_a_crawl_looks(path: str, body: str, says: str) -> None:
    with served(_with_feed(path, body)) as site:
        said = doctor("--base-url", site.url)
    assert said.status == 0
    assert said.line("feed") == says.format(url=site.url)
    without = "spider breaking or latest or sitemap" in said.out.splitlines()[-1]
    assert without == ("none of its items" in says)


def test_a_feed_that_fails_is_not_looked_for_elsewhere() -> None:
    site = _with_feed("/news.xml", _feed(STORY))
    site.statuses["/feed.rss"] = 500
    with served(site):
        said = doctor("--base-url", site.url)
    assert said.status == 0
    assert said.line("feed").startswith(
        f"warn feed {site.url}/feed.rss: the site is unwell, HTTP 500"
    )
    assert "not with the spider breaking or latest or sitemap." in said.out
    assert "/news.xml" not in site.requests


def test_a_section_that_moved_is_looked_for_where_a_crawl_looks() -> None:
    site = _plain_site()
    site.listing("/", menu=[("/news/politics-desk", "Politics")])
    with served(site):
        said = doctor("--base-url", site.url)
        site.statuses["/news/politics-desk"] = 410
        assert doctor("--base-url", site.url).status == 0
        site.statuses["/news/politics-desk"] = 500  # that is no reason to look elsewhere
        unwell = doctor("--base-url", site.url)
        site.statuses = {"/news/politics": 404, "/news/politics-desk": 404}
        neither = doctor("--base-url", site.url)
    assert said.status == 0
    assert said.line("listing") == (
        "warn listing there is no such page, HTTP 404 "
        f"(asked for {site.url}/news/politics-desk) → nothing: the next is tried, as in a crawl"
    )
    assert "ok    listing   politics shows 1 article," in said.out
    assert said.line("headline").startswith("ok headline visible A story of bread")
    assert unwell.status == neither.status == 4
    assert unwell.line("listing").startswith("FAIL listing the site is unwell, HTTP 500")
    asked = [row for row in neither.out.splitlines() if " listing " in row]
    assert [row[:4] for row in asked] == ["warn", "FAIL"]


def _with_newest(*paths: str) -> SmallSite:
    """The plain site, whose listing shows *paths* above its one article."""
    site = _plain_site()
    story = "/news/politics/a-story-of-bread"
    site.listing("/news/politics", *paths, story, menu=[("/news/politics", "Politics")])
    return site


@pytest.mark.parametrize(
    ("leads_to", "says"),
    [
        (None, "there is no such page, HTTP 404"),
        ("/news/politics", "it leads away, to {url}/news/politics"),
        ("https://elsewhere.test/x", "it leads off the site, to https://elsewhere.test/x"),
    ],
)
def test_a_newest_article_that_is_gone_or_leads_away_leaves_the_next(
    leads_to: str | None, says: str
) -> None:
    trees = "/news/politics/a-story-of-trees"
    site = _with_newest(trees)
    if leads_to:
        site.redirects[trees] = leads_to
    with served(site):
        said = doctor("--base-url", site.url)
        given = doctor(site.url + trees, "--base-url", site.url)
    says = f"{says.format(url=site.url)} (asked for {site.url}{trees})"
    assert said.status == 0
    assert said.line("article") == (
        f"warn article {says} → nothing: the next is tried, as in a crawl"
    )
    words = " ".join(said.out.split())
    assert f"fields of the next on the listing, {site.url}/news/politics/a-story-of-b" in words
    assert said.line("headline").startswith("ok headline visible A story of bread")
    # The one that was asked for is the one that is told of.
    assert given.status == 4
    assert given.line("article").startswith(f"FAIL article {says} → see ")
    assert "headline" not in given.out


def test_articles_that_robots_disallows_are_passed_over_and_not_asked_for() -> None:
    site = _with_newest("/news/politics/a-story-of-trees")
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /news/politics/a-story-of-trees\n"
    with served(site):
        said = doctor("--base-url", site.url)
    assert said.status == 0
    assert said.line("article").startswith("warn article robots.txt disallows it")
    assert "/news/politics/a-story-of-trees" not in site.requests


def test_a_listing_of_articles_that_are_gone_is_left_after_three() -> None:
    gone = [f"/news/politics/a-story-of-{what}" for what in ("trees", "boats", "stones")]
    site = _with_newest(*gone)
    with served(site):
        said = doctor("--base-url", site.url)
    assert said.status == 4
    assert [path for path in site.requests if "story" in path] == gone
    assert said.out.splitlines()[-1].startswith(
        f"A crawl would not work: there is no such page, HTTP 404 (asked for {site.url}{gone[2]})."
    )


def test_a_home_page_without_navigation_leaves_the_catalogue() -> None:
    site = _plain_site()
    site.pages["/"] = "<html><body><p>Welcome.</p></body></html>"
    with served(site):
        said = doctor("--base-url", site.url)
    assert said.line("sections").startswith(
        "warn sections the navigation was not found: the catalogue's addresses are used"
    )
    assert said.line("listing").startswith("ok listing politics shows 1 article,")
    assert said.status == 0


def test_a_listing_without_articles_is_no_site_to_crawl() -> None:
    site = _plain_site()
    site.pages["/"] = site.pages["/news/politics"] = "<html><body></body></html>"
    with served(site):
        said = doctor("--base-url", site.url)
    assert said.status == 4
    line = said.line("listing")
    assert line.startswith(f"FAIL listing politics: no article was recognised on {site.url}/news")
    assert "pages/listing.py" in line
    assert "Not checked: article, tags, metadata." in said.out


def test_an_article_without_headline_or_time_is_none_to_crawl() -> None:
    site = _plain_site()
    site.pages["/news/politics/a-story-of-bread"] = "<html><body><p>Bread.</p></body></html>"
    with served(site):
        said = doctor("--base-url", site.url)
        assert said.status == 4
        files = "pages/{tawsiyat,jsonld,meta,markup,article_layout/headline}.py"
        assert files in said.line("article")
        assert said.line("headline").startswith("FAIL headline - nothing found: pages/{tawsiyat,")
        site.pages["/news/politics/a-story-of-bread"] = "<html><h1>A story</h1></html>"
        site.pages["/news/politics"] = site.pages["/news/politics"].replace("3 Feb 2022", "")
        said = doctor("--base-url", site.url)
    assert said.status == 4
    assert said.line("article").startswith("FAIL article no time of publication was recognised")


@pytest.mark.parametrize(
    ("page", "verdict"),
    [
        ("<h1>Log in to continue</h1><form><input type=password></form>", "login"),
        ("<h1>Under maintenance</h1><p>We will be back soon.</p>", "maintenance"),
    ],
)
def test_a_page_that_a_crawl_would_refuse_is_no_article(page: str, verdict: str) -> None:
    site = _plain_site()
    site.pages["/news/politics/a-story-of-bread"] = f"<html><body><main>{page}</main></body></html>"
    with served(site):
        said = doctor("--base-url", site.url)
    assert said.status == 4
    assert f"is not the article: not_article/{verdict}" in said.line("article")
    assert "pages/extraction/judgement.py" in said.line("article")
    assert said.out.splitlines()[-1].startswith("A crawl would not work: ")


def test_where_the_newest_page_is_no_article_the_next_is_read() -> None:
    site = _plain_site()
    newest = "/news/politics/a-story-that-went"
    menu = [("/news/politics", "Politics")]
    site.listing("/news/politics", newest, "/news/politics/a-story-of-bread", menu=menu)
    site.pages[newest] = "<html><body><main><h1>Page not found</h1></main></body></html>"
    with served(site):
        said = doctor("--base-url", site.url)
    assert said.status == 0
    first, second = (line for line in said.out.splitlines() if line[6:16] == "article   ")
    assert (first[:4], second[:4]) == ("warn", "ok  ")
    assert f"{site.url}{newest} is not the article: not_article/not_found" in first
    assert "fields of the next on the listing, " in second


@pytest.mark.parametrize(
    ("status", "exit_status", "says"),
    [
        (500, 4, "the site is unwell, HTTP 500 (asked for the home page) → run again later"),
        (403, 3, "the site refuses, HTTP 403 (asked for the home page) → ask the outlet"),
        (404, 4, "there is no such page, HTTP 404 (asked for the home page)"),
        (429, 3, "the site asks to be left alone for a while, HTTP 429 (asked for"),
    ],
)
def test_a_home_page_that_does_not_come(status: int, exit_status: int, says: str) -> None:
    site = _plain_site()
    site.statuses["/"] = status
    with served(site):
        said = doctor("--base-url", site.url)
    assert says in said.line("access")
    assert said.status == exit_status
    assert site.requests == ["/"]  # and no second try


def test_a_home_page_that_is_no_page_or_leads_away() -> None:
    picture = Answer(b"\x89PNG", headers={"Content-Type": "image/png"})
    with Served({"/": picture}) as other:
        said = doctor("--base-url", other.url)
    assert said.status == 4
    assert "what came is no HTML, but image/png (asked for the home page)" in said.line("access")
    site = _plain_site()
    site.redirects["/"] = "https://elsewhere.test/"
    with served(site):
        away = doctor("--base-url", site.url)
    assert away.status == 4
    assert "it leads off the site, to https://elsewhere.test/" in away.line("access")


@pytest.mark.parametrize("path", ["/news/politics", "/feed.rss", "/sitemaps/all.xml"])
def test_a_challenge_later_on_ends_it_too(replica: ReplicaServer, path: str) -> None:
    replica.faults.on("challenge-page", path=path)
    said = look(replica)
    assert said.status == 3
    assert replica.requests[-1] == path
    assert f"HTTP 503 (asked for {replica.url}{path})" in said.out


def test_the_spiders_that_would_get_nothing_are_named(replica: ReplicaServer) -> None:
    replica.faults.on("server-error", path="/sitemaps/*")
    said = look(replica)
    assert said.status == 0
    assert "A crawl would work, but not with the spider sitemap. 1 warning above." in said.out


def test_broken_metadata_is_named(replica: ReplicaServer) -> None:
    replica.faults.on("malformed")
    said = look(replica)
    assert said.status == 0
    line = said.line("metadata")
    assert line.startswith("warn metadata jsonld, tawsiyat could not be read")
    assert "else mend pages/{tawsiyat,jsonld}.py (docs/mending.md)" in line


def test_a_closed_port_and_a_host_without_name() -> None:
    said = doctor("--base-url", "http://127.0.0.1:9")
    assert said.status == 4
    assert said.line("robots").startswith("FAIL robots nothing answers there, connection refused")
    assert "Not checked: access, clock," in said.out


def test_a_site_that_hangs_up_is_told_in_words() -> None:
    with RawServer() as site:
        site.streams["/robots.txt"] = lambda: iter(())
        said = doctor("--base-url", site.url)
    assert said.line("robots").startswith(
        "FAIL robots the connection failed, DownloadFailedError: Connection was closed cleanly. "
        "(asked for robots.txt)"
    )


@pytest.mark.parametrize(
    ("error", "finding"),
    [
        (CannotResolveHostError("DNS lookup failed"), "its host name cannot be resolved, DNS"),
        (DownloadTimeoutError("User timeout"), "no answer came in time"),
        (DownloadFailedError("[<Failure ConnectionLost: gone>]"), "the connection failed, Down"),
        (HostOnHold("x is to be left alone for 900 seconds"), "x is to be left alone for 900"),
        (RobotsUnreadable("robots.txt could not be read"), "robots.txt could not be read"),
        (Blocked("challenge page, HTTP 503"), "the site blocks this machine by a challenge page"),
    ],
)
def test_failures_of_the_network_have_a_word_each(error: Exception, finding: str) -> None:
    wrong = problem(Got("http://replica.test/", error=error))
    assert wrong is not None
    assert wrong.finding.startswith(finding)
    assert wrong.advice
    assert wrong.blocked == ("left alone" in finding or "blocks" in finding)
    assert not wrong.by_robots


def test_a_certificate_that_cannot_be_trusted(tmp_path: Path) -> None:
    _certificate(tmp_path / "site.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "site.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        said = doctor("--base-url", f"https://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert said.status == 4
    line = said.line("robots")
    assert line.startswith("FAIL robots no trusted connection could be made, TLS")
    assert "ca-certificates" in line


def _certificate(path: Path) -> None:
    """Write a key and a certificate that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "replica.test")])
    start = datetime(2025, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start.replace(year=2125))
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, form, plain))


def test_on_a_terminal_marks_have_colour_and_lines_end_in_time() -> None:
    finding = Finding("robots", "warn", "word " * 40, "do this " * 20)
    for colour in (False, True):
        rows = rendered(row(finding), width=60, colour=colour).splitlines()
        assert len(rows) > 5
        plain = [line.replace("\x1b[33m", "").replace("\x1b[0m", "") for line in rows]
        assert max(map(len, plain)) <= 60
        assert (rows[0] != plain[0]) == colour
        assert rows[1:] == plain[1:]
    field = row(FieldFinding("headline", "ok", "x" * 999, "visible", ()))
    (line,) = rendered(field, width=80, colour=False).splitlines()
    assert len(line) == 80
    assert line.endswith("x…")
    # Whatever is piped to a file is whole.
    assert rendered(field).endswith(f"{'x' * 999}\n")
    assert len(rendered(row(finding)).splitlines()) == 2


def test_the_clock_is_compared_with_the_sites(
    replica: ReplicaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() - timedelta(minutes=7))
    said = look(replica)
    assert said.status == 0
    assert "this machine's is 7 minutes behind the site's" in said.line("clock")
    # What a cache has kept for some time says an older hour, and how old it is.
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(minutes=7))
    monkeypatch.setattr(replica.site, "age", 7 * 60)
    replica.faults.on("challenge-page", path="/news/politics")  # what comes later is not looked at
    assert look(replica).line("clock").startswith("ok clock")


def test_hostile_pages_cannot_steer_a_terminal() -> None:
    site = _plain_site()
    evil = "A\x1b[2J story \u202eof\u2066 bread\x9b31m \ue000 " + "<b>x</b>" * 9
    site.article("/news/politics/a-story-of-bread", evil, ("/tags/a\x1b]0;b", "Evil\u202e tag"))
    site.pages["/"] = site.pages["/"].replace("Weather", "We\x1b[31mat\u202eher")
    site.pages["/robots.txt"] = "User-agent: \x1b[31mbad\x07\u202e\nDisallow: /\n"
    with served(site):
        said, told = doctor("--base-url", site.url), doctor("--base-url", site.url, "--json")
    for text in (said.out, told.out):
        assert all(c == "\n" or c.isprintable() for c in text)
    assert said.line("headline").startswith("ok headline visible A")
    assert json.loads(told.out)["exit_status"] == said.status == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--edition", "fr"], "edition='fr' is none of en, ar, es"),
        (["--base-url", "http://exa mple"], "is not the address of a host"),
        (["https://elsewhere.test/x"], "is not on https://english.almayadeen.net"),
        (["one", "two"], "give at most one URL, not 2"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(words: list[str], says: str) -> None:
    said = doctor(*words)
    assert (said.status, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert says in said.err


#: What no crawl begins with is nothing that a crawl would work with.
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("OUTPUT_DIR", "", "OUTPUT_DIR is empty: name a folder"),
        ("DOWNLOAD_DELAY", "fast", "DOWNLOAD_DELAY='fast' is no number of seconds from 0 up"),
        ("DOWNLOAD_DELAY", "nan", "DOWNLOAD_DELAY='nan' is no number of seconds from 0 up"),
        ("HEALTH_MIN_PAGES", "abc", "HEALTH_MIN_PAGES='abc' is no number from 0 up"),
        ("HEALTH_MAX_FAILED", "5", "HEALTH_MAX_FAILED='5' is no share from 0 to 1"),
        ("SILENCE_FACTOR", "long", "SILENCE_FACTOR='long' is no number from 0 up"),
        ("RUNS_KEPT", "all", "RUNS_KEPT='all' is no number from 0 up"),
        (
            "NOTIFY",
            "pigeon",
            (
                "NOTIFY: 'pigeon' is neither 'sentry' nor '$NAME', an environment variable with "
                "URLs of channels"
            ),
        ),
        ("REVISIT_LADDER", "x", "REVISIT_LADDER: 'x' is no number of minutes from 0 up"),
        ("LOG_FILE", "/proc/nowhere/log", "LOG_FILE '/proc/nowhere/log' cannot be written"),
    ],
)
def test_a_setting_that_no_crawl_begins_with(
    plain: SmallSite, name: str, value: str, says: str
) -> None:
    said = doctor("--base-url", plain.url, **{"OUTPUT_DIR": "feeds", name: value})
    assert (said.status, said.out) == (2, "")
    assert said.err == f"scrapy doctor: {says}\n"
    assert plain.told == {}


def test_a_folder_of_another_host(plain: SmallSite, tmp_path: Path) -> None:
    with Ledger(tmp_path / "feeds") as ledger:
        ledger.bind("en", ENGLISH.base_url)
        ledger.write([ScrapedArticle(article(1))])
    before = _rows(tmp_path)
    said = look(plain)
    assert said.status == 4
    line = said.line("output")
    assert line.startswith("FAIL output feeds holds the en edition of https://english.almayadeen")
    assert "another OUTPUT_DIR" in line
    assert said.line("headline").startswith("ok")  # the site is looked at all the same
    assert _rows(tmp_path) == before


@pytest.mark.soak
def test_a_folder_bound_to_nobody_stays_so(plain: SmallSite, tmp_path: Path) -> None:
    with Ledger(tmp_path / "feeds"):
        pass
    assert look(plain).status == 0
    assert _rows(tmp_path) == ([], [])


def test_the_folders_own_pace_is_kept(plain: SmallSite, tmp_path: Path) -> None:
    with Ledger(tmp_path / "feeds") as ledger:
        ledger.bind("en", plain.url)
        ledger.write([ScrapedArticle(article(1))])
    said = look(plain, DOWNLOAD_DELAY=0.01, AUTOTHROTTLE_ENABLED=False)
    assert said.status == 0
    assert f"version {VERSION}, of {plain.url}" in said.line("output")
    hosts, paces = _rows(tmp_path)
    assert hosts == [("en", plain.url)]
    assert paces == [plain.url.removeprefix("http://")]
    # What the site asked an earlier run for holds for the doctor, too.
    plain.told.clear()
    with Ledger(tmp_path / "feeds") as ledger, ledger.transaction() as db:
        db.execute("UPDATE pace SET held_until = ?", (time.time() + 5000,))
    said = look(plain)
    assert said.status == 3
    assert "asked an earlier run to leave it alone" in said.line("output")
    assert plain.told == {}


def _rows(folder: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """The bindings and the paces in the folder's ledger."""
    with Ledger(folder / "feeds") as ledger, ledger.transaction() as db:
        hosts = [tuple(row) for row in db.execute("SELECT edition, base_url FROM hosts")]
        return hosts, [row["host"] for row in db.execute("SELECT host FROM pace")]


def test_folders_that_cannot_be_used(plain: SmallSite, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = doctor("--base-url", plain.url, OUTPUT_DIR="file/feeds")
    assert said.status == 4
    assert said.line("output").startswith("FAIL output file/feeds cannot be written to")
    folder = tmp_path / "feeds"
    folder.mkdir()
    (folder / "ledger.sqlite3").write_bytes(b"not a database" * 100)
    said = look(plain)
    assert said.status == 4
    assert "is damaged" in said.line("output")
    assert "scrapy ledger rebuild" in said.line("output")
    (folder / "ledger.sqlite3").unlink()
    with Ledger(folder) as ledger, ledger.transaction() as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    said = look(plain)
    assert said.status == 4
    assert "upgrade mayadeen-crawler" in said.line("output")


@pytest.mark.soak
def test_an_older_ledger_is_left_as_it_is(plain: SmallSite, tmp_path: Path) -> None:
    with Ledger(tmp_path / "feeds") as ledger:
        ledger.bind("en", plain.url)
        with ledger.transaction() as db:
            db.execute(f"PRAGMA user_version = {VERSION - 1}")
    said = look(plain)
    assert said.status == 0
    assert f"version {VERSION - 1}, and the next run makes it {VERSION}" in said.line("output")
    ledger_file = tmp_path / "feeds" / "ledger.sqlite3"
    code = (
        "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ledger_file)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"({VERSION - 1},)"


def test_a_disk_that_is_nearly_full_fails_and_a_network_folder_warns(
    replica: ReplicaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica.faults.on("challenge")  # the folder is looked at before the site, which ends it here
    for free, total in ((0.999, 5), (4.9, 100)):
        usage = SimpleNamespace(free=free * 1e9, total=total * 1e9)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, usage=usage: usage)
        assert (
            look(replica)
            .line("output")
            .startswith(
                f"FAIL output feeds will be made, {free:.1f} GB free of {total}.0 GB: "
                "the disk is nearly full"
            )
        )
    for free, total in ((1.1, 5), (5.1, 100)):
        usage = SimpleNamespace(free=free * 1e9, total=total * 1e9)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, usage=usage: usage)
        assert look(replica).line("output").startswith("ok")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nbox:/x {tmp_path} nfs4 rw 0 0\nnone /proc proc\n")
    monkeypatch.setattr(machine_check, "_MOUNTS", mounts)
    assert "it is on a network (nfs4)" in look(replica).line("output")
    assert file_system(tmp_path.parent, mounts) == "ext4"
    assert file_system(tmp_path, tmp_path / "none") == ""


def test_who_crawls_and_with_which_browser(plain: SmallSite) -> None:
    said = look(plain, BROWSER_PATH="/nowhere/chromium", CONTACT="me@example.org")
    assert said.status == 0
    assert said.line("contact") == "ok contact me@example.org"
    browser = said.line("browser")
    assert browser.startswith("warn browser BROWSER_PATH='/nowhere/chromium' is no program")
    assert "playwright install chromium" in browser


def test_as_a_process_it_is_quiet_and_leaves_nothing(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    done = scrapy(
        "doctor", "--base-url", replica.url, "-s", "DOWNLOAD_DELAY=0", "-s", "OUTPUT_DIR=feeds",
        "-s", "BROWSER_PATH=/bin/sh", cwd=tmp_path, MAYADEEN_CONTACT="", TMPDIR=str(tmp_path),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    expected = (GOLDEN / "healthy.txt").read_text(encoding="utf-8").splitlines()
    shown = done.stdout.replace(replica.url, "http://SITE").splitlines()
    assert [line for line in shown if "GB free" not in line] == [
        line for line in expected if "GB free" not in line
    ]
    assert list(tmp_path.iterdir()) == []


def test_interrupted_it_gives_no_verdict_that_it_cannot_know(
    replica: ReplicaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(spider: DoctorSpider, url: str) -> Got:
        if url.endswith("/news/politics"):  # what SIGINT does to whatever the spider waits for
            spider.crawler.stop_async_task = asyncio.ensure_future(  # type: ignore[attr-defined]
                spider.crawler.stop_async()
            )
        return await fetch(spider, url)

    fetch = DoctorSpider.fetch
    monkeypatch.setattr(DoctorSpider, "fetch", interrupted)
    replica.faults.on("slow", path="/news/politics", value=1)
    said = look(replica)
    assert said.status == 4
    assert said.line("doctor").startswith("FAIL doctor the check of the site was interrupted")
    assert "Not checked: listing, ticker, feed, sitemap, article, tags, metadata." in said.out
