"""A cheap look that saves the writer work: what is known and unchanged goes no further."""

from __future__ import annotations

import sqlite3
from typing import Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from mayadeen_crawler import clock, content_hash
from mayadeen_crawler.exceptions import Dropped
from mayadeen_crawler.items import FetchedArticle, as_record
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy, is_watched
from mayadeen_crawler.ledger.writer import LedgerWriter


class Dedupe:
    """Hashes the content, and drops an article whose newest record says the same.

    Only where every address that led to it is known to lead there, and none was
    due, nor the article is one whose visits count: otherwise the writer has that to
    enter. The decision proper is the ledger's. *compares*: a replay does not, since it may
    meet an article again before what it wrote of it is committed.
    """

    def __init__(
        self, reader: sqlite3.Connection, policy: Policy, stats: StatsCollector, *, compares: bool
    ) -> None:
        self._reader = reader
        self._policy = policy
        self._stats = stats
        self._compares = compares

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Look into the crawl's own ledger."""
        reader = LedgerWriter.of(crawler).reader
        policy = Policy.from_settings(crawler.settings)
        compares = not getattr(crawler.spider, "replays", False)
        return cls(reader, policy, crawler.stats, compares=compares)

    def process_item(self, item: object) -> object:
        """Return the item with its content hash, or raise Dropped."""
        if not isinstance(item, FetchedArticle):
            return item
        item.content_hash = content_hash.content_hash(as_record(item.as_article()))
        if not self._compares:
            return item
        urls = dict.fromkeys((item.canonical_url, *item.aliases))
        rows = {self._known(url) for url in urls}
        row = rows.pop() if len(rows) == 1 else None
        if row == (item.post_id, item.content_hash, item.extractor_version):
            self._stats.inc_value("article/known")
            raise Dropped("known", f"{item.url} says nothing new", remember=None, log_level="DEBUG")
        return item

    def _known(self, url: str | None) -> tuple[str | None, str, int] | None:
        row = self._reader.execute(
            "SELECT articles.* FROM addresses "
            "JOIN articles ON articles.id = article_id WHERE addresses.url = ? AND due = 0",
            (url,),
        ).fetchone()
        if row is None or is_watched(row, self._policy, clock.now()):
            return None
        return (row["post_id"], row["content_hash"], row["extractor_version"])
