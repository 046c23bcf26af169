"""Articles extracted again from archives: without any network, and without reverting anything."""

from __future__ import annotations

import asyncio
import functools
import gzip
import json
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from logging import LoggerAdapter, getLogger
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from mayadeen_crawler.crawling.warc_replay import WarcReplay
from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.exceptions import TooLarge, Truncated, WrongUseError
from mayadeen_crawler.items import EXTRACTOR_VERSION, FetchedArticle
from mayadeen_crawler.ledger.database.connection import connect
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.pages import article as article_page
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.spiders.article import ArticleSpider
from mayadeen_crawler.warc.reader import WarcCapture, WarcFileReading, captures, payload
from tests.helpers.articles import feed
from tests.helpers.audit_command import scrapy_audit
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.manifests import manifests
from tests.helpers.soak_figures import scaled
from tests.helpers.warc_files import (
    chunked,
    digest,
    http,
    page,
    record,
    warc,
)

#: Of two days; the listings give one of them its label, and the section of technology has one.
PAGES = scaled(34, 2000)
HOST = "https://english.almayadeen.net"
URL = f"{HOST}/news/politics/the-kiln-keepers-market"


def no_network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return what is connected to, or looked up, from now on: to stay empty."""
    asked: list[Any] = []

    def refuse(*args: Any, **_: Any) -> None:
        asked.append(args)
        raise OSError("no network in a replay")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    return asked


def replay(folder: Path, files: Path | str, **arguments: Any) -> Crawl:
    return crawl("article", folder, warc=str(files), **arguments)


def mend(monkeypatch: pytest.MonkeyPatch, version: int = EXTRACTOR_VERSION + 1) -> None:
    """Let it be a newer extractor, which reads a headline differently."""
    plain = article_page.parse_article

    def mended(*args: Any, **kwargs: Any) -> FetchedArticle:
        found = plain(*args, **kwargs)
        found.headline = f"{found.headline} (mended)" if found.headline else None
        return found

    newer = functools.partial(FetchedArticle, extractor_version=version)
    monkeypatch.setattr("mayadeen_crawler.pages.article.FetchedArticle", newer)
    monkeypatch.setattr("mayadeen_crawler.crawling.article_reading.parse_article", mended)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"warc": "/nowhere/x.warc.gz"}, "warc='/nowhere/x.warc.gz': no such file, and the"),
        ({"warc": "/nowhere/*.warc.gz"}, "warc='/nowhere/*.warc.gz': no such file, and the"),
        ({"warc": "/etc"}, "warc='/etc' is a folder: name its files, such as '/etc/*.warc.gz'"),
        ({"warc": "/dev/zero"}, "warc='/dev/zero': /dev/zero is a device, not a regular file"),
        ({"warc": ","}, "warc= contains no file name"),
        (
            {"warc": __file__, "urls": URL},
            "give exactly one of urls=URL,URL, file=PATH and warc=PATH",
        ),
    ],
)
def test_what_cannot_be_replayed_is_wrong_use(given: dict[str, str], says: str) -> None:
    with pytest.raises(WrongUseError) as told:
        ArticleSpider(**given)
    assert str(told.value).startswith(says)


def test_names_may_hold_what_means_something_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "of a, b [c]"
    folder.mkdir()
    one, two = folder / "1.warc", folder / "2, [x].warc"
    for path in (one, two):
        path.touch()
    assert ArticleSpider(warc=str(two)).warc_files == [two]
    assert ArticleSpider(warc=f"{tmp_path}/of a, b*/*.warc").warc_files == [one, two]
    assert ArticleSpider(warc=f"{tmp_path}/*/2*, {tmp_path}/*/*").warc_files == [two, one]


# --- The crawl that made the archive, once more --------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawl, Path, str]:
    """A crawl by listings and one by sitemap, with an archive; the site is gone since."""
    folder = tmp_path_factory.mktemp("made")
    settings = {"ARCHIVE_DIR": str(folder / "archive")}
    with ReplicaServer(ReplicaSite(articles=PAGES)) as replica:
        url = replica.url
        moved = replica.site.path(PAGES)
        replica.site.rename(PAGES)
        crawl("article", folder / "output", base_url=url, urls=url + moved, settings=settings)
        # The second one's address looks like an article's.
        named = {"base_url": url, "sections": "politics,technology", "max_pages": "3"}
        crawl("section", folder / "output", settings=settings, **named)
        run = crawl("sitemap", folder / "output", base_url=url, settings=settings)
    assert run.status == 0
    return run, folder / "archive", url


def comparable(line: dict[str, Any], listed: dict[str, set[str]]) -> bytes:
    """Return the line of a record without source and run, and without what only a list said.

    A sitemap or a card also confirms a time, which without it is doubted.
    """
    said = dict(line, source=None, run_id=None)
    said["doubts"] = [code for code in line["doubts"] if code != "time_zone_assumed"]
    said |= dict.fromkeys(listed[line["id"]])
    said["provenance"] = {**line["provenance"], **dict.fromkeys(listed[line["id"]])}
    return json.dumps(said, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def again(made: tuple[Crawl, Path, str], tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """The replay of it all, into an empty folder, where nothing can be connected to."""
    _, archive, url = made
    with pytest.MonkeyPatch.context() as monkeypatch:
        asked = no_network(monkeypatch)
        run = replay(tmp_path_factory.mktemp("again"), archive / "*.warc.gz", base_url=url)
    assert (run.status, run.lines, asked) == (0, [], [])
    return run


def test_a_replay_gives_byte_for_byte_what_the_crawl_gave(
    made: tuple[Crawl, Path, str], again: Crawl
) -> None:
    run, _, _ = made
    listed = {
        one["id"]: {k for k, by in one["provenance"].items() if by in ("listing", "sitemap")}
        for one in run.records
    }
    before = sorted(comparable(line, listed) for line in run.records)
    after = sorted(comparable(line, listed) for line in again.records)
    assert len(before) == PAGES
    assert before == after
    assert {line["source"] for line in run.records} == {"live"}
    assert {line["source"] for line in again.records} == {"warc"}
    assert {line["capture_url"] for line in (*run.records, *again.records)} == {None}
    # Nothing but what is named above differs, times included.
    plain = {one["id"]: one for one in run.records}
    for one in again.records:
        differs = {key for key in one if one[key] != plain[one["id"]][key]}
        assert differs <= {"run_id", "source", "provenance", "doubts"} | listed[one["id"]]


def test_the_addresses_that_led_to_a_page_are_known_again(
    made: tuple[Crawl, Path, str], again: Crawl
) -> None:
    run, _, _ = made
    known = "SELECT url, article_id, state FROM addresses ORDER BY url"
    assert rows(again.folder, known) == rows(run.folder, known)


def test_a_replay_is_a_run_like_any_other(again: Crawl) -> None:
    (manifest,) = manifests(again.folder)
    assert manifest["outcome"] == "good"
    assert manifest["reason"] == (
        f"{PAGES} new, 0 revised, 0 known articles; {PAGES} pages, 0 failed"
    )
    assert (manifest["requests"], manifest["recognised_at"]) == ({}, None)
    assert (manifest["warnings"], manifest["pending_left"]) == ([], 0)
    assert sum(span["length"] for span in manifest["appends"]) == sum(
        path.stat().st_size for path in (again.folder / "articles").iterdir()
    )


@pytest.mark.soak
def test_into_its_own_folder_it_says_nothing_new(
    made: tuple[Crawl, Path, str], tmp_path: Path
) -> None:
    run, archive, url = made
    shutil.copytree(run.folder, tmp_path / "copy")
    everything = "SELECT * FROM articles ORDER BY id", "SELECT * FROM addresses ORDER BY url"
    before = [rows(tmp_path / "copy", query) for query in everything]
    again = replay(tmp_path / "copy", archive / "*.gz", base_url=url)
    assert (again.status, again.stats["article/known"]) == (0, PAGES)
    assert feed(tmp_path / "copy") == run.records
    assert [rows(tmp_path / "copy", query) for query in everything] == before


def test_a_mended_extraction_is_one_revision_of_each(
    made: tuple[Crawl, Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, archive, url = made
    shutil.copytree(run.folder, tmp_path / "copy")
    mend(monkeypatch)
    again = replay(tmp_path / "copy", archive / "*.gz", base_url=url)
    assert (again.status, again.stats["article/revised"]) == (0, PAGES)
    new = feed(tmp_path / "copy")[PAGES:]
    assert len(new) == len({one["id"] for one in new}) == PAGES
    assert {(one["revision"], one["revision_cause"]) for one in new} == {(2, "reextracted")}
    assert {tuple(one["changed_fields"]) for one in new} == {("headline",)}
    assert all(one["headline"].endswith(" (mended)") for one in new)
    old = {one["id"]: one["retrieved_at"] for one in run.records}
    assert {one["id"]: one["retrieved_at"] for one in new} == old


def test_a_period_and_a_host_choose_among_the_pages(
    made: tuple[Crawl, Path, str], tmp_path: Path
) -> None:
    run, archive, url = made
    day = max(one["published_date"] for one in run.records)
    again = replay(tmp_path / "day", archive / "*.gz", base_url=url, since=day)
    expected = {one["id"] for one in run.records if one["published_date"] == day}
    assert {one["id"] for one in again.records} == expected
    assert rows(tmp_path / "day", "SELECT 1 FROM addresses WHERE state = 'filtered'") == []
    other = replay(tmp_path / "other", archive / "*.gz")
    assert other.status == 4
    assert other.records == []
    assert other.stats["health/problem"] == (
        "no article page of the edition's host is in the WARC files (files read: 3)"
    )
    (line,) = (line for line in other.lines if "other hosts" in line)
    host = url.removeprefix("http://")
    assert line.endswith(f"({host}): edition=… or base_url=… chooses one")


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    db = connect(folder / "ledger.sqlite3", read_only=True)
    try:
        return [tuple(row) for row in db.execute(query)]
    finally:
        db.close()


# --- Captures of one article over time ------------------------------------------------


def capture(day: int, headline: str, url: str = URL, **more: Any) -> bytes:
    return record(url, http(page(headline, **more)), f"2026-03-{day:02}T10:00:00Z")


def headlines(folder: Path) -> list[tuple[int, str, str]]:
    return [(one["revision"], one["revision_cause"], one["headline"]) for one in feed(folder)]


def test_edits_are_revisions_in_the_order_of_their_capture(tmp_path: Path) -> None:
    later = warc(tmp_path / "a.warc", capture(5, "Third"), capture(4, "Second"))
    earlier = warc(tmp_path / "b.warc", capture(2, "First"), capture(3, "First"))
    run = replay(tmp_path / "output", f"{later}, {earlier}")
    assert run.status == 0
    assert headlines(tmp_path / "output") == [
        (1, "first", "First"), (2, "edited", "Second"), (3, "edited", "Third"),
    ]  # fmt: skip
    assert [one["retrieved_at"] for one in run.records] == [
        "2026-03-02T10:00:00Z", "2026-03-04T10:00:00Z", "2026-03-05T10:00:00Z",
    ]  # fmt: skip


def test_a_page_that_is_as_it_was_again_counts_beside_what_it_was_between(tmp_path: Path) -> None:
    replay(tmp_path / "output", warc(tmp_path / "1.warc", capture(2, "First")))
    replay(
        tmp_path / "output",
        warc(tmp_path / "2.warc", capture(3, "Second"), capture(4, "First")),
    )
    assert headlines(tmp_path / "output") == [
        (1, "first", "First"), (2, "edited", "Second"), (3, "edited", "First"),
    ]  # fmt: skip


def test_an_older_page_reverts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = warc(tmp_path / "new.warc", capture(5, "Second"))
    old = warc(tmp_path / "old.warc", capture(2, "First"))
    replay(tmp_path / "output", new)
    run = replay(tmp_path / "output", old)
    assert (run.status, run.stats["article/captured"]) == (0, 1)
    mend(monkeypatch)
    run = replay(tmp_path / "output", f"{old},{new}")
    assert (run.stats["article/known"], run.stats["article/revised"]) == (1, 1)
    assert headlines(tmp_path / "output") == [
        (1, "first", "Second"), (2, "reextracted", "Second (mended)"),
    ]  # fmt: skip


def test_an_unchanged_page_that_was_visited_since_is_mended_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = warc(tmp_path / "1.warc", capture(2, "First"))
    both = warc(tmp_path / "2.warc", capture(2, "First"), capture(4, "First"))
    replay(tmp_path / "output", both)
    assert rows(tmp_path / "output", "SELECT visited_at, retrieved_at FROM articles") == [
        ("2026-03-04T10:00:00Z", "2026-03-02T10:00:00Z")
    ]
    mend(monkeypatch)
    replay(tmp_path / "output", first)
    replay(tmp_path / "output", both)
    assert headlines(tmp_path / "output") == [
        (1, "first", "First"), (2, "reextracted", "First (mended)"),
    ]  # fmt: skip
    assert rows(tmp_path / "output", "SELECT visited_at FROM articles") == [
        ("2026-03-04T10:00:00Z",)
    ]


@pytest.mark.soak
def test_an_edit_that_the_older_extractor_could_not_see_is_a_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = warc(tmp_path / "1.warc", capture(2, "First"), capture(4, "Second"))
    one = warc(tmp_path / "2.warc", capture(2, "First"))
    with monkeypatch.context() as old:
        mend(old, version=EXTRACTOR_VERSION)
        plain = article_page.parse_article

        def blind(*args: Any, **kwargs: Any) -> FetchedArticle:
            found = plain(*args, **kwargs)
            found.headline = found.body_text = "Made up"
            return found

        old.setattr("mayadeen_crawler.crawling.article_reading.parse_article", blind)
        replay(tmp_path / "output", both)
    mend(monkeypatch)
    replay(tmp_path / "output", one)  # a replay that is taken up later
    for _ in range(2):
        replay(tmp_path / "output", both)
    assert headlines(tmp_path / "output") == [
        (1, "first", "Made up"),
        (2, "reextracted", "First (mended)"),
        (3, "edited", "Second (mended)"),
    ]


def test_a_moment_still_to_come_lets_no_older_page_revert_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = rfc3339(datetime.now(UTC) + timedelta(hours=12))  # by another machine's clock
    replay(
        tmp_path / "output",
        warc(tmp_path / "1.warc", capture(3, "First"), record(URL, http(page("Second")), soon)),
    )
    mend(monkeypatch)
    replay(tmp_path / "output", warc(tmp_path / "2.warc", capture(2, "Older")))
    assert headlines(tmp_path / "output") == [(1, "first", "First"), (2, "edited", "Second")]


def test_what_differs_from_a_page_visited_since_is_no_edit(tmp_path: Path) -> None:
    replay(
        tmp_path / "output",
        warc(tmp_path / "1.warc", capture(2, "First"), capture(6, "First")),
    )
    run = replay(tmp_path / "output", warc(tmp_path / "2.warc", capture(4, "For an hour")))
    assert (run.stats["article/captured"], len(run.records)) == (1, 1)
    assert [
        (one["captured_at"], one["headline"]) for one in feed(tmp_path / "output", "captures")
    ] == [("2026-03-06T10:00:00Z", "First"), ("2026-03-04T10:00:00Z", "For an hour")]


def test_a_relative_time_counts_from_the_capture(tmp_path: Path) -> None:
    run = replay(
        tmp_path / "output",
        warc(tmp_path / "1.warc", capture(2, "First", time="2 hours ago")),
    )
    assert run.records[0]["published_at"] == "2026-03-02T08:00:00Z"


def test_what_only_a_list_said_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    undated = warc(tmp_path / "1.warc", capture(2, "First", time="No time of it"))
    hints = '{"label": "Politics", "date": "1 Mar 2026 12:00"}'
    with Ledger(tmp_path / "output") as ledger, ledger.transaction() as db:
        db.execute(
            "INSERT INTO addresses (url, edition, state, hints, seen_at, extractor_version) "
            "VALUES (?, 'en', 'pending', ?, '2026-03-02T09:00:00Z', 1)", (URL, hints),
        )  # fmt: skip
    replay(tmp_path / "output", undated)
    mend(monkeypatch)
    replay(tmp_path / "output", undated)
    rebuild(tmp_path / "output")
    mend(monkeypatch, version=EXTRACTOR_VERSION + 2)
    with Ledger(tmp_path / "output") as ledger, ledger.transaction() as db:
        assert json.loads(db.execute("SELECT hints FROM addresses").fetchone()[0])["date"]
        db.execute("UPDATE addresses SET hints = NULL")  # as a lost ledger leaves it
    edited = warc(tmp_path / "2.warc", capture(2, "Otherwise", time="No time of it"))
    run = replay(tmp_path / "output", edited)
    assert run.stats["article/suspect"] == 1
    assert [
        (one["published_at"], one["section_label"], one["provenance"]["published_at"])
        for one in run.records
    ] == [("2026-03-01T10:00:00Z", "Politics", "listing")] * 2


def test_redirects_lead_to_the_page_that_came_next(tmp_path: Path) -> None:
    old, other = f"{HOST}/news/politics/an-older-slug-of-it", f"{HOST}/news/politics/x-y"
    moved = http(b"", "Location: /news/politics/x-y", status="301 Moved Permanently")
    away = http(b"", f"Location: {URL}", status="302 Found")
    replay(
        tmp_path / "output",
        warc(
            tmp_path / "1.warc",
            record(old, moved, "2026-03-01T10:00:00Z"),
            record(other, away, "2026-03-01T10:00:01Z"),
            capture(2, "First"),
        ),
    )
    assert {url for (url,) in rows(tmp_path / "output", "SELECT url FROM addresses")} == {
        URL, old, other,
    }  # fmt: skip


def test_an_address_that_led_away_once_is_its_own_pages_later(tmp_path: Path) -> None:
    other = f"{HOST}/news/politics/other-story"
    moved = http(b"", f"Location: {other}", status="302 Found")
    run = replay(
        tmp_path / "output",
        warc(
            tmp_path / "1.warc",
            record(URL, moved, "2026-03-01T10:00:00Z"),
            capture(2, "The kiln keepers' market"),
            capture(3, "Another story", url=other),
        ),
    )
    assert [(one["url"], one["headline"], one["revision"]) for one in run.records] == [
        (URL, "The kiln keepers' market", 1), (other, "Another story", 1),
    ]  # fmt: skip


def test_an_article_of_the_past_takes_no_address_from_who_lives_there_now(tmp_path: Path) -> None:
    def post(day: int, number: int) -> bytes:
        body = page(f"Post {number}").replace(
            b"<body>", b'<head><meta name="postid" content="%d"></head><body>' % number
        )
        return record(URL, http(body), f"2026-03-{day:02}T10:00:00Z")

    replay(tmp_path / "output", warc(tmp_path / "1.warc", post(5, 11)))
    replay(tmp_path / "output", warc(tmp_path / "2.warc", post(2, 22)))
    assert [one["id"] for one in feed(tmp_path / "output")] == ["en:11", "en:22"]
    at_home = "SELECT url, article_id FROM addresses"
    assert rows(tmp_path / "output", at_home) == [(URL, "en:11")]
    replay(tmp_path / "output", warc(tmp_path / "3.warc", post(6, 33)))
    assert rows(tmp_path / "output", at_home) == [(URL, "en:33")]


@pytest.mark.parametrize("status", ["200 OK", "302 Found"])
def test_addresses_that_are_none_end_no_replay(status: str, tmp_path: Path) -> None:
    endless = f"{HOST}/news/politics/" + "a-" * 6000
    run = replay(
        tmp_path / "output",
        warc(
            tmp_path / "1.warc",
            record("", b"software: mayadeen-crawler/0\r\n", kind="warcinfo"),
            record(
                endless, http(page("First"), "Location: /news/a-b", status=status),
                "2026-03-01T10:00:00Z", f"Mayadeen-Article: {URL}",
            ),
            record(URL, http(page("First")), "2026-03-02T10:00:00Z", f"Mayadeen-Article: {URL}"),
        ),
    )  # fmt: skip
    assert (run.status, len(run.records), run.lines) == (0, 1, [])


def test_an_address_that_no_crawl_asks_for_costs_no_page(tmp_path: Path) -> None:
    """Another tool's file may say anything of where a page was requested, or is."""
    long, letters = "a" * 9000, "\u062e" * 2000
    urls = [f"{URL}-1", f"{HOST}/news/politics/{letters}-b", f"{URL}-3"]
    file = warc(
        tmp_path / "1.warc",
        record(
            urls[0], http(page("First")), "2026-03-01T10:00:00Z",
            f"Mayadeen-Article: {HOST}/news/politics/{long}",
        ),
        record(urls[1], http(page("Second")), "2026-03-02T10:00:00Z"),
        record(urls[2], http(page("Third")), "2026-03-03T10:00:00Z"),
    )  # fmt: skip
    run = replay(tmp_path / "output", file)
    assert (run.status, run.lines) == (0, [])
    assert [one["headline"] for one in run.records] == ["First", "Third"]


