"""The replica in a process of its own, and the crawls that are run on it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from mayadeen_crawler.replica import ReplicaSite
from tests.bench.one_crawl import CrawlCost


@dataclass(frozen=True, slots=True)
class ServedPages:
    """The articles of a replica that is being served."""

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
def served(count: int, *, rendered: bool = True) -> Iterator[ServedPages]:
    """Serve a replica of *count* articles from another process.

    *rendered*: all pages are asked for once, so that the server has them ready.
    """
    command = [
        *(sys.executable, "-m", "scrapy", "replica"),
        *("--port", "0", "--articles", str(count)),
    ]
    site = ReplicaSite(articles=count)
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            assert server.stdout
            found = re.search(r"http://[\d.:]+", server.stdout.readline())
            assert found, "the replica did not start"
            urls = [found.group() + site.path(number) for number in range(1, count + 1)]
            for url in urls if rendered else ():
                urlopen(url).close()
            file = Path(folder) / "urls.txt"
            file.write_text("\n".join(urls), encoding="utf-8")
            yield ServedPages(found.group(), file, count)
        finally:
            server.terminate()
