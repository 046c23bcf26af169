"""A large export while a crawl writes: right, and in little memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article
from tests.helpers.dying_processes import ended, forked
from tests.helpers.soak_figures import scaled

ARTICLES = scaled(2_000, 100_000)
_WORDS = ", ".join(["made-up words of a plain story"] * 12)
BODY = "\n\n".join(f"Paragraph {n}: {_WORDS}" for n in range(8))

#: ``scrapy``, which says at its end what it took: what the system counts for a child also
#: holds what its parent had.
MEASURED = """
import sys
from pathlib import Path
from scrapy.cmdline import execute
try:
    execute()
finally:
    print(Path("/proc/self/status").read_text(), file=sys.stderr)
"""

#: Megabytes that an export may take.
MOST = 300


def write(folder: Path, first: int, count: int) -> None:
    with Ledger(folder) as ledger:
        for start in range(first, first + count, 500):
            numbers = range(start, min(start + 500, first + count))
            ledger.write([ScrapedArticle(article(n, body_text=f"{BODY} {n}")) for n in numbers])


@pytest.mark.soak
def test_a_large_export_while_a_crawl_writes(tmp_path: Path) -> None:
    folder, target = tmp_path / "output", tmp_path / "export.jsonl"
    write(folder, 0, ARTICLES)
    # So many more that they are still being written while the export runs.
    writer = forked(write, folder, ARTICLES, ARTICLES // 4)
    command = [
        *(sys.executable, "-c", MEASURED, "export", "-o", str(target)),
        *("-s", f"OUTPUT_DIR={folder}"),
    ]
    began = time.monotonic()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.monotonic() - began
    assert ended(writer) == 0
    numbers = []
    with target.open("rb") as lines:
        for line in lines:
            record = json.loads(line)
            number = int(record["post_id"]) - 1000
            assert record["body_text"].endswith(f" {number}")
            numbers.append(number)
    # The whole groups that were committed when it began, in order.
    assert numbers == list(range(len(numbers)))
    assert len(numbers) >= ARTICLES
    assert len(numbers) % 500 == 0
    (peak,) = re.findall(r"^VmHWM:\s+(\d+) kB$", done.stderr, re.MULTILINE)
    megabytes = int(peak) / 1024
    size = target.stat().st_size / 1e6
    print(f"{len(numbers)} articles, {size:.0f} MB: {seconds:.1f} s, peak {megabytes:.0f} MB")  # noqa: T201
    assert megabytes < MOST