def test_whatever_the_reading_of_a_record_raises_costs_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def requested_at(self: WarcReplay, capture: WarcCapture) -> tuple[str, ...]:
        if capture.url.endswith("-1"):
            raise LookupError("unforeseen")
        return ()

    monkeypatch.setattr(WarcReplay, "_requested_at", requested_at)
    names = "First", "Second"
    pages = [capture(n, name, f"{URL}-{n}") for n, name in enumerate(names, 1)]
    run = replay(tmp_path / "output", warc(tmp_path / "1.warc", *pages))
    assert [one["headline"] for one in run.records] == ["Second"]
    assert run.stats["replay/unread"] == 1
    assert run.lines[0] == "WARNING: 1 pages in the WARC files could not be read"


@pytest.mark.parametrize("kind", ["to one", "in a chain"])
def test_of_very_many_redirects_the_newest_are_remembered(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WarcReplay, "_record", lambda *_: b"")
    monkeypatch.setattr(WarcReplay, "_check_redirect", lambda *_: None)
    stories = [f"{HOST}/news/politics/story-{number}" for number in range(1000)]
    moment = datetime(2026, 3, 1, 10, tzinfo=UTC)
    crawler: Any = SimpleNamespace(stats=None, settings=Settings())
    one = WarcReplay(crawler, Site(ENGLISH), [], run_id="", logger=LoggerAdapter(getLogger()))
    for url, after in pairwise(stories):
        to = after if kind == "in a chain" else "/"
        one._read(WarcCapture(moment, url, Path("1.warc"), 0, 1, 301, to, None))
    ((to, led),) = ((to, led) for to, led in one._sources.items() if led)
    assert to == (stories[-1] if kind == "in a chain" else f"{HOST}/")
    assert list(led) == stories[-101:-1]
    assert list(one._targets) == stories[-101:-1]


