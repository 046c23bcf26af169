"""Runs that are told to end: at once means at once, and nothing is lost or repeated either way.

SIGINT is Ctrl-C, SIGTERM what Scrapyd sends to cancel a job.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from urllib.parse import unquote

import pytest
from backports import zstd
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed, feed_lines
from tests.helpers.crawls import crawl
from tests.helpers.manifests import manifests
from tests.helpers.processes import Running, start
from tests.helpers.soak_figures import scaled
from tests.helpers.warc_files import record
from tests.test_kills import SECTIONS, assert_complete, expected, wait

#: Enough for the sections to hold more than is asked for at once.
ARTICLES = scaled(110, 300)

SIGNALS = pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=lambda s: s.name)


@contextmanager
def running(replica: ReplicaServer, folder: Path) -> Iterator[tuple[Running, Path]]:
    """Start a run, and wait until some articles are recorded and others are being waited for."""
    with start(
        "crawl", "section", "-a", f"base_url={replica.url}", "-a", f"sections={SECTIONS}",
        "-a", "max_pages=0", "-s", f"OUTPUT_DIR={folder}", "-s", "DOWNLOAD_DELAY=0",
        err=folder / "log",
    ) as run:  # fmt: skip
        assert wait(run, lambda: len(feed_lines(folder)) >= 10 and len(asked_for(replica)) > 10)
        yield run, run.err


def asked_for(replica: ReplicaServer) -> list[str]:
    """Return the addresses of the articles that were asked for."""
    paths = map(unquote, list(replica.requests))
    return [replica.url + path for path in paths if replica.site.find(path) is not None]


def complete(replica: ReplicaServer, folder: Path) -> None:
    """Have a later run fetch the rest."""
    replica.faults.clear()
    later = crawl(
        "section", folder, base_url=replica.url, sections=SECTIONS, max_pages="0",
    )  # fmt: skip
    assert (later.status, later.lines) == (0, [])
    assert_complete(replica, folder)


@SIGNALS
@pytest.mark.sampled(2)
def test_one_signal_ends_it_once_what_is_under_way_is_recorded(
    sent: signal.Signals, tmp_path: Path
) -> None:
    with ReplicaServer(ReplicaSite(articles=ARTICLES)) as replica:
        replica.faults.on("slow", target="article", after=10, value=3)
        with running(replica, tmp_path) as (run, log):
            run.send_signal(sent)
            assert run.wait(60) == 0
        told = log.read_text(encoding="utf-8")
        assert f"Received {sent.name}, shutting down gracefully" in told
        assert "Run ended (shutdown): " in told
        assert told.endswith(f" has ended: records are in {tmp_path}\n")
        assert "Traceback" not in told
        asked = asked_for(replica)
        assert 10 < len(asked) < len(expected(replica))
        recorded = [record["canonical_url"] for record in feed(tmp_path)]
        assert sorted(recorded) == sorted(asked)
        complete(replica, tmp_path)
        assert set(Counter(asked_for(replica)).values()) == {1}


@SIGNALS
@pytest.mark.soak
def test_two_signals_end_it_at_once(sent: signal.Signals, tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=ARTICLES)) as replica:
        # Their answers would be waited for until each times out: a minute, and once more.
        replica.faults.on("slow", target="article", after=10, value=600)
        with running(replica, tmp_path) as (run, log):
            run.send_signal(sent)
            assert wait(run, lambda: "shutting down gracefully" in log.read_text())
            run.send_signal(sent)
            assert run.wait(30) == 1
        told = log.read_text(encoding="utf-8")
        assert f"Received {sent.name} twice, forcing unclean shutdown" in told
        assert "Traceback" not in told
        assert len(feed(tmp_path)) == 10  # whole lines
        complete(replica, tmp_path)


class SignalAtTheBeginning:
    """Sends the process a signal while the spider is being opened."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        self = cls()
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        return self

    async def spider_opened(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.1)  # Scrapy stops meanwhile


def test_a_signal_that_comes_while_the_spider_is_opened_is_as_any_other(tmp_path: Path) -> None:
    name = f"{__name__}.{SignalAtTheBeginning.__name__}"
    extensions = {**get_project_settings().getdict("EXTENSIONS"), name: 900}
    with ReplicaServer(ReplicaSite(articles=5)) as replica, start(
        "crawl", "latest", "-a", f"base_url={replica.url}", "-s", f"OUTPUT_DIR={tmp_path}",
        "-s", f"EXTENSIONS={json.dumps(extensions)}",
    ) as run:  # fmt: skip
        assert run.wait(60) == 0, run.errors()
        told = run.errors()
        assert not replica.requests
    assert "shutting down gracefully" in told
    assert "Traceback" not in told
    (manifest,) = manifests(tmp_path)
    assert (manifest["outcome"], manifest["exit_status"]) == ("interrupted", 0)


def test_what_waits_when_the_signal_comes_is_not_asked_for(tmp_path: Path) -> None:
    """The site asks for a long wait, and the run is told to end in the middle of it."""
    with ReplicaServer(ReplicaSite(articles=20)) as replica:
        replica.faults.on("rate-limit", target="article", value=300)
        with start(
            "crawl", "section", "-a", f"base_url={replica.url}", "-a", "sections=politics",
            "-s", f"OUTPUT_DIR={tmp_path}", "-s", "DOWNLOAD_DELAY=0",
            # While one request waits, no other is on its way.
            "-s", "CONCURRENT_REQUESTS=1",
        ) as run:  # fmt: skip
            assert wait(run, lambda: "Waiting 300 seconds for the next moment" in run.errors())
            asked = len(asked_for(replica))
            assert asked
            run.send_signal(signal.SIGTERM)
            assert run.wait(60) == 0  # long before the time is over
            assert "shutting down" in run.errors()
            assert len(asked_for(replica)) == asked
            assert "Traceback" not in run.errors()


def endless_zstd(folder: Path) -> Path:
    """Write 5 MB that unpack to more than a disk holds."""
    path = folder / "1.warc.zst"
    path.write_bytes(zstd.compress(bytes(1 << 26)) * 2500)
    return path


def endless_record(folder: Path) -> Path:
    """Write a file of a terabyte, all of it one record; it takes no room on the disk."""
    path = folder / "1.warc"
    path.write_bytes(record("urn:x", b"", kind="metadata", length=1 << 40))
    os.truncate(path, 1 << 40)
    return path


@pytest.mark.parametrize(
    ("written", "processes"), [(endless_zstd, 1), (endless_record, 1), (endless_record, 2)]
)
def test_a_file_that_does_not_end_holds_no_signal_up(
    written: Callable[[Path], Path], processes: int, tmp_path: Path
) -> None:
    file = written(tmp_path)
    # The path of a socket is short: tmp_path may be too long for those of the processes.
    with TemporaryDirectory() as temporary:
        with start(
            "crawl", "article", "-a", f"warc={file}", "-a", f"processes={processes}",
            "-s", f"OUTPUT_DIR={tmp_path / 'output'}", env={"TMPDIR": temporary},
        ) as run:  # fmt: skip
            assert wait(run, lambda: is_read(file), every=0.3)  # it looks at every process
            run.send_signal(signal.SIGINT)
            assert run.wait(10) == 0
            assert "Traceback" not in run.errors()
        assert not is_read(file)
        assert list(Path(temporary).glob("mayadeen-replay-*")) == []


def is_read(file: Path) -> bool:
    """Whether any process has *file* open: the run's own, or one that works for it."""
    for place in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if place.readlink() == file:
                return True
    return False
