"""How fast requests leave: one pace for all runs that share an output folder.

Requests to public archives have a pace of their own (INTERVAL).

``download_handler.py`` and the browser's request guard call `Pace.wait` before each request. It
reserves a moment in the ledger; the interval between two moments of a host is the largest of
DOWNLOAD_DELAY, robots.txt's Crawl-delay and AutoThrottle's delay. `RetryAfter` is a downloader
middleware that notes the pauses a site asks for.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
import time
from contextlib import suppress
from functools import cached_property
from typing import Any, Self
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from mayadeen_crawler.dates.site_time import http_date
from mayadeen_crawler.exceptions import HostOnHold, LedgerError
from mayadeen_crawler.ledger import shared_pace
from mayadeen_crawler.ledger.writer import LedgerWriter, explain
from mayadeen_crawler.utils.hosts import is_loopback, server_of
from mayadeen_crawler.utils.run_ending import end_crawl, is_ending
from mayadeen_crawler.utils.scrapy_internals import download_slot

logger = logging.getLogger(__name__)

#: Request.meta key: when the request left, in Unix seconds.
SENT_AT = "sent_at"

#: Request.meta key: the seconds between two requests to the host, in place of DOWNLOAD_DELAY,
#: Crawl-delay and AutoThrottle. DOWNLOAD_DELAY=0 switches it off for loopback hosts only.
INTERVAL = "pace_interval"

#: Request.meta key: when `Pace.wait` let the request go, in Unix seconds.
_LET_GO = "pace_let_go"

#: Seconds that a run waits at most where the site asks it to; a longer pause ends the run.
MAX_WAIT = 600.0
#: Seconds of the first pause after an answer 429 that does not say how long.
PAUSE = 30.0
#: Waits of more seconds than this are logged, and again after LOG_AGAIN seconds.
LONG_WAIT, LOG_AGAIN = 30.0, 600.0
#: Statuses of pages that are not there, which nobody is to ask for again.
_ANSWERS = frozenset({404, 410})
#: Two Retry-After answers whose pauses end within so many seconds ask for the same pause.
_SAME = 1.0
# `120`, which RFC 9110 has, `1.5`, and `120, 120` as a proxy joins two headers.
_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:\s*,\s*[0-9]+(?:\.[0-9]+)?)*")
#: A request that is this many seconds and an interval late, or early by a clock that was set back,
#: has missed its moment, and gets another.
LATE = 0.5
#: Seconds between two checks, while waiting, whether the run is ending.
_END_CHECK = 1.0


class Pace:
    """Tells each request of a crawl when it may leave."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._crawl_delays: dict[str, float] = {}
        """Host → the Crawl-delay of its robots.txt, in seconds."""
        self._log_again_at = 0.0
        """When a long wait is logged again, in Unix seconds."""
        crawler.signals.connect(self._robots_parsed, signals.robots_parsed)

    async def wait(self, request: Request) -> None:
        """Wait until *request* may leave.

        Raises IgnoreRequest where the run is ending instead, and HostOnHold where the site asked
        for a longer pause than MAX_WAIT. With DOWNLOAD_DELAY=0 it waits only for Retry-After.
        """
        host = server_of(request.url)
        while True:
            paced, interval = self._is_paced(request), self._interval(host, request)
            moment = await self._reserve(host, request, interval) if paced else 0.0
            now = time.time()
            held = shared_pace.held_until(self._reader, host, now=now)
            if held - now > MAX_WAIT:
                _end(self._crawler, host, held - now, "Retry-After")
                raise HostOnHold(f"{host} is to be left alone for {held - now:.0f} seconds")
            wait = max(moment, held) - now
            if wait > LONG_WAIT and now >= self._log_again_at:
                self._log_again_at = now + LOG_AGAIN
                logger.info("Waiting %.0f seconds for the next moment of %s", wait, host)
            await self._sleep(wait)
            if is_ending(self._crawler):
                if slot := download_slot(self._crawler, request):
                    slot.delay = 0.0  # the requests queued behind this one are refused at once
                raise IgnoreRequest("the run ends")
            now = time.time()
            # Requests whose moments passed while the process, or the machine, stood still would
            # leave all at once; those from before the clock was set, between the newer ones.
            missed = paced and abs(now - moment) > interval + LATE
            # Meanwhile the site may have asked another request, of any run, to wait.
            if wait <= 0 or not (
                missed or shared_pace.held_until(self._reader, host, now=now) > now
            ):
                await self._leave(host, request)
                request.meta[_LET_GO] = now
                return

    async def wait_again(self, request: Request) -> None:
        """Wait anew if *request*, which `wait` let go, has missed its moment before it left.

        Also if the site asked to wait meanwhile. Raises what `wait` does.
        """
        host, now = server_of(request.url), time.time()
        late = now - request.meta[_LET_GO] > self._interval(host, request) + LATE
        held = shared_pace.held_until(self._reader, host, now=now) > now
        if held or (late and self._is_paced(request)):
            await self.wait(request)

    @cached_property
    def _reader(self) -> sqlite3.Connection:
        return LedgerWriter.of(self._crawler).reader

    def _is_paced(self, request: Request) -> bool:
        return self._delay > 0 or (INTERVAL in request.meta and not is_loopback(request.url))

    def _interval(self, host: str, request: Request) -> float:
        """Return the seconds until the next request to *host*."""
        interval: float | None = request.meta.get(INTERVAL)
        if interval is not None:
            return interval
        slot = download_slot(self._crawler, request)
        throttled = slot.delay if slot else 0.0
        return max(self._delay, throttled, self._crawl_delays.get(host, 0.0))

    async def _reserve(self, host: str, request: Request, interval: float) -> float:
        """Return the moment (Unix seconds) reserved for the request in the ledger."""
        learns = urlparse_cached(request).path == "/robots.txt"

        def reserve(db: sqlite3.Connection) -> float:
            # Now is when the ledger is free: while another run held it, moments went by.
            now = time.time()
            return shared_pace.reserve(db, host, now=now, interval=interval, learns=learns)

        moment: float = await _in_ledger(self._crawler, reserve)
        return moment

    async def _leave(self, host: str, request: Request) -> None:
        """Count an archive's interval from now: a request that leaves late delays the next one."""
        interval: float | None = request.meta.get(INTERVAL)
        if interval is not None and self._is_paced(request):
            await self._postpone(host, interval)

    async def _postpone(self, host: str, interval: float) -> None:
        """Let the next request to *host* leave *interval* seconds from now at the earliest."""
        until = time.time() + interval
        await _in_ledger(self._crawler, shared_pace.postpone, host, until=until, interval=interval)

    async def _sleep(self, seconds: float) -> None:
        """Wait, but not beyond the end of the run."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not is_ending(self._crawler):
            await asyncio.sleep(min(left, _END_CHECK))

    async def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Raise the interval to robots.txt's Crawl-delay, which Scrapy itself ignores.

        The first page waits for it, too: robots.txt itself was a request.
        """
        host = server_of(request.url)
        delay = robotparser.crawl_delay(self._crawler.settings["ROBOTSTXT_USER_AGENT"])
        if not delay or self._delay <= 0:
            self._crawl_delays.pop(host, None)
            return
        self._crawl_delays[host] = delay
        self._crawler.stats.set_value("pace/crawl_delay", delay)
        if delay > MAX_WAIT:
            _end(self._crawler, host, delay, "Crawl-delay")
            return
        with suppress(IgnoreRequest):  # the ledger failed, and the run ends
            await self._postpone(host, delay)


