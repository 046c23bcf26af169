"""Note exceptions outside the handling of a page: a run with any is unhealthy.

A handler of a signal, a pipeline that cannot be closed, an output of ``-o`` that cannot be stored:
Scrapy catches what they raise, logs it, and goes on. Here the first is kept as the stat
``run/stray_error``, and all are counted (``run/stray_errors``); ``runs/outcome.py`` and
``health/checks.py`` judge by it. Scrapy loads the extension for each crawl (setting EXTENSIONS).
"""

from __future__ import annotations

import logging
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from mayadeen_crawler.runs.outcome import STRAY_ERROR
from mayadeen_crawler.utils.raised import raised
from mayadeen_crawler.utils.text import clean

#: The loggers that tell of such exceptions. What a request or page raises, others tell.
LOGGERS = (
    "scrapy.utils.signal",
    "scrapy.core.engine",
    "scrapy.extensions.feedexport",
    "mayadeen_crawler.ledger.writer",
)


class StrayErrors(logging.Handler):
    """Looks at the error lines of `LOGGERS` from the crawl's beginning to its end."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(logging.ERROR)
        self._crawler = crawler
        for name in LOGGERS:
            logging.getLogger(name).addHandler(self)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Begin to look; Scrapy sends ``engine_stopped`` last of all."""
        extension = cls(crawler)
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    def engine_stopped(self) -> None:
        """Look no more: the next crawl of this process has a handler of its own."""
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Note an exception of this crawl."""
        error = record.exc_info[1] if record.exc_info else None
        of = getattr(record, "spider", None)
        if error is None or of not in (None, self._crawler.spider):
            return
        stats = self._crawler.stats
        stats.inc_value("run/stray_errors")
        if stats.get_value(STRAY_ERROR) is None:
            told = raised(error)
            place = f" ({told.place})" if told.place else ""
            stats.set_value(STRAY_ERROR, clean(f"{told.words}{place}: {_said(record)}"))


def _said(record: logging.LogRecord) -> str:
    """Return what Scrapy was doing, without the traceback that some of its lines hold."""
    return record.getMessage().partition("\n")[0]
