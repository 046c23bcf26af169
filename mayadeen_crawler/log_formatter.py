"""Scrapy's log lines about pages and items, shortened (the setting LOG_FORMATTER).

A dropped or failed item is named by its reason or URL; Scrapy prints the whole item.
"""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy import Request, Spider, logformatter
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatterResult
from twisted.python.failure import Failure

from mayadeen_crawler.utils.log_level import shows_debug

_DEBUG: Any = {"level": logging.DEBUG}


class LogFormatter(logformatter.LogFormatter):
    """Scrapy's LogFormatter without the item's fields, which may be a long page's text.

    None in place of a line means that nothing is logged: Scrapy would make a record of each page
    and item, and drop it only where it is to be written.
    """

    def __init__(self, *, debug: bool = True) -> None:
        self._debug = debug

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the formatter of a crawl, which leaves out lines that LOG_LEVEL does not show."""
        return cls(debug=shows_debug(crawler.settings))

    def crawled(  # type: ignore[override]  # Scrapy lets it return None
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        """Return the line for a page, or None."""
        return super().crawled(request, response, spider) if self._debug else None

    def scraped(  # type: ignore[override]  # likewise
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """Return the line for an item that passed the pipelines, or None."""
        return super().scraped(item, response, spider) if self._debug else None

    def dropped(
        self, item: object, exception: BaseException, response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:  # fmt: skip
        """Return the line for a dropped item: the reason only."""
        result = super().dropped(item, exception, response, spider)
        return {**result, "msg": "Dropped: %(exception)s"}

    def item_error(
        self, item: object, exception: BaseException, response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:  # fmt: skip
        """Return the line for an item that a pipeline failed on: its URL. The traceback follows.

        For debugging only: `extensions.page_errors` logs the line for an operator.
        """
        url = getattr(item, "url", None)
        result = super().item_error(item, exception, response, spider)
        return {**result, "msg": "A pipeline failed on %(url)s", "args": {"url": url}, **_DEBUG}

    def spider_error(
        self, failure: Failure, request: Request, response: Response | Failure, spider: Spider
    ) -> LogFormatterResult:
        """Return the line for a page that a callback failed on; likewise for debugging."""
        return {**super().spider_error(failure, request, response, spider), **_DEBUG}