class RetryAfter:
    """Makes every run on the folder leave a host alone for as long as its Retry-After asks.

    Where a 429 says nothing of it, that is PAUSE seconds, twice as long after each further one.
    An answer that fails after its headers (cut off, too large) asks as well.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._paces = crawler.settings.getfloat("DOWNLOAD_DELAY") > 0
        self._logged: dict[str, float] = {}
        """Host → the end (Unix seconds) of the longest pause that was logged for it."""
        self._next_pause: dict[str, float] = {}
        """Host → the seconds of the next pause that it does not name, once it had one."""
        self._asks: WeakKeyDictionary[Request, Headers] = WeakKeyDictionary()
        """Request → the headers of its answer, if they have a Retry-After."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.headers_received, signals.headers_received)
        return middleware

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Keep the headers of an answer that asks to wait: of one that fails no other is left."""
        if "Retry-After" in headers:
            self._asks[request] = headers

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Note the Retry-After of an answer that failed; Scrapy does not say with which status."""
        headers, now = self._asks.pop(request, None), time.time()
        if headers is not None and (seconds := retry_after(headers, now)) > 0:
            host = server_of(request.url)
            await self._hold(host, now + seconds, "asks to wait", "Retry-After")

    async def process_response(self, request: Request, response: Response) -> Response:
        """Note a Retry-After in the ledger; redirect and retry middlewares do the rest."""
        host, now = server_of(request.url), time.time()
        asks = response.status >= 300 and response.status not in _ANSWERS
        if asks and (seconds := retry_after(response.headers, now)) > 0:
            await self._hold(host, now + seconds, "asks to wait", "Retry-After")
        elif response.status == 429 and self._paces and INTERVAL not in request.meta:
            # One that was under way when the pause began says nothing new.
            if now >= self._logged.get(host, 0.0):
                pause = self._next_pause.get(host, PAUSE)
                self._next_pause[host] = 2 * pause
                await self._hold(host, now + pause, "has too many requests: it is given", "429")
        elif response.status < 300:
            self._next_pause.pop(host, None)
        return response

    async def _hold(self, host: str, until: float, what: str, why: str) -> None:
        """Leave *host* alone until then (Unix seconds), and log it."""
        # Requests that were under way get the same answer: one line is enough.
        again = until <= self._logged.get(host, 0.0) + _SAME
        level = logging.DEBUG if again else logging.WARNING
        logger.log(level, "%s %s %.0f seconds (%s)", host, what, until - time.time(), why)
        self._logged[host] = max(until, self._logged.get(host, 0.0))
        self._crawler.stats.inc_value("pace/retry_after")
        await _in_ledger(self._crawler, shared_pace.hold, host, until=until)


