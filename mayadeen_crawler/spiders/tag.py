"""Tag pages and their articles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from mayadeen_crawler.crawling import tag_arguments
from mayadeen_crawler.crawling.listing_progress import Progress
from mayadeen_crawler.crawling.request_failures import DISALLOWED, disallowed
from mayadeen_crawler.crawling.revisit_requests import due_requests
from mayadeen_crawler.crawling.tag_lookup import Finder
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.listings import Listing
from mayadeen_crawler.spiders.base_listing import PagingSpider
from mayadeen_crawler.urls.canonical import canonicalize


class TagSpider(PagingSpider):
    """``tags=Syria,US troops in Syria,https://…``: labels, their slugs, or addresses."""

    name = "tag"
    own_arguments: ClassVar[tuple[str, ...]] = ("tags",)

    def __init__(self, tags: str | None = None, **given: str) -> None:
        super().__init__(**given)
        self.tags = tag_arguments.parse(tags, self.site)

    async def begin(self) -> AsyncIterator[Any]:
        """Find every tag's page, then take what is pending and page through the tags."""
        self.finder = Finder(self)
        try:
            await self.finder.find(self.tags)
        except WrongUseError as error:
            raise self.wrong_use(error) from None
        edition = self.site.edition.code
        for name, (reason, url) in self.finder.failed.items():
            if reason == DISALLOWED:
                disallowed(self.crawler, Listing(edition, "tag", name), url)
                continue
            self.crawler.stats.inc_value(f"listing/failed/{reason}")
            self.logger.error("tag:%s: its page could not be read: %s (%s)", name, reason, url)
        found = [(Listing(edition, "tag", name), p) for name, p in self.finder.pages.items()]
        listings = [listing for listing, _ in found]
        # Two names of one tag lead to one page.
        once = {canonicalize(page.url, self.site): (listing, page) for listing, page in found[::-1]}
        for requests in (self.pending_requests(listings), due_requests(self, listings)):
            async for result in self._with_what_is_here(requests):
                yield result
        for listing, page in reversed(once.values()):
            async for result in self.parse_listing(page, Progress(listing)):
                yield result

    async def parse_listing(self, response: Response, progress: Progress) -> AsyncIterator[Any]:
        """Page through a tag's listing."""
        async for result in self._with_what_is_here(super().parse_listing(response, progress)):
            yield result

    async def _with_what_is_here(self, results: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Read the articles that the look for a tag has fetched rather than ask again."""
        async for result in results:
            address = result.cb_kwargs.get("address") if isinstance(result, Request) else None
            page = self.finder.looked_at.pop(address, None) if address else None
            if page is None:
                yield result
                continue
            async for article in self.parse_article(page, **result.cb_kwargs):
                yield article
