"""WARC files whose records have no place: in Zstandard, or in one gzip stream."""

from __future__ import annotations

import gzip
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from mayadeen_crawler.warc import unpacking
from tests.helpers.crawls import crawl
from tests.helpers.warc_files import http, page, record

HOST = "https://english.almayadeen.net"
RECORDS = [
    record(
        f"{HOST}/news/politics/story-{number}",
        http(page(f"Story {number} of the kiln keepers")),
        f"2026-03-0{number}T10:00:00Z",
    )
    for number in range(1, 6)
]


def dictionary() -> zstd.ZstdDict:
    chance = random.Random(5)
    words = [page(" ".join(chance.choices(["kiln", "market", "keepers"], k=9))) for _ in range(200)]
    return zstd.train_dict(words, 2000)


def frame(content: bytes) -> bytes:
    return b"\x5d\x2a\x4d\x18" + struct.pack("<I", len(content)) + content


def with_dictionary(pack: Callable[[bytes], bytes]) -> bytes:
    words = dictionary()
    packed = b"".join(zstd.compress(one, zstd_dict=words) for one in RECORDS)
    return frame(pack(words.dict_content)) + packed


FILES = {
    "a frame a record": b"".join(map(zstd.compress, RECORDS)),
    "one frame": zstd.compress(b"".join(RECORDS)),
    "a dictionary": with_dictionary(bytes),
    "a packed dictionary": with_dictionary(zstd.compress),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_read_whatever_its_frames_are(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "1.warc.zst"
    path.write_bytes(FILES[kind])
    run = crawl("article", tmp_path / "output", warc=str(path))
    assert (run.status, run.lines) == (0, [])
    assert [one["headline"] for one in run.records] == [
        f"Story {number} of the kiln keepers" for number in range(1, 6)
    ]


def test_one_gzip_stream_is_read_and_told_of(tmp_path: Path) -> None:
    path = tmp_path / "1.warc.gz"
    path.write_bytes(gzip.compress(RECORDS[0]) + gzip.compress(b"\r\n".join(RECORDS[1:])))
    run = crawl("article", tmp_path / "output", warc=str(path))
    assert run.status == 0
    assert len(run.records) == 5
    (line,) = run.lines
    assert line.startswith(f"WARNING: {path}: it is one gzip stream, not a member a record (")
    assert line.endswith("): it is unpacked first")


def test_of_a_torn_gzip_stream_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "1.warc.gz"
    path.write_bytes(gzip.compress(b"".join(RECORDS))[:-30])
    run = crawl("article", tmp_path / "output", warc=str(path))
    assert (run.status, len(run.records)) == (4, 4)
    assert run.lines[1] == f"WARNING: {path}: its end is torn; 4 answers were read of it"


BROKEN = {
    "nothing": (b"", "its end is torn; 0 answers"),
    "no end": (b"\x28\xb5\x2f\xfd\x00\x00", "its end is torn; 0 answers"),
    "torn": (FILES["a frame a record"][:-9], "its end is torn; 4 answers"),
    "no zstd": (b"made-up text", "its packed data is damaged ("),
    "a dictionary without end": (frame(b"x" * 99)[:50], "its end is torn; 0 answers"),
    "an endless dictionary": (
        b"\x5d\x2a\x4d\x18\xff\xff\xff\xff", "its packed data is damaged (a dictionary of",
    ),
    "another dictionary": (
        frame(dictionary().dict_content[:-1] + b"?") + FILES["a dictionary"][-300:],
        "its packed data is damaged (",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_of_a_broken_file_the_rest_is_read(kind: str, tmp_path: Path) -> None:
    data, says = BROKEN[kind]
    path = tmp_path / "1.warc.zst"
    path.write_bytes(data)
    run = crawl("article", tmp_path / "output", warc=str(path))
    assert run.status == 4
    assert run.lines[0].startswith(f"WARNING: {path}: {says}")
    assert "TRACEBACK" not in "".join(run.lines)


def test_a_file_fills_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LEAVE_FREE", 1 << 60)
    path = tmp_path / "1.warc.zst"
    path.write_bytes(FILES["one frame"])
    problem = unpacking.unpack(path, tmp_path / "1.warc")
    assert problem == f"it unpacks to more than the disk of {tmp_path / '1.warc'} has room for"
    assert (tmp_path / "1.warc").stat().st_size == 0
