"""Archive runs killed (-9) in each of their steps: nothing is lost, repeated or fetched again."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.helpers.archived_stories import Archived, archived, told
from tests.helpers.articles import feed_lines
from tests.helpers.soak_figures import scaled
from tests.helpers.warc_files import kept


def start(found: Archived, folder: Path, source: str) -> subprocess.Popen[bytes]:
    settings = {
        **found.archives.settings,
        "OUTPUT_DIR": folder,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
    }
    words = [word for pair in settings.items() for word in ("-s", "{}={}".format(*pair))]
    return subprocess.Popen(
        [
            sys.executable, "-m", "scrapy", "crawl", "archived", "-a", f"source={source}",
            "-a", f"base_url={found.site.url}", *words,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )  # fmt: skip


def kill(process: subprocess.Popen[bytes], moment: Callable[[], bool]) -> None:
    """Kill *process* once *moment* holds; a minute at most."""
    limit = time.monotonic() + 60
    while process.poll() is None and not moment():
        assert time.monotonic() < limit
        time.sleep(0.002)
    process.kill()
    assert process.stderr is not None
    process.stderr.close()
    process.wait(60)


def torn(path: Path) -> bytes:
    """Return the line that the next run says of a feed file in whose last line a kill fell."""
    left = len(path.read_bytes().rpartition(b"\n")[2])
    return f"{path}: cut off {left} bytes of an unfinished write\n".encode() if left else b""


def finish(found: Archived, folder: Path, source: str) -> None:
    """Run to the end, and compare what the feeds tell with the stories' lives."""
    cut = b"".join(torn(path) for path in sorted(folder.glob("[ac]*/*.jsonl")))
    _, errors = (last := start(found, folder, source)).communicate(timeout=120)
    # A kill before the ledger's first commit leaves lines that it does not know.
    unknown = rb"\S+\.jsonl: entered its \d+ records into a new ledger\n"
    assert (last.returncode, re.sub(unknown, b"", errors)) == (0, cut)
    assert told(folder) == found.truth()
    files = sorted((folder / "archives" / source).iterdir())
    captured = [(one["url"], one["date"]) for one in kept(*files)]
    assert len(set(captured)) == len(captured)


@pytest.mark.parametrize("source", ["commoncrawl", "wayback"])
def test_killed_in_each_step(source: str, tmp_path: Path) -> None:
    with archived() as found:
        index = "-index?" if source == "commoncrawl" else "/cdx/"

        def listed() -> bool:
            return sum(index in path for path in found.asked) >= (3 if "-" in index else 1)

        kill(start(found, tmp_path, source), listed)
        kill(start(found, tmp_path, source), lambda: len(found.records_asked) >= 20)
        kill(start(found, tmp_path, source), lambda: len(found.records_asked) >= 50)
        kill(start(found, tmp_path, source), lambda: len(feed_lines(tmp_path)) > 3)
        finish(found, tmp_path, source)
        # A kill costs at most the one request that was under way.
        asked = found.records_asked
        assert len(asked) - len(set(asked)) <= 3


@pytest.mark.parametrize("source", ["commoncrawl", "wayback"])
def test_killed_at_random_moments(source: str, tmp_path: Path) -> None:
    chance = random.Random(11)
    with archived(scaled(16, 60)) as found:
        for _ in range(scaled(2, 30)):
            before, more = len(found.asked), chance.randrange(1, 60)
            late = time.monotonic() + chance.uniform(2, 4)
            kill(
                start(found, tmp_path, source),
                lambda before=before, more=more, late=late: (  # type: ignore[misc]
                    len(found.asked) - before >= more or time.monotonic() > late
                ),
            )
        finish(found, tmp_path, source)


def test_killed_while_it_reads_news_files(tmp_path: Path) -> None:
    with archived() as found:
        for files in (2, 3):
            kill(
                start(found, tmp_path, "ccnews"),
                lambda files=files: sum("warc.gz" in path for path in found.asked) >= files,  # type: ignore[misc]
            )
        finish(found, tmp_path, "ccnews")


def test_two_at_once_fetch_each_record_once(tmp_path: Path) -> None:
    with archived() as found:
        runs = [start(found, tmp_path, "commoncrawl")]
        other = ["captured=2025-01,2026"]  # other arguments: the runs may overlap
        settings = {**found.archives.settings, "OUTPUT_DIR": tmp_path, "DOWNLOAD_DELAY": 0}
        words = [word for pair in settings.items() for word in ("-s", "{}={}".format(*pair))]
        runs.append(
            subprocess.Popen(
                [
                    sys.executable, "-m", "scrapy", "crawl", "archived", "-L", "ERROR",
                    "-a", "source=commoncrawl", "-a", f"base_url={found.site.url}",
                    *[word for one in other for word in ("-a", one)], *words,
                ],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        )  # fmt: skip
        for run in runs:
            _, errors = run.communicate(timeout=120)
            assert (run.returncode, errors) == (0, b"")
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
