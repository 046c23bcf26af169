"""Drop an article that is known and unchanged, before the ledger's writer sees it.

A pipeline after ``dates`` and before ``export``. It only saves work: what it lets through is
decided by ``ledger.new_or_known.decide``, inside the write transaction.
"""

from __future__ import annotations

import sqlite3
from typing import Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from mayadeen_crawler import clock, content_hash
from mayadeen_crawler.exceptions import Dropped
from mayadeen_crawler.items import CONTENT_FIELDS, FetchedArticle, as_record
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy
from mayadeen_crawler.ledger.queries.known_content import unwatched_content
from mayadeen_crawler.ledger.writer import LedgerWriter


class Dedupe:
    """Fills ``content_hash``, and drops an article whose newest record has the same content.

    Does not drop it if an address that led to it is new, the article is due for a revisit, or its
    visits are still tracked: then the ledger has something to record. A page of an archive is
    never dropped: it may show an older state, and the article's record may not be committed yet.
    """

    def __init__(self, reader: sqlite3.Connection, policy: Policy, stats: StatsCollector) -> None:
        self._reader = reader
        self._policy = policy
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Look into the crawl's own ledger."""
        reader = LedgerWriter.of(crawler).reader
        policy = Policy.from_settings(crawler.settings)
        return cls(reader, policy, crawler.stats)

    def process_item(self, item: object) -> object:
        """Return the item with its content hash, or raise Dropped."""
        if not isinstance(item, FetchedArticle):
            return item
        content = as_record(item, CONTENT_FIELDS)
        item.content_hash, item.field_hashes = content_hash.content_hashes(content)
        if item.source != "live":
            return item
        urls = dict.fromkeys((item.canonical_url, *item.aliases))
        now = clock.now()
        found = {unwatched_content(self._reader, url, self._policy, now) for url in urls}
        known = found.pop() if len(found) == 1 else None
        if known == (item.post_id, item.content_hash, item.extractor_version):
            self._stats.inc_value("article/known")
            raise Dropped("known", f"{item.url} says nothing new", remember=None, log_level="DEBUG")
        return item
