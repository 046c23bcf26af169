"""Note dropped items in the ledger, so that their URLs are fetched again or left out.

Pipelines drop an item by raising `Dropped`, whose ``remember`` decides what is noted. Scrapy loads
the extension for each crawl (setting EXTENSIONS).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import Dropped, LedgerError
from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.writer import LedgerWriter, explain

#: The reason of what a pipeline of EXTRA_PIPELINES drops.
BY_USER = "extra_pipeline"


class DroppedItems:
    """Counts drops by reason (stat ``drop/<reason>``), and notes them with the items' URLs."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for items that do not reach the feeds."""
        extension = cls(crawler)
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        return extension

    async def item_dropped(self, item: object, exception: Exception) -> None:
        """Count the drop, and note the item's URLs as failed or filtered.

        A user's pipeline raises Scrapy's own DropItem: the reason is `BY_USER`, and a later run
        fetches an article again, which may be wanted then.
        """
        if not isinstance(exception, Dropped):
            self._crawler.stats.inc_value(f"drop/{BY_USER}")
            if isinstance(item, FetchedArticle) and not self._is_known(item.aliases):
                await self._fail(item.aliases, BY_USER, of_page=False)
            return
        if not isinstance(item, FetchedArticle):
            return
        self._crawler.stats.inc_value(f"drop/{exception.reason}")
        if exception.reason == "missing_headline" and self._is_known(item.aliases):
            self._crawler.stats.inc_value("article/suspect")
        if getattr(self._crawler.spider, "replays", False):
            return  # a page missing in a WARC file may well be on the site
        if exception.remember in ("failed", "refused"):
            of_page = exception.remember == "failed"
            await self._fail(item.aliases, exception.reason, of_page=of_page)
        elif exception.remember == "filtered":
            await self._note(
                addresses.filtered,
                item.aliases,
                edition=item.edition,
                published=item.published_at or item.published_date or "",
                now=item.retrieved_at or "",
                named=item.canonical_url,
            )

    def _is_known(self, urls: tuple[str, ...]) -> bool:
        reader = LedgerWriter.of(self._crawler).reader
        return any(addresses.article_at(reader, url) for url in urls)

    async def _fail(self, urls: tuple[str, ...], reason: str, *, of_page: bool) -> None:
        now = clock.stamp()
        await self._note(addresses.fail, urls, reason=reason, of_page=of_page, now=now)

    async def _note(self, action: Callable[..., object], *args: object, **kwargs: object) -> None:
        try:
            await LedgerWriter.of(self._crawler).do(action, *args, **kwargs)
        except LedgerError as error:
            explain(self._crawler, error)
