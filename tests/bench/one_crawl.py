"""One crawl in a process of its own: ``python -m tests.bench.one_crawl KIND OUTPUT NAME=VALUE …``.

KIND is ``bare`` (a spider that reads headlines, with Scrapy's own settings), ``ours`` (the article
spider with all that a run has) or ``sampled`` (the same, by part). Prints a `CrawlCost` as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass, field

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from tests.bench.bare_spider import BareSpider
from tests.bench.sampling import SamplingProfile
from tests.helpers.process_usage import megabytes

#: Memory is looked at each time so many pages are done.
MEMORY_EVERY = 1000


@dataclass
class CrawlCost:
    """What a crawl took, from the moment at which its spider was opened to its end."""

    pages: int = 0
    cpu: float = 0.0
    """Seconds of CPU of all its threads."""
    parts: dict[str, float] = field(default_factory=dict)
    """The same by part, if it was sampled."""
    memory: dict[int, float] = field(default_factory=dict)
    """Pages done → megabytes of memory in use."""


def run(kind: str, output: str, arguments: dict[str, str]) -> CrawlCost:
    """Run a crawl of *kind* and return what it cost."""
    settings = Settings() if kind == "bare" else get_project_settings()
    quiet = {"LOG_LEVEL": "ERROR", "DOWNLOAD_DELAY": 0, "OUTPUT_DIR": output}
    archive = {"ARCHIVE_DIR": arguments.pop("archive", "")}
    settings.setdict(quiet | archive, priority="cmdline")
    cost, profile = CrawlCost(), SamplingProfile() if kind == "sampled" else None
    began = 0.0

    def opened() -> None:
        nonlocal began
        began = time.process_time()
        if profile:
            profile.start()

    def scraped() -> None:
        cost.pages += 1
        if cost.pages % MEMORY_EVERY == 0:
            cost.memory[cost.pages] = megabytes("self")

    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(BareSpider if kind == "bare" else "article")
    crawler.signals.connect(opened, signals.spider_opened)
    crawler.signals.connect(scraped, signals.item_scraped)
    process.crawl(crawler, **arguments)
    process.start()
    if profile:
        cost.parts = profile.stop()
    cost.cpu = time.process_time() - began
    return cost


if __name__ == "__main__":
    kind, output, *given = sys.argv[1:]
    cost = run(kind, output, dict(one.split("=", 1) for one in given))
    print(json.dumps(asdict(cost)))
