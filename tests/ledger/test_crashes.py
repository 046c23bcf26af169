"""Processes that die at any moment, alone and three at a time: every record exactly once."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from mayadeen_crawler.ledger import feeds
from mayadeen_crawler.ledger.feed_files.integrity import check
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article, feed
from tests.helpers.dying_processes import ended, forked, killed_at
from tests.helpers.soak_figures import scaled

RECORDS = 60
GROUP = 7


def writes_until_killed(folder: Path, seed: int, *, dies: bool) -> None:
    """Write all records in groups, in this process; when it *dies*, at a random point."""
    chance = random.Random(seed)
    feeds.CHUNK = chance.choice([64, 1000, 1 << 20])  # where a torn tail may end
    last = chance.randrange(1, 90)
    numbers = list(range(RECORDS))
    chance.shuffle(numbers)
    with Ledger(folder, hook=killed_at(last if dies else 0)) as ledger:
        for start in range(0, RECORDS, GROUP):
            ledger.write(
                [ScrapedArticle(article(number)) for number in numbers[start : start + GROUP]]
            )


def child(folder: Path, seed: int, *, dies: bool) -> int:
    """Start a process that writes all records; return its pid."""
    return forked(writes_until_killed, folder, seed, dies=dies)


def assert_every_record_once(folder: Path) -> None:
    records = feed(folder)  # fails on a torn line
    assert sorted(r["id"] for r in records) == sorted(f"en:{1000 + n}" for n in range(RECORDS))
    for record in records:
        number = int(record["id"].removeprefix("en:")) - 1000
        assert record["headline"] == f"Made-up story {number}"
    with snapshot(folder) as db:
        assert check(db, folder).damages == []  # every byte has its run


@pytest.mark.parametrize("seed", range(scaled(1, 40)))
def test_killed_again_and_again(tmp_path: Path, seed: int) -> None:
    kills = 0
    for attempt in range(scaled(5, 12)):
        code = ended(child(tmp_path, seed * 1000 + attempt, dies=True))
        assert code in (0, -signal.SIGKILL)
        kills += code != 0
    assert kills
    assert ended(child(tmp_path, seed, dies=False)) == 0
    assert_every_record_once(tmp_path)


@pytest.mark.parametrize("seed", range(scaled(2, 20)))
@pytest.mark.soak
def test_three_at_once_of_which_two_are_killed(tmp_path: Path, seed: int) -> None:
    for attempt in range(3):
        pids = [child(tmp_path, seed * 100 + attempt * 10 + k, dies=k > 0) for k in range(3)]
        codes = [ended(pid) for pid in pids]
        assert codes[0] == 0
        assert_every_record_once(tmp_path)
        if attempt == 0:
            assert len(feed(tmp_path)) == RECORDS


@pytest.mark.soak
def test_many_small_commits_of_three_at_once(tmp_path: Path) -> None:
    def writes(seed: int) -> None:
        numbers = list(range(RECORDS)) * scaled(2, 20)
        random.Random(seed).shuffle(numbers)
        with Ledger(tmp_path) as ledger:
            for number in numbers:
                ledger.write([ScrapedArticle(article(number))])

    pids = [forked(writes, seed) for seed in range(3)]
    assert [ended(pid) for pid in pids] == [0, 0, 0]
    assert_every_record_once(tmp_path)
