"""The files of CC-NEWS, as its documentation describes them."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.archives import (
    ArchivesServer,
    captured,
    moments,
    news_path,
    with_lists,
    write_large_news_file,
)
from tests.replica.archives.conftest import HOST, PAGES, ask, lives, records

JANUARY = "crawl-data/CC-NEWS/2025/01/CC-NEWS-20250112120000-00000.warc.gz"


@pytest.mark.soak
def test_a_month_lists_its_files(archives: ArchivesServer) -> None:
    base = archives.settings["COMMONCRAWL_DATA"]
    answer = ask(f"{base}/crawl-data/CC-NEWS/2025/01/warc.paths.gz")
    assert gzip.decompress(answer.body).decode().splitlines() == [
        JANUARY,
        "crawl-data/CC-NEWS/2025/01/CC-NEWS-20250113120000-00001.warc.gz",
        "crawl-data/CC-NEWS/2025/01/CC-NEWS-20250120120000-00002.warc.gz",
    ]
    # A month without files has an empty list, one to come has none.
    empty = ask(f"{base}/crawl-data/CC-NEWS/2024/12/warc.paths.gz")
    assert (empty.status, gzip.decompress(empty.body)) == (200, b"")
    assert ask(f"{base}/crawl-data/CC-NEWS/9999/12/warc.paths.gz").status == 404


def test_a_file_holds_all_outlets(archives: ArchivesServer) -> None:
    answer = ask(f"{archives.settings['COMMONCRAWL_DATA']}/{JANUARY}")
    assert answer.status == 200
    found = records(answer.body)
    assert [record.kind for record in found[:3]] == ["warcinfo", "request", "response"]
    pages = [record for record in found if record.kind == "response"]
    ours = [page for page in pages if page.url.startswith(f"https://{HOST}/")]
    assert (len(pages), len(ours)) == (4 * PAGES, PAGES)
    assert ours[0].moment == "2025-01-12T17:37:00Z"
    assert {state.url for state in lives()[0].states.values()} < {page.url for page in ours}
    assert "x-crawl-content-encoding" in ours[1].headers
    assert all("content-encoding" not in page.headers for page in pages)


def test_a_file_can_be_read_on_from_any_byte(archives: ArchivesServer) -> None:
    address = f"{archives.settings['COMMONCRAWL_DATA']}/{JANUARY}"
    whole = ask(address).body
    rest = ask(address, {"Range": "bytes=100000-"})
    assert (rest.status, rest.body) == (206, whole[100_000:])


def test_before_16_may_2019_a_coding_is_named_of_a_decoded_payload() -> None:
    # The first moments are in April, the last in June and later.
    site = ReplicaSite(articles=8, newest=datetime(2019, 4, 20, tzinfo=UTC))
    with ArchivesServer(moments(site)) as archives:
        files = {
            path.rpartition("/")[2][8:16]: file
            for path, file in archives.news.items()
            if "-0" in path
        }
    named = {}
    for day, file in files.items():
        assert isinstance(file, bytes)
        pages = [record for record in records(file) if record.kind == "response"]
        assert all(page.payload.startswith((b"<!DOCTYPE", b"User-agent")) for page in pages)
        named[day] = {"content-encoding" in page.headers for page in pages}
        renamed = {"x-crawl-content-encoding" in page.headers for page in pages}
        assert True not in named[day] & renamed
    assert [True in found for _, found in sorted(named.items())] == [True] * 3 + [False] * 3


def test_a_large_file_is_mostly_foreign(tmp_path: Path) -> None:
    stories = [c for c in captured(lives(), "ccnews") if c.story][:16]
    file = tmp_path / "large.warc.gz"
    write_large_news_file(file, stories, 2_000_000)
    assert 1_750_000 < file.stat().st_size < 2_250_000
    pages = [record for record in records(file.read_bytes()) if record.kind == "response"]
    ours = [page.url for page in pages if HOST in page.url]
    assert ours == [story.url for story in stories]
    assert len(pages) > 3 * len(ours)
    path = news_path(date(2025, 1, 12), 0)
    with ArchivesServer(lives()) as archives:
        archives.news = with_lists({path: file})
        base = archives.settings["COMMONCRAWL_DATA"]
        listed = ask(f"{base}/crawl-data/CC-NEWS/2025/01/warc.paths.gz")
        assert gzip.decompress(listed.body).decode() == f"{path}\n" == f"{JANUARY}\n"
        assert ask(f"{base}/{path}").body == file.read_bytes()
        rest = ask(f"{base}/{path}", {"Range": "bytes=900000-900999"})
        assert (rest.status, rest.body) == (206, file.read_bytes()[900_000:901_000])
    log = [(entry.status, entry.answered is not None) for entry in archives.requests]
    assert log == [(200, True), (200, True), (206, True)]
