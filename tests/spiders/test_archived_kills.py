"""Archive runs killed (-9) in each of their steps: nothing is lost, repeated or fetched again."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.helpers.archived_stories import FEW, Archived, archived, told
from tests.helpers.articles import feed_lines
from tests.helpers.processes import Running, start
from tests.helpers.warc_files import kept


def begin(found: Archived, folder: Path, source: str, **arguments: str) -> Running:
    settings = {
        **found.archives.settings,
        "OUTPUT_DIR": folder,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
    }
    words = [word for pair in settings.items() for word in ("-s", "{}={}".format(*pair))]
    given = {"source": source, "base_url": found.site.url, **arguments}
    words += [word for pair in given.items() for word in ("-a", "{}={}".format(*pair))]
    return start("crawl", "archived", *words)


def kill(run: Running, moment: Callable[[], bool]) -> None:
    """Kill *run* once *moment* holds; a minute at most."""
    limit = time.monotonic() + 60
    with run:
        while run.poll() is None and not moment():
            assert time.monotonic() < limit
            time.sleep(0.002)


def torn(path: Path) -> str:
    """Return the line that the next run says of a feed file in whose last line a kill fell."""
    left = len(path.read_bytes().rpartition(b"\n")[2])
    return f"{path}: cut off {left} bytes of an unfinished write\n" if left else ""


def finish(found: Archived, folder: Path, source: str) -> None:
    """Run to the end, and compare what the feeds tell with the stories' lives."""
    cut = "".join(torn(path) for path in sorted(folder.glob("[ac]*/*.jsonl")))
    # A kill before the ledger's first commit leaves lines that it does not know.
    unknown = r"entered \d+ records of \d+ feed files that the ledger did not know; .+\n"
    with begin(found, folder, source) as last:
        assert (last.wait(), re.sub(unknown, "", last.errors())) == (0, cut)
    assert told(folder) == found.truth()
    files = sorted((folder / "archives" / source).iterdir())
    captured = [(one["url"], one["date"]) for one in kept(*files)]
    assert len(set(captured)) == len(captured)


@pytest.mark.parametrize("source", ["commoncrawl", "wayback"])
@pytest.mark.soak
def test_killed_in_each_step(source: str, tmp_path: Path) -> None:
    with archived() as found:
        index = "-index?" if source == "commoncrawl" else "/cdx/"

        def listed() -> bool:
            return sum(index in path for path in found.asked) >= (3 if "-" in index else 1)

        kill(begin(found, tmp_path, source), listed)
        kill(begin(found, tmp_path, source), lambda: len(found.records_asked) >= 2 * len(FEW))
        kill(begin(found, tmp_path, source), lambda: len(found.records_asked) >= 4 * len(FEW))
        kill(begin(found, tmp_path, source), lambda: len(feed_lines(tmp_path)) > 3)
        finish(found, tmp_path, source)
        # A kill costs at most the one request that was under way.
        asked = found.records_asked
        assert len(asked) - len(set(asked)) <= 3


@pytest.mark.soak  # each step once is `test_killed_in_each_step`
@pytest.mark.parametrize("source", ["commoncrawl", "wayback"])
def test_killed_at_random_moments(source: str, tmp_path: Path) -> None:
    chance = random.Random(11)
    with archived(range(1, 61)) as found:
        for _ in range(30):
            before, more = len(found.asked), chance.randrange(1, 60)
            late = time.monotonic() + chance.uniform(2, 4)
            kill(
                begin(found, tmp_path, source),
                lambda before=before, more=more, late=late: (  # type: ignore[misc]
                    len(found.asked) - before >= more or time.monotonic() > late
                ),
            )
        finish(found, tmp_path, source)


@pytest.mark.soak
def test_killed_while_it_reads_news_files(tmp_path: Path) -> None:
    with archived() as found:
        for files in (2, 3):
            kill(
                begin(found, tmp_path, "ccnews"),
                lambda files=files: sum("warc.gz" in path for path in found.asked) >= files,  # type: ignore[misc]
            )
        finish(found, tmp_path, "ccnews")


@pytest.mark.soak
def test_two_at_once_fetch_each_record_once(tmp_path: Path) -> None:
    with archived() as found:
        runs = [
            begin(found, tmp_path, "commoncrawl"),
            # Other arguments: the runs may overlap.
            begin(found, tmp_path, "commoncrawl", captured="2025-01,2026"),
        ]
        for run in runs:
            with run:
                assert (run.wait(), run.errors()) == (0, "")
        assert told(tmp_path) == found.truth()
        asked = found.records_asked
        assert len(set(asked)) == len(asked)
        # One at a time, also over the runs.
        spans: list[tuple[float, float]] = sorted(
            (request.begun, request.answered)
            for request in found.archives.requests
            if request.service == "data" and request.answered
        )
        assert all(later[0] >= earlier[1] for earlier, later in pairwise(spans))
