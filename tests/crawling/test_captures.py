"""Archives of a site that was edited, replayed in any order: the feeds tell each state once."""

from __future__ import annotations

import random
import signal
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.feed_files.integrity import check
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed, feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.manifests import manifests
from tests.helpers.processes import start
from tests.helpers.schema_check import faults
from tests.helpers.served_site import Served, story
from tests.helpers.soak_figures import scaled
from tests.helpers.warc_files import http, record, warc

HOST = "https://english.almayadeen.net"
ARTICLES = scaled(6, 12)
#: What was edited before each day's captures; each article is captured on each of these days.
EDITS: tuple[tuple[str, ...], ...] = ((), ("headline",), (), ("summary",))
#: Hence the states of each article: one, and one more for each day with edits.
STATES = 3

Told = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A WARC file for each day, of all articles as they were then."""
    folder = tmp_path_factory.mktemp("days")
    with ReplicaServer(ReplicaSite(articles=ARTICLES)) as replica:
        site = replica.site
        return [_day(replica, site, folder, day, parts) for day, parts in enumerate(EDITS, 1)]


def _day(
    replica: ReplicaServer, site: ReplicaSite, folder: Path, day: int, parts: Sequence[str]
) -> Path:
    records = []
    for number in range(1, ARTICLES + 1):
        if parts:
            site.edit(number, *parts)
        with urlopen(replica.url + site.path(number)) as answer:
            body = answer.read().replace(replica.url.encode(), HOST.encode())
        moment = f"2026-10-{day:02}T10:00:{number:02}Z"
        records.append(record(HOST + site.path(number), http(body), moment))
    return warc(folder / f"{day}.warc.gz", *records)


def replay(folder: Path, *files: Path) -> Crawl:
    return crawl("article", folder, warc=",".join(map(str, files)))


def told(folder: Path) -> Told:
    """Return article → its contents in order of time, equal neighbours once."""
    states: dict[str, list[tuple[str, tuple[Any, ...]]]] = defaultdict(list)
    for kind, moment in (("articles", "retrieved_at"), ("captures", "captured_at")):
        for one in feed(folder, kind):
            content = (one["headline"], one["summary"], one["body_text"])
            states[one["id"]].append((one[moment], content))
    return {
        name: [content for content, _ in groupby(content for _, content in sorted(found))]
        for name, found in states.items()
    }


@pytest.fixture(scope="module")
def in_order(days: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What a replay of everything in order of time tells: revisions only."""
    folder = tmp_path_factory.mktemp("in_order")
    run = replay(folder, *days)
    assert (run.status, feed(folder, "captures")) == (0, [])
    assert len(run.records) == ARTICLES * STATES
    assert [len(states) for states in told(folder).values()] == [STATES] * ARTICLES
    return told(folder)


@pytest.mark.soak
def test_newest_first_every_state_is_told(days: list[Path], in_order: Told, tmp_path: Path) -> None:
    for file in reversed(days):
        run = replay(tmp_path, file)
        assert run.status == 0
    # The live state is the newest; the older ones are captures.
    assert {one["revision"] for one in run.records} == {1}
    assert {one["retrieved_at"][:10] for one in run.records} == {"2026-10-04"}
    assert len(feed(tmp_path, "captures")) == ARTICLES * (STATES - 1)
    assert told(tmp_path) == in_order
    assert faults(tmp_path) == []
    reasons = [manifest["reason"] for manifest in manifests(tmp_path)]
    pages = f"{ARTICLES} pages, 0 failed"
    assert sorted(reasons) == sorted([
        f"{ARTICLES} new, 0 revised, 0 known articles; {pages}",
        f"0 new, 0 revised, 0 known articles, {ARTICLES} older states; {pages}",
        f"0 new, 0 revised, {ARTICLES} known articles; {pages}",
        f"0 new, 0 revised, 0 known articles, {ARTICLES} older states; {pages}",
    ])  # fmt: skip
    written = [manifest["records"]["captures"]["written"] for manifest in manifests(tmp_path)]
    assert sorted(written) == [0, 0, ARTICLES, ARTICLES]


@pytest.mark.soak
def test_all_of_it_again_says_nothing_new(days: list[Path], tmp_path: Path) -> None:
    for file in (days[3], days[0], days[2]):
        replay(tmp_path, file)
    lines = feed_lines(tmp_path), feed_lines(tmp_path, "captures")
    replay(tmp_path, days[0], days[2], days[3])
    assert (feed_lines(tmp_path), feed_lines(tmp_path, "captures")) == lines
    made = rebuild(tmp_path)
    assert (made.records, made.articles) == (len(lines[0]) + len(lines[1]), ARTICLES)
    run = replay(tmp_path, days[0], days[2], days[3])
    assert run.stats["article/known"] == 3 * ARTICLES
    assert (feed_lines(tmp_path), feed_lines(tmp_path, "captures")) == lines


@pytest.mark.parametrize("seed", range(scaled(1, 20)))
def test_killed_at_any_moment_no_state_is_lost_or_told_twice(
    days: list[Path], in_order: Told, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    order = chance.sample(days, len(days))
    for file in order:
        _killed(tmp_path, file, lines=chance.randrange(ARTICLES))
        assert replay(tmp_path, file).status == 0
    assert told(tmp_path) == in_order
    moments = [(one["id"], one["captured_at"]) for one in feed(tmp_path, "captures")]
    moments += [(one["id"], one["retrieved_at"]) for one in feed(tmp_path)]
    assert len(moments) == len(set(moments))
    with snapshot(tmp_path) as db:
        assert check(db, tmp_path).damages == []


def _killed(folder: Path, file: Path, *, lines: int) -> None:
    """Replay *file* in a process that is killed once it wrote *lines* lines, if it does."""

    def count() -> int:
        return len(feed_lines(folder)) + len(feed_lines(folder, "captures"))

    enough, limit = count() + lines, time.monotonic() + 60
    with start(
        "crawl", "article", "-a", f"warc={file}", "-s", f"OUTPUT_DIR={folder}",
        "-s", "LOG_LEVEL=ERROR",
    ) as run:  # fmt: skip
        while run.poll() is None and count() <= enough and time.monotonic() < limit:
            time.sleep(0.01)
        run.kill()
        assert run.wait() in (0, -signal.SIGKILL)


def test_a_page_from_before_an_unchanged_visit_is_an_older_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/news/politics/story-a"
    with Served({path: story("a")}) as site:
        live: dict[str, Any] = {"base_url": site.url, "urls": site.url + path}
        crawl("article", tmp_path, **live)
        first = clock.now()
        monkeypatch.setattr(clock, "now", lambda: first + timedelta(hours=2))
        # The visit needs no decision: the story is too old to be followed.
        assert crawl("article", tmp_path, **live).stats["article/known"] == 1
        between = f"{first + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
        page = story("a", body="other, for an hour")
        file = warc(tmp_path / "kept.warc", record(site.url + path, http(page.encode()), between))
        run = crawl("article", tmp_path, base_url=site.url, warc=str(file))
    assert run.status == 0
    (article,), captures = run.records, feed(tmp_path, "captures")
    capture, again = sorted(captures, key=lambda one: str(one["captured_at"]))
    assert article["body_text"].startswith("Some made-up words")
    assert capture["body_text"].startswith("Some other, for an hour words")
    assert capture["captured_at"] == between
    # By time the story would else end with the other text.
    assert again["body_text"] == article["body_text"]
    assert again["captured_at"] == f"{first + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"
    assert (again["source"], again["capture_url"]) == ("live", None)
