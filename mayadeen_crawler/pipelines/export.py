"""The last step: an item that comes out of here stands in the feed, committed."""

from __future__ import annotations

import logging
from typing import Self

from scrapy.crawler import Crawler

from mayadeen_crawler.exceptions import Dropped, LedgerError
from mayadeen_crawler.items import Article
from mayadeen_crawler.ledger.store import ScrapedArticle
from mayadeen_crawler.ledger.writer import LedgerWriter, explain

logger = logging.getLogger(__name__)

_WHY = {
    "known": ("says nothing new", "DEBUG"),
    "stale": ("was fetched before a visit that is known already", "DEBUG"),
    "suspect": ("lost its text, or in an archive its time: not taken for an edit", "WARNING"),
}


class Export:
    """Awaits the commit of the item's group; drops what the ledger finds known or suspect."""

    def __init__(self, crawler: Crawler, writer: LedgerWriter) -> None:
        self._crawler = crawler
        self._writer = writer

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Write with the crawl's own writer."""
        return cls(crawler, LedgerWriter.of(crawler))

    async def process_item(self, item: object) -> object:
        """Return the item as committed, or raise Dropped."""
        if not isinstance(item, Article):
            return item
        replayed = getattr(self._crawler.spider, "replays", False)
        try:
            outcome = await self._writer.write(ScrapedArticle(item, item.aliases, replayed))
        except LedgerError as error:
            explain(self._crawler, error)
            raise Dropped(
                "not_written", f"{item.url} was not written", remember=None, log_level="DEBUG"
            ) from None
        self._crawler.stats.inc_value(f"article/{outcome.kind}")
        if outcome.returned:
            self._crawler.stats.inc_value("removal/returned")
            logger.info("returned: %s (%s)", item.url, outcome.id)
        if not outcome.written:
            why, level = _WHY[outcome.kind]
            raise Dropped(outcome.kind, f"{item.url} {why}", remember=None, log_level=level)
        return item
