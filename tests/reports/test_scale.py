"""A year of feeds: a report in time, in memory that stays small, in a file that can be sent."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import zlib
from base64 import b64decode
from pathlib import Path

import pytest

from mayadeen_crawler.reports.build import write_report
from tests.helpers.feed_year import written
from tests.helpers.report_reader import Report
from tests.helpers.soak_figures import SOAK, scaled

ARTICLES, DAYS, WEEKS = scaled(300, 100_000), scaled(70, 365), scaled(11, 53)

#: Megabytes of the process at its largest, seconds, both at the full figure only; megabytes of
#: the file.
MEMORY, SIZE, SECONDS = 250, 5, 60

#: Runs a command and prints the kilobytes of its largest process.
_STARTS = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.soak
def test_a_year_of_articles(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    (year,) = written(folder, ARTICLES, "en", days=DAYS)
    target = folder / "report.html"
    if SOAK:
        command = [sys.executable, "-m", "scrapy", "report", "-s", f"OUTPUT_DIR={folder}"]
        began = time.monotonic()
        # A process counts the memory of the one that starts it as its own: a small one starts it.
        done = subprocess.run(
            [sys.executable, "-c", _STARTS, *command], check=True, capture_output=True, text=True
        )
        seconds, megabytes = time.monotonic() - began, int(done.stdout.splitlines()[-1]) / 1024
        print(f"{ARTICLES} articles: {seconds:.1f} s, peak {megabytes:.0f} MB")  # noqa: T201
        assert megabytes < MEMORY
        assert seconds < SECONDS
    else:
        write_report(folder, target)
    assert target.stat().st_size / 1e6 < SIZE
    report = Report(target)
    assert report.says("en-glance").startswith(f"{ARTICLES:,} articles, of which ")
    assert f"; {year.written['article']:,} records of articles" in report.says("en-glance")
    heads, *weeks = report.table("en-articles", "Articles by section and week")
    assert heads[:2] == ["Week", "All"]
    # 2026 begins in the week of Monday 29 December.
    assert (weeks[0][0], len(weeks)) == ("2025-12-29 (week)", WEEKS)
    # All of them are in the list; the newest are in the page itself.
    (block, _lines) = report.tree.xpath("//script[@type='application/octet-stream']/text()")
    rows = json.loads(zlib.decompress(b64decode(block), wbits=-15))["rows"]
    assert len(rows) == len({row[2] for row in rows}) == ARTICLES
    assert len(report.table("en-list", "Articles, newest first")) == 51
    undated = len([n for n in range(ARTICLES) if n % 800 == 7])
    assert sum(int(row[1].replace(",", "")) for row in weeks) == ARTICLES - undated
