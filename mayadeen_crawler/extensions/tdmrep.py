"""What the site says of AI and text mining, kept for whoever uses the records.

The crawl itself goes by the rules for its own agent; nothing here changes what it does.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.statscollectors import StatsCollector
from scrapy.utils.httpobj import urlparse_cached

from mayadeen_crawler.tdmrep import (
    HEADERS,
    MAX_URL,
    Finding,
    in_headers,
    in_html,
    in_robots,
)

logger = logging.getLogger(__name__)

#: As Scrapy keeps their names: one look at every response.
_HEADERS = frozenset(name.title().encode() for name in HEADERS)
#: Findings that differ; a site says the same on every page, or is not to be trusted.
MAX_FINDINGS = 50
#: Findings that the log's line names, and letters of each.
NAMED, SHORT = 4, 60


@dataclass(slots=True)
class SeenReservation:
    """A finding as the manifest holds it."""

    source: str
    value: str
    url: str
    """Where it was seen first."""
    pages: int = 0
    """Responses that said so."""


class TdmReservations:
    """Looks at every response that a run gets."""

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats
        self._noted: dict[Finding, SeenReservation] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for responses, and tell at the end."""
        extension = cls(crawler.stats)
        crawler.signals.connect(extension.response_received, signals.response_received)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    @property
    def noted(self) -> list[SeenReservation]:
        """What was found so far, in the order of first sight."""
        return list(self._noted.values())

    def response_received(self, response: Response, request: Request) -> None:
        """Note what a response says, whatever it was asked for."""
        if not _HEADERS.isdisjoint(response.headers):
            values = {
                name: [raw.decode("latin-1") for raw in response.headers.getlist(name)]
                for name in HEADERS
                if name in response.headers
            }
            for finding in in_headers(values):
                self.note(finding, response.url)
        if response.status != 200:
            return
        if urlparse_cached(request).path == "/robots.txt":
            said = in_robots(response.body)
        else:
            said = in_html(response.body) if isinstance(response, HtmlResponse) else []
        for finding in said:
            self.note(finding, response.url)

    def note(self, finding: Finding, url: str) -> None:
        """Count *finding*, seen at *url*."""
        noted = self._noted.get(finding)
        if noted is None:
            if len(self._noted) >= MAX_FINDINGS:
                self._stats.inc_value("reservations/left_out")
                return
            noted = self._noted[finding] = SeenReservation(*finding, url[:MAX_URL])
        noted.pages += 1

    def spider_closed(self) -> None:
        """Name what was found in one line."""
        if not self._noted:
            return
        words = [f"{one.source}: {one.value}" for one in self.noted[:NAMED]]
        words = [word if len(word) <= SHORT else f"{word[: SHORT - 1]}…" for word in words]
        more = len(self._noted) - len(words)
        said = " | ".join([*words, *([f"{more} more"] if more else [])])
        logger.info("The site says of AI and text mining: %s", said)


def found(crawler: Crawler) -> list[dict[str, Any]]:
    """Return what the site was found to say: ``source``, ``value``, ``url``, ``pages`` of each."""
    extension = crawler.get_extension(TdmReservations)
    return [asdict(one) for one in extension.noted] if extension else []
