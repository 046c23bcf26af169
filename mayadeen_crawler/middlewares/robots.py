"""robots.txt as RFC 9309 asks, with its faults said in one line."""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.downloadermiddlewares import robotstxt
from scrapy.http import Response

#: RFC 9309, 2.3.1.4: while the server cannot say, everything is disallowed.
_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"


class RobotsTxt(robotstxt.RobotsTxtMiddleware):
    """Scrapy's own, but a server error counts as "not now" instead of as permission."""

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            robotstxt.logger.warning(
                "robots.txt answered HTTP %d: nothing is fetched from %s", response.status, netloc
            )
            response = response.replace(body=_NOTHING_ALLOWED)
        await super()._parse_robots(response, netloc, request)


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


# An unreachable site is no fault of the program.
robotstxt.logger.addFilter(_without_traceback)
