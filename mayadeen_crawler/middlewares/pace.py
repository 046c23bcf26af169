"""One pace over all runs that share an output folder.

Every request takes its moment from the ledger; the interval is the larger of
DOWNLOAD_DELAY, robots.txt's Crawl-delay and what AutoThrottle found.
"""

from __future__ import annotations

import asyncio
import logging
import time
from email.utils import parsedate_to_datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger import pace
from mayadeen_crawler.ledger.writer import LedgerWriter, explain

logger = logging.getLogger(__name__)

#: Seconds; a server that asks for more is taken at its word in the next run.
MAX_RETRY_AFTER = 600.0


class Pace:
    """Delays each request until its moment; holds the host back on ``Retry-After``."""

    def __init__(self, crawler: Crawler, delay: float) -> None:
        if delay <= 0:
            raise NotConfigured("DOWNLOAD_DELAY is 0")
        self._crawler = crawler
        self._delay = delay
        self._crawl_delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Pace by DOWNLOAD_DELAY; not configured where that is 0."""
        middleware = cls(crawler, crawler.settings.getfloat("DOWNLOAD_DELAY"))
        crawler.signals.connect(middleware.robots_parsed, signals.robots_parsed)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Wait for the request's moment."""
        host = urlparse_cached(request).netloc
        moment = await self._ledger(
            pace.reserve, host, now=time.time(), interval=self._interval(host, request)
        )
        await asyncio.sleep(max(0.0, moment - time.time()))

    async def process_response(self, request: Request, response: Response) -> Response:
        """Hold the host back for as long as the server asks, in every run."""
        if response.status in (429, 503) and (seconds := _retry_after(response)) > 0:
            host = urlparse_cached(request).netloc
            logger.warning("%s asks to wait %.0f seconds (Retry-After)", host, seconds)
            self._crawler.stats.inc_value("pace/retry_after")
            await self._ledger(pace.hold, host, until=time.time() + seconds)
        return response

    def robots_parsed(self, robotparser: Any, request: Request) -> None:
        """Raise the interval to robots.txt's Crawl-delay, which Scrapy itself ignores."""
        agent = (
            self._crawler.settings["ROBOTSTXT_USER_AGENT"] or self._crawler.settings["USER_AGENT"]
        )
        delay = getattr(getattr(robotparser, "rp", None), "crawl_delay", lambda _agent: None)(agent)
        if delay:
            self._crawl_delays[urlparse_cached(request).netloc] = float(delay)
            self._crawler.stats.set_value("pace/crawl_delay", float(delay))

    def _interval(self, host: str, request: Request) -> float:
        slots = self._crawler.engine.downloader.slots
        slot = slots.get(urlparse_cached(request).hostname or "")
        throttled = slot.delay if slot else 0.0
        return max(self._delay, throttled, self._crawl_delays.get(host, 0.0))

    async def _ledger(self, action: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await LedgerWriter.of(self._crawler).do(action, *args, **kwargs)
        except LedgerError as error:
            explain(self._crawler, error)
            raise IgnoreRequest("the ledger failed") from None


def _retry_after(response: Response) -> float:
    """Return the seconds a response asks to wait (RFC 9110, 10.2.3), at most MAX_RETRY_AFTER."""
    raw = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if raw.isascii() and raw.isdigit():
        seconds = float(raw[:9])
    else:
        try:
            seconds = parsedate_to_datetime(raw).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return 0.0
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)
