"""Drop an article that is known and unchanged, before the ledger's writer sees it.

A pipeline after ``dates`` and before ``export``. It only saves work: what it lets through is
decided by ``new_or_known.decide`` in the ledger, inside the write transaction. That an article
was seen unchanged is noted in the background: an archive's page from before that visit is then
known to be older, and the article's content to be back after it.
"""

from __future__ import annotations

from collections import deque
from typing import Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from mayadeen_crawler import clock, content_hash
from mayadeen_crawler.exceptions import Dropped, LedgerError
from mayadeen_crawler.items import CONTENT_FIELDS, FetchedArticle, as_record
from mayadeen_crawler.ledger.articles import new_or_known
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy
from mayadeen_crawler.ledger.queries.known_content import unwatched_content
from mayadeen_crawler.ledger.writer import LedgerWriter, explain


def fill_hashes(item: FetchedArticle) -> None:
    """Fill ``content_hash`` and ``field_hashes`` from the item's content."""
    content = as_record(item, CONTENT_FIELDS)
    item.content_hash, item.field_hashes = content_hash.content_hashes(content)


class Dedupe:
    """Fills ``content_hash``, and drops an article whose newest record has the same content.

    Does not drop it if an address that led to it is new, the article is due for a revisit, or its
    visits are still tracked: then the ledger has something to record. A page of an archive is
    never dropped: it may show an older state, and the article's record may not be committed yet.
    """

    def __init__(
        self, crawler: Crawler, writer: LedgerWriter, policy: Policy, stats: StatsCollector
    ) -> None:
        self._crawler = crawler
        self._writer = writer
        self._policy = policy
        self._stats = stats
        self._unchanged: deque[new_or_known.UnchangedVisit] = deque()
        """Visits that are still to be noted, see `new_or_known.note_unchanged`."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Look into the crawl's own ledger."""
        policy = Policy.from_settings(crawler.settings)
        return cls(crawler, LedgerWriter.of(crawler), policy, crawler.stats)

    def process_item(self, item: object) -> object:
        """Return the item with its content hash, or raise Dropped."""
        if not isinstance(item, FetchedArticle):
            return item
        fill_hashes(item)
        if item.source != "live":
            return item
        urls = dict.fromkeys((item.canonical_url, *item.aliases))
        now = clock.now()
        reader = self._writer.reader
        found = {unwatched_content(reader, url, self._policy, now) for url in urls}
        known = found.pop() if len(found) == 1 else None
        if known and known[1:] == (item.post_id, item.content_hash, item.extractor_version):
            self._note_unchanged(known.id, item)
            self._stats.inc_value("article/known")
            raise Dropped("known", f"{item.url} says nothing new", remember=None, log_level="DEBUG")
        return item

    def _note_unchanged(self, article_id: str, item: FetchedArticle) -> None:
        at = item.retrieved_at or clock.stamp()
        self._unchanged.append(
            new_or_known.UnchangedVisit(article_id, at, item.modified_at, item.content_hash)
        )
        if len(self._unchanged) == 1:
            self._writer.later(self._write_unchanged())

    async def _write_unchanged(self) -> None:
        """Note all visits that wait by now, in one transaction."""
        visits = [*self._unchanged]
        self._unchanged.clear()
        try:
            await self._writer.do(new_or_known.note_unchanged, visits)
        except LedgerError as error:
            explain(self._crawler, error)
