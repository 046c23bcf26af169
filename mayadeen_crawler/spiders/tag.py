"""Spider ``tag``: tag pages and their articles.

``tags=`` is parsed in ``crawling/listings/tag_arguments.py``, each tag's page found in
``crawling/listings/tag_lookup.py``; paging is in ``spiders/base_listing.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from mayadeen_crawler.crawling.listings import tag_arguments
from mayadeen_crawler.crawling.listings.listing_progress import ListingProgress
from mayadeen_crawler.crawling.listings.tag_lookup import TagLookup
from mayadeen_crawler.crawling.request_failures import DISALLOWED, warn_of_disallowed_listing
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.listings import Listing
from mayadeen_crawler.spiders.base_listing import ListingSpider
from mayadeen_crawler.urls.canonical import canonicalize


class TagSpider(ListingSpider):
    """``tags=Syria,US troops in Syria,https://…``: labels, their slugs, or URLs."""

    name = "tag"
    own_arguments: ClassVar[tuple[str, ...]] = ("tags",)

    def __init__(self, tags: str | None = None, **given: str) -> None:
        super().__init__(**given)
        self.tags = tag_arguments.parse(tags, self.site)

    async def begin(self) -> AsyncIterator[Any]:
        """Find every tag's page, then take what is pending and page through the tags."""
        await self.remembered.forget_old()
        self.lookup = TagLookup(self.crawler, self.site, self.remembered)
        try:
            await self.lookup.find(self.tags)
        except WrongUseError as error:
            raise self.wrong_use(error) from None
        edition = self.site.edition.code
        for name, (reason, url) in self.lookup.failed.items():
            if reason == DISALLOWED:
                warn_of_disallowed_listing(self.crawler, Listing(edition, "tag", name), url)
                continue
            self.crawler.stats.inc_value(f"listing/failed/{reason}")
            self.logger.error("tag:%s: its page could not be read: %s (%s)", name, reason, url)
        found = [(Listing(edition, "tag", name), p) for name, p in self.lookup.pages.items()]
        listings = [listing for listing, _ in found]
        # Two names of one tag lead to one page.
        once = {
            canonicalize(page.response.url, self.site): (listing, page)
            for listing, page in found[::-1]
        }
        for requests in (self.pending_requests(listings), self.due_requests(listings)):
            async for result in self._with_fetched_articles(requests):
                yield result
        for listing, page in reversed(once.values()):
            progress = ListingProgress(listing, parsed=page.parsed)
            async for result in self.parse_listing(page.response, progress):
                yield result

    async def parse_listing(
        self, response: Response, progress: ListingProgress
    ) -> AsyncIterator[Any]:
        """Page through a tag's listing."""
        async for result in self._with_fetched_articles(super().parse_listing(response, progress)):
            yield result

    async def _with_fetched_articles(self, results: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Yield *results*; a request for an article that the lookup fetched is parsed at once."""
        async for result in results:
            address = result.cb_kwargs.get("address") if isinstance(result, Request) else None
            page = self.lookup.fetched.pop(address, None) if address else None
            if page is None:
                yield result
                continue
            async for article in self.parse_article(page, **result.cb_kwargs):
                yield article
