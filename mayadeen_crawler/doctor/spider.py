"""The doctor's spider: requests through the project's own downloader, but nothing is written.

``commands/doctor.py`` starts it with the work of ``checklist.SiteChecklist``; its middlewares are
those of a crawl, so that it is answered as a crawl would be.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached

from mayadeen_crawler.doctor.failed_requests import Answer, came_challenge
from mayadeen_crawler.exceptions import Blocked
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.middlewares.robots import RobotsTxt
from mayadeen_crawler.spiders.base import MayadeenSpider

#: Settings that a crawl has and the doctor must not: nothing is written.
_OFF: dict[str, Any] = {
    "ITEM_PIPELINES": {},
    "RETRY_ENABLED": False,
    "EXTENSIONS": {
        "mayadeen_crawler.doctor.spider.PaceOnlyLedger": 0,
        # It would leave an empty feed in the place of the user's own.
        "scrapy.extensions.feedexport.FeedExporter": None,
    },
}


@dataclass(slots=True)
class RobotsSeen:
    """What the site's robots.txt answered."""

    answer: Answer
    parser: RobotParser | None = None
    """None if there are no rules to obey: everything is allowed, or nothing."""


class DoctorSpider(MayadeenSpider):
    """Makes the requests of *work*; `robots` has what robots.txt answered to them."""

    name = "doctor"
    keeps_pages = False

    def __init__(self, work: Callable[[DoctorSpider], Awaitable[None]], **given: str) -> None:
        super().__init__(**given)
        self._work = work
        self.robots: RobotsSeen | None = None

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Switch off what writes and what retries; the rest is as in any crawl."""
        super().update_settings(settings)
        for name, value in _OFF.items():
            settings.set(name, value, priority="spider")
        middlewares = settings.getdict("DOWNLOADER_MIDDLEWARES")
        place = middlewares.pop("mayadeen_crawler.middlewares.robots.RobotsTxt", 100)
        middlewares["mayadeen_crawler.doctor.spider.SeenRobotsTxt"] = place
        # The doctor reports a challenge itself, and stops.
        middlewares["mayadeen_crawler.middlewares.blocks.ChallengeDetection"] = None
        settings.set("DOWNLOADER_MIDDLEWARES", middlewares, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Do the work, which makes its requests by `fetch`: none is yielded."""
        await self._work(self)
        none: tuple[Request, ...] = ()
        for request in none:
            yield request

    async def fetch(self, url: str) -> Answer:
        """Return what *url* brings, redirects followed; an exception is in the answer."""
        try:
            request = Request(url, dont_filter=True)
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever kept the page away is the answer
            return Answer(url, error=error)
        return Answer(url, response)


class SeenRobotsTxt(RobotsTxt):
    """The crawl's middleware, which also keeps the answer; a challenge counts as a refusal."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._challenged: dict[str, int] = {}
        """Host → HTTP status of the challenge that it sent instead of its robots.txt."""

    def check_allowed(self, parser: RobotParser | None, request: Request) -> None:
        """Raise Blocked for every URL of a host that sent a challenge, else as in a crawl."""
        if status := self._challenged.get(urlparse_cached(request).netloc):
            raise Blocked(f"challenge page, HTTP {status}")
        super().check_allowed(parser, request)

    def robots_received(self, response: Response, netloc: str) -> Response:
        """Note a challenge; the rest is as in a crawl."""
        if came_challenge(Answer(response.url, response)):
            self._challenged[netloc] = response.status
        return super().robots_received(response, netloc)

    def robots_read(self, response: Response, netloc: str, parser: RobotParser | None) -> None:
        """Keep the answer and its rules for the checks."""
        self._keep(RobotsSeen(Answer(response.url, response), parser), netloc)

    def robots_failed(self, error: Exception, netloc: str) -> bytes | None:
        """Keep the error for the checks; the rest is as in a crawl."""
        self._keep(RobotsSeen(Answer(netloc, error=error)), netloc)
        return super().robots_failed(error, netloc)

    def _keep(self, seen: RobotsSeen, netloc: str) -> None:
        spider = self.crawler.spider
        assert isinstance(spider, DoctorSpider)
        if netloc == urlparse_cached(Request(spider.site.base_url)).netloc:
            spider.robots = seen


class PaceOnlyLedger(LedgerWriter):
    """The ledger of OUTPUT_DIR, opened for the pace that runs share; nothing else is written."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the ledger; raises LedgerError."""
        writer = cls(Path(crawler.settings["OUTPUT_DIR"]))
        crawler.signals.connect(writer.close, signals.engine_stopped)
        return writer
