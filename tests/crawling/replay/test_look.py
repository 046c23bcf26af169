"""What is looked at of a WARC file at a time, and when a look ends before that."""

from __future__ import annotations

import gzip
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from mayadeen_crawler.crawling.replay import look as looking
from mayadeen_crawler.crawling.replay.look import FileLook, FilePart, Stop, look, part_of
from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.warc.unpacking import unpack
from tests.helpers.warc_files import http, page, record, warc

HOST = "https://english.almayadeen.net"


def looks(path: Path) -> list[FileLook]:
    """Look at a file part by part."""
    found: list[FileLook] = []
    part: FilePart | None = part_of(path, Site(ENGLISH))
    while part is not None:
        found += look([part])
        part = found[-1].rest
    return found


@pytest.mark.parametrize("name", ["1.warc", "1.warc.gz"])
def test_a_part_ends_by_its_bytes_whatever_its_records_are(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "PART_BYTES", 30_000)
    urls = [f"{HOST}/news/politics/story-{number}" for number in range(3)]
    pages = [record(url, http(page("A kiln"))) for url in urls]
    other = [record("urn:x", b"x" * 900, kind="metadata")] * 30
    parts = looks(warc(tmp_path / name, pages[0], *other, *pages[1:], *other))
    assert len(parts) in (3, 4)
    assert [one.url for part in parts for one in part.captures] == urls
    assert {part.problem for part in parts} == {None}


def test_a_part_of_as_many_bytes_as_the_file_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "PART_BYTES", 1)
    one, other = looks(warc(tmp_path / "1.warc", record(HOST, http(b""))))
    assert (one.responses, one.problem) == (1, None)
    assert (other.responses, other.problem, other.rest) == (0, None, None)


def after(calls: int) -> Callable[[], bool]:
    """Return what says True from so many calls on."""
    left = iter(range(calls))
    return lambda: next(left, None) is None


MANY = {
    "a long record": record("urn:x", b"x" * 5_000_000, kind="metadata"),
    "short records": record("urn:x", b"x", kind="metadata") * 10_000,
    "empty members": gzip.compress(record("urn:x", b"x", kind="metadata"))
    + gzip.compress(b"") * 100_000,
}


@pytest.mark.parametrize("kind", MANY)
def test_a_look_ends_within_a_part(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "1.warc"
    path.write_bytes(MANY[kind])
    assert look([part_of(path, Site(ENGLISH))], Stop(after(20))) == [FileLook()]


def test_another_process_stops_once_the_folder_of_the_run_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "of the run"
    folder.mkdir()
    stop = Stop(lambda: True, folder)
    there = pickle.loads(pickle.dumps(stop))
    assert (stop(), there()) == (True, False)
    folder.rmdir()
    assert there() is True
    # One that has never seen it is on another machine.
    assert pickle.loads(pickle.dumps(stop))() is False
    assert pickle.loads(pickle.dumps(Stop()))() is False


@pytest.mark.parametrize("kind", ["empty members", "a long record"])
def test_unpacking_ends_in_the_middle(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "1.warc.gz"
    path.write_bytes(MANY[kind] if kind == "empty members" else gzip.compress(MANY[kind]))
    problem = unpack(path, tmp_path / "1.warc", stop=after(4))
    assert problem == "the run ended before it was unpacked"
