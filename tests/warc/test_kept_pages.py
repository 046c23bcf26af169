"""ARCHIVE_DIR: what is kept of a crawl, as other tools read it."""

from __future__ import annotations

import errno
import gzip
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.warc_files import (
    chunked,
    digest,
    kept,
    page,
)

SECRETS = {
    "Authorization": "Basic made-up-login",
    "Cookie": "session=made-up-session",
    "Proxy-Authorization": "Basic made-up-proxy",
    "X-Agreed": "made-up-token",
}


def warc_files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def site() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles=60)) as server:
        yield server


@pytest.fixture(scope="module")
def first(site: ReplicaServer, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """A run that meets a page that moved, one that is gone, and one that fails at first."""
    folder = tmp_path_factory.mktemp("kept")
    site.requests.clear()
    moved, gone, shaky = site.site.path(60), site.site.path(59), site.site.path(58)
    site.site.rename(60)
    site.site.remove(59, 410)
    site.faults.on("server-error", path=shaky, times_each=1)
    urls = ",".join(site.url + site.site.path(number) for number in range(50, 58))
    urls += "," + ",".join(site.url + path for path in (moved, gone, shaky))
    run = crawl(
        "article", folder / "output", base_url=site.url, urls=urls, _job="job-1",
        settings={
            "ARCHIVE_DIR": str(folder / "archive"), "CONTACT": "desk@example.org",
            "DEFAULT_REQUEST_HEADERS": SECRETS, "COOKIES_ENABLED": False,
        },
    )  # fmt: skip
    assert run.status == 0
    return run


@pytest.fixture(scope="module")
def file(first: Crawl) -> Path:
    (path,) = warc_files(first.folder.parent / "archive")
    return path


@pytest.mark.soak
def test_every_page_that_was_fetched_is_kept(site: ReplicaServer, first: Crawl, file: Path) -> None:
    assert file.name == "job-1.warc.gz"
    records = kept(file)
    answers = [one for one in records if one["type"] == "response"]
    asked = [one["url"].removeprefix(site.url) for one in answers]
    assert Counter(asked) == Counter(site.requests)
    assert Counter(one["status"] for one in answers) == {200: 11, 301: 1, 410: 1, 503: 1}
    assert first.stats["archive/pages"] == len(answers) == 14
    assert [one["url"] for one in records if one["type"] == "request"] == [
        one["url"] for one in answers
    ]


def test_a_page_has_the_moment_of_its_record(first: Crawl, file: Path) -> None:
    dates = {one["url"]: one["date"] for one in kept(file) if one["status"] == 200}
    assert len(first.records) == 10
    for record in first.records:
        assert record["retrieved_at"] == dates[record["url"]][:19] + "Z"


def test_the_file_says_who_made_it(file: Path) -> None:
    info = kept(file)[0]
    said = dict(line.split(": ", 1) for line in info["body"].decode().split("\r\n") if line)
    assert info["type"] == "warcinfo"
    assert said["isPartOf"] == "job-1"
    assert said["robots"] == "obey"
    assert said["operator"] == "desk@example.org"
    assert said["software"].startswith("mayadeen-crawler/")
    assert "desk@example.org" in said["http-header-user-agent"]
    assert gzip.decompress(file.read_bytes()).startswith(b"WARC/1.1\r\n")


def test_no_secret_is_kept(file: Path) -> None:
    text = gzip.decompress(file.read_bytes()).decode("latin-1")
    assert [value for value in SECRETS.values() if value in text] == []
    asked = next(one for one in kept(file) if one["type"] == "request")
    assert set(asked["http"]) == {"Host", "User-Agent", "Accept-Encoding"}


@pytest.mark.soak
def test_warcio_finds_nothing_to_object_to(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("digest pass") == 29


def test_another_reader_verifies_the_digests(file: Path) -> None:
    for one in kept(file):  # which verifies the blocks'
        if one["type"] == "response":
            assert one["headers"]["WARC-Payload-Digest"] == digest(one["body"])
            assert one["headers"]["WARC-IP-Address"] == "127.0.0.1"


def test_a_run_taken_up_again_overwrites_nothing(
    site: ReplicaServer, first: Crawl, file: Path
) -> None:
    before = file.read_bytes()
    crawl(
        "article", first.folder, base_url=site.url, urls=site.url + site.site.path(40),
        _job="job-1", settings={"ARCHIVE_DIR": str(file.parent)},
    )  # fmt: skip
    assert [path.name for path in warc_files(file.parent)] == ["job-1-2.warc.gz", "job-1.warc.gz"]
    assert file.read_bytes() == before
    (file.parent / "job-1-2.warc.gz").unlink()


def test_nothing_is_kept_where_nobody_asked_for_it(site: ReplicaServer, tmp_path: Path) -> None:
    run = crawl("article", tmp_path, base_url=site.url, urls=site.url + site.site.path(40))
    assert "archive/pages" not in run.stats
    assert list(tmp_path.rglob("*.warc*")) == []


class Packed(BaseHTTPRequestHandler):
    """Answers packed and in chunks, with a header that is no ASCII."""

    protocol_version = "HTTP/1.1"
    body: ClassVar[bytes] = gzip.compress(page("The kiln keepers' market"), mtime=0)

    def do_GET(self) -> None:
        """Answer anything but robots.txt with the article."""
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("X-Place", "Caf\xe9")
        self.end_headers()
        self.wfile.write(chunked(self.body))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_bodies_are_kept_as_they_came(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Packed)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        run = crawl(
            "article", tmp_path / "output", base_url=url, urls=f"{url}/news/politics/a-b",
            settings={"ARCHIVE_DIR": str(tmp_path / "archive")},
        )  # fmt: skip
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert [one["headline"] for one in run.records] == ["The kiln keepers' market"]
    answer = next(one for one in kept(*warc_files(tmp_path / "archive")) if one["status"] == 200)
    assert answer["body"] == Packed.body
    assert answer["http"]["Content-Encoding"] == "gzip"
    # The chunks are gone, and so is the header that told of them.
    assert "Transfer-Encoding" not in answer["http"]
    assert b"X-Place: Caf\xe9\r\n" in gzip.decompress(
        warc_files(tmp_path / "archive")[0].read_bytes()
    )


def test_a_full_disk_costs_kept_pages_and_no_record(
    site: ReplicaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, calls = os.pwrite, 0

    def full(descriptor: int, data: Any, at: int) -> int:
        nonlocal calls
        if len(data) < 200:  # a lock's
            return write(descriptor, data, at)
        calls += 1
        if calls in (4, 5):  # a write that stops midway
            return write(descriptor, data[:100], at) if calls == 4 else _no_space()
        return write(descriptor, data, at) if calls != 6 else _no_space()

    monkeypatch.setattr(os, "pwrite", full)
    urls = ",".join(site.url + site.site.path(number) for number in range(1, 9))
    run = crawl(
        "article", tmp_path / "output", base_url=site.url, urls=urls,
        settings={"ARCHIVE_DIR": str(tmp_path / "archive"), "CONCURRENT_REQUESTS": 1},
    )  # fmt: skip
    assert len(run.records) == 8
    assert run.status == 4
    assert run.stats["health/problem"] == "2 of 9 pages could not be written to the WARC file"
    lines = [line for line in run.lines if "cannot be written" in line]
    (line,) = lines
    assert line == (
        f"ERROR: {tmp_path / 'archive'} cannot be written (No space left on device): pages are "
        "missing from the WARC file, the feeds go on; free space or mend its rights, and pages are "
        "kept again"
    )
    (path,) = warc_files(tmp_path / "archive")
    assert len([one for one in kept(path) if one["type"] == "response"]) == 7
    gzip.decompress(path.read_bytes())


def _no_space() -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
