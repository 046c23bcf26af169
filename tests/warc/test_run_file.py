"""A run's file holds whole records whatever kills the run, and the next run finishes it."""

from __future__ import annotations

import gzip
import os
import random
import signal
import time
from pathlib import Path

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.warc.run_file import WarcRunFile, settle
from tests.helpers.articles import feed
from tests.helpers.crawls import crawl
from tests.helpers.processes import start
from tests.helpers.soak_figures import scaled
from tests.helpers.warc_files import kept

MEMBERS = [gzip.compress(b"WARC/1.1 made-up record %d\r\n" % number * 40) for number in range(6)]
KILLS = scaled(1, 20)


def left_behind(folder: Path, data: bytes) -> Path:
    """Leave *data* as a run does that is killed."""
    folder.mkdir(exist_ok=True)
    path = folder / "dead.warc.gz.open"
    path.write_bytes(data)
    return path


def test_of_whatever_a_dead_run_left_whole_records_stay(tmp_path: Path) -> None:
    whole = b"".join(MEMBERS)
    ends = [len(b"".join(MEMBERS[:n])) for n in range(len(MEMBERS) + 1)]
    for length in [*range(1, len(whole), scaled(7, 1)), *ends[1:]]:
        left_behind(tmp_path, whole[:length])
        settle(tmp_path)
        end = max(e for e in ends if e <= length)
        names = [path.name for path in tmp_path.iterdir()]
        assert names == (["dead.warc.gz"] if end else []), length
        if end:
            assert (tmp_path / "dead.warc.gz").read_bytes() == whole[:end]


def test_what_a_power_cut_leaves_is_cut_off(tmp_path: Path) -> None:
    left_behind(tmp_path, MEMBERS[0] + MEMBERS[1] + bytes(5000))
    settle(tmp_path)
    assert (tmp_path / "dead.warc.gz").read_bytes() == MEMBERS[0] + MEMBERS[1]


def test_what_cannot_be_finished_stays_and_hinders_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left_behind(tmp_path, MEMBERS[0])
    strange = tmp_path / "another.warc.gz.open"
    strange.mkdir()
    settle(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [strange.name, "dead.warc.gz"]
    (line,) = (one.getMessage() for one in caplog.records if one.levelname == "WARNING")
    assert line == f"{strange}: cannot be finished: it is a folder, not a regular file"


def test_a_file_of_a_run_that_is_alive_is_left_alone(tmp_path: Path) -> None:
    alive = WarcRunFile(tmp_path, "run")
    alive.append(MEMBERS[0])
    settle(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["run.warc.gz.open"]
    alive.append(MEMBERS[1])
    alive.finish()
    assert (tmp_path / "run.warc.gz").read_bytes() == MEMBERS[0] + MEMBERS[1]


def test_runs_of_one_name_have_a_file_each(tmp_path: Path) -> None:
    one, two = WarcRunFile(tmp_path, "run"), WarcRunFile(tmp_path, "run")
    for number, file in enumerate((two, one)):
        file.append(MEMBERS[number])
        file.finish()
    three = WarcRunFile(tmp_path, "run")
    three.append(MEMBERS[2])
    three.finish()
    names = ["run-2.warc.gz", "run-3.warc.gz", "run.warc.gz"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert [(tmp_path / name).read_bytes() for name in names] == [
        MEMBERS[0], MEMBERS[2], MEMBERS[1],
    ]  # fmt: skip


def test_a_write_that_failed_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = WarcRunFile(tmp_path, "run")
    file.append(MEMBERS[0])
    write, cut = os.pwrite, os.ftruncate

    def stops(descriptor: int, data: bytes, at: int) -> int:
        if at > len(MEMBERS[0]):
            raise OSError("stopped midway")
        return write(descriptor, data[:10], at)

    def fails(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "pwrite", stops)
    monkeypatch.setattr(os, "ftruncate", fails)  # nor can the rest be cut off
    with pytest.raises(OSError, match="stopped midway"):
        file.append(MEMBERS[1])
    monkeypatch.setattr(os, "pwrite", write)
    monkeypatch.setattr(os, "ftruncate", cut)
    file.append(gzip.compress(b""))
    file.finish()
    assert (tmp_path / "run.warc.gz").read_bytes() == MEMBERS[0] + gzip.compress(b"")


def test_killed_runs_leave_whole_records_of_every_page_in_the_feed(tmp_path: Path) -> None:
    chance = random.Random(3)
    archive, output = tmp_path / "archive", tmp_path / "output"
    settings = {"ARCHIVE_DIR": str(archive)}
    with ReplicaServer(ReplicaSite(articles=20 * (KILLS + 1))) as replica:
        for _ in range(KILLS):
            lines = len(feed(output)) + chance.randrange(3, 10)
            with start(
                "crawl", "sitemap", "-a", f"base_url={replica.url}", "-s", f"OUTPUT_DIR={output}",
                "-s", f"ARCHIVE_DIR={archive}", "-s", "DOWNLOAD_DELAY=0",
                "-s", "LOG_LEVEL=ERROR", "-s", "CONCURRENT_REQUESTS=4",
            ) as run:  # fmt: skip
                limit = time.monotonic() + 60
                while len(committed(output)) < lines and time.monotonic() < limit:
                    assert run.poll() is None
                    time.sleep(0.02)
                run.kill()
                assert run.wait(60) == -signal.SIGKILL
            assert list(archive.glob("*.open"))
        crawl("sitemap", output, base_url=replica.url, settings=settings)
    files = sorted(archive.iterdir())
    assert [path.suffix for path in files] == [".gz"] * (KILLS + 1)
    pages = {one["url"] for one in kept(*files) if one["type"] == "response"}
    assert {record["url"] for record in feed(output)} <= pages
    assert len(feed(output)) == 20 * (KILLS + 1)


def committed(output: Path) -> list[bytes]:
    return [
        line
        for path in output.glob("articles/*.jsonl")
        for line in path.read_bytes().splitlines(keepends=True)
        if line.endswith(b"\n")
    ]
