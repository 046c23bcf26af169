"""Obey robots.txt as RFC 9309 asks, and report its failures in one line each.

Scrapy calls the middleware for every request, and ``chromium/request_guard.py`` for each that a
page in the browser makes. What Scrapy's own does otherwise: it allows everything where
robots.txt answers 5xx or not at all, and reads it once only.
"""

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

from mayadeen_crawler.exceptions import DisallowedByRobots, RobotsUnreadable, TooLarge
from mayadeen_crawler.utils.raised import raised
from mayadeen_crawler.utils.run_ending import is_ending
from mayadeen_crawler.utils.scrapy_internals import RobotsTxtHooks

#: RFC 9309, 2.3.1.4: while robots.txt cannot be reached, everything is disallowed.
_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"
#: Seconds after which a robots.txt that could not be read is requested again.
RETRY_AFTER = 60.0
#: Seconds for which a robots.txt is used, a day (RFC 9309, 2.4): a run that follows the ticker
#: goes on for days.
KEPT = 86_400.0


def is_unreadable(response: Response) -> bool:
    """Whether *response* has no rules that can be read whole, so that all is disallowed.

    A 304 has none in it: no condition was sent, so it is about a copy that nobody has. A 206 is a
    part, and none was asked for. An encoding that is left is one that could not be unpacked.
    """
    status = response.status
    packed = status < 300 and "Content-Encoding" in response.headers
    return status >= 500 or status in (206, 304, 429) or packed


class RobotsTxt(RobotsTxtHooks):
    """Scrapy's middleware, but a server or network error forbids everything for a minute."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._until: dict[str, float] = {}
        """Host → when its robots.txt is to be read again (``time.monotonic()``)."""
        self._unread: set[str] = set()
        """Hosts whose robots.txt could not be read when it was last requested."""

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the request's host, downloading them again where they are old."""
        netloc, now = urlparse_cached(request).netloc, time.monotonic()
        if now >= self._until.get(netloc, 0.0):
            self.forget_robots(netloc)
        if not self.knows_robots(netloc):
            self._until[netloc] = now + KEPT
            self._unread.discard(netloc)
        return await super().robot_parser(request)

    def check_allowed(self, parser: RobotParser | None, request: Request) -> None:
        """Raise DisallowedByRobots, or RobotsUnreadable for a host with an unreadable file."""
        if urlparse_cached(request).netloc in self._unread:
            raise RobotsUnreadable("robots.txt could not be read")
        try:
            super().check_allowed(parser, request)
        except IgnoreRequest as error:
            raise DisallowedByRobots(str(error)) from None

    def robots_received(self, response: Response, netloc: str) -> Response:
        """Return the response, or one that disallows everything if it is unreadable."""
        if is_unreadable(response):
            coding = response.headers.get("Content-Encoding")
            packed = (
                f" in an encoding that cannot be read ({coding.decode('latin-1')})"
                if coding
                else ""
            )
            self._warn(f"answered HTTP {response.status}{packed}", netloc)
            return response.replace(body=_NOTHING_ALLOWED)
        return response

    def robots_failed(self, error: Exception, netloc: str) -> bytes | None:
        """Return a robots.txt that disallows everything; None where the run is ending anyway."""
        if is_ending(self.crawler):
            return None
        why = raised(error)
        # How large it was stands in a line of Scrapy's.
        said = why.kind if isinstance(error, TooLarge) else why.words
        self._warn(f"could not be read ({said})", netloc)
        return _NOTHING_ALLOWED

    def _warn(self, what: str, netloc: str) -> None:
        self._until[netloc] = time.monotonic() + RETRY_AFTER
        self._unread.add(netloc)
        robotstxt.logger.warning("robots.txt %s: nothing is fetched from %s", what, netloc)


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether a line is not Scrapy's own of a failed download: that names the page, not the file.

    It also has a traceback; a site that cannot be reached is no fault of the program.
    """
    return not str(record.msg).startswith("Error downloading")


robotstxt.logger.addFilter(_is_ours)
