"""Half an article is no article: bodies that end early, by transfer, chunks or compression."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.raw_server import RawServer, answer, unsized
from tests.helpers.warc_files import chunked

PATH = "/news/politics/the-harbour-counts-its-lamps"
# Of many different words, so that a cut in its compressed form is a cut in the text.
TEXT = "".join(
    f"<p>Lamp {n} of the harbour of Tyre stands {n * 7919 % 1000} steps from the pier, and was "
    f"lit by keeper number {n * 104729 % 997} of the {n}th watch.</p>"
    for n in range(60)
)
PAGE = (
    "<!DOCTYPE html><html><head><title>The harbour counts its lamps</title>"
    '<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head><body>'
    f"<article><h1>The harbour counts its lamps</h1>{TEXT}</article></body></html>"
).encode()


def raw_deflate(page: bytes) -> bytes:
    squeezed = zlib.compressobj(wbits=-15)
    return squeezed.compress(page) + squeezed.flush()


def two_members(page: bytes) -> bytes:
    return gzip.compress(page[:4000]) + gzip.compress(page[4000:])


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip in two members": ("x-gzip", two_members),
    "deflate": ("deflate", zlib.compress),
    "deflate without its frame": ("deflate", raw_deflate),
    "brotli": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
}


def visit(site: RawServer, folder: Path, page: bytes, retries: int = 0) -> Crawl:
    site.answers[PATH] = page
    return crawl(
        "article", folder, base_url=site.url, urls=site.url + PATH, refresh="always",
        settings={"RETRY_TIMES": retries},
    )  # fmt: skip


def is_refused(run: Crawl) -> bool:
    """Whether nothing was written or lost of it but the visit itself."""
    lost = {name: n for name, n in run.stats.items() if name.startswith("lost/")}
    return lost == {"lost/partial/truncated": 1} and not feed(run.folder, "removals")


@pytest.mark.parametrize("name", CODINGS)
@pytest.mark.sampled(3)
def test_a_compressed_body_that_ends_early_is_no_edit(name: str, tmp_path: Path) -> None:
    coding, pack = CODINGS[name]
    packed = pack(PAGE)
    with RawServer() as site:
        for cut in (1, len(packed) // 3, len(packed) - 12):
            part = answer(packed[:-cut], f"Content-Encoding: {coding}")
            assert is_refused(visit(site, tmp_path, part)), cut
        whole = answer(packed, f"Content-Encoding: {coding}")
        assert len(visit(site, tmp_path, whole).records) == 1
        part = answer(packed[: len(packed) // 2], f"Content-Encoding: {coding}")
        assert is_refused(visit(site, tmp_path, part))
        run = visit(site, tmp_path, whole)
    assert [(one["revision"], one["word_count"]) for one in run.records] == [(1, 60 * 24)]
    assert "lost/partial/truncated" not in run.stats


def test_a_transfer_that_ends_early_is_no_record(tmp_path: Path) -> None:
    chunks = chunked(PAGE, 1000)
    cut = {
        "before its length": unsized(PAGE[:5000], f"Content-Length: {len(PAGE)}"),
        "between two chunks": unsized(chunks[: 3 * 1007], "Transfer-Encoding: chunked"),
        "within a chunk": unsized(chunks[:3500], "Transfer-Encoding: chunked"),
        "before the last chunk": unsized(chunks[:-5], "Transfer-Encoding: chunked"),
        "after a line that is no chunk": unsized(
            chunks[: 3 * 1007] + b"and so on\r\n", "Transfer-Encoding: chunked"
        ),
        "without a length": unsized(PAGE[:5000]).replace(b"HTTP/1.1", b"HTTP/1.0", 1),
        "in HTTP/1.1 without a length": unsized(PAGE[:5000]),
    }
    with RawServer() as site:
        for name, page in cut.items():
            run = visit(site, tmp_path, page)
            assert run.records == [], name
            assert sum(n for key, n in run.stats.items() if key.startswith("lost/")) == 1, name
            assert "TRACEBACK" not in "".join(run.lines), name
            if name != "after a line that is no chunk":
                assert is_refused(run), name
        run = visit(site, tmp_path, unsized(chunks, "Transfer-Encoding: chunked"))
    assert len(run.records) == 1


def test_a_page_without_a_length_may_be_whole(tmp_path: Path) -> None:
    bare = PAGE.replace(b"<html>", b"").replace(b"</html>", b"").replace(b"</body>", b"")
    with RawServer() as site:
        assert len(visit(site, tmp_path / "closed", unsized(PAGE)).records) == 1
        assert len(visit(site, tmp_path / "bare", unsized(bare)).records) == 1
        # What its compression says of its end is enough.
        page = unsized(gzip.compress(PAGE.replace(b"</html>", b"")), "Content-Encoding: gzip")
        assert len(visit(site, tmp_path / "gzip", page).records) == 1


def test_it_is_requested_again_as_other_failures_are(tmp_path: Path) -> None:
    part = answer(gzip.compress(PAGE)[:-40], "Content-Encoding: gzip")
    with RawServer() as site:
        run = visit(site, tmp_path, part, retries=2)
        assert site.asked == [PATH] * 3
    assert is_refused(run)
    assert run.stats["retry/reason_count/partial/truncated"] == 2
    assert f"WARNING: no article from {site.url}{PATH}: partial/truncated" in "\n".join(run.lines)


def test_a_body_that_is_not_what_its_checksum_says_is_no_edit(tmp_path: Path) -> None:
    """One changed letter that unpacks; what stands behind a whole body changes nothing of it."""
    packed = gzip.compress(PAGE, compresslevel=0)
    changed = packed.replace(b"Lamp 30 of", b"Lamp 80 of")
    with RawServer() as site:
        for body in (changed, gzip.compress(PAGE[:9]) + changed, packed[:-4] + bytes(4)):
            assert is_refused(visit(site, tmp_path, answer(body, "Content-Encoding: gzip")))
        for behind in (b"\0\0\0", b"<!-- made in 12 ms -->"):
            for body in (packed, two_members(PAGE)):
                run = visit(site, tmp_path, answer(body + behind, "Content-Encoding: gzip"))
                assert "lost/partial/truncated" not in run.stats
    assert [one["revision"] for one in run.records] == [1]
    assert "Lamp 30 of the harbour" in run.records[0]["body_text"]


def test_the_status_counts_where_there_is_no_page(tmp_path: Path) -> None:
    part = answer(gzip.compress(PAGE)[:-40], "Content-Encoding: gzip")
    with RawServer() as site:
        run = visit(site, tmp_path, part.replace(b"200 OK", b"404 Not Found", 1))
        assert run.stats["lost/http_404"] == 1
        damaged = answer(b"\x1f\x8bnothing", "Content-Encoding: gzip")
        run = visit(site, tmp_path, damaged.replace(b"200 OK", b"410 Gone", 1))
        assert run.stats["lost/http_410"] == 1
        assert is_refused(visit(site, tmp_path, damaged))


def test_a_body_that_is_unpacked_already_is_read(tmp_path: Path) -> None:
    with RawServer() as site:
        run = visit(site, tmp_path, answer(PAGE, "Content-Encoding: gzip"))
    assert [one["headline"] for one in run.records] == ["The harbour counts its lamps"]


@pytest.mark.parametrize(
    ("span", "refused"),
    [
        ("bytes 0-999/{size}", True),
        ("bytes 0-{last}/*", True),
        ("bytes 1-{last}/{size}", True),
        ("", True),
        ("bytes 0-{last}/{size}", False),
    ],
)
@pytest.mark.sampled(5)
def test_a_part_of_a_page_is_none(tmp_path: Path, span: str, refused: bool) -> None:
    """Its status is 206; one that is the whole says so."""
    told = span.format(size=len(PAGE), last=len(PAGE) - 1)
    part = answer(PAGE, f"Content-Range: {told}").replace(b"200 OK", b"206 Partial Content", 1)
    with RawServer() as site:
        run = visit(site, tmp_path, part)
    assert is_refused(run) == refused
    assert len(run.records) == (not refused)
