"""Skip articles that became known while their requests waited in the queue.

Another run on the folder, or a redirect, may have led to the same article meanwhile. Scrapy calls
the middleware with every request, and ``download_handler.py`` once more when the request's moment
has come.
"""

from __future__ import annotations

import sqlite3
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.statscollectors import StatsCollector

from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import canonicalize

#: Request.meta key: fetch the page only if its URL leads to no article that the ledger knows.
ONLY_UNKNOWN = "only_unknown"


class KnownArticle(IgnoreRequest):
    """The request's URL leads to the known article *article_id*: the request is not sent."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"known article {article_id}")
        self.article_id = article_id


class SkipKnownArticles:
    """Ignores requests marked ONLY_UNKNOWN whose URL leads to a known article by now."""

    def __init__(self, reader: sqlite3.Connection, site: Site, stats: StatsCollector) -> None:
        self._reader = reader
        self._site = site
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the crawl's own ledger; not configured for a spider that has no site."""
        site: Site | None = getattr(crawler.spider, "site", None)
        if site is None:
            raise NotConfigured
        return cls(LedgerWriter.of(crawler).reader, site, crawler.stats)

    def process_request(self, request: Request) -> None:
        """Raise KnownArticle if the page need not be fetched."""
        if not request.meta.get(ONLY_UNKNOWN):
            return
        article_id = addresses.article_at(self._reader, canonicalize(request.url, self._site))
        if article_id is not None:
            self._stats.inc_value("article/known_before_fetch")
            raise KnownArticle(article_id)
