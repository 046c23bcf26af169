"""End a run that the site refuses with challenges (``utils/challenge.py`` recognises them).

A challenge is the owner's refusal of this crawler. It is never retried, never worked around and
never parsed. Scrapy calls the middleware with every response.
"""

from __future__ import annotations

import logging
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from mayadeen_crawler.exceptions import Blocked
from mayadeen_crawler.utils.challenge import is_challenge
from mayadeen_crawler.utils.meta_keys import SERVICE
from mayadeen_crawler.utils.run_ending import end_crawl, is_ending

logger = logging.getLogger(__name__)

#: Request.meta key for optional requests (tdmrep.json): a challenge to one does not end the run,
#: and a good answer does not count as access.
BY_THE_WAY = "blocks_by_the_way"

#: HTTP statuses by which a site refuses this crawler (RFC 9110; 451: RFC 7725).
REFUSED = frozenset({401, 403, 407, 451})

#: After so many challenges in a row a run ends that had good answers before.
IN_A_ROW = 3

_ADVICE = (
    "The run ends; nothing is lost: what was found and not fetched waits for a later run. "
    "A challenge is the owner's no, and this crawler never works around one. "
    "What you can do: ask the outlet for access (the setting CONTACT tells it who asks), "
    "crawl from an address that it allows, or set the user agent or header that was agreed on "
    "with it (the settings USER_AGENT, DEFAULT_REQUEST_HEADERS)"
)


def is_challenge_response(response: Response) -> bool:
    """Whether *response*, as Scrapy has it, is a challenge."""
    mitigated = (response.headers.get("cf-mitigated") or b"").decode("latin-1")
    return is_challenge(response.status, mitigated, response.body)


class ChallengeDetection:
    """Raises `Blocked` for challenges, and ends the run when the site answers nothing else.

    The run ends at the first challenge if no page (robots.txt aside) was answered well before,
    else after IN_A_ROW challenges in a row. A run that has no requests left, has recognised no
    page and got a challenge last ends with reason ``blocked``, too. In
    DOWNLOADER_MIDDLEWARES it stands between decompression and retries.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._had_access = False
        """Whether a page of the site was answered well in this run."""
        self._in_a_row = 0
        self._last: tuple[Request, Response] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_idle, signals.spider_idle)
        return middleware

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest when the run is ending."""
        if is_ending(self._crawler):
            raise IgnoreRequest("the run ends")

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response if it is no challenge; raises Blocked if it is."""
        if SERVICE in request.meta:
            return response  # what an archive answers, crawling/archives/ judges
        by_the_way = bool(request.meta.get(BY_THE_WAY))
        if not is_challenge_response(response):
            if not by_the_way:
                self._in_a_row = 0
                served = 200 <= response.status < 300 or response.status == 304
                if served and urlparse_cached(request).path != "/robots.txt":
                    self._had_access = True
            return response
        self._crawler.stats.inc_value("blocked/challenges")
        if not by_the_way:
            self._in_a_row += 1
            self._last = (request, response)
            if not self._had_access or self._in_a_row >= IN_A_ROW:
                self._end(request, response)
        raise Blocked(f"challenge (HTTP {response.status})")

    def spider_idle(self) -> None:
        """End a run that has no requests left, recognised no page and got a challenge last."""
        if self._in_a_row and self._last and not self._crawler.stats.get_value("page/recognised"):
            self._log_end(*self._last)
            raise CloseSpider("blocked")

    def _end(self, request: Request, response: Response) -> None:
        if not is_ending(self._crawler):
            self._log_end(request, response)
            end_crawl(self._crawler, "blocked")

    def _log_end(self, request: Request, response: Response) -> None:
        """Log why the run ends and what the operator can do; keep the reason as a stat."""
        asked = "the first requests"
        if self._had_access:
            many = self._in_a_row > 1
            asked = f"{self._in_a_row} requests in a row" if many else "the last request"
        reason = (
            f"{urlparse_cached(request).netloc} answered {asked} with a challenge "
            f"(HTTP {response.status})"
        )
        self._crawler.stats.set_value("blocked/reason", reason)
        logger.error("%s, the last one at %s. %s", reason, request.url, _ADVICE)
