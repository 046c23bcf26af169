"""Archives that were crawled from small sites, counted by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.audit.audit import audit
from mayadeen_crawler.audit.scope import AuditScope
from mayadeen_crawler.audit.text_output import as_json, lines
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.utils.terminal import rendered
from tests.helpers.audit_command import scrapy_audit
from tests.helpers.crawls import crawl
from tests.helpers.served_site import (
    Answer,
    Served,
    entry,
    index,
    urlset,
)

ALL, MARCH, APRIL = (
    "/sitemaps/all.xml", "/sitemaps/all/sitemap-2024-3.xml", "/sitemaps/all/sitemap-2024-4.xml",
)  # fmt: skip
BUSY = Answer(b"<h1>Busy</h1>", 503)
NOTHING = dict.fromkeys(
    ("in_feeds", "pending", "given_up", "gone", "disallowed", "left_out", "without_text",
     "without_date", "listed"), 0,
)  # fmt: skip


@pytest.fixture
def site() -> Iterator[Served]:
    with Served({"/": "<h1>Home</h1>"}) as site:
        yield site


def listing(site: Served, **months: list[str]) -> None:
    """Let the index name a file for each month, with these entries."""
    paths = {"march": MARCH, "april": APRIL}
    site.pages[ALL] = Answer(index([paths[month] for month in months]).encode())
    for month, entries in months.items():
        site.pages[paths[month]] = Answer(urlset(*entries).encode())


def be(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """Let it be noon of *day*."""
    moment = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


def looked(folder: Path, **asked: Any) -> dict[str, Any]:
    """Return the audit of the one edition that the folder holds."""
    with snapshot(folder) as db:
        found = as_json(audit(db, AuditScope(**asked), clock.now()), 99.0, None)
    (edition,) = found["editions"]
    assert found["complete"] == edition["complete"]
    return dict(edition)


def month(edition: dict[str, Any], name: str | None) -> dict[str, Any]:
    (found,) = (one for one in edition["months"] if one["month"] == name)
    return dict(found)


def said(folder: Path, **asked: Any) -> list[str]:
    """Return the table's lines with single spaces."""
    with snapshot(folder) as db:
        (one,) = audit(db, AuditScope(**asked), clock.now())
        text = rendered(*lines(one, every_section=False))
    return [" ".join(line.split()) for line in text.splitlines()]


