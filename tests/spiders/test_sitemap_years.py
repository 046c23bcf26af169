"""Sitemaps of two years: killed, taken up again, whole in the end; memory that stays flat."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.urls.canonical import canonicalize
from tests.helpers.crawls import crawl
from tests.helpers.processes import start
from tests.helpers.soak_figures import SOAK, scaled

PAGES = scaled(100, 20_000)
#: What its memory is compared with under `make soak`: of fewer pages it says nothing.
FEW_PAGES = 2_000
MONTHS = 24
#: Articles asked for, of a hundred, when the first, second and third run is killed.
KILLS = (9, 12, 20)
#: Seconds a run may take.
LIMIT = scaled(300, 1_800)
#: How much more memory the whole may take than a tenth of it.
GROWTH = 1.3


def site_of_years(pages: int) -> ReplicaServer:
    """Return a site of so many articles in two years."""
    spacing = timedelta(days=MONTHS * 365 // 12) / pages
    return ReplicaServer(ReplicaSite(articles=pages, spacing=spacing))


@dataclass
class Run:
    """How a run of a process of its own ended."""

    status: int
    errors: str
    peak: int
    """Its largest resident memory, in kB, which `make soak` measures; 0 else."""


def words(replica: ReplicaServer, folder: Path) -> list[str]:
    """Return the words of a run after ``scrapy``."""
    return [
        "crawl", "sitemap", "-a", f"base_url={replica.url}", "-s", f"OUTPUT_DIR={folder}",
        "-s", "DOWNLOAD_DELAY=0", "-s", "LOG_LEVEL=ERROR",
    ]  # fmt: skip


def run(replica: ReplicaServer, folder: Path) -> Run:
    """Crawl the sitemaps, under `make soak` in a process whose memory is all its own."""
    if not SOAK:
        with start(*words(replica, folder)) as process:
            return Run(process.wait(LIMIT), process.errors(), peak=0)
    alone = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *words(replica, folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    limit, peak = time.monotonic() + LIMIT, 0
    while alone.poll() is None and time.monotonic() < limit:
        peak = max(peak, memory(alone.pid))
        time.sleep(0.02)
    alone.kill()
    _, errors = alone.communicate(timeout=60)
    return Run(alone.returncode, errors.decode(), peak)


def kill(replica: ReplicaServer, folder: Path, at: int) -> None:
    """Kill a run once *at* more articles were asked for and a record is in the feed."""
    before, limit = articles_asked(replica), time.monotonic() + LIMIT
    with start(*words(replica, folder)) as process:
        while articles_asked(replica) - before < at or not any(recorded(folder, torn=True)):
            assert process.poll() is None
            assert time.monotonic() < limit
            time.sleep(0.02)
        process.kill()
        assert process.wait() == -signal.SIGKILL


def articles_asked(replica: ReplicaServer) -> int:
    """Return how many requests the replica had, without those for sitemaps."""
    return sum(not path.startswith("/sitemaps/") for path in list(replica.requests))


def memory(pid: int) -> int:
    """Return the largest resident memory that process *pid* ever had, in kB; 0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) if found else 0


def recorded(folder: Path, *, torn: bool = False) -> Iterator[str]:
    """Yield the address of each record, line by line: the feed is large.

    *torn*: the last line may be the beginning of one.
    """
    for path in (folder / "articles").glob("*.jsonl"):
        with path.open("rb") as lines:
            for line in lines:
                if torn and not line.endswith(b"\n"):
                    return
                assert line.endswith(b"\n")
                yield json.loads(line)["canonical_url"]


def assert_whole(replica: ReplicaServer, folder: Path) -> None:
    numbers = range(1, replica.site.count + 1)
    assert sorted(recorded(folder)) == sorted(replica.url + replica.site.path(n) for n in numbers)


@pytest.mark.soak
def test_a_crawl_killed_three_times_is_whole_and_its_memory_flat(tmp_path: Path) -> None:
    folder = tmp_path / "whole"
    with site_of_years(PAGES) as replica:
        site = Site(ENGLISH, replica.url)
        brought = []
        for share in KILLS:
            kill(replica, folder, PAGES * share // 100)
            brought.append((len(replica.requests), set(recorded(folder, torn=True))))
        rest = run(replica, folder)
        assert (rest.status, rest.errors) == (0, "")
        assert_whole(replica, folder)
        # What a run had brought, no later one asked for.
        for count, known in brought:
            assert known
            later = {canonicalize(replica.url + path, site) for path in replica.requests[count:]}
            assert not known & later
        again = crawl("sitemap", folder, base_url=replica.url)
        assert (again.status, again.lines) == (0, [])
        assert again.stats.get("article/pages", 0) == 0
    if SOAK:
        with site_of_years(FEW_PAGES) as replica:
            small = run(replica, tmp_path / "few")
            assert (small.status, small.errors) == (0, "")
            assert_whole(replica, tmp_path / "few")
        assert rest.peak <= GROWTH * small.peak, (
            f"{rest.peak} kB of {PAGES}, {small.peak} of {FEW_PAGES} pages"
        )
