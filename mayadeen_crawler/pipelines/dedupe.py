"""The pipeline before the last: an article that has not changed is dropped early.

It only saves the ledger's writer work, which decides again under its lock
(``ledger.articles.decide``). An article whose change is not noticed: see ``content_hash.py``.
"""

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
    """Fills ``content_hash``, and drops an article whose newest record has the same content.

    Skipped if an address is new, the article is due for a revisit, or its visits are still
    tracked: then the ledger has something to record. The final decision is
    ``ledger.articles.decide``. *compares* is False in a replay: it may meet an article again
    before its first record is committed.
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
        """Read the crawl's own ledger."""
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
