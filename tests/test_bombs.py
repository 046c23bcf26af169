"""Answers without end, in time or in size, for every kind of request: a run goes on and ends."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.raw_server import RawServer, answer, unsized
from tests.helpers.served_site import Answer, Served, index, story, urlset
from tests.helpers.served_site import entry as sitemap_entry
from tests.helpers.soak_figures import scaled

MEGABYTE = 1_000_000
#: Bytes of a bomb when it is unpacked, and of a page at most.
LARGE, MOST = scaled(3, 1000) * MEGABYTE, MEGABYTE
STORY, LISTING, MAP = "/news/politics/story-a", "/news/politics", "/sitemap.xml"

#: What is asked for in a run → spider and arguments.
RUNS: dict[str, tuple[str, dict[str, str]]] = {
    STORY: ("article", {"urls": "{site}/news/politics/story-a,{site}/news/politics/story-b"}),
    LISTING: ("section", {"sections": "politics,sports", "browser": "never"}),
    MAP: ("sitemap", {}),
    "/robots.txt": ("article", {"urls": "{site}/news/politics/story-b"}),
    "/": ("breaking", {}),
}


def visit(path: str, url: str, folder: Path, **settings: object) -> Crawl:
    spider, arguments = RUNS[path]
    given = {name: value.replace("{site}", url) for name, value in arguments.items()}
    values = {"DOWNLOAD_MAXSIZE": MOST, "RETRY_TIMES": 0, **settings}
    run = crawl(spider, folder, base_url=url, settings=values, **given)
    assert "TRACEBACK" not in "".join(run.lines)
    assert not {"page/errors", "item_errors"} & run.stats.keys()
    return run


def gzipped(first: bytes, unit: bytes, size: int, wbits: int = 31) -> bytes:
    """Return *first* and *size* bytes of *unit*, packed piece by piece."""
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(first) + b"".join(map(packer.compress, cut(unit, size))) + packer.flush()


def deflated(first: bytes, unit: bytes, size: int) -> bytes:
    return gzipped(first, unit, size, wbits=15)


def brotlied(first: bytes, unit: bytes, size: int) -> bytes:
    packer = brotli.Compressor(quality=5)
    pieces = [packer.process(piece) for piece in (first, *cut(unit, size))]
    return b"".join([*pieces, packer.finish()])


def zstandard(first: bytes, unit: bytes, size: int) -> bytes:
    packer = zstd.ZstdCompressor()
    pieces = [packer.compress(piece) for piece in (first, *cut(unit, size))]
    return b"".join([*pieces, packer.flush()])


def cut(unit: bytes, size: int) -> Iterator[bytes]:
    """Yield some *size* bytes of *unit* in pieces."""
    piece = unit * (MEGABYTE // len(unit))
    return repeat(piece, size // len(piece))


BOMBS: dict[str, Callable[[bytes, bytes, int], bytes]] = {
    "gzip": gzipped, "deflate": deflated, "br": brotlied, "zstd": zstandard,
}  # fmt: skip
PAGE = b"<html><body><h1>The story of it</h1><p>Some words."


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    return {name: pack(PAGE, b" ", LARGE) for name, pack in BOMBS.items()}


def well(site: RawServer) -> None:
    """Have *site* answer well."""
    site.answers |= {
        "/": answer(
            b"<html><body><nav><ul><li><a href='/news/politics'>Politics</a></li>"
            b"<li><a href='/news/sports'>Sports</a></li></ul></nav></body></html>"
        ),
        "/news/sports": answer(
            b"<html><body><main><div><h3><a href='/news/politics/story-b'>The story of b</a></h3>"
            b"<span>5 Mar 2024</span></div></main></body></html>"
        ),
        STORY: answer(story("a").encode()),
        "/news/politics/story-b": answer(story("b").encode()),
        "/robots.txt": answer(b"User-agent: *\nAllow: /\nSitemap: /sitemap.xml\n"),
    }


@pytest.mark.sampled(3)
@pytest.mark.parametrize("path", RUNS)
@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_is_not_unpacked(
    coding: str, path: str, tmp_path: Path, bombs: dict[str, bytes]
) -> None:
    with RawServer() as site:
        well(site)
        site.answers[path] = answer(bombs[coding], f"Content-Encoding: {coding}")
        run = visit(path, site.url, tmp_path)
    unpacked = [int(n) for line in run.lines for n in re.findall(r"(\d+) B decompressed", line)]
    assert len(unpacked) == 1, run.lines
    assert MOST < unpacked[0] < 1.2 * MOST
    # The others are read all the same.
    if path in (STORY, LISTING):
        assert [one["headline"] for one in run.records] == ["The story of b"]


@pytest.mark.parametrize("path", RUNS)
@pytest.mark.sampled(6)
def test_a_page_without_end_is_left(path: str, tmp_path: Path) -> None:
    with RawServer() as site:
        well(site)
        site.answers[path] = unsized(PAGE + b" " * 4 * MEGABYTE)
        visit(path, site.url, tmp_path / "unsized")
        # It says that it is long, and is not read at all.
        site.answers[path] = unsized(PAGE, "Content-Length: 1000000000000")
        run = visit(path, site.url, tmp_path / "announced")
    assert any("1000000000000" in line for line in run.lines)


@pytest.mark.parametrize("path", RUNS)
@pytest.mark.sampled(6)
def test_a_page_that_drips_is_left(path: str, tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=20)) as replica:
        target = {STORY: replica.site.path(3), MAP: "/sitemap*"}.get(path, path)
        # A byte in half a second.
        replica.faults.on(
            "drip", path="/sitemap*" if path == MAP else target, target="any", value=0.5
        )
        begun = time.monotonic()
        spider, _ = RUNS[path]
        given = {
            "article": {"urls": replica.url + replica.site.path(3)},
            "section": {"sections": "politics", "browser": "never"},
        }.get(spider, {})
        run = crawl(
            spider, tmp_path, base_url=replica.url, **given,
            settings={"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0},
        )  # fmt: skip
        took = time.monotonic() - begun
    assert "TRACEBACK" not in "".join(run.lines)
    assert took < 60  # the page itself would take an hour
    assert any("downloadtimeout" in line or "took longer than 2" in line for line in run.lines)


@pytest.mark.soak
def test_sitemaps_that_name_each_other_without_end(tmp_path: Path) -> None:
    class Endless(Served):
        """Each index names three more, and itself."""

        def answer_of(self, path: str) -> Answer:
            if not path.startswith(("/sitemap.", "/sitemap-")):
                return super().answer_of(path)
            more = index([path, *(f"/sitemap-{path.count('-')}-{n}{path[8:]}" for n in range(3))])
            return Answer(more.encode(), headers={"Content-Type": "application/xml"})

    with Endless({"/robots.txt": "Sitemap: /sitemap.xml\n"}) as site:
        run = visit(MAP, site.url, tmp_path)
    # Three levels below the first, of which each has three times as many.
    asked = [path for path in site.asked if not path.startswith("/sitemaps/")]  # the edition's own
    assert len(asked) == len(set(asked)) == 1 + 3 + 9 + 27
    assert run.status == 4
    assert sum("too many, or too deep" in line for line in run.lines) == 1


@pytest.mark.soak
def test_a_packed_sitemap_without_end(tmp_path: Path) -> None:
    kinds = {"elements": b"<url/>", "spaces": b" ", "ampersands": b"&", "depth": b"<url>"}
    first = urlset(sitemap_entry("a")).encode().removesuffix(b"</urlset>")
    for name, kind in kinds.items():
        with Served({"/robots.txt": "Sitemap: /sitemap.xml.gz\n", STORY: story("a")}) as site:
            packed, headers = gzipped(first, kind, LARGE), {"Content-Type": "application/gzip"}
            site.pages["/sitemap.xml.gz"] = Answer(packed, headers=headers)
            begin = time.process_time()
            run = visit(MAP, site.url, tmp_path / name, DOWNLOAD_MAXSIZE=32 * MEGABYTE)
            took = time.process_time() - begin
        # What stands before it is read.
        assert [one["headline"] for one in run.records] == ["The story of a"], name
        assert took < scaled(30, 60), name


#: Retry-After → whether the run waits for it no longer, but ends.
ASKED = {
    "0": False, "-1": False, "1.5": False, "soon": False, "\u0663": False, "1, 2": False,
    "Thu, 01 Jan 1970 00:00:00 GMT": False, "Fri, 31 Dec 10000 23:59:59 GMT": False,
    "0" * 5000: False, "-Fri, 99 Xyz": False,
    "1000000000000": True, "9" * 5000: True, "Fri, 31 Dec 9999 23:59:59 GMT": True,
}  # fmt: skip


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.soak
def test_any_retry_after(status: int, tmp_path: Path) -> None:
    for number, (asked, ends) in enumerate(ASKED.items()):
        with Served({f"{STORY}{n}": story(f"a{n}") for n in range(3)}) as site:
            headers = {"Retry-After": asked.encode().decode("latin-1")}
            site.pages[STORY] = Answer(b"", status, headers)
            urls = ",".join(f"{site.url}{path}" for path in site.pages)
            run = crawl(
                "article", tmp_path / str(number), base_url=site.url, urls=urls,
                settings={"RETRY_TIMES": 1, "CONCURRENT_REQUESTS": 1},
            )  # fmt: skip
        assert "TRACEBACK" not in "".join(run.lines), asked
        assert (run.status == 3) is ends, asked
        assert ends or len(run.records) == 3, asked
        assert all(len(line) < 1000 for line in run.lines), asked


@pytest.mark.sampled(12)
@pytest.mark.parametrize("asked", ["1000000000000", "Fri, 31 Dec 9999 23:59:59 GMT", "soon"])
@pytest.mark.parametrize("path", ["/robots.txt", LISTING, MAP, "/"])
def test_any_retry_after_of_other_requests(path: str, asked: str, tmp_path: Path) -> None:
    with Served() as site:
        site.pages = {"/robots.txt": "User-agent: *\nAllow: /\n", "/": "<html><body><p>A"}
        site.pages[path] = Answer(b"", 503, {"Retry-After": asked})
        begun = time.monotonic()
        run = visit(path, site.url, tmp_path)
    assert run.status in (3, 4)
    assert run.records == []
    assert time.monotonic() - begun < 60
