"""robots.txt as RFC 9309 asks, with its faults said in one line."""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.downloadermiddlewares import robotstxt
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

#: RFC 9309, 2.3.1.4: while robots.txt cannot be reached, everything is disallowed.
_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"


class RobotsTxt(robotstxt.RobotsTxtMiddleware):
    """Scrapy's own, but an error of server or network is "not now", and no permission."""

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._say(f"answered HTTP {response.status}", netloc)
            response = response.replace(body=_NOTHING_ALLOWED)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._say(f"could not be read ({type(exc).__name__})", netloc)
        waiting = self._parsers[netloc]
        assert isinstance(waiting, Deferred)
        parser = build_from_crawler(self._parserimpl, self.crawler, _NOTHING_ALLOWED)
        self._parsers[netloc] = parser
        waiting.callback(parser)

    def _say(self, what: str, netloc: str) -> None:
        robotstxt.logger.warning("robots.txt %s: nothing is fetched from %s", what, netloc)


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


# An unreachable site is no fault of the program.
robotstxt.logger.addFilter(_without_traceback)
