"""robots.txt as RFC 9309 asks, with its faults said in one line."""

from __future__ import annotations

import logging
import time

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import robotstxt
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from mayadeen_crawler.utils.run_ending import is_ending

#: RFC 9309, 2.3.1.4: while robots.txt cannot be reached, everything is disallowed.
_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"
#: Seconds after which it is tried again, and (2.4) those that what was read serves: a run
#: that follows the ticker goes on for days.
RETRY_AFTER, KEPT = 60.0, 86_400.0


class RobotsTxt(robotstxt.RobotsTxtMiddleware):
    """Scrapy's own, but an error of server or network is "not now", and no permission."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._until: dict[str, float] = {}
        """Host → when (monotonic) its robots.txt is to be read again."""
        self._unread: set[str] = set()
        """Hosts whose robots.txt could not be read at the last try."""

    async def robot_parser(self, request: Request) -> RobotParser | None:
        netloc, now = urlparse_cached(request).netloc, time.monotonic()
        known = self._parsers.get(netloc)
        if known is not None and not isinstance(known, Deferred) and now >= self._until[netloc]:
            del self._parsers[netloc]
        if netloc not in self._parsers:
            self._until[netloc] = now + KEPT
            self._unread.discard(netloc)
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise IgnoreRequest for what is disallowed, and for all of a host that cannot say."""
        if urlparse_cached(request).netloc in self._unread:
            raise IgnoreRequest("robots.txt could not be read")
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._say(f"answered HTTP {response.status}", netloc)
            response = response.replace(body=_NOTHING_ALLOWED)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if is_ending(self.crawler):  # then nothing is asked for, whatever robots.txt says
            super()._robots_error(exc, netloc)
            return
        self._say(f"could not be read ({type(exc).__name__})", netloc)
        waiting = self._parsers[netloc]
        assert isinstance(waiting, Deferred)
        parser = build_from_crawler(self._parserimpl, self.crawler, _NOTHING_ALLOWED)
        self._parsers[netloc] = parser
        waiting.callback(parser)

    def _say(self, what: str, netloc: str) -> None:
        self._until[netloc] = time.monotonic() + RETRY_AFTER
        self._unread.add(netloc)
        robotstxt.logger.warning("robots.txt %s: nothing is fetched from %s", what, netloc)


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


# An unreachable site is no fault of the program.
robotstxt.logger.addFilter(_without_traceback)
