"""Challenges: a firewall's page in place of the site's. They are the owner's no.

Never retried, never worked around, never taken for anything of the site.
"""

from __future__ import annotations

import logging
import re
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from mayadeen_crawler.exceptions import Blocked
from mayadeen_crawler.utils.run_ending import end_crawl, is_ending

logger = logging.getLogger(__name__)

#: Request.meta: asked for by the way. A challenge there ends nothing, an answer proves nothing.
BY_THE_WAY = "blocks_by_the_way"

#: So many challenges in a row end a run that the site has answered well before.
IN_A_ROW = 3

_STATUSES = frozenset({403, 429, 503})
_TITLE = re.compile(
    rb"<title[^>]*>\s*just a moment\s*(?:\.{3}|\xe2\x80\xa6)\s*</title>", re.IGNORECASE
)
#: Bytes of a page that its title stands in.
_HEAD = 16_384

_ADVICE = (
    "The run ends; nothing is lost: what was found and not fetched waits for a later run. "
    "A challenge is the owner's no, and this crawler never works around one. "
    "What you can do: ask the outlet for access (the setting CONTACT tells it who asks), "
    "crawl from an address that it allows, or set the user agent or header that was agreed on "
    "with it (the settings USER_AGENT, DEFAULT_REQUEST_HEADERS)"
)


def is_challenge(status: int, mitigated: str, body: bytes) -> bool:
    """Whether an answer is a challenge: *mitigated* is its header ``cf-mitigated``."""
    if status not in _STATUSES:
        return False
    return mitigated.strip().lower() == "challenge" or bool(_TITLE.search(body[:_HEAD]))


class ChallengeDetection:
    """Turns challenges into `Blocked`, and ends the run where nothing else comes.

    That is at once while no page of the site has been answered well, robots.txt not
    counted, and else after IN_A_ROW; any other answer begins the count anew. A run that
    recognised nothing and has nothing left to ask for ends at the first. It has to stand
    between decompression and retries.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._welcome = False
        self._in_a_row = 0
        self._last: tuple[Request, Response] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the crawler: it is what may have to end."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_idle, signals.spider_idle)
        return middleware

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest where the run is to end."""
        if is_ending(self._crawler):
            raise IgnoreRequest("the run ends")

    def process_response(self, request: Request, response: Response) -> Response:
        """Return what is no challenge; raises Blocked."""
        mitigated = (response.headers.get("cf-mitigated") or b"").decode("latin-1")
        by_the_way = bool(request.meta.get(BY_THE_WAY))
        if not is_challenge(response.status, mitigated, response.body):
            if not by_the_way:
                self._in_a_row = 0
                served = 200 <= response.status < 300 or response.status == 304
                if served and urlparse_cached(request).path != "/robots.txt":
                    self._welcome = True
            return response
        self._crawler.stats.inc_value("blocked/challenges")
        if not by_the_way:
            self._in_a_row += 1
            self._last = (request, response)
            if not self._welcome or self._in_a_row >= IN_A_ROW:
                self._end(request, response)
        raise Blocked(f"challenge (HTTP {response.status})")

    def spider_idle(self) -> None:
        """Raise CloseSpider where challenges are the last that came, and nothing else did."""
        if self._in_a_row and self._last and not self._crawler.stats.get_value("page/recognised"):
            self._say(*self._last)
            raise CloseSpider("blocked")

    def _end(self, request: Request, response: Response) -> None:
        if not is_ending(self._crawler):
            self._say(request, response)
            end_crawl(self._crawler, "blocked")

    def _say(self, request: Request, response: Response) -> None:
        """Say once why the run ends, and what the operator can do."""
        met = "the first requests"
        if self._welcome:
            many = self._in_a_row > 1
            met = f"{self._in_a_row} requests in a row" if many else "the last request"
        reason = (
            f"{urlparse_cached(request).netloc} answered {met} with a challenge "
            f"(HTTP {response.status})"
        )
        self._crawler.stats.set_value("blocked/reason", reason)
        logger.error("%s, the last one at %s. %s", reason, request.url, _ADVICE)