@pytest.mark.soak
def test_a_replay_that_is_stopped_ends_and_is_taken_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = warc(
        tmp_path / "1.warc",
        *(capture(2, f"Story {n}", url=f"{HOST}/news/politics/story-{n}") for n in range(60)),
    )
    write = WarcReplay._write
    stopping: list[asyncio.Task[None]] = []

    async def stopped(self: WarcReplay, group: Any) -> None:
        if not stopping:  # as an interrupt does it, with items under way
            stopping.append(asyncio.create_task(self._crawler.stop_async()))
        await write(self, group)

    monkeypatch.setattr(WarcReplay, "_write", stopped)
    run = replay(tmp_path / "output", path)
    assert (run.stats["finish_reason"], len(run.records)) == ("shutdown", 25)
    assert len(replay(tmp_path / "output", path).records) == 60


# --- Files of other tools, and broken ones --------------------------------------------


@pytest.mark.parametrize("name", ["blank.warc", "blank.warc.gz"])
def test_blank_lines_before_a_record_are_passed_over(name: str, tmp_path: Path) -> None:
    urls = [f"{HOST}/news/politics/{number}-story-of-a-kiln" for number in ("one", "two")]
    records = [b"\r\n\r\n" + record(url, http(page("A kiln"))) for url in urls]
    run = replay(tmp_path / "output", warc(tmp_path / name, *records))
    assert (run.status, run.lines) == (0, [])
    assert sorted(one["canonical_url"] for one in run.records) == urls


