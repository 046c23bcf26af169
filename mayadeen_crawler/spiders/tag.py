"""Spider ``tag``: pages of tags, authors and coverages, and their articles.

The arguments are parsed in ``crawling/listings/tag_arguments.py``, each page found in
``crawling/listings/tag_lookup.py``; paging is in ``spiders/base_listing.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from mayadeen_crawler.arguments import Argument
from mayadeen_crawler.crawling.listings import tag_arguments
from mayadeen_crawler.crawling.listings.listing_progress import ListingProgress
from mayadeen_crawler.crawling.listings.tag_lookup import TagLookup
from mayadeen_crawler.crawling.page_wall import reading
from mayadeen_crawler.crawling.request_failures import DISALLOWED, warn_of_disallowed_listing
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.spiders.base_listing import ListingSpider
from mayadeen_crawler.urls.canonical import canonicalize


class TagSpider(ListingSpider):
    """``tags=Syria,https://…``, ``authors=``, ``coverages=``: labels, their slugs, or URLs.

    At least one of the three.
    """

    name = "tag"
    own_arguments: ClassVar[tuple[Argument, ...]] = (
        Argument("tags", "NAME,NAME", "labels, slugs or URLs of tags"),
        Argument("authors", "NAME,NAME", "names, slugs or URLs of authors"),
        Argument("coverages", "NAME,NAME", "labels, slugs or URLs of coverages"),
    )
    any_of: ClassVar[tuple[str, ...]] = ("tags", "authors", "coverages")

    def __init__(
        self, tags: str | None = None, authors: str | None = None, coverages: str | None = None,
        **given: str,
    ) -> None:  # fmt: skip
        super().__init__(**given)
        self.tags = tag_arguments.parse_all(
            {"tag": tags, "author": authors, "coverage": coverages}, self.site
        )

    async def begin(self) -> AsyncIterator[Any]:
        """Find every page, then take what is pending and page through them."""
        await self.remembered.forget_old()
        self.lookup = TagLookup(self.crawler, self.site, self.remembered)
        try:
            await self.lookup.find(self.tags)
        except WrongUseError as error:
            raise self.wrong_use(error) from None
        for listing, (what, reason, url) in self.lookup.failed.items():
            if reason == DISALLOWED:
                warn_of_disallowed_listing(self.crawler, listing, url)
                continue
            self.crawler.stats.inc_value(f"listing/failed/{reason}")
            self.crawler.stats.inc_value("listing/lists_unread")
            self.logger.error(
                "%s: its page could not be %s: %s (%s)", listing.origin, what, reason, url
            )
        found = list(self.lookup.pages.items())
        # Two names of one tag lead to one page.
        once = {
            canonicalize(page.response.url, self.site): (listing, page)
            for listing, page in found[::-1]
        }
        listings = list(self.lookup.pages)
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
        """Page through a listing."""
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
            with reading(self.crawler, page, articles=[str(address)]):
                async for article in self.parse_article(page, **result.cb_kwargs):
                    yield article
