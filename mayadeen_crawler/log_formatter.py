"""Scrapy's log lines about items, shortened (the setting LOG_FORMATTER).

A dropped or failed item is named by its reason or URL; Scrapy prints the whole item.
"""

from __future__ import annotations

from scrapy import Spider, logformatter
from scrapy.http import Response
from scrapy.logformatter import LogFormatterResult
from twisted.python.failure import Failure


class LogFormatter(logformatter.LogFormatter):
    """Scrapy's LogFormatter without the item's fields, which may be a long page's text."""

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
        """Return the line for an item that a pipeline failed on: its URL. The traceback follows."""
        url = getattr(item, "url", None)
        result = super().item_error(item, exception, response, spider)
        return {**result, "msg": "A pipeline failed on %(url)s", "args": {"url": url}}