def test_files_of_other_tools_are_read(tmp_path: Path) -> None:
    body = page("The kiln keepers' market")
    names = ["plain", "packed", "in-chunks", "packed-in-chunks", "bracketed"]
    blocks = [
        http(body),
        http(gzip.compress(body), "Content-Encoding: gzip"),
        http(chunked(body), "Transfer-Encoding: chunked"),
        http(chunked(gzip.compress(body)), "content-encoding: gzip", "transfer-encoding: chunked"),
        http(body),
    ]
    urls = [f"{HOST}/news/politics/the-kiln-keepers-market-{name}" for name in names]
    urls[-1] = f"<{urls[-1]}>"
    records = [
        record("dns:english.almayadeen.net", b"made-up 3600 A 192.0.2.1\n"),
        record(URL, b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record(URL, http(b"", status="304 Not Modified"), kind="revisit"),
        record(f"{HOST}/robots.txt", http(b"User-agent: *\n")),
        record(f"{HOST}/news/politics/gone-story", http(b"gone", status="404 Not Found")),
        record("https://elsewhere.test/news/politics/an-article", http(body)),
        *(
            record(url, block, "2026-03-01T10:00:00Z", f"WARC-Block-Digest: {digest(block)}")
            for url, block in zip(urls, blocks, strict=True)
        ),
    ]
    for name in ("files.warc", "files.warc.gz"):
        run = replay(tmp_path / name[-2:], warc(tmp_path / name, *records))
        assert run.status == 0
        assert {one["url"] for one in run.records} == {url.strip("<>") for url in urls}
        assert {one["headline"] for one in run.records} == {"The kiln keepers' market"}
        (line,) = run.lines
        assert line == (
            "WARNING: 1 pages of other hosts are left out (elsewhere.test): "
            "edition=… or base_url=… chooses one"
        )


def test_what_wget_keeps_is_read(tmp_path: Path) -> None:
    if shutil.which("wget") is None:
        pytest.skip("wget is not installed: its archives are not tried")
    with ReplicaServer(ReplicaSite(articles=6)) as replica:
        urls = [replica.url + replica.site.path(number) for number in range(1, 7)]
        subprocess.run(
            ["wget", "-q", f"--warc-file={tmp_path / 'by-wget'}", "-O", "/dev/null", *urls],
            check=True, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"},
        )  # fmt: skip
    run = replay(tmp_path / "output", tmp_path / "by-wget.warc.gz", base_url=replica.url)
    assert (run.status, run.lines) == (0, [])
    assert sorted(one["url"] for one in run.records) == sorted(urls)


def _good() -> list[bytes]:
    return [capture(2, "First"), capture(2, "Other", url=f"{HOST}/news/politics/other-story")]


def _block(body: bytes, *more: str, **how: Any) -> bytes:
    return record(f"{HOST}/news/politics/broken-story", body, "2026-03-01T10:00:00Z", *more, **how)


BROKEN = {
    "no WARC": (b"made-up text\n" * 9, "Invalid WARC record, first line: made-up text; 0 answers"),
    "empty": (b"", "it holds no record; 0 answers"),
    "no length": (
        b"".join([*_good(), _block(http(b"x"), length="")]),
        "a record does not say how long it is; 2 answers",
    ),
    "endless": (
        b"".join([*_good(), _block(http(b"x"), length=10**15)]),
        "its end is torn; 2 answers",
    ),
    "shorter than its record": (
        b"".join([_block(http(page("Broken"))), *_good()])[:-100],
        "its end is torn; 2 answers",
    ),
    "longer than it says": (
        b"".join([*_good(), _block(http(page("Broken")), length=60)]),
        "a record is longer than it says; 2 answers",
    ),
    "torn gzip": (
        b"".join(map(gzip.compress, [*_good(), _block(http(page("Broken")))]))[:-60],
        "its end is torn; 2 answers",
    ),
    "torn headers": (
        b"".join(map(gzip.compress, _good())) + gzip.compress(_block(http(b"")))[:40],
        "its end is torn; 2 answers",
    ),
    "one gzip member": (
        gzip.compress(b"".join(_good())),
        "one gzip stream, not a member a record (`warcio recompress` makes it that); 1 answer",
    ),
    "damaged gzip": (
        b"".join(map(gzip.compress, _good())) + b"\x1f\x8b\x08\x00" + b"\xff" * 99,
        "its gzip data is damaged (",
    ),
    "no date": (
        b"".join([_block(http(b"x")).replace(b"2026-03-01T10", b"2026-03-99T10"), *_good()]),
        "1 records are damaged, and skipped; 2 answers",
    ),
    "no HTTP": (
        b"".join([_block(b"\x00\xff" * 500), *_good()]),
        "1 records are damaged, and skipped; 2 answers",
    ),
    "headers without end": (
        b"".join([_block(http(b"", *["X-Made-Up: " + "x" * 8000] * 300)), *_good()]),
        "1 records are damaged, and skipped; 2 answers",
    ),
    "very many headers": (
        b"".join([_block(http(b"", *["a:1"] * 20_000)), *_good()]),
        "1 records are damaged, and skipped; 2 answers",
    ),
    "very many lines of a record itself": (
        b"".join([*_good(), _block(http(b""), *["a:1"] * 20_000)]),
        "its headers have no end; 2 answers",
    ),
    "a line without end": (
        b"".join([*_good(), b"WARC/1.0\r\nX: " + b"x" * 3_000_000]),
        "its headers have no end; 2 answers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_of_a_broken_file_the_rest_is_read(
    kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data, says = BROKEN[kind]
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(data)
    reading = WarcFileReading(broken)
    found = list(captures(reading))
    damaged = f"{reading.damaged} records are damaged, and skipped" if reading.damaged else ""
    said = f"{reading.problem or damaged}; {reading.responses} answers"
    assert says in said
    assert len(said) < 200
    assert len(found) == reading.responses
    assert capfd.readouterr().err == ""


def test_records_without_a_body_are_read_however_many_follow_each_other(tmp_path: Path) -> None:
    moved = http(b"", "Location: /", f"X-Made-Up: {'x' * 9000}", status="301 Moved Permanently")
    reading = WarcFileReading(warc(tmp_path / "1.warc", *[record(URL, moved)] * 120))
    assert len(list(captures(reading))) == 120
    assert reading.problem is None


def test_headers_that_pack_to_little_take_no_long_time(tmp_path: Path) -> None:
    many, number = record(URL, http(b"", *["a:1"] * 20_000)), scaled(20, 50)
    reading = WarcFileReading(warc(tmp_path / "1.warc.gz", *[many] * number))
    began = time.process_time()
    assert list(captures(reading)) == []
    assert time.process_time() - began < scaled(1, 2)
    assert (reading.damaged, reading.problem) == (number, None)


def test_broken_files_are_told_and_the_others_read(tmp_path: Path) -> None:
    files = []
    for name in ("torn gzip", "no date", "no WARC"):
        files.append(tmp_path / f"{name}.warc.gz")
        files[-1].write_bytes(BROKEN[name][0])
    files.append(warc(tmp_path / "sound.warc", capture(3, "Sound", f"{HOST}/news/politics/a-b")))
    run = replay(tmp_path / "output", ",".join(map(str, files)))
    assert (run.status, len(run.records)) == (4, 3)
    assert run.lines == [
        *(f"WARNING: {path}: {BROKEN[path.name[:-8]][1]} were read of it" for path in files[:3]),
        "ERROR: Unhealthy run: 3 of 4 WARC files could not be read whole: see the lines above",
    ]


def test_records_that_are_not_what_their_digests_say_are_passed_over(tmp_path: Path) -> None:
    wrong, moved = f"WARC-Block-Digest: {digest(b'y')}", f"{HOST}/news/politics/first-story"
    path = warc(
        tmp_path / "1.warc.gz",
        record(f"{URL}-1", http(page("Wrong")), "2026-03-01T10:00:00Z", wrong),
        record(f"{URL}-2", http(page("None")), "2026-03-01T10:00:00Z", "WARC-Block-Digest: sha1:!"),
        record(
            moved, http(b"", f"Location: {URL}", status="301 Moved Permanently"),
            "2026-03-01T10:00:00Z", wrong,
        ),
        capture(2, "First"),
    )  # fmt: skip
    run = replay(tmp_path / "output", path)
    assert [one["headline"] for one in run.records] == ["First"]
    assert rows(tmp_path / "output", "SELECT url FROM addresses") == [(URL,)]
    assert run.lines == [
        f"WARNING: {path}: 3 records are not what their digests say, and are passed over",
        "ERROR: Unhealthy run: 1 of 1 WARC files could not be read whole: see the lines above",
    ]


def test_a_file_that_is_being_written_may_be_torn(tmp_path: Path) -> None:
    path = warc(tmp_path / "run.warc.gz", *_good())
    torn = path.rename(tmp_path / "run.warc.gz.open")
    torn.write_bytes(torn.read_bytes()[:-40])
    run = replay(tmp_path / "output", torn)
    assert (run.status, len(run.records)) == (0, 1)
    assert run.lines == [f"WARNING: {torn}: its end is torn; 1 answers were read of it"]


def test_pages_that_are_none_are_counted(tmp_path: Path) -> None:
    bomb = gzip.compress(page("Bomb") + b" " * 5_000_000)
    path = warc(
        tmp_path / "1.warc",
        *_good(),
        _block(http(bomb, "Content-Encoding: gzip")),
        record(f"{HOST}/news/politics/too-large", http(b"x" * 2_000_000)),
        record(
            f"{HOST}/news/politics/a-picture",
            b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n",
        ),
    )
    run = replay(tmp_path / "output", path, settings={"DOWNLOAD_MAXSIZE": 1_000_000})
    assert len(run.records) == 2
    assert run.status == 4
    assert run.stats["health/problem"] == (
        "3 of 5 article pages in the WARC files could not be read"
    )
    assert not any("TRACEBACK" in line for line in run.lines)


# --- Pages that came, or were kept, in part ------------------------------------------


def test_pages_that_ended_early_are_passed_over_and_counted(tmp_path: Path) -> None:
    body = page("The kiln keepers' market opens")
    cut = {
        "said": record(f"{URL}-1", http(body[:200]), "2026-03-01T10:00:00Z",
                       "WARC-Truncated: length"),
        "chunks": record(f"{URL}-2", http(chunked(body)[:-5], "Transfer-Encoding: chunked")),
        "short": record(f"{URL}-3", http(body[:200], f"Content-Length: {len(body)}")),
        "gzip": record(f"{URL}-4", http(gzip.compress(body)[:-30], "Content-Encoding: gzip")),
    }  # fmt: skip
    whole = [
        record(f"{URL}-5", http(chunked(body), "Transfer-Encoding: chunked")),
        record(f"{URL}-6", http(body, "Transfer-Encoding: chunked")),
        record(f"{URL}-7", http(gzip.compress(body), "Content-Encoding: gzip")),
        record(f"{URL}-8", http(body, "Content-Encoding: gzip", "Content-Length: 9000")),
        record(
            f"{URL}-9",
            http(
                chunked(body)[:-2] + b"Expires: never\r\n\r\n",
                "Transfer-Encoding: chunked", "Trailer: Expires",
            ),
        ),
    ]  # fmt: skip
    run = replay(tmp_path / "out", warc(tmp_path / "a.warc.gz", *cut.values(), *whole))
    assert run.status == 0
    assert sorted(one["url"][-1] for one in run.records) == ["5", "6", "7", "8", "9"]
    assert {one["headline"] for one in run.records} == {"The kiln keepers' market opens"}
    assert run.lines == ["WARNING: 4 pages in the WARC files ended early, and are passed over"]
    (manifest,) = manifests(tmp_path / "out")
    assert manifest["lost"] == {"partial/truncated": 4}


BODY = b"hello, and all the rest"
CHUNKED = {
    "trailers": (chunked(BODY, 5)[:-2] + b"Expires: never\r\nX: y\r\n\r\n", None),
    "an extension and zeros": (b"0017;a=b\r\n" + BODY + b"\r\n000 ;c\r\n\r\n", None),
    "longer than it says": (
        b"5\r\nhello!\r\n12\r\n and all the rest!!\r\n0\r\n\r\n", Truncated
    ),
    "shorter than it says": (b"7\r\nhello\r\n5\r\n, and\r\n0\r\n\r\n", Truncated),
    "longer than the body": (b"5\r\nhello\r\nffffffff\r\n, and\r\n0\r\n\r\n", Truncated),
    "no size": (b"5\r\nhello\r\n\r\n\r\n0\r\n\r\n", Truncated),
    "no last one": (chunked(BODY, 5)[:-5], Truncated),
    "very many": (chunked(b"x" * 100_001, 1), TooLarge),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHUNKED)
def test_chunks_are_what_they_say_or_no_page(kind: str) -> None:
    body, raises = CHUNKED[kind]
    kept = record(URL, http(body, "Transfer-Encoding: chunked"))
    began = time.process_time()
    if raises is None:
        assert payload(kept, most=0).body == BODY
    else:
        with pytest.raises(raises):
            payload(kept, most=0)
    assert time.process_time() - began < 1


@given(st.binary(min_size=1, max_size=300), st.integers(1, 400))
def test_what_was_put_into_chunks_is_taken_out(body: bytes, size: int) -> None:
    kept = record(URL, http(chunked(body, size), "Transfer-Encoding: chunked"))
    assert payload(kept, most=0).body == body


def test_a_part_of_a_known_article_is_no_edit(tmp_path: Path) -> None:
    body = page("The kiln keepers' market opens")
    first = warc(tmp_path / "1.warc", record(URL, http(body)))
    later = warc(
        tmp_path / "2.warc",
        record(URL, http(body[:-60]), "2026-03-02T10:00:00Z", "WARC-Truncated: disconnect"),
    )
    replay(tmp_path / "out", first)
    run = replay(tmp_path / "out", later)
    assert [one["revision"] for one in run.records] == [1]


def test_an_address_of_other_letters_is_the_one_that_is_asked_for(tmp_path: Path) -> None:
    """Other programs write addresses as a page has them; a crawl asks for, and tells, encoded ones.

    Direction marks could show another address than the record's.
    """
    urls = [f"{HOST}/news/politics/{slug}" for slug in ("\u062e\u0628-a", "a\u202e-b", "c|d-e")]
    file = warc(tmp_path / "a.warc", *(record(url, http(page(f"Story {url}"))) for url in urls))
    run = replay(tmp_path / "out", file)
    assert [one["url"] for one in run.records] == [
        f"{HOST}/news/politics/{slug}" for slug in ("%D8%AE%D8%A8-a", "a%E2%80%AE-b", "c%7Cd-e")
    ]  # fmt: skip
    assert [one["canonical_url"] for one in run.records] == [one["url"] for one in run.records]
    assert scrapy_audit(tmp_path / "out", "--integrity").status == 0


def test_a_full_folder_for_temporary_files_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    file = warc(tmp_path / "a.warc", record(f"{HOST}/news/politics/story-a", http(b"<h1>A</h1>")))
    monkeypatch.setattr("mayadeen_crawler.crawling.warc_replay.TemporaryDirectory", full)
    run = crawl("article", tmp_path / "out", warc=str(file))
    assert run.status == 4
    assert run.lines[0] == (
        "ERROR: the folder for temporary files cannot be used ([Errno 28] No space left on device):"
        " free space in it, or name another one (TMPDIR), then run the crawl again, which goes on"
        " from what is written"
    )
    assert not any("TRACEBACK" in line for line in run.lines)
