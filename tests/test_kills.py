"""Whole crawls killed at random moments, and three at once: nothing lost or repeated."""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed, feed_lines
from tests.helpers.processes import Running, start
from tests.helpers.soak_figures import scaled

ARTICLES = scaled(60, 150)
KILLS = scaled(1, 30)
SECTIONS = "palestine,europe,asia"


@pytest.fixture(scope="module")
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles=ARTICLES)) as server:
        yield server


def begin(
    replica: ReplicaServer, folder: Path, sections: str = SECTIONS, *settings: str, pages: int = 0
) -> Running:
    return start(
        "crawl", "section", "-a", f"base_url={replica.url}", "-a", f"sections={sections}",
        "-a", f"max_pages={pages}", "-s", f"OUTPUT_DIR={folder}", "-s", "DOWNLOAD_DELAY=0",
        "-s", "LOG_LEVEL=ERROR", *settings,
    )  # fmt: skip


def finish(run: Running) -> None:
    """Wait for a run that ends well, without a line of the log.

    But for one: a kill before the ledger's first commit leaves lines that it does not know.
    """
    unknown = r"entered \d+ records of 1 feed files that the ledger did not know; .+\n"
    with run:
        assert (run.wait(120), re.sub(unknown, "", run.errors())) == (0, "")


def expected(replica: ReplicaServer) -> set[str]:
    """Return the addresses an undisturbed run brings."""
    numbers = {
        number
        for section in SECTIONS.split(",")
        for page in replica.site.listing_pages(section)
        for number in page
    }
    return {replica.url + replica.site.path(number) for number in numbers}


def kill(run: Running, folder: Path, *, lines: int, seconds: float) -> bool:
    """Kill *run* when the feed has *lines* lines or after *seconds*; say whether it ran."""
    limit = time.monotonic() + seconds
    with run:
        while run.poll() is None:
            if time.monotonic() > limit or len(feed_lines(folder)) >= lines:
                run.kill()
                break
            time.sleep(0.01)
        return run.wait(60) == -signal.SIGKILL


def wait(process: Running, condition: Callable[[], bool], every: float = 0.05) -> bool:
    """Wait, a minute at most, until *condition* holds while *process* runs.

    It is looked at after each *every* seconds.
    """
    limit = time.monotonic() + 60
    while not condition() and process.poll() is None and time.monotonic() < limit:
        time.sleep(every)
    return condition()


def articles_asked(replica: ReplicaServer) -> list[str]:
    return [path for path in list(replica.requests) if replica.site.find(path) is not None]


def assert_complete(replica: ReplicaServer, folder: Path) -> None:
    urls = [record["canonical_url"] for record in feed(folder)]  # fails on a torn line
    assert sorted(urls) == sorted(expected(replica))


def test_killed_at_random_moments(replica: ReplicaServer, tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(KILLS):
        # Every run finds something new, and never comes to the end of it.
        replica.site.publish(40)
        replica.faults.on("slow", target="article", after=chance.randrange(5, 25), value=60)
        assert kill(
            begin(replica, tmp_path),
            tmp_path,
            lines=len(feed_lines(tmp_path)) + chance.randrange(1, 13),
            seconds=chance.uniform(1, 3),
        )
        replica.faults.clear()
    finish(begin(replica, tmp_path))
    assert_complete(replica, tmp_path)


def test_three_at_once(replica: ReplicaServer, tmp_path: Path) -> None:
    runs = [begin(replica, tmp_path) for _ in range(3)]
    for run in runs:
        finish(run)
    assert_complete(replica, tmp_path)


def test_what_a_killed_run_discovered_is_fetched_though_the_listing_moved_on(
    tmp_path: Path,
) -> None:
    site = ReplicaSite(articles=1, page_size=5)
    site.publish(30, section="politics")
    with ReplicaServer(site) as replica:
        pages = replica.site.listing_pages("politics")[:5]
        shown = {replica.url + replica.site.path(number) for page in pages for number in page}
        assert len(shown) == 25
        # Five articles are answered, and the others only asked for, when the run dies.
        replica.faults.on("slow", target="article", after=5, value=60)
        wide = ("-s", "CONCURRENT_REQUESTS=99", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=99")
        run = begin(replica, tmp_path, "politics", *wide, pages=5)
        assert wait(run, lambda: len(set(articles_asked(replica))) == 25)
        assert kill(run, tmp_path, lines=5, seconds=60)
        assert len(feed(tmp_path)) == 5
        replica.faults.clear()
        new = replica.site.publish(30, section="politics")
        replica.requests.clear()
        finish(begin(replica, tmp_path, "politics", pages=1))
        assert len([path for path in articles_asked(replica) if replica.url + path in shown]) == 20
        # The twenty, and the first page of what is new.
        latest = {replica.url + replica.site.path(number) for number in new[-5:]}
        assert sorted(r["url"] for r in feed(tmp_path)) == sorted(shown | latest)
