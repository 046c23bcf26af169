"""One pace over all runs that share an output folder.

Every request takes its moment from the ledger; the interval is the larger of
DOWNLOAD_DELAY, robots.txt's Crawl-delay and what AutoThrottle found.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
import time
from functools import cached_property
from typing import Any, Self

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from mayadeen_crawler.dates.site_time import http_date
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger import shared_pace
from mayadeen_crawler.ledger.writer import LedgerWriter, explain
from mayadeen_crawler.middlewares.known import Known
from mayadeen_crawler.utils.run_ending import end_crawl, is_ending

logger = logging.getLogger(__name__)

#: Request.meta: when it left (Unix seconds).
SENT_AT = "sent_at"

#: Seconds a run waits at most where the site asks it to; being asked for more ends it.
MAX_WAIT = 600.0
#: Seconds of waiting that are worth a line in the log, and those until another one is.
LONG_WAIT, SAY_AGAIN = 30.0, 600.0
#: Seconds within which two answers ask for the same.
_SAME = 1.0
#: Seconds between looks whether the run has been ended meanwhile.
_LOOKS = 1.0


class PacedHandler(HTTP11DownloadHandler):
    """Scrapy's own handler, with each request leaving at its reserved moment.

    A handler and not a middleware, since Scrapy's own delay comes after the
    middlewares and would shift what was reserved before it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._crawl_delays: dict[str, float] = {}
        self._say_from = 0.0
        crawler.signals.connect(self._robots_parsed, signals.robots_parsed)

    async def download_request(self, request: Request) -> Response:
        """Wait for the request's moment, then download it."""
        await self.moment(request)
        # Another run on the folder may have fetched the page meanwhile.
        known = self._crawler.get_downloader_middleware(Known)
        if known is not None:
            known.process_request(request)
        request.meta[SENT_AT] = time.time()
        return await super().download_request(request)

    async def moment(self, request: Request) -> None:
        """Wait until *request* may leave; raises IgnoreRequest where the run is to end instead.

        Where pacing is off it waits only while the site asks to be left alone.
        """
        host = urlparse_cached(request).netloc
        while True:
            moment = await self._reserve(host, request) if self._delay > 0 else 0.0
            now = time.time()
            held = shared_pace.held_until(self._reader, host, now=now)
            if held - now > MAX_WAIT:
                _end(self._crawler, host, held - now)
                raise IgnoreRequest(f"{host} is to be left alone for {held - now:.0f} seconds")
            wait = max(moment, held) - now
            if wait > LONG_WAIT and now >= self._say_from:
                self._say_from = now + SAY_AGAIN
                logger.info("Waiting %.0f seconds for the next moment of %s", wait, host)
            await self._sleep(wait)
            if is_ending(self._crawler):
                if slot := self._slot(request):
                    slot.delay = 0.0  # what queues behind this one need not wait to be told
                raise IgnoreRequest("the run ends")
            # Meanwhile the site may have asked another request, of any run, to wait.
            if (
                wait <= 0
                or shared_pace.held_until(self._reader, host, now=time.time()) <= time.time()
            ):
                return

    @cached_property
    def _reader(self) -> sqlite3.Connection:
        return LedgerWriter.of(self._crawler).reader

    async def _reserve(self, host: str, request: Request) -> float:
        slot = self._slot(request)
        throttled = slot.delay if slot else 0.0
        interval = max(self._delay, throttled, self._crawl_delays.get(host, 0.0))
        now = time.time()
        moment: float = await _in_ledger(
            self._crawler, shared_pace.reserve, host, now=now, interval=interval
        )
        return moment

    async def _sleep(self, seconds: float) -> None:
        """Wait, but not beyond the end of the run."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not is_ending(self._crawler):
            await asyncio.sleep(min(left, _LOOKS))

    def _slot(self, request: Request) -> Any:
        slots = self._crawler.engine.downloader.slots
        return slots.get(request.meta.get("download_slot", ""))

    def _robots_parsed(self, robotparser: Any, request: Request) -> None:
        """Raise the interval to robots.txt's Crawl-delay, which Scrapy itself ignores."""
        agent = self._crawler.settings["ROBOTSTXT_USER_AGENT"]
        delay = getattr(getattr(robotparser, "rp", None), "crawl_delay", lambda _agent: None)(agent)
        if delay:
            self._crawl_delays[urlparse_cached(request).netloc] = float(delay)
            self._crawler.stats.set_value("pace/crawl_delay", float(delay))


class RetryAfter:
    """Holds a host back, in every run on the folder, for as long as it asks."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._said: dict[str, float] = {}
        """Host → until when (Unix seconds) it was said to want to be left alone."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the crawler, whose ledger holds what was asked for."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Note what ``Retry-After`` asks for; the retry middleware does the rest."""
        if response.status in (429, 503) and (seconds := retry_after(response, time.time())) > 0:
            host, until = urlparse_cached(request).netloc, time.time() + seconds
            # Other requests under way are told the same.
            again = until <= self._said.get(host, 0.0) + _SAME
            level = logging.DEBUG if again else logging.WARNING
            logger.log(level, "%s asks to wait %.0f seconds (Retry-After)", host, seconds)
            self._said[host] = max(until, self._said.get(host, 0.0))
            self._crawler.stats.inc_value("pace/retry_after")
            await _in_ledger(self._crawler, shared_pace.hold, host, until=until)
        return response


def _end(crawler: Crawler, host: str, wait: float) -> None:
    """End a run that the site wants to hear nothing of for longer than a run should wait."""
    if not is_ending(crawler):
        crawler.stats.set_value("pace/ended", host)
        logger.error(
            "%s is to be left alone for %.0f seconds (Retry-After), longer than a run waits "
            "(%.0f): the run ends; a later one goes on from here",
            host,
            wait,
            MAX_WAIT,
        )
        end_crawl(crawler, "retry_after")


async def _in_ledger(crawler: Crawler, action: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return await LedgerWriter.of(crawler).do(action, *args, **kwargs)
    except LedgerError as error:
        explain(crawler, error)
        raise IgnoreRequest("the ledger failed") from None


def retry_after(response: Response, now: float) -> float:
    """Return the seconds a response asks to wait (RFC 9110, 10.2.3), at most MAX_HOLD.

    *now* is in Unix seconds.
    """
    raw = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if re.fullmatch("[0-9]+", raw):
        return min(float(raw), shared_pace.MAX_HOLD)
    moment = http_date(raw)
    return min(max(moment.timestamp() - now, 0.0), shared_pace.MAX_HOLD) if moment else 0.0
