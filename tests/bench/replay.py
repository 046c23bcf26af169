"""How many pages a second ``warc=`` extracts again from WARC files, into a new folder."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from tests.bench.replica_server import served

PAGES = 1000
RUNS = 3


def main() -> None:
    """Keep the pages of a crawl, replay them, and print the speed."""
    with served(PAGES) as pages, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages.crawl("ours", folder / "crawled", archive=str(folder / "kept"))
        files = str(folder / "kept" / "*.warc.gz")
        speeds = [
            PAGES / pages.crawl("ours", folder / str(run), warc=files).cpu for run in range(RUNS)
        ]
    print(
        f"replay {statistics.median(speeds):.0f} pages a second of CPU "
        f"(from {min(speeds):.0f} to {max(speeds):.0f}, {PAGES} pages of the replica)"
    )
