"""Conditional requests: ask for a page only if it has changed since a copy of it was seen.

An unchanged page is answered by 304 without a body (RFC 9110, 13.1). Spiders mark the request:
READ_AS for a page whose last reading is in the ledger (``crawling/remembered_pages.py``), COPY for
a copy that they know themselves (the ticker's). Scrapy calls the middleware with every request,
just before it leaves. Pages of the browser are never marked.

Validators go only to the URL that they came from, also when a redirect leads elsewhere. So a 304
reaches a spider only if it is about the copy that READING or COPY holds; any other 304 is a
failed answer (``crawling/request_failures.py``).
"""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.listings import page_readings
from mayadeen_crawler.ledger.listings.page_readings import Copy
from mayadeen_crawler.ledger.writer import LedgerWriter

#: Request.meta key: the `ReadAs` of a page whose reading in the ledger, if any, is the condition.
READ_AS = "read_as"
#: Request.meta key: the `PageReading` that was found for READ_AS, or None.
READING = "page_reading"
#: Request.meta key: the `Copy` that is the condition.
COPY = "page_copy"
#: The status of an answer without a page: it has not changed.
NOT_MODIFIED = 304

_HEADERS = ("If-None-Match", "If-Modified-Since")
_ALLOWED = "handle_httpstatus_list"


def condition(copy: Copy | None) -> dict[str, str]:
    """Return the headers that request a page only if it has changed since *copy*."""
    if copy is None:
        return {}
    values = zip(_HEADERS, (copy.etag, copy.last_modified), strict=True)
    return {name: value for name, value in values if value}


def is_not_modified(request: Request, status: int) -> bool:
    """Whether an answer of *status* says that the page is the copy that *request* named."""
    return status == NOT_MODIFIED and any(name in request.headers for name in _HEADERS)


class ConditionalRequests:
    """Makes marked requests conditional, and counts what they are answered."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        return cls(crawler)

    @cached_property
    def _reader(self) -> sqlite3.Connection:
        return LedgerWriter.of(self._crawler).reader

    def process_request(self, request: Request) -> None:
        """Set the headers of a marked request, in place of those of a URL that redirected here."""
        meta = request.meta
        if READ_AS in meta:
            found = page_readings.find(self._reader, request.url, meta[READ_AS], now=clock.stamp())
            meta[READING], meta[COPY] = found, found.copy if found else None
        elif COPY not in meta:
            return
        for name in _HEADERS:
            request.headers.pop(name, None)
        copy: Copy | None = meta[COPY]
        headers = condition(copy) if copy and copy.url == request.url else {}
        request.headers.update(headers)
        meta[_ALLOWED] = [NOT_MODIFIED] if headers else []
        self._stats.inc_value("conditional/asked", int(bool(headers)))

    def process_response(self, request: Request, response: Response) -> Response:
        """Count a 304. It has no body, so nothing of it is to be unpacked."""
        if is_not_modified(request, response.status):
            self._stats.inc_value("conditional/not_modified")
            response.headers.pop("Content-Encoding", None)
        return response