def _end(crawler: Crawler, host: str, wait: float, asked_by: str) -> None:
    """End a run whose site asked for a pause of *wait* seconds, more than MAX_WAIT.

    *asked_by*: ``Retry-After`` or ``Crawl-delay``.
    """
    if not is_ending(crawler):
        crawler.stats.set_value("pace/ended", host)
        crawler.stats.set_value("pace/asked_by", asked_by)
        logger.error(
            "%s is to be left alone for %.0f seconds (%s), longer than a run waits "
            "(%.0f): the run ends; a later one goes on from here",
            host,
            wait,
            asked_by,
            MAX_WAIT,
        )
        end_crawl(crawler, "retry_after")


async def _in_ledger(crawler: Crawler, action: Any, *args: Any, **kwargs: Any) -> Any:
    """Run *action* in the ledger's thread; where the ledger fails, end the run: IgnoreRequest."""
    try:
        return await LedgerWriter.of(crawler).do(action, *args, **kwargs)
    except LedgerError as error:
        explain(crawler, error)
        raise IgnoreRequest("the ledger failed") from None


def retry_after(headers: Headers, now: float) -> float:
    """Return the seconds that Retry-After (RFC 9110, 10.2.3) asks to wait, at most MAX_HOLD.

    0.0 where there is no such header, or none that can be read; the longest of several. A date
    counts from the response's own, as either clock may be wrong, else from *now* (Unix seconds).
    """
    waits = [0.0]
    for header in headers.getlist("Retry-After"):
        raw = header.decode("latin-1").strip()
        if _SECONDS.fullmatch(raw):
            waits += map(float, raw.split(","))
        elif moment := http_date(raw):
            there = http_date((headers.get("Date") or b"").decode("latin-1"))
            waits.append(moment.timestamp() - (there.timestamp() if there else now))
    return min(max(waits), shared_pace.MAX_HOLD)
