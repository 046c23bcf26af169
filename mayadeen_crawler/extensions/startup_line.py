"""Log the first line of a run: version, spider, arguments and output folder, as they were typed.

Scrapy loads the extension for each crawl (setting EXTENSIONS).
"""

from __future__ import annotations

import logging
import shlex
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from mayadeen_crawler import __version__
from mayadeen_crawler.utils.text import clean

logger = logging.getLogger(__name__)


class StartupLine:
    """Logs ``mayadeen-crawler 1.0: crawl section -a since=2026-01-01 into output``."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Log when the spider opens."""
        extension = cls(crawler.settings["OUTPUT_DIR"])
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Log the line; arguments that Scrapyd adds (``_job``) are left out."""
        given = getattr(spider, "given", {})
        words = [spider.name, *(word for pair in given.items() for word in ("-a", "=".join(pair)))]
        line = clean(f"crawl {shlex.join(words)} into {self._folder}")
        logger.info("mayadeen-crawler %s: %s", __version__, line)