def test_what_is_missing_and_what_is_only_gone(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish("a", "b")
    site.publish("g", published="2024-04-02T10:00:00Z")
    site.pages |= {
        "/news/politics/story-c": BUSY,
        "/news/politics/story-e": Answer(b"", 410),
        "/news/politics/story-f": Answer(b"", 302, {"Location": "/"}),
    }
    listing(site, march=[entry(name) for name in "abcdef"], april=[])
    site.pages[APRIL] = BUSY
    crawl("sitemap", tmp_path, base_url=site.url)
    found = looked(tmp_path)
    # One is gone for good. That the others are, the site is to say more than once.
    march = {"listed": 6, "in_feeds": 2, "pending": 3, "gone": 1, "share": 40.0}
    assert month(found, "2024-03") | NOTHING | march == month(found, "2024-03")
    assert "pending: 1 http_503, 1 http_404, 1 redirected_away" in said(tmp_path)
    assert month(found, "2024-04")["sitemap"]["problem"] == "http_503"
    assert month(found, "2024-04")["share"] is None
    (line,) = (line for line in said(tmp_path) if line.startswith("2024-04"))
    assert line == "2024-04 0 0 0 0 0 0 0 0 - not read (http_503)"

    # The month's file is there again; the article's page fails for longer than it is wanted.
    site.pages[APRIL] = Answer(urlset(entry("g")).encode())
    be(monkeypatch, f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d}")
    crawl("sitemap", tmp_path, base_url=site.url)
    found = looked(tmp_path)
    march = {"listed": 6, "in_feeds": 2, "given_up": 1, "gone": 3, "share": 66.6}
    assert month(found, "2024-03") | NOTHING | march == month(found, "2024-03")
    assert month(found, "2024-04")["complete"]
    (missing,) = found["missing"]
    assert (missing["state"], missing["reason"]) == ("given_up", "http_503")
    assert found["next"][0]["command"] == "scrapy audit --requeue"
    # Of a folder that was named by hand the commands name it, too.
    given = scrapy_audit(tmp_path).out
    assert f"scrapy audit --requeue -s OUTPUT_DIR={tmp_path}  has" in given
    crawl("sitemap", tmp_path, base_url=site.url)  # too early: it was given up today
    assert looked(tmp_path)["total"]["given_up"] == 1

    done = scrapy_audit(tmp_path, "--requeue")
    assert (done.status, done.err) == (4, "")
    assert done.out.splitlines()[-1] == "1 given up are pending again"
    assert looked(tmp_path)["total"]["pending"] == 1
    site.publish("c")
    site.asked.clear()
    crawl("sitemap", tmp_path, base_url=site.url)
    assert [path for path in site.asked if "story" in path] == ["/news/politics/story-c"]
    done = scrapy_audit(tmp_path)
    assert (done.status, done.err) == (0, "")
    printed = [" ".join(line.split()) for line in done.out.splitlines()]
    assert printed[1:] == [
        "in given left no no",
        "month listed feeds pending up gone out text date share",
        "2024-04 1 1 0 0 0 0 0 0 100.0 %",
        "2024-03 6 3 0 0 3 0 0 0 100.0 %",
        "total 7 4 0 0 3 0 0 0 100.0 % complete",
    ]
    done = scrapy_audit(tmp_path, "--integrity")
    assert done.status == 0


def test_a_file_that_is_broken_was_not_read(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    listing(site, march=[entry("a")])
    site.pages[MARCH] = Answer(urlset(entry("a")).encode()[:-9])
    crawl("sitemap", tmp_path, base_url=site.url)
    march = month(looked(tmp_path), "2024-03")
    assert (march["in_feeds"], march["complete"], march["share"]) == (1, False, None)
    assert march["sitemap"] == {"state": "unread", "as_of": None, "problem": "malformed",
                                "no_articles": 0}  # fmt: skip


def test_without_a_sitemap_nothing_is_complete(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    site.pages["/news/politics"] = '<h1>Politics</h1><a href="/news/politics/story-a">Story a</a>'
    crawl("section", tmp_path, base_url=site.url, sections="politics")
    found = looked(tmp_path)
    assert (found["total"]["in_feeds"], found["total"]["share"]) == (1, 100.0)
    assert not found["complete"]
    assert found["sitemaps_at"] is None
    assert month(found, "2024-03")["sitemap"]["state"] == "unread"
    assert found["next"] == [
        {
            "command": f"scrapy crawl sitemap -a base_url={site.url} "
            "-a since=2024-03-01 -a until=2024-03-31",
            "does": "reads 1 month not read yet, and fetches what they list",
        }
    ]
    # What the section has brought is known to be listed once the sitemap was read.
    listing(site, march=[entry("a")])
    crawl("sitemap", tmp_path, base_url=site.url)
    found = looked(tmp_path)
    assert (found["complete"], found["total"]["listed"], found["total"]["in_feeds"]) == (True, 1, 1)


def test_months_that_were_passed_over_stand_in_one_line(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    files = {
        f"/sitemaps/all/sitemap-{year}-{month}.xml" for year in (2021, 2022) for month in (1, 2)
    }
    site.pages[ALL] = Answer(index([*sorted(files), MARCH]).encode())
    site.pages[MARCH] = Answer(urlset(entry("a")).encode())
    crawl("sitemap", tmp_path, base_url=site.url, since="2024-03-01")
    printed = said(tmp_path)
    assert printed[3:6] == [
        "2024-03 1 1 0 0 0 0 0 0 100.0 %",
        "2021-01 – 2022-02 4 months not read",
        "total 1 1 0 0 0 0 0 0 100.0 % not complete",
    ]
    assert printed[6] == (
        f"→ scrapy crawl sitemap -a base_url={site.url} -a since=2021-01-01 -a until=2022-02-28 "
        "reads 4 months not read yet, and fetches what they list"
    )
    assert printed[7] == "→ scrapy audit --since 2024-03 leaves those months out"
    assert looked(tmp_path, since="2024-03-01")["complete"]


@pytest.mark.soak
def test_what_since_passed_over_is_left_out_and_known(site: Served, tmp_path: Path) -> None:
    site.publish("a", "b", published="2024-03-04T10:00:00Z")
    site.publish("c", published="2024-03-24T10:00:00Z")
    old, new = "2024-03-05T10:00:00Z", "2024-03-24T11:00:00Z"
    listing(site, march=[entry("a", old), entry("b", old), entry("c", new)])
    crawl("sitemap", tmp_path, base_url=site.url, since="2024-03-20")
    march = {"listed": 3, "in_feeds": 1, "left_out": 2, "share": 100.0}
    found = month(looked(tmp_path), "2024-03")
    assert found | NOTHING | march == found
    assert "2024-03 3 1 0 0 0 2 0 0 100.0 % in part" in said(tmp_path)
    site.asked.clear()
    crawl("sitemap", tmp_path, base_url=site.url, since="2024-03-20")
    assert [path for path in site.asked if "story" in path] == []
    crawl("sitemap", tmp_path, base_url=site.url)
    march = {"listed": 3, "in_feeds": 3, "left_out": 0, "share": 100.0}
    found = month(looked(tmp_path), "2024-03")
    assert found | NOTHING | march == found


def test_a_month_is_read_once_it_is_over(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish("a")
    listing(site, march=[entry("a")])
    be(monkeypatch, "2024-03-15")
    crawl("sitemap", tmp_path, base_url=site.url)
    assert looked(tmp_path)["complete"]
    be(monkeypatch, "2024-03-17")
    assert looked(tmp_path)["complete"]
    be(monkeypatch, "2024-03-18")
    assert month(looked(tmp_path), "2024-03")["sitemap"]["state"] == "early"
    be(monkeypatch, "2024-04-10")
    assert not looked(tmp_path)["complete"]
    assert "2024-03 1 1 0 0 0 0 0 0 100.0 % read up to 2024-03-15" in said(tmp_path)
    crawl("sitemap", tmp_path, base_url=site.url)
    assert looked(tmp_path)["complete"]


def test_an_index_that_says_that_nothing_changed_is_a_reading_too(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish("a")
    site.pages[ALL] = Answer(index({MARCH: "2024-03-05T11:00:00Z"}).encode())
    site.pages[MARCH] = Answer(urlset(entry("a", "2024-03-05T11:00:00Z")).encode())
    for day in ("2024-03-15", "2024-04-10"):
        be(monkeypatch, day)
        crawl("sitemap", tmp_path, base_url=site.url)
    assert site.asked.count(MARCH) == 1
    assert looked(tmp_path)["complete"]


def test_one_file_without_a_month_is_of_all(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    site.publish("b", published="2024-04-05T10:00:00Z")
    site.pages["/news/politics/story-c"] = BUSY
    site.pages["/news/politics/story-d"] = BUSY
    entries = [entry("a"), entry("b"), entry("c"), entry("d", "2024-02-03T23:30:00Z")]
    site.pages[ALL] = Answer(urlset(*entries).encode())
    crawl("sitemap", tmp_path, base_url=site.url)
    found = looked(tmp_path)
    shown = [(one["month"], one["in_feeds"], one["pending"]) for one in found["months"]]
    assert shown == [("2024-04", 1, 0), ("2024-03", 1, 0), ("2024-02", 0, 1), (None, 0, 1)]
    assert {one["sitemap"]["state"] for one in found["months"] if one["month"]} == {"read"}
    assert "unknown 1 0 1 0 0 0 0 0 0.0 % under 99 %" in said(tmp_path)


@pytest.mark.soak
def test_a_run_that_ends_early_has_not_read_all(site: Served, tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(40)]
    site.publish(*names)
    site.publish("april", published="2024-04-05T10:00:00Z")
    listing(site, march=[entry(name) for name in names], april=[entry("april")])
    crawl("sitemap", tmp_path, settings={"CLOSESPIDER_ITEMCOUNT": 1}, base_url=site.url)
    assert not looked(tmp_path)["complete"]
    crawl("sitemap", tmp_path, base_url=site.url)
    found = looked(tmp_path)
    assert (found["complete"], found["total"]["in_feeds"]) == (True, 41)


def test_a_news_sitemap_vouches_for_no_month(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    news = "<news:news xmlns:news='n'><news:publication_date>2024-03-05T10:00:00Z"
    site.pages[ALL] = Answer(
        urlset(entry("a", rest=f"{news}</news:publication_date></news:news>")).encode()
    )
    crawl("sitemap", tmp_path, base_url=site.url)
    march = month(looked(tmp_path), "2024-03")
    assert (march["listed"], march["in_feeds"], march["sitemap"]["state"]) == (1, 1, "unread")


def test_one_of_several_files_without_a_month_may_hold_any(site: Served, tmp_path: Path) -> None:
    one, two = "/sitemaps/one.xml", "/sitemaps/two.xml"
    site.publish("a")
    site.pages[ALL] = Answer(index({one: "2024-03-05T11:00:00Z", two: "2024-03-09"}).encode())
    site.pages |= {one: Answer(urlset(entry("a")).encode()), two: BUSY}
    crawl("sitemap", tmp_path, base_url=site.url)
    march = month(looked(tmp_path), "2024-03")
    assert (march["sitemap"]["state"], march["sitemap"]["problem"]) == ("unread", "http_503")
    # What last changed in March says nothing of May.
    assert not looked(tmp_path, until="2024-03-31")["complete"]
    site.publish("b", published="2024-05-05T10:00:00Z")
    site.pages[one] = Answer(urlset(entry("a"), entry("b")).encode())
    site.pages[ALL] = Answer(index({one: "2024-05-05T11:00:00Z", two: "2024-03-09"}).encode())
    crawl("sitemap", tmp_path, base_url=site.url)
    found = looked(tmp_path)
    states = {one["month"]: one["sitemap"]["state"] for one in found["months"]}
    assert states == {"2024-05": "read", "2024-03": "unread"}


@pytest.mark.soak
def test_what_an_index_did_not_name_then_may_be_named_since(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish("a")
    site.publish("b", published="2024-04-05T10:00:00Z")
    site.pages["/news/politics"] = '<h1>Politics</h1><a href="/news/politics/story-b">Story b</a>'
    listing(site, march=[entry("a")])
    be(monkeypatch, "2024-04-01")
    crawl("sitemap", tmp_path, base_url=site.url)
    assert looked(tmp_path)["complete"]
    be(monkeypatch, "2024-04-20")
    crawl("section", tmp_path, base_url=site.url, sections="politics")
    assert month(looked(tmp_path), "2024-04")["sitemap"]["state"] == "unread"
    # Months that nothing is known of are none that nothing is missing of.
    be(monkeypatch, "2024-06-20")
    states = {one["month"]: one["sitemap"]["state"] for one in looked(tmp_path)["months"]}
    assert states == dict.fromkeys(("2024-06", "2024-05", "2024-04"), "unread") | {
        "2024-03": "read"
    }
    assert "2024-05 – 2024-06 2 months not read" in said(tmp_path)
    assert looked(tmp_path, until="2024-03-31")["complete"]
    crawl("sitemap", tmp_path, base_url=site.url)
    found = looked(tmp_path)
    assert [one["month"] for one in found["months"]] == ["2024-04", "2024-03"]
    assert (month(found, "2024-04")["sitemap"]["state"], found["complete"]) == ("unlisted", True)


def test_an_index_that_fails_may_name_any_month(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, "2024-04-20")
    site.publish("a")
    site.publish("b", published="2024-04-05T10:00:00Z")
    site.pages["/robots.txt"] = f"Sitemap: {site.url}/one.xml\nSitemap: {site.url}/two.xml\n"
    site.pages |= {"/one.xml": Answer(index([MARCH]).encode()), "/two.xml": BUSY}
    site.pages[MARCH] = Answer(urlset(entry("a")).encode())
    crawl("sitemap", tmp_path, base_url=site.url)
    april = month(looked(tmp_path), "2024-04")
    assert (april["sitemap"]["state"], april["sitemap"]["problem"]) == ("unread", "http_503")
    site.pages |= {"/two.xml": Answer(index([APRIL]).encode())}
    site.pages[APRIL] = Answer(urlset(entry("b")).encode())
    crawl("sitemap", tmp_path, base_url=site.url)
    assert looked(tmp_path)["complete"]
    # It was read before, so what it named is known; what it names now is not.
    site.pages["/two.xml"] = BUSY
    be(monkeypatch, "2024-05-20")
    crawl("sitemap", tmp_path, base_url=site.url)
    assert month(looked(tmp_path), "2024-05")["sitemap"]["state"] == "unread"


def test_months_that_no_index_names_may_fail(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, "2024-04-20")
    site.publish("b", published="2024-04-05T10:00:00Z")
    site.pages |= {APRIL: Answer(urlset(entry("b")).encode()), MARCH: BUSY}
    crawl("sitemap", tmp_path, base_url=site.url)
    found = looked(tmp_path)
    shown = [(one["month"], one["sitemap"]["problem"]) for one in found["months"]]
    assert (shown, found["complete"]) == ([("2024-04", None), ("2024-03", "http_503")], False)
    del site.pages[MARCH]  # there is none: that is the end of it
    crawl("sitemap", tmp_path / "other", base_url=site.url)
    found = looked(tmp_path / "other")
    assert ([one["month"] for one in found["months"]], found["complete"]) == (["2024-04"], True)


def test_an_unchanged_file_is_known_as_of_its_index(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish("a")
    site.pages[MARCH] = Answer(urlset(entry("a", "2024-03-05T11:00:00Z")).encode())
    for day, old in (("2024-03-15", "0"), ("2024-04-02", f"{3 * 24 * 60 * 60}")):
        be(monkeypatch, day)
        listed = index({MARCH: "2024-03-05T11:00:00Z"}).encode()
        site.pages[ALL] = Answer(listed, headers={"Age": old})
        crawl("sitemap", tmp_path, base_url=site.url)
    assert site.asked.count(MARCH) == 1
    march = month(looked(tmp_path), "2024-03")
    assert (march["sitemap"]["state"], march["sitemap"]["as_of"]) == (
        "early", "2024-03-30T12:00:00Z"
    )  # fmt: skip


def test_entries_that_look_like_no_article_are_told(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    other = "<url><loc>https://www.example.org/news/politics/story-b</loc></url>"
    short = f"<url><loc>{site.url}/12345</loc></url>"
    listing(site, march=[entry("a"), other, short])
    crawl("sitemap", tmp_path, base_url=site.url)
    assert month(looked(tmp_path), "2024-03")["sitemap"]["no_articles"] == 2
    assert (
        "hint: entries of the months' sitemaps whose address is no article's here: 2, "
        "most in 2024-03; not counted as missing"
    ) in said(tmp_path)


def test_what_waits_is_taken_up_without_the_whole_archive(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    listing(site, march=[entry("a")], april=[entry("b")])
    site.pages["/news/politics/story-b"] = BUSY
    crawl("sitemap", tmp_path, base_url=site.url, since="2024-04-01")
    command = f"scrapy crawl sitemap -a base_url={site.url}"
    assert looked(tmp_path)["next"][-1] == {
        "command": f"{command} -a since=2024-04-01", "does": "takes up 1 pending",
    }  # fmt: skip
    assert [one["command"] for one in looked(tmp_path, since="2024-04-01")["next"]] == [
        f"{command} -a since=2024-04-01"
    ]
    crawl("sitemap", tmp_path, base_url=site.url)
    assert [one["command"] for one in looked(tmp_path)["next"]] == [command]


def test_an_index_that_names_odd_months(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    odd = ["sitemap-1900-1.xml", "sitemap-2099-12.xml", "pages.xml", "sitemap-2024-13.xml"]
    site.pages[ALL] = Answer(index([MARCH, *(f"/sitemaps/all/{name}" for name in odd)]).encode())
    site.pages[MARCH] = Answer(urlset(entry("a")).encode())
    crawl("sitemap", tmp_path, base_url=site.url)
    lines = [line for line in said(tmp_path) if line[:2] in ("19", "20")]
    assert lines == [
        "2099-12 0 0 0 0 0 0 0 0 - not read (http_404)",
        "2024-03 1 1 0 0 0 0 0 0 100.0 %",
        "1900-01 0 0 0 0 0 0 0 0 - not read (http_404)",
    ]


def test_the_readme_has_every_key(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    site.pages["/news/politics/story-b"] = BUSY
    listing(site, march=[entry("a"), entry("b")])
    crawl("sitemap", tmp_path, base_url=site.url)

    def keys(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(keys, value))
        return set(value).union(*map(keys, value.values())) if isinstance(value, dict) else set()

    printed = json.loads(scrapy_audit(tmp_path, "--json").out)
    said = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    paragraph = said[said.index("audit --json` prints `complete`, `threshold`") :].partition(
        "\n\n"
    )[0]
    states = {"read", "early", "unread", "unlisted"}
    assert set(re.findall(r"`([a-z_]+)`", paragraph)) - states == keys(printed)


@pytest.mark.soak
def test_a_file_that_no_index_names_any_more_is_waited_for_no_longer(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = "/sitemaps/one.xml", "/sitemaps/two.xml"
    site.publish("a", "b")
    site.pages |= {one: Answer(urlset(entry("a")).encode()), two: Answer(urlset().encode())}
    site.pages[ALL] = Answer(index([one, two]).encode())
    be(monkeypatch, "2024-03-20")
    crawl("sitemap", tmp_path, base_url=site.url)
    assert looked(tmp_path)["complete"]
    site.pages[ALL] = Answer(index([one]).encode())
    be(monkeypatch, "2024-04-20")
    crawl("sitemap", tmp_path, base_url=site.url)
    found = looked(tmp_path)
    assert month(found, "2024-03")["sitemap"]["as_of"] == "2024-04-20T12:00:00Z"
    assert found["complete"]
    # Nor is a month's own, be it that it was read before the month was over.
    listing(site, april=[entry("b")])
    crawl("sitemap", tmp_path / "months", base_url=site.url)
    be(monkeypatch, "2024-05-20")
    site.pages[ALL] = Answer(index([MARCH]).encode())
    site.pages[MARCH] = Answer(urlset(entry("b")).encode())
    assert month(looked(tmp_path / "months"), "2024-04")["sitemap"]["state"] == "early"
    crawl("sitemap", tmp_path / "months", base_url=site.url)
    found = looked(tmp_path / "months")
    assert [one["month"] for one in found["months"]] == ["2024-04", "2024-03"]
    assert (month(found, "2024-04")["sitemap"]["state"], found["complete"]) == ("unlisted", True)


def test_a_rebuilt_ledger_has_read_nothing(site: Served, tmp_path: Path) -> None:
    site.publish("a")
    listing(site, march=[entry("a")])
    crawl("sitemap", tmp_path, base_url=site.url)
    assert looked(tmp_path)["complete"]
    rebuild(tmp_path)
    assert month(looked(tmp_path), "2024-03")["sitemap"]["state"] == "unread"
    crawl("sitemap", tmp_path, base_url=site.url)
    assert looked(tmp_path)["complete"]


def test_faults_of_a_replica(tmp_path: Path) -> None:
    """8 articles: one 503, one cut off at every try, one removed; robots.txt allows all."""
    with ReplicaServer(ReplicaSite(articles=8)) as replica:
        # Plain ones, which no other article's address begins with.
        paths = {n: replica.site.path(n) for n in (3, 7)}
        replica.faults.on("server-error", path=paths[3], value=503)
        replica.faults.on("cut-off", path=paths[7], value=1000)
        replica.site.remove(8, 410)
        crawl("sitemap", tmp_path, base_url=replica.url)
        found = looked(tmp_path)
        total = {"listed": 7, "in_feeds": 5, "pending": 2, "share": 71.4}
        assert found["total"] | NOTHING | total == found["total"]
        missing = {one["url"].removeprefix(replica.url) for one in found["missing"]}
        assert missing == set(paths.values())
        replica.faults.clear()
        crawl("sitemap", tmp_path, base_url=replica.url)
        assert looked(tmp_path)["complete"]
