"""Conditional requests of sitemaps: a quiet run reads none, and what is due comes all the same."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.sitemaps.remembered_sitemap import RememberedSitemap, SitemapRecorder
from mayadeen_crawler.crawling.sitemaps.sitemap_file import SitemapCounts, SitemapLocation
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite, ReplicaSitemaps
from tests.helpers.articles import feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import HOST, entry, index, served, url, urlset
from tests.helpers.validated_site import ValidatedSite

TEN = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
ALL, MARCH, APRIL = (
    "/sitemaps/all.xml", "/sitemap-2024-3.xml", "/sitemap-2024-4.xml",
)  # fmt: skip
MONTHS = [f"/sitemaps/all/sitemap-2025-{month}.xml" for month in (11, 10)]


@pytest.fixture
def site() -> Iterator[ValidatedSite]:
    """An index of two months without dates, with three stories."""
    small = ValidatedSite()
    small.pages |= {
        ALL: index([MARCH, APRIL]),
        MARCH: urlset(entry("a"), entry("b")),
        APRIL: urlset(entry("c")),
    }
    small.publish("a", "b", "c")
    with served(small):
        yield small


def run(site: ValidatedSite, folder: Path, **given: Any) -> Crawl:
    """Crawl the sitemaps; `site.answers` has this run's answers only."""
    del site.answers[:]
    return crawl("sitemap", folder, base_url=site.url, **given)


def files(site: ValidatedSite) -> dict[str, int]:
    """Return the sitemaps that the last run asked for, with their statuses."""
    return {path: status for path, status in site.answers if path.endswith(".xml")}


def names(site: ValidatedSite) -> list[str]:
    """Return the stories that the last run asked for."""
    return [path[-1] for path, _ in site.answers if "/story-" in path]


UNCHANGED = {ALL: 304, MARCH: 304, APRIL: 304}


@pytest.mark.parametrize(
    ("form", "asked_again"),
    [
        ({}, [ALL, "/sitemaps/news.xml"]),
        ({"gzip": "encoding", "news": False}, [ALL]),
        ({"layout": "flat", "news": False}, [ALL]),
        ({"gzip": "file", "news": False}, [f"{ALL}.gz"]),
        ({"lastmod": "none", "news": False}, [ALL, *MONTHS]),
    ],
    ids=["dated", "gzip", "flat", "gz", "undated"],
)
@pytest.mark.sampled(5)
def test_a_quiet_run_reads_no_sitemap(
    form: dict[str, Any], asked_again: list[str], tmp_path: Path
) -> None:
    sitemaps = ReplicaSitemaps(**form)
    made = ReplicaSite(articles=5, spacing=timedelta(hours=216), sitemaps=sitemaps)
    with ReplicaServer(made) as replica:
        first = crawl("sitemap", tmp_path, base_url=replica.url)
        assert (first.status, len(first.records)) == (0, 5)
        lines = feed_lines(tmp_path)
        del replica.answers[:]
        again = crawl("sitemap", tmp_path, base_url=replica.url)
        assert (again.status, again.lines, feed_lines(tmp_path)) == (0, [], lines)
        # robots.txt names the sitemaps; it is asked for by the middleware, too.
        rest = [one for one in replica.answers if one[0] not in ("/robots.txt", "/")]
        assert rest == [(path, 304) for path in asked_again]
    counts = {n: c for n, c in again.stats.items() if n.startswith("conditional/") and c}
    # Where an address near the root is not in the ledger, the home page tells whether it is a
    # section's.
    home = int(form.get("layout") == "flat")
    assert counts == {
        "conditional/asked": len(asked_again) + home,
        "conditional/not_modified": len(asked_again) + home,
        "conditional/not_modified/sitemap": len(asked_again),
        **({"conditional/not_modified/home": 1} if home else {}),
    }
    assert again.stats["sitemap/files"] == len(asked_again)


