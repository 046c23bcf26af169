"""What the ledger keeps of a dropped item: nothing that was discovered is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import Dropped, LedgerError
from mayadeen_crawler.items import Article
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.writer import LedgerWriter, explain


class DroppedItems:
    """Counts every drop by its reason (``drop/<reason>``) and notes it with the addresses."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for items that do not reach the feed."""
        extension = cls(crawler)
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        crawler.signals.connect(extension.item_error, signals.item_error)
        crawler.signals.connect(extension.spider_error, signals.spider_error)
        return extension

    async def item_dropped(self, item: object, exception: Exception) -> None:
        """Count the drop, and give the item's addresses their new state."""
        if not isinstance(exception, Dropped) or not isinstance(item, Article):
            return
        self._crawler.stats.inc_value(f"drop/{exception.reason}")
        if exception.reason == "missing_headline" and self._is_known(item.aliases):
            self._crawler.stats.inc_value("article/suspect")
        if getattr(self._crawler.spider, "replays", False):
            return  # what an archive lacks says nothing of what waits on the site
        if exception.remember == "failed":
            await self._fail(item.aliases, exception.reason)
        elif exception.remember == "filtered":
            await self._note(
                addresses.filtered,
                item.aliases,
                edition=item.edition,
                published=item.published_at or item.published_date or "",
                now=item.retrieved_at or "",
            )

    async def item_error(self, item: object) -> None:
        """A page that a pipeline fails on is tried again, but not for ever."""
        if isinstance(item, Article) and not getattr(self._crawler.spider, "replays", False):
            await self._fail(item.aliases, "exception")

    def spider_error(self, response: Response | None) -> None:
        """So is one that a callback fails on."""
        request = response.request if response else None
        if request and (address := request.cb_kwargs.get("address")):
            # Scrapy does not wait for this signal's handlers.
            LedgerWriter.of(self._crawler).later(self._fail((address,), "exception"))

    def _is_known(self, urls: tuple[str, ...]) -> bool:
        reader = LedgerWriter.of(self._crawler).reader
        return any(addresses.article_at(reader, url) for url in urls)

    async def _fail(self, urls: tuple[str, ...], reason: str) -> None:
        now = clock.stamp()
        await self._note(addresses.fail, urls, reason=reason, of_page=True, now=now)

    async def _note(self, action: Callable[..., object], *args: object, **kwargs: object) -> None:
        try:
            await LedgerWriter.of(self._crawler).do(action, *args, **kwargs)
        except LedgerError as error:
            explain(self._crawler, error)
