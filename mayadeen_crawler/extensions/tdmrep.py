"""Collect the site's reservations about AI and text mining from every response of a run.

They are kept in the run's manifest for the users of the records, and change nothing in the crawl,
which obeys robots.txt. Which headers, tags and files count is in ``tdmrep.py``; the file
``tdmrep.json`` is requested by ``crawling/tdmrep_file.py``, which notes here what it finds. Scrapy
loads the extension for each crawl (setting EXTENSIONS).
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.statscollectors import StatsCollector
from scrapy.utils.httpobj import urlparse_cached

from mayadeen_crawler.tdmrep import (
    HEADERS,
    MAX_URL,
    TdmStatement,
    in_headers,
    in_html,
    in_robots,
)
from mayadeen_crawler.utils.meta_keys import SERVICE

logger = logging.getLogger(__name__)

#: The headers' names as Scrapy writes them, to look at each response once.
_HEADERS = frozenset(name.title().encode() for name in HEADERS)
#: At most so many different findings are kept: a site normally has the same ones on every page.
MAX_FINDINGS = 50
#: How many findings the log line names, and how many characters of each.
NAMED, SHORT = 4, 60


@dataclass(slots=True)
class SeenReservation:
    """A reservation, as the manifest has it."""

    source: str
    value: str
    url: str
    """The URL of the first response that had it."""
    pages: int = 0
    """How many responses had it."""
    months: dict[str, int] = field(default_factory=dict)
    """Month of capture → how many of them, for pages of public archives: ``{"2025-01": 3}``."""


class TdmReservations:
    """Looks for reservations in every response of a run."""

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats
        self._noted: dict[TdmStatement, SeenReservation] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for responses; log at the end."""
        extension = cls(crawler.stats)
        crawler.signals.connect(extension.response_received, signals.response_received)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    @property
    def noted(self) -> list[SeenReservation]:
        """The reservations found so far, in the order in which they were first seen."""
        return list(self._noted.values())

    def response_received(self, response: Response, request: Request) -> None:
        """Note the reservations in a response of the site."""
        if SERVICE in request.meta:
            return  # an archive's answer: what its captures say, crawling/archives/ notes
        if response.status == 200 and urlparse_cached(request).path == "/robots.txt":
            said = [*_in_headers_of(response), *in_robots(response.body)]
        else:
            said = statements_in(response)
        for finding in said:
            self.note(finding, response.url)

    def note(self, finding: TdmStatement, url: str, *, month: str | None = None) -> None:
        """Count *finding*, seen at *url*; *month*: in which an archive captured the page."""
        noted = self._noted.get(finding)
        if noted is None:
            if len(self._noted) >= MAX_FINDINGS:
                self._stats.inc_value("reservations/left_out")
                return
            noted = self._noted[finding] = SeenReservation(*finding, url[:MAX_URL])
        noted.pages += 1
        if month is not None:
            noted.months[month] = noted.months.get(month, 0) + 1

    def spider_closed(self) -> None:
        """Log in one line what was found."""
        if not self._noted:
            return
        words = [f"{one.source}: {one.value}" for one in self.noted[:NAMED]]
        words = [word if len(word) <= SHORT else f"{word[: SHORT - 1]}…" for word in words]
        more = len(self._noted) - len(words)
        said = " | ".join([*words, *([f"{more} more"] if more else [])])
        logger.info("The site says of AI and text mining: %s", said)


def statements_in(response: Response) -> list[TdmStatement]:
    """Return the reservations in a response's headers and, of an HTML page, in its elements."""
    is_page = response.status == 200 and isinstance(response, HtmlResponse)
    return [*_in_headers_of(response), *(in_html(response.body) if is_page else ())]


def _in_headers_of(response: Response) -> list[TdmStatement]:
    if _HEADERS.isdisjoint(response.headers):
        return []
    values = {
        name: [raw.decode("latin-1") for raw in response.headers.getlist(name)]
        for name in HEADERS
        if name in response.headers
    }
    return list(in_headers(values))


def found(crawler: Crawler) -> list[dict[str, Any]]:
    """Return what was found so far: a `SeenReservation` each, as a dictionary."""
    extension = crawler.get_extension(TdmReservations)
    return [asdict(one) for one in extension.noted] if extension else []