def test_what_was_not_fetched_and_what_was_given_up_comes(
    site: ValidatedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(after: timedelta) -> None:
        moment = TEN + after
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(timedelta())
    site.statuses |= {"/news/politics/story-a": 404, "/news/politics/story-b": 503}
    for _ in range(5):  # after five runs a missing page is given up
        run(site, tmp_path, settings={"RETRY_TIMES": 0})
        assert set(names(site)) >= {"a", "b"}
    assert files(site) == UNCHANGED
    site.statuses.clear()
    back = run(site, tmp_path)
    assert (files(site), names(site), len(back.records)) == (UNCHANGED, ["b"], 2)
    at(timedelta(hours=20))
    site.pages[MARCH] = urlset(entry("b"), entry("a"))
    run(site, tmp_path)
    assert (files(site), names(site)) == ({ALL: 304, MARCH: 200, APRIL: 304}, [])
    at(timedelta(hours=25))  # a day after it was given up it has another chance
    back = run(site, tmp_path)
    assert (files(site)[MARCH], names(site), len(back.records)) == (304, ["a"], 3)


@pytest.mark.soak
def test_a_file_that_failed_is_asked_for_again_below_an_unchanged_index(
    site: ValidatedSite, tmp_path: Path
) -> None:
    site.statuses[APRIL] = 503
    run(site, tmp_path)
    del site.statuses[APRIL]
    found = run(site, tmp_path)
    assert (files(site), names(site)) == ({ALL: 304, MARCH: 304, APRIL: 200}, ["c"])
    assert found.stats["conditional/read/sitemap"] == found.stats["conditional/kept"] == 1


@pytest.mark.soak
def test_a_file_that_changed_is_read(site: ValidatedSite, tmp_path: Path) -> None:
    run(site, tmp_path)
    site.pages[MARCH] = urlset(entry("a"), entry("b"), entry("d"))
    site.publish("d")
    assert len(run(site, tmp_path).records) == 4
    assert (files(site), names(site)) == ({ALL: 304, MARCH: 200, APRIL: 304}, ["d"])


@pytest.mark.parametrize(
    "body",
    [urlset(entry("c"))[:-10], urlset(url(f"{HOST}/about-us")), "<html>Welcome</html>"],
    ids=["cut off", "no article", "no sitemap"],
)
@pytest.mark.sampled(3)
def test_a_file_that_was_not_recognised_is_not_kept(
    site: ValidatedSite, tmp_path: Path, body: str
) -> None:
    site.pages[APRIL] = body
    run(site, tmp_path)
    run(site, tmp_path)
    assert files(site) == {ALL: 304, MARCH: 304, APRIL: 200}


@pytest.mark.soak
def test_other_arguments_and_refresh_read_them(site: ValidatedSite, tmp_path: Path) -> None:
    run(site, tmp_path)
    run(site, tmp_path, since="2024-01-01")
    assert files(site) == dict.fromkeys(UNCHANGED, 200)
    run(site, tmp_path, since="2024-01-01")
    assert files(site) == UNCHANGED
    run(site, tmp_path, since="2024-01-01", refresh="always")
    assert files(site) == dict.fromkeys(UNCHANGED, 200)
    assert sorted(names(site)) == ["a", "b", "c"]
    run(site, tmp_path, since="2024-01-01")
    assert files(site) == dict.fromkeys(UNCHANGED, 200)


@pytest.mark.soak
def test_the_audit_knows_that_it_was_seen(
    site: ValidatedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hour in (10, 11):
        moment = datetime(2026, 3, 5, hour, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        run(site, tmp_path)
    assert files(site) == UNCHANGED
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        seen = db.execute("SELECT path, kind, current_at, named_at FROM sitemap_files").fetchall()
    eleven = "2026-03-05T11:00:00Z"
    assert sorted(seen) == [
        (MARCH, "pages", eleven, eleven), (APRIL, "pages", eleven, eleven),
        (ALL, "index", eleven, None),
    ]  # fmt: skip


def test_an_unasked_304_of_a_sitemap_is_a_failed_one(site: ValidatedSite, tmp_path: Path) -> None:
    site.always_304 = {MARCH}
    odd = run(site, tmp_path)
    assert odd.lines == [
        f"WARNING: sitemap {MARCH}: not read (http_304)",
        "WARNING: warning: 1 of 2 sitemaps of an index could not be read: see the lines above",
    ]
    assert names(site) == ["c"]


def test_what_a_file_lists_is_kept_letter_by_letter() -> None:
    here = SitemapLocation(f"{HOST}/s.xml", "/s.xml", None, 1, "2026-03-05T10:00:00Z")
    articles = [
        Address(f"{HOST}/a", f"{HOST}/a?x=\ud800\n\u0633", "sitemap:/s.xml", {}, None, listed=""),
        Address(f"{HOST}/b", f"{HOST}/b", "sitemap:/s.xml", {"published": "2024-03-01"},
                "2024-03-02T00:00:00Z", listed="2024-03"),
    ]  # fmt: skip
    file = SitemapLocation(f"{HOST}/t.xml", "/t.xml", "2024-03-02T00:00:00Z", 2, here.told_at)
    recorder = SitemapRecorder()
    recorder.add(articles[:1], [])
    recorder.add(articles[1:], [None, file])
    counts = SitemapCounts(entries=9, kind="news", ignored=Counter(offsite=2))
    kept = RememberedSitemap(recorder.packed(counts), here)
    assert list(kept) == articles
    assert kept.files == [file]
    assert (kept.counts.entries, kept.counts.kind, kept.counts.no_articles) == (9, "news", 2)
