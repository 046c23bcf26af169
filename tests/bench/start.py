"""The start: the CPU of ``scrapy crawl`` of one page, from the command to its end."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import bare_spider
from tests.bench.replica_server import served
from tests.bench.tables import table

ROOT = Path(__file__).parents[2]

RUNS = 5
TARGET = 1.2


def main() -> None:
    """Print the medians of both."""
    cpu: dict[str, list[float]] = {"bare Scrapy": [], "ours": []}
    with served(1) as pages, tempfile.TemporaryDirectory() as folder:
        url = pages.file.read_text(encoding="utf-8")
        scrapy, quiet = [sys.executable, "-m", "scrapy"], ["-s", "LOG_LEVEL=ERROR"]
        bare = [*scrapy, "runspider", bare_spider.__file__, "-a", f"file={pages.file}", *quiet]
        ours = [
            *(*scrapy, "crawl", "article", *quiet, "-s", "DOWNLOAD_DELAY=0"),
            *("-a", f"urls={url}", "-a", f"base_url={pages.base_url}"),
        ]
        for run in range(RUNS):
            output = Path(folder, str(run))
            # Bare Scrapy outside the project, whose settings it would take else.
            cpu["bare Scrapy"].append(_cpu_of(bare, Path(folder)))
            cpu["ours"].append(_cpu_of([*ours, "-s", f"OUTPUT_DIR={output}"], ROOT))
            assert list(output.glob("articles/*.jsonl")), "the page became no record"
    rows = [
        (name, f"{statistics.median(seconds):.2f}", f"{min(seconds):.2f}-{max(seconds):.2f}")
        for name, seconds in cpu.items()
    ]
    print(table(("crawl of one page", "s of CPU", "from-to"), rows))
    print(f"start {statistics.median(cpu['ours']):.2f} s (target: at most {TARGET})")


def _cpu_of(command: list[str], folder: Path) -> float:
    """Return the seconds of CPU that a command takes in *folder*; fails unless its status is 0."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{command} ended with status {process.returncode}"
    return usage.ru_utime + usage.ru_stime
