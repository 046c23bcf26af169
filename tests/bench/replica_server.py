"""A site in a process of its own, the replica or one of short pages, and the crawls of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from mayadeen_crawler.replica import ReplicaSite
from tests.bench import short_pages
from tests.bench.one_crawl import CrawlCost


@dataclass(frozen=True, slots=True)
class ServedPages:
    """The articles of a site that is being served."""

    base_url: str
    file: Path
    """A file with their addresses, a line each."""
    count: int

    def crawl(self, kind: str, output: Path, **arguments: str) -> CrawlCost:
        """Run ``one_crawl`` on all of the articles; fails unless each of them became an item."""
        given = {"file": str(self.file)} if kind == "bare" else {"base_url": self.base_url}
        if kind != "bare" and "warc" not in arguments:
            given["file"] = str(self.file)
        words = [f"{name}={value}" for name, value in (given | arguments).items()]
        command = [sys.executable, "-m", "tests.bench.one_crawl", kind, str(output), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        cost = CrawlCost(**json.loads(done.stdout))
        assert cost.pages == self.count, f"{cost.pages} of {self.count} pages\n{done.stderr}"
        return cost

    def crawl_once(self, kind: str) -> CrawlCost:
        """Run ``one_crawl`` into a folder that is deleted afterwards."""
        with tempfile.TemporaryDirectory() as output:
            return self.crawl(kind, Path(output))


@contextmanager
def served(count: int) -> Iterator[ServedPages]:
    """Serve a replica of *count* articles from another process.

    All pages are asked for once, so that the server has them ready.
    """
    command = [
        *(sys.executable, "-m", "scrapy", "replica"),
        *("--port", "0", "--articles", str(count)),
    ]
    site = ReplicaSite(articles=count)
    paths = [site.path(number) for number in range(1, count + 1)]
    with _serving(command, paths) as pages:
        urls = pages.file.read_text(encoding="utf-8").split()
        for url in urls:
            urlopen(url).close()
        yield pages


@contextmanager
def served_short(count: int) -> Iterator[ServedPages]:
    """Serve *count* of the short pages from another process."""
    command = [sys.executable, "-m", "tests.bench.short_pages"]
    with _serving(command, [short_pages.path(number) for number in range(count)]) as pages:
        yield pages


@contextmanager
def _serving(command: Sequence[str], paths: Sequence[str]) -> Iterator[ServedPages]:
    """Run a server that prints its address in its first line."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            assert server.stdout
            found = re.search(r"http://[\d.:]+", server.stdout.readline())
            assert found, "the server did not start"
            file = Path(folder) / "urls.txt"
            file.write_text("\n".join(found.group() + path for path in paths), encoding="utf-8")
            yield ServedPages(found.group(), file, len(paths))
        finally:
            server.terminate()
