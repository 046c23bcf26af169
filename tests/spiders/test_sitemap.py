"""The archive on the replica and on small sites of their own: what is read, and what is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite, ReplicaSitemaps
from mayadeen_crawler.replica.rendering.article_view import article_shown
from tests.helpers.articles import feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import (
    HOST,
    Answer,
    Served,
    entry,
    index,
    story,
    url,
    urlset,
)
from tests.helpers.soak_figures import scaled

#: Of one file.
ENTRIES = scaled(2_000, 50_000)
#: Five articles of November 2025, six of October and one of the last day of September.
ARTICLES, SPACING = 12, timedelta(hours=124)
FEW_ARTICLES = 6
ALL, MARCH, APRIL = (
    "/sitemaps/all.xml", "/sitemaps/all/sitemap-2024-3.xml", "/sitemaps/all/sitemap-2024-4.xml",
)  # fmt: skip
MONTHS = [f"/sitemaps/all/sitemap-2025-{month}.xml" for month in (11, 10, 9)]
NEWS_MONTHS = [path.replace("/all/", "/news/") for path in MONTHS]
NEXT = ["/sitemaps/all/sitemap-2025-12.xml", "/sitemaps/news/sitemap-2025-12.xml"]


def replica_with(articles: int = ARTICLES, **form: object) -> ReplicaServer:
    """So many articles of the same sixty days."""
    sitemaps = ReplicaSitemaps(**form)  # type: ignore[arg-type]
    spacing = SPACING * ARTICLES / articles
    return ReplicaServer(ReplicaSite(articles=articles, spacing=spacing, sitemaps=sitemaps))


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with replica_with() as server:
        yield server


@pytest.fixture
def site() -> Iterator[Served]:
    with Served() as site:
        yield site


def asked(replica: ReplicaServer) -> list[int]:
    """The articles asked for since the last look, in order."""
    numbers = [replica.site.find(unquote(path)) for path in replica.requests]
    return [number for number in numbers if number is not None]


def files(replica: ReplicaServer) -> list[str]:
    return [path for path in replica.requests if path.startswith("/sitemaps/")]


def names(run: Crawl) -> list[str]:
    """The stories in the feed by name."""
    return sorted(record["canonical_url"].rpartition("-")[2] for record in run.records)


def published(replica: ReplicaServer, first: str, last: str) -> list[int]:
    """The articles that were published from one day to another."""
    days = {n: str(article_shown(replica.site, n).published.date()) for n in range(1, ARTICLES + 1)}
    return [number for number, day in days.items() if first <= day <= last]


def found(run: Crawl, replica: ReplicaServer) -> list[int]:
    """The articles in the feed, in order of their numbers; 0 for what is none."""
    paths = [unquote(record["url"].removeprefix(replica.url)) for record in run.records]
    return sorted(replica.site.find(path) or 0 for path in paths)


def assert_whole(run: Crawl, replica: ReplicaServer) -> None:
    """Every article stands in the feed, each once."""
    numbers = [n for n in range(1, replica.site.count + 1) if n not in replica.site.removed]
    assert found(run, replica) == numbers


# The replica


def test_the_archive_comes_month_by_month_and_once_then_only_what_is_new(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    run = crawl("sitemap", tmp_path, base_url=replica.url)
    assert (run.status, run.lines) == (0, [])
    assert_whole(run, replica)
    assert len(asked(replica)) == ARTICLES
    both = zip(MONTHS, NEWS_MONTHS, strict=True)
    assert files(replica) == [ALL, "/sitemaps/news.xml", *(path for pair in both for path in pair)]
    # A month's articles are asked for before the file of the month before.
    october = replica.requests.index(MONTHS[1])
    assert october > 7
    lines = feed_lines(tmp_path)
    replica.requests.clear()
    run = crawl("sitemap", tmp_path, base_url=replica.url)
    assert (run.status, run.lines) == (0, [])
    assert feed_lines(tmp_path) == lines
    assert asked(replica) == []
    assert files(replica) == [ALL, "/sitemaps/news.xml"]  # no month says that it changed
    assert run.stats["sitemap/skipped_unchanged"] == 6
    new = replica.site.publish(5)
    replica.requests.clear()
    run = crawl("sitemap", tmp_path, base_url=replica.url)
    assert sorted(asked(replica)) == new
    # Of the news of November it is known since the first run that they are settled.
    assert set(files(replica)) < {ALL, "/sitemaps/news.xml", *MONTHS, *NEXT}
    assert_whole(run, replica)


@pytest.mark.parametrize(
    "form",
    [
        {"in_robots": False},
        {"in_robots": False, "news": False, "gzip": "encoding"},
        {"layout": "flat", "news": False},
        {"gzip": "file"},
        {"lastmod": "day"},
        {"lastmod": "none"},
    ],
    ids=lambda form: "-".join(map(str, form.values())),
)
@pytest.mark.sampled(6)
def test_every_form_of_sitemap_brings_the_same(form: dict[str, object], tmp_path: Path) -> None:
    with replica_with(FEW_ARTICLES, **form) as replica:
        run = crawl("sitemap", tmp_path, base_url=replica.url)
        assert (run.status, run.lines) == (0, [])
        assert_whole(run, replica)
        assert len(asked(replica)) == FEW_ARTICLES
        replica.requests.clear()
        assert crawl("sitemap", tmp_path, base_url=replica.url).status == 0
        assert asked(replica) == []


@pytest.mark.soak
def test_months_are_chosen_by_name_and_days_by_lastmod(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    run = crawl("sitemap", tmp_path, base_url=replica.url, since="2025-10-20", until="2025-10-31")
    assert run.status == 0
    assert files(replica) == [ALL, "/sitemaps/news.xml", MONTHS[1], NEWS_MONTHS[1]]
    assert run.stats["sitemap/skipped_by_month"] == 4
    wanted = published(replica, "2025-10-20", "2025-10-31")
    assert found(run, replica) == wanted
    assert 2 <= len(wanted) <= 4
    # Of October's six, those of its first 18 days were not worth a request.
    october = [n for n in asked(replica) if article_shown(replica.site, n).published.month == 10]
    assert len(run.records) <= len(october) <= len(run.records) + 2
    # A wider run reads the month again, for what was passed over.
    whole = crawl("sitemap", tmp_path, base_url=replica.url)
    assert_whole(whole, replica)
    # A narrower one has no need to.
    replica.requests.clear()
    crawl("sitemap", tmp_path, base_url=replica.url, since="2025-10-25", until="2025-11-05")
    assert files(replica) == [ALL, "/sitemaps/news.xml"]
    assert asked(replica) == []


@pytest.mark.soak
def test_what_until_held_back_comes_with_a_wider_run(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    run = crawl("sitemap", tmp_path, base_url=replica.url, until="2025-11-10")
    assert found(run, replica) == published(replica, "2025-01-01", "2025-11-10")
    assert run.stats["drop/outside_period"] > 2
    replica.requests.clear()
    crawl("sitemap", tmp_path, base_url=replica.url, until="2025-11-10")
    assert asked(replica) == []
    assert_whole(crawl("sitemap", tmp_path, base_url=replica.url), replica)


def test_a_change_that_lastmod_tells_of_becomes_a_revision(tmp_path: Path) -> None:
    with replica_with(4) as replica:
        crawl("sitemap", tmp_path, base_url=replica.url)
        later = datetime.now(UTC) + timedelta(hours=1)
        replica.site.edit(2, "headline", at=later)
        # Its text is the same, whatever the sitemap says.
        replica.site.composer.updated[3] = later
        replica.site.version += 1
        for refresh, fetched in (("never", []), ("auto", [2, 3]), ("auto", [])):
            replica.requests.clear()
            run = crawl("sitemap", tmp_path, base_url=replica.url, refresh=refresh)
            assert (run.status, run.lines) == (0, [])
            assert sorted(asked(replica)) == fetched
    assert len(run.records) == 5
    assert run.records[-1]["revision"] == 2
    assert run.records[-1]["changed_fields"] == ["headline"]


def test_refresh_fetches_all(replica: ReplicaServer, tmp_path: Path) -> None:
    crawl("sitemap", tmp_path, base_url=replica.url, since="2025-11-08")
    replica.requests.clear()
    run = crawl("sitemap", tmp_path, base_url=replica.url, since="2025-11-08", refresh="always")
    assert found(run, replica) == published(replica, "2025-11-08", "2025-11-30")
    assert len(asked(replica)) >= len(run.records)
    assert len(set(asked(replica))) == len(asked(replica))


@pytest.mark.soak
def test_articles_that_are_gone_are_asked_for_once(tmp_path: Path) -> None:
    with replica_with(removed=True) as replica:
        replica.site.remove(8, 410)
        run = crawl("sitemap", tmp_path, base_url=replica.url)
        assert run.status == 0
        assert_whole(run, replica)
        assert run.stats["lost/http_410"] == 1


@pytest.mark.soak
def test_a_month_that_fails_is_said_and_read_by_the_next_run(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    replica.faults.on("server-error", target="sitemap", path=MONTHS[1], value=503)
    run = crawl("sitemap", tmp_path, base_url=replica.url)
    assert run.lines == [
        f"WARNING: sitemap {MONTHS[1]}: not read (http_503)",
        "WARNING: warning: 1 of 6 sitemaps of an index could not be read: see the lines above",
    ]
    assert run.stats["sitemap/failed/http_503"] == 1
    replica.faults.clear()
    replica.requests.clear()
    assert_whole(crawl("sitemap", tmp_path, base_url=replica.url), replica)
    assert set(files(replica)) == {ALL, "/sitemaps/news.xml", MONTHS[1]}


@pytest.mark.soak
def test_a_broken_file_gives_what_stands_before_the_fault(tmp_path: Path) -> None:
    with replica_with(30) as replica:
        replica.faults.on("malformed", target="sitemap", path=MONTHS[1])
        run = crawl("sitemap", tmp_path, base_url=replica.url)
        line, _ = run.lines
        assert line.startswith(f"WARNING: sitemap {MONTHS[1]}: malformed after ")
        assert run.stats["sitemap/malformed"] == 1
        assert 14 < len(run.records) < 30
        replica.faults.clear()
        assert_whole(crawl("sitemap", tmp_path, base_url=replica.url), replica)


@pytest.mark.soak
def test_a_file_of_entries_that_are_too_old_cost_no_request(tmp_path: Path) -> None:
    with replica_with(layout="flat", big=ENTRIES, news=False) as replica:
        run = crawl("sitemap", tmp_path, base_url=replica.url, since="2025-11-20")
        assert (run.status, run.lines) == (0, [])
        assert found(run, replica) == published(replica, "2025-11-20", "2025-11-30")
        assert run.stats["sitemap/skipped_by_lastmod"] >= ENTRIES
        assert len(asked(replica)) < 8


# Small sites


def test_where_there_is_no_sitemap_the_run_is_not_good(site: Served, tmp_path: Path) -> None:
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert run.status == 4
    errors = [line for line in run.lines if line.startswith("ERROR")]
    assert len(errors) == 2
    assert f"no sitemap could be read: tried {ALL} (failed/http_404), /sitemaps/all/" in errors[0]
    assert "nothing was recognised" in errors[1]
    assert len(site.asked) == 4  # the index, and three months in a row


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<!DOCTYPE html><html><body>Welcome</body></html>"),
        Answer(b"", 403),
        Answer(urlset().encode()),
        Answer(urlset(url(f"{HOST}/about-us")).encode()),
        Answer(index([MARCH]).encode()),  # which is not there
    ],
    ids=["page", "refused", "empty", "sections", "months"],
)
@pytest.mark.sampled(5)
def test_nor_where_none_brings_anything(site: Served, tmp_path: Path, answer: Answer) -> None:
    site.pages[ALL] = answer
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert run.status == 4
    assert any(ALL in line for line in run.lines if line.startswith("ERROR: no sitemap"))


def test_nor_where_the_months_are_gone_though_what_was_pending_came(
    site: Served, tmp_path: Path
) -> None:
    site.pages |= {ALL: index([MARCH]), MARCH: urlset(entry("a"), entry("b"))}
    site.publish("a")
    site.pages["/news/politics/story-b"] = Answer(b"", 503)
    assert names(crawl("sitemap", tmp_path, base_url=site.url)) == ["a"]
    site.publish("b")
    site.pages[MARCH] = Answer(b"", 500)
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert names(run) == ["a", "b"]
    assert run.status == 4
    assert run.lines[-1].endswith("no sitemap could be read: 2 tried")


def test_an_archive_of_other_times_is_a_quiet_run(site: Served, tmp_path: Path) -> None:
    site.pages[ALL] = index([MARCH, APRIL])
    run = crawl("sitemap", tmp_path, base_url=site.url, since="2025-01-01")
    assert (run.status, run.lines, site.asked) == (0, [], [ALL])


def test_robots_txt_comes_first(site: Served, tmp_path: Path) -> None:
    lines = (HOST + "/one.xml", "/two.txt", "https://elsewhere.test/x.xml", "https://")
    site.pages |= {
        "/robots.txt": "".join(f"Sitemap: {line}\n" for line in lines),
        "/one.xml": urlset(entry("a")),
        "/two.txt": f"{HOST}/news/politics/story-b\n",
        ALL: urlset(entry("c")),
    }  # fmt: skip
    site.publish("a", "b", "c")
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, run.lines, names(run)) == (0, [], ["a", "b"])
    assert run.stats["sitemap/ignored/offsite"] == 2


def test_the_editions_own_address_serves_where_those_of_robots_txt_do_not(
    site: Served, tmp_path: Path
) -> None:
    site.pages |= {
        "/robots.txt": "Sitemap: /gone.xml\nSitemap: /sections.xml\n",
        "/sections.xml": urlset(url(f"{HOST}/news"), url(f"{HOST}/about-us")),
        ALL: urlset(entry("a")),
    }
    site.publish("a")
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, names(run)) == (0, ["a"])
    assert run.lines == ["WARNING: sitemap /gone.xml: not read (http_404)"]


def test_robots_txt_is_obeyed(site: Served, tmp_path: Path) -> None:
    site.pages |= {
        "/robots.txt": f"User-agent: *\nDisallow: {MARCH}\nSitemap: {ALL}\n",
        ALL: index([MARCH, APRIL]),
        MARCH: urlset(entry("a")),
        APRIL: urlset(entry("b")),
    }
    site.publish("a", "b")
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, names(run)) == (0, ["b"])
    assert run.lines[0] == f"WARNING: sitemap {MARCH}: not read (robots)"
    assert MARCH not in site.asked


def test_months_are_found_without_an_index(site: Served, tmp_path: Path) -> None:
    site.pages |= {MARCH: urlset(entry("a")), APRIL: urlset(entry("b"))}
    site.publish("a", "b")
    run = crawl("sitemap", tmp_path, base_url=site.url, until="2024-05-20")
    assert (run.status, names(run)) == (0, ["a", "b"])
    months = [f"/sitemaps/all/sitemap-{m}.xml" for m in ("2024-2", "2024-1", "2023-12")]
    assert [path for path in site.asked if path.startswith("/sitemaps/")] == [
        ALL, "/sitemaps/all/sitemap-2024-5.xml", APRIL, MARCH, *months,
    ]  # fmt: skip
    site.asked.clear()
    crawl("sitemap", tmp_path, base_url=site.url, since="2024-03-10", until="2024-04-20")
    assert site.asked == [ALL, APRIL, MARCH]


def test_indexes_may_hold_indexes_and_themselves(site: Served, tmp_path: Path) -> None:
    site.pages |= {
        ALL: index([ALL, "/sitemaps/2024.xml", "/sitemaps/2024.xml#again"]),
        "/sitemaps/2024.xml": index([MARCH, APRIL, ALL, "/sitemaps/deep-0.xml"]),
        MARCH: urlset(entry("a"), entry("b"), entry("a")),
        APRIL: urlset(entry("a"), url("/news/politics/story-c?utm_source=x")),
        **{f"/sitemaps/deep-{n}.xml": index([f"/sitemaps/deep-{n + 1}.xml"]) for n in range(9)},
    }
    site.publish("a", "b", "c")
    site.pages["/news/politics/story-c?utm_source=x"] = story("c")
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, names(run)) == (0, ["a", "b", "c"])
    assert len(site.asked) == len(set(site.asked)) == 9
    assert run.stats["sitemap/too_many"] == 1


def test_a_list_of_pages_may_list_sitemaps(site: Served, tmp_path: Path) -> None:
    site.pages |= {
        ALL: urlset(entry("a"), url(HOST + MARCH), url("https://elsewhere.test/x.xml")),
        MARCH: urlset(entry("b"), url(HOST + ALL)),
    }
    site.publish("a", "b")
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, run.lines, names(run)) == (0, [], ["a", "b"])
    assert run.stats["sitemap/ignored/offsite"] == 1


def test_what_xml_forbids_costs_no_other_entry_and_is_said(site: Served, tmp_path: Path) -> None:
    title = "<news:news><news:title>A&nbsp;title\x02</news:title></news:news>"
    site.pages[ALL] = urlset(
        entry("a"), url(f"{HOST}/news/politics/story-&#1;x"), entry("b", rest=title)
    )
    site.publish("a", "b")
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, names(run)) == (0, ["a", "b"])
    assert run.lines == [
        f"WARNING: sitemap {ALL}: 3 characters or references that XML forbids, 1 entries lost"
    ]
    assert run.stats["sitemap/forbidden_characters"] == 3
    assert run.stats["sitemap/entries_lost"] == 1


@pytest.mark.soak
def test_news_of_a_month_that_is_long_over_are_read_once(site: Served, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    old, new = (
        "/sitemaps/news/sitemap-2024-3.xml",
        f"/sitemaps/news/sitemap-{now:%Y}-{now.month}.xml",
    )
    news = (
        "<news:news><news:publication_date>2024-03-05T10:00:00Z</news:publication_date></news:news>"
    )
    site.pages |= {
        ALL: index([new, old]),
        new: urlset(entry("a", rest=news)),
        old: urlset(entry("b", rest=news)),
    }
    site.publish("a", "b")
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, names(run)) == (0, ["a", "b"])
    assert [path for path in site.asked if ".xml" in path] == [ALL, new, old]
    site.asked.clear()
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, site.asked) == (0, [ALL, new])
    assert run.stats["sitemap/skipped_unchanged"] == 1
    site.asked.clear()
    crawl("sitemap", tmp_path, base_url=site.url, refresh="always")
    assert {ALL, new, old} < set(site.asked)


def test_other_addresses_are_counted(site: Served, tmp_path: Path) -> None:
    site.pages[ALL] = urlset(
        entry("a"),
        entry("a"),
        url(HOST.replace("english", "www") + "/news/politics/another-editions-story"),
        url("https://elsewhere.test/news/politics/a-story-that-is-not-ours"),
        url("javascript:alert(1)"),
        url("http://[broken/"),
        url(HOST),
        url(f"{HOST}/news/politics"),
        url(f"{HOST}/tags/syria"),
        url(f"{HOST}/media/picture-of-the-day.jpg"),
        url(f"{HOST}/news/politics/{'long-' * 3000}"),
    )
    site.publish("a")
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, names(run)) == (0, ["a"])
    assert run.lines == ["WARNING: sitemap /sitemaps/all.xml: 1 entries have no address"]
    assert site.asked == [ALL, "/news/politics/story-a"]
    assert run.stats["sitemap/ignored/offsite"] == 4
    assert run.stats["sitemap/ignored/not_article"] == 4


def test_a_day_is_worth_one_visit(site: Served, tmp_path: Path) -> None:
    today = datetime.now(ZoneInfo("Asia/Jerusalem")).date().isoformat()  # the site's own
    site.pages[ALL] = urlset(entry("a"), entry("b", "2024-03-05"))
    site.publish("a", "b")
    crawl("sitemap", tmp_path, base_url=site.url)
    site.pages[ALL] = urlset(entry("a", today), entry("b", "2024-03-06"))
    site.pages["/news/politics/story-a"] = story("a", body="mended")
    site.asked.clear()
    for _ in range(2):
        run = crawl("sitemap", tmp_path, base_url=site.url)
    assert site.asked == [ALL, "/news/politics/story-a", ALL]
    assert [record["revision"] for record in run.records] == [1, 1, 2]


@pytest.mark.soak
def test_a_change_waits_until_its_page_answers(site: Served, tmp_path: Path) -> None:
    moment = datetime.now(UTC) + timedelta(hours=1)
    site.pages |= {ALL: index({MARCH: "2024-03-31"}), MARCH: urlset(entry("a", "2024-03-05"))}
    site.publish("a")
    crawl("sitemap", tmp_path, base_url=site.url)
    changed = moment.isoformat(timespec="seconds")
    site.pages |= {ALL: index({MARCH: changed}), MARCH: urlset(entry("a", changed))}
    site.pages["/news/politics/story-a"] = Answer(b"", 503)
    crawl("sitemap", tmp_path, base_url=site.url)
    # The sitemap says nothing new, and the change is not forgotten.
    site.pages["/news/politics/story-a"] = story("a", body="mended")
    run = crawl("sitemap", tmp_path, base_url=site.url)
    assert [record["revision"] for record in run.records] == [1, 2]
    # A page that is gone is not asked for at every run.
    site.pages[MARCH] = urlset(entry("a", (moment + timedelta(hours=1)).isoformat()))
    site.pages["/news/politics/story-a"] = Answer(b"", 404)
    site.asked.clear()
    for _ in range(2):
        crawl("sitemap", tmp_path, base_url=site.url)
    assert site.asked.count("/news/politics/story-a") == 1


def test_an_index_whose_dates_lag_behind_is_not_believed(site: Served, tmp_path: Path) -> None:
    site.pages |= {ALL: index({MARCH: "2024-03-01"}), MARCH: urlset(entry("a", "2024-03-05"))}
    site.publish("a", "b")
    crawl("sitemap", tmp_path, base_url=site.url)
    site.pages[MARCH] = urlset(entry("a", "2024-03-05"), entry("b", "2024-03-20"))
    assert names(crawl("sitemap", tmp_path, base_url=site.url)) == ["a", "b"]


@pytest.mark.soak
def test_a_file_from_a_cache_is_as_old_as_it_is(site: Served, tmp_path: Path) -> None:
    changed = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
    cached = Answer(urlset(entry("a")).encode(), headers={"Age": "7200"})
    site.pages |= {ALL: index({MARCH: changed}), MARCH: cached}
    site.publish("a", "b")
    crawl("sitemap", tmp_path, base_url=site.url)
    site.pages[MARCH] = urlset(entry("a"), entry("b"))
    assert names(crawl("sitemap", tmp_path, base_url=site.url)) == ["a", "b"]
    site.asked.clear()
    crawl("sitemap", tmp_path, base_url=site.url)
    assert site.asked == [ALL]


@pytest.mark.soak
def test_one_second_for_most_is_no_change_of_each(site: Served, tmp_path: Path) -> None:
    stories = [f"n{number}" for number in range(210)]
    site.publish(*stories)
    for minutes in (1, 2):
        moments = [
            (datetime.now(UTC) + timedelta(minutes=minutes, seconds=second)).isoformat()
            for second in (0, 1)  # it takes a while to make
        ]
        site.pages[ALL] = urlset(
            url(f"{HOST}/"),
            *(entry(name, moments[number > 90]) for number, name in enumerate(stories)),
        )
        site.asked.clear()
        run = crawl("sitemap", tmp_path, base_url=site.url)
    assert len(run.records) == 210
    assert site.asked == [ALL]


@pytest.mark.parametrize(("ago", "visited"), [(timedelta(0), 0), (timedelta(minutes=30), 8)])
def test_changes_of_just_now_for_most_are_none(
    site: Served, tmp_path: Path, ago: timedelta, visited: int
) -> None:
    stories = [f"n{number}" for number in range(8)]
    site.publish(*stories)
    site.pages[ALL] = urlset(*map(entry, stories))
    crawl("sitemap", tmp_path, base_url=site.url)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db, db:
        db.execute("UPDATE articles SET visited_at = '2025-01-01T00:00:00Z'")
    made = datetime.now(UTC) - ago
    moments = [(made - timedelta(seconds=9 * number)).isoformat() for number in range(8)]
    site.pages[ALL] = urlset(*(entry(name, at) for name, at in zip(stories, moments, strict=True)))
    site.asked.clear()
    crawl("sitemap", tmp_path, base_url=site.url)
    assert len(site.asked) == 1 + visited


def test_a_news_sitemap_knows_when_it_was_published(site: Served, tmp_path: Path) -> None:
    news = "<n:news><n:publication_date>2024-03-05T10:00:00+02:00</n:publication_date></n:news>"
    site.pages[ALL] = urlset(entry("a", rest=news.replace("n:news>", "news:news>")))
    site.publish("a", published="")
    run = crawl("sitemap", tmp_path, base_url=site.url, since="2024-03-05", until="2024-03-05")
    (record,) = run.records
    assert record["published_at"] == "2024-03-05T08:00:00Z"
    assert record["published_date"] == "2024-03-05"
    assert record["provenance"]["published_at"] == "sitemap"


@pytest.mark.soak
def test_what_an_earlier_run_found_comes_if_it_is_of_the_months_wanted(
    site: Served, tmp_path: Path
) -> None:
    site.pages |= {
        ALL: index([MARCH, APRIL]),
        MARCH: urlset(entry("a"), entry("b")),
        APRIL: urlset(entry("c")),
    }
    crawl("sitemap", tmp_path, base_url=site.url)  # no story is there yet
    site.publish("a", "b", "c")
    site.pages[MARCH] = urlset(entry("a"))
    site.asked.clear()
    run = crawl("sitemap", tmp_path, base_url=site.url, until="2024-03-31")
    assert names(run) == ["a", "b"]
    assert names(crawl("sitemap", tmp_path, base_url=site.url)) == ["a", "b", "c"]
