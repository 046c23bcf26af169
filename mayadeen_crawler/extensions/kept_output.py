"""Says which files of ``-O FILE`` a run without a record has left as they were.

``addons.KeepOutput`` keeps such a run from emptying them; this tells the operator, in the run's
last warning and in the manifest (``output_kept``). Scrapy loads it for each crawl (EXTENSIONS).
"""

from __future__ import annotations

import logging
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from mayadeen_crawler.utils.advised_command import advised
from mayadeen_crawler.utils.local_feeds import replaced_files

logger = logging.getLogger(__name__)

KEPT = "output/kept"


class KeptOutput:
    """Not configured where no file of ``-O`` or FEEDS would be replaced."""

    def __init__(self, crawler: Crawler) -> None:
        self._files = list(replaced_files(crawler.settings).values())
        if not self._files:
            raise NotConfigured
        self._stats = crawler.stats
        self._before = [path.stat() for path in self._files]
        self._folder = crawler.settings["OUTPUT_DIR"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Look at the files before the run."""
        extension = cls(crawler)
        # Scrapy writes the files at spider_closed.
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    def engine_stopped(self) -> None:
        """Warn of each file that is the one of before."""
        for path, before in zip(self._files, self._before, strict=True):
            if not path.is_file():
                continue  # removed by somebody while the run went on
            now = path.stat()
            if (now.st_ino, now.st_mtime_ns) == (before.st_ino, before.st_mtime_ns):
                self._stats.set_value(KEPT, True)
                logger.warning(
                    "%s is kept as it was: this run wrote no record. %s writes all records of"
                    " OUTPUT_DIR to a file", path, advised("scrapy export", self._folder),
                )  # fmt: skip
