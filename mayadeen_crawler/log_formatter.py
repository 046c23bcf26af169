"""Log lines that an operator can read: why an item was dropped, and not the item."""

from __future__ import annotations

from scrapy import Spider, logformatter
from scrapy.http import Response
from scrapy.logformatter import LogFormatterResult
from twisted.python.failure import Failure


class LogFormatter(logformatter.LogFormatter):
    """Scrapy's own, without the whole item: its text is a page's, and may be long."""

    def dropped(
        self, item: object, exception: BaseException, response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:  # fmt: skip
        """Say why an item was dropped."""
        result = super().dropped(item, exception, response, spider)
        return {**result, "msg": "Dropped: %(exception)s"}

    def item_error(
        self, item: object, exception: BaseException, response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:  # fmt: skip
        """Say whose item failed; the traceback follows."""
        url = getattr(item, "url", None)
        result = super().item_error(item, exception, response, spider)
        return {**result, "msg": "A pipeline failed on %(url)s", "args": {"url": url}}
