"""What need not be fetched: an article another run, or a redirect, has made known meanwhile."""

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

#: Request.meta: the page is wanted only while its article is not known.
ONLY_UNKNOWN = "only_unknown"


class KnownArticle(IgnoreRequest):
    """The address leads to a known article; *article_id* says which."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"known article {article_id}")
        self.article_id = article_id


class SkipKnownArticles:
    """Ignores requests marked ONLY_UNKNOWN whose address leads to a known article by now."""

    def __init__(self, reader: sqlite3.Connection, site: Site, stats: StatsCollector) -> None:
        self._reader = reader
        self._site = site
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Look into the crawl's own ledger; not configured for a spider that has no site."""
        site: Site | None = getattr(crawler.spider, "site", None)
        if site is None:
            raise NotConfigured
        return cls(LedgerWriter.of(crawler).reader, site, crawler.stats)

    def process_request(self, request: Request) -> None:
        """Raise KnownArticle where the page need not be fetched."""
        if not request.meta.get(ONLY_UNKNOWN):
            return
        article_id = addresses.article_at(self._reader, canonicalize(request.url, self._site))
        if article_id is not None:
            self._stats.inc_value("article/known_before_fetch")
            raise KnownArticle(article_id)
