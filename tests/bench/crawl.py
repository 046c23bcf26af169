"""Pages a second with every pipeline on, beside a bare spider on the same pages.

Run by ``make bench``. The replica runs in a process of its own. A pair is one
run of each, one after the other; the ratio is taken within the pair, since
machines are noisy, and the median over the pairs is what counts.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response, TextResponse
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.spiders.article import ArticleSpider

PAGES = 1000
PAIRS = 5
TARGET = 0.6


class BareSpider(scrapy.Spider):
    """Downloads the pages and reads their headlines, nothing else."""

    name = "bare"
    file: str

    async def start(self) -> AsyncIterator[Any]:
        """Ask for every page."""
        for url in Path(self.file).read_text(encoding="utf-8").split():
            yield scrapy.Request(url)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """Read the headline."""
        assert isinstance(response, TextResponse)
        yield {"headline": response.css("h1::text").get()}


def run(which: str, file: str, base_url: str, output: str) -> None:
    """Run one crawl in this process and print its pages and seconds as JSON."""
    settings = get_project_settings() if which == "ours" else Settings()
    quiet = {"LOG_LEVEL": "ERROR", "DOWNLOAD_DELAY": 0, "OUTPUT_DIR": output}
    settings.setdict(quiet, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ArticleSpider if which == "ours" else BareSpider)
    process.crawl(
        crawler, **({"file": file, "base_url": base_url} if which == "ours" else {"file": file})
    )
    process.start()
    stats = crawler.stats.get_stats()
    print(json.dumps([stats["item_scraped_count"], stats["elapsed_time_seconds"]]))


@contextmanager
def replica(articles: int) -> Iterator[str]:
    """Serve a replica from another process and yield its URL."""
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "replica",
        "--port",
        "0",
        "--articles",
        str(articles),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            found = re.search(r"http://[\d.:]+", server.stdout.readline())
            assert found, "the replica did not start"
            yield found.group()
        finally:
            server.terminate()


def measure(which: str, file: Path, base_url: str) -> float:
    """Return the pages a second of one run."""
    with tempfile.TemporaryDirectory() as output:
        command = [sys.executable, "-m", "tests.bench", which, str(file), base_url, output]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    pages, seconds = json.loads(done.stdout)
    assert pages == PAGES, f"{which}: {pages} of {PAGES} pages\n{done.stderr}"
    return float(pages / seconds)


def main() -> None:
    """Measure PAIRS pairs and print them."""
    site = ReplicaSite(articles=PAGES)
    with replica(PAGES) as base_url, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "urls.txt"
        urls = [base_url + site.path(number) for number in range(1, PAGES + 1)]
        file.write_text("\n".join(urls), encoding="utf-8")
        for url in urls:  # the server renders each page once, before anything is measured
            urlopen(url).close()
        ratios = []
        print(f"{'pair':>4} {'bare':>9} {'ours':>9} {'ratio':>6}   (pages a second, {PAGES} pages)")
        for pair in range(1, PAIRS + 1):
            bare, ours = measure("bare", file, base_url), measure("ours", file, base_url)
            ratios.append(ours / bare)
            print(f"{pair:>4} {bare:>9.0f} {ours:>9.0f} {ours / bare:>6.2f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f} (target: at least {TARGET})")


if __name__ == "__main__":
    if sys.argv[1:]:
        run(*sys.argv[1:])
    else:
        main()
