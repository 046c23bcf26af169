"""Whole crawls in this process: real spiders, real downloads, on a reactor in a thread.

A crawl as a process of its own costs two seconds to start; this one costs
what the crawl costs. The tests of commands and of kills use processes.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoaderProtocol, get_spider_loader
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor

from mayadeen_crawler.commands.crawl import exit_status
from tests.helpers.articles import feed
from tests.helpers.soak_figures import scaled

#: Seconds a crawl of a test may take.
LIMIT = scaled(120, 900)


@dataclass
class Crawl:
    """How a crawl went."""

    status: int
    stats: dict[str, Any]
    folder: Path
    lines: list[str] = field(default_factory=list)
    """Warnings and errors it logged."""

    @property
    def records(self) -> list[dict[str, Any]]:
        """Every record in the articles feed."""
        return feed(self.folder)


_STARTING = threading.Lock()


def _loop() -> asyncio.AbstractEventLoop:
    """Return the event loop of a reactor that runs in a thread until the tests end."""
    with _STARTING:  # tests crawl from several threads
        return _start_reactor()


@functools.cache
def _start_reactor() -> asyncio.AbstractEventLoop:
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    asynchronous: Any = reactor  # its interface names neither of what is used here
    run = functools.partial(asynchronous.run, installSignalHandlers=False)
    threading.Thread(target=run, name="reactor", daemon=True).start()
    loop: asyncio.AbstractEventLoop = asynchronous._asyncioEventloop
    return loop


@contextmanager
def _logged() -> Iterator[list[str]]:
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.levelname}: {record.getMessage()}")
            if record.exc_info:
                lines.append(f"TRACEBACK of {record.exc_info[1]!r}")

    handler = Keep(logging.WARNING)
    logging.getLogger().addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(handler)


def crawl(
    spider: str,
    folder: Path,
    *,
    settings: dict[str, Any] | None = None,
    **arguments: str,
) -> Crawl:
    """Run *spider* with *arguments* into *folder*, without pace, and return how it went."""
    values = {
        "OUTPUT_DIR": str(folder), "DOWNLOAD_DELAY": 0, "RETRY_TIMES": 1,
        "TDMREP": 0,  # most tests count requests
        **(settings or {}),
    }  # fmt: skip
    project: Settings = get_project_settings()
    project.__class__ = _OwnSettings
    project.setdict(values, priority="cmdline")

    async def run() -> Crawler:
        crawler = Crawler(_spiders().load(spider), project)
        await crawler.crawl_async(**arguments)
        return crawler

    with _logged() as lines:
        crawler = asyncio.run_coroutine_threadsafe(run(), _loop()).result(LIMIT)
    failed = getattr(crawler, "spider", None) is None  # as CrawlerRunner sees it
    return Crawl(exit_status(crawler, failed=failed), crawler.stats.get_stats(), folder, lines)


class _OwnSettings(Settings):
    """Settings of one crawl alone: a tenth of a small crawl would go to the copy of them."""

    def copy(self) -> Self:
        """Return these."""
        return self


@functools.cache
def _spiders() -> SpiderLoaderProtocol:
    """Return the project's spiders, whose modules are walked once and not at every crawl."""
    return get_spider_loader(get_project_settings())
