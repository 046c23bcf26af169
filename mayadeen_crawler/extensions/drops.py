"""What the ledger keeps of a dropped item: nothing that was discovered is forgotten."""

from __future__ import annotations

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from mayadeen_crawler.exceptions import Dropped, LedgerError
from mayadeen_crawler.items import Article
from mayadeen_crawler.ledger import addresses
from mayadeen_crawler.ledger.writer import LedgerWriter, explain


class Drops:
    """Counts every drop by its reason (``drop/<reason>``) and notes it with the addresses."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for dropped items."""
        extension = cls(crawler)
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        return extension

    async def item_dropped(self, item: object, exception: Exception) -> None:
        """Count the drop, and give the item's addresses their new state."""
        if not isinstance(exception, Dropped) or not isinstance(item, Article):
            return
        self._crawler.stats.inc_value(f"drop/{exception.reason}")
        writer = LedgerWriter.of(self._crawler)
        try:
            if exception.remember == "failed":
                await writer.do(
                    addresses.fail, item.aliases, reason=exception.reason, for_good=False
                )
            elif exception.remember == "filtered":
                await writer.do(
                    addresses.filtered,
                    item.aliases,
                    edition=item.edition,
                    published=item.published_at or item.published_date or "",
                    now=item.retrieved_at or "",
                )
        except LedgerError as error:
            explain(self._crawler, error)
