"""HTTP messages that no sound server sends: each costs the run one page, and little time."""

from __future__ import annotations

import gzip
import time
from functools import partial
from pathlib import Path

import pytest
from backports import zstd

from tests.helpers.crawls import crawl
from tests.helpers.raw_server import RawServer, answer, unsized
from tests.helpers.served_site import story

PATH = "/news/politics/a-story"
PAGE = story("x").encode()
PACK = partial(gzip.compress, mtime=0)
PIECES = PAGE[:50], b"", PAGE[50:]
SKIPPED = b"\x50\x2a\x4d\x18" + bytes(4)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: "

#: What an article's address answers → the records that come of it.
MESSAGES: dict[str, tuple[bytes, int]] = {
    "a header of 5 MB": (OK + b"X: " + b"a" * 5_000_000 + b"\r\n\r\n" + PAGE, 0),
    "a negative length": (unsized(PAGE, "Content-Length: -1"), 0),
    "a length that no machine has": (unsized(PAGE, f"Content-Length: {'9' * 40}"), 0),
    "two lengths": (unsized(PAGE, "Content-Length: 5", "Content-Length: 500"), 0),
    "a chunk that no machine has": (
        unsized(b"f" * 16 + b"\r\n" + PAGE, "Transfer-Encoding: chunked"), 0),
    "a negative chunk": (unsized(b"-5\r\n" + PAGE, "Transfer-Encoding: chunked"), 0),
    "a chunk's extension of 2 MB": (
        unsized(b"5;" + b"x" * 2_000_000 + b"\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
        0),
    "a status that is none": (b"HTTP/1.1 abc Odd\r\nContent-Length: 2\r\n\r\nhi", 0),
    "a status with a sign": (OK.replace(b"200", b"+200") + b"\r\n" + PAGE, 0),
    "a status of 999": (b"HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nhi", 0),
    "another protocol": (b"220 mail.test ESMTP\r\n", 0),
    "bytes of no protocol": (b"\x00\x01\xff" * 1000, 0),
    "nothing": (b"", 0),
    "304 without a condition": (b"HTTP/1.1 304 Not Modified\r\n\r\n", 0),
    "a redirect to a file": (MOVED + b"file:///etc/passwd\r\n\r\n", 0),
    "a redirect to no address": (MOVED + b"http://[\r\n\r\n", 0),
    "a redirect to control characters": (MOVED + b"/\x1b[2J\x00\r\n\r\n", 0),
    "a redirect of 1 MB": (MOVED + b"/news/" + b"a" * 1_000_000 + b"\r\n\r\n", 0),
    "a pause without end": (BUSY + b"9" * 5000 + b"\r\n\r\n", 0),
    "a pause to the end of the calendar": (BUSY + b"Fri, 31 Dec 9999 23:59:59 GMT\r\n\r\n", 0),
    "a pause of another script's digits": (BUSY + "\u0669\u0669".encode() + b"\r\n\r\n", 0),
    "gzip five thousand times": (
        answer(PAGE, f"Content-Encoding: {', '.join(['gzip'] * 5000)}"), 0),
    "gzip of three members": (answer(b"".join(map(PACK, PIECES)), "Content-Encoding: gzip"), 1),
    # Each member, frame and zero costs time, however little it holds.
    "gzip of a thousand members": (
        answer(PACK(PAGE) + PACK(b"") * 1000, "Content-Encoding: gzip"), 0),
    "gzip and a megabyte of zeros": (
        answer(PACK(PAGE) + bytes(1_100_000), "Content-Encoding: x-gzip"), 0),
    "zstd of a thousand frames": (
        answer(zstd.compress(PAGE) + zstd.compress(b"") * 1000, "Content-Encoding: zstd"), 0),
    "zstd with a thousand frames to skip": (
        answer(zstd.compress(PAGE) + SKIPPED * 1000, "Content-Encoding: zstd"), 0),
    "packed twice": (
        answer(PACK(PACK(PAGE)), "Content-Encoding: gzip", "Content-Encoding: gzip"), 0),
    "an encoding of control characters": (answer(PAGE, "Content-Encoding: \x1b[2J, zlib"), 1),
    "a charset of control characters": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\x1b[2J\x00\r\n\r\n" + PAGE, 1),
    "validators of control characters": (
        answer(PAGE, "ETag: \x1b[2J", "Last-Modified: Fri, 31 Dec 9999 23:59:59 GMT"), 1),
    "half a megabyte of cookies": (
        answer(PAGE, *(f"Set-Cookie: a{n}={'x' * 4000}" for n in range(125))), 1),
    # None of these is held in memory to its end.
    "two megabytes of cookies": (
        answer(PAGE, *(f"Set-Cookie: a{n}={'x' * 4000}" for n in range(500))), 0),
    "a folded header of two megabytes": (
        answer(PAGE, "X: a", *(f" {'x' * 4000}" for _ in range(500))), 0),
    "a megabyte of lines without a value": (OK + b"a:\r\n" * 260_000 + b"\r\n" + PAGE, 0),
    "a megabyte of empty answers before the answer": (
        b"HTTP/1.1 100 C\r\n\r\n" * 55_000 + answer(PAGE), 0),
    "a thousand lines": (answer(PAGE, *(f"a{n}: b" for n in range(1000))), 1),
    # No reader of the run's WARC file takes so many, which pack to next to nothing.
    "ten thousand lines": (answer(PAGE, *(f"a{n}: b" for n in range(10_000))), 0),
    "a megabyte of answers before the answer": (
        (b"HTTP/1.1 100 Continue\r\nX: " + b"x" * 4000 + b"\r\n\r\n") * 300 + answer(PAGE), 0),
}  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_costs_one_page(tmp_path: Path, name: str) -> None:
    message, records = MESSAGES[name]
    began = time.process_time()
    with RawServer() as site:
        site.answers = {PATH: message}
        settings = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 20}
        run = crawl("article", tmp_path, base_url=site.url, urls=site.url + PATH, settings=settings)
    assert (run.status, len(run.records)) == (0 if records else 4, records), run.lines
    assert not [line for line in run.lines if "TRACEBACK" in line or "page_error" in line]
    assert time.process_time() - began < 5


def test_every_page_that_was_kept_can_be_replayed(tmp_path: Path) -> None:
    with RawServer() as site:
        odd = ("-200", "+200", "000", "0200", "200")
        site.answers = {
            f"{PATH}-{n}": OK.replace(b"200", f"{n}".encode()) + b"\r\n" + PAGE for n in odd
        }
        # Nearly as many and as large headers as a crawl takes.
        site.answers[f"{PATH}-many"] = answer(story("many").encode(), *["X:y"] * 1970)
        site.answers[f"{PATH}-long"] = answer(story("long").encode(), *[f"X: {'y' * 4000}"] * 220)
        urls = ",".join(site.url + path for path in site.answers)
        settings = {"RETRY_TIMES": 0, "ARCHIVE_DIR": str(tmp_path / "kept")}
        crawl("article", tmp_path / "live", base_url=site.url, urls=urls, settings=settings)
        again = crawl("article", tmp_path / "replay", base_url=site.url, warc=f"{tmp_path}/kept/*")
    assert (again.status, again.lines) == (0, [])
    assert {one["url"] for one in again.records} == {
        f"{site.url}{PATH}-{name}" for name in ("200", "many", "long")
    }
