"""Spider ``section``: section listings and their articles.

Which sections a run crawls, and at which URLs, is decided in
``crawling/listings/section_lookup.py``; paging is in ``spiders/base_listing.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from mayadeen_crawler.arguments import Argument, split_list
from mayadeen_crawler.crawling.listings import section_lookup
from mayadeen_crawler.crawling.listings.listing_progress import ListingProgress
from mayadeen_crawler.crawling.page_wall import reading
from mayadeen_crawler.crawling.remembered_pages import HOME
from mayadeen_crawler.crawling.request_failures import count_failure
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.frontier.addresses import BLOCKED
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.pages.listing_layout.navigation import NavigationLink
from mayadeen_crawler.spiders.base_listing import ListingSpider
from mayadeen_crawler.urls.canonical import section_at
from mayadeen_crawler.utils.text import slugify


class SectionSpider(ListingSpider):
    """``sections=politics,us-canada``: labels or their slugs; by default the edition's News.

    Every edition also takes the English slugs in its sections' URL paths.
    """

    name = "section"
    own_arguments: ClassVar[tuple[Argument, ...]] = (
        Argument("sections", "NAME,NAME", "labels or slugs of sections; by default all of News"),
    )

    def __init__(self, sections: str | None = None, **given: str) -> None:
        super().__init__(**given)
        self.sections = split_list(sections.replace("،", ",")) if sections is not None else []
        if sections is not None and not (self.sections and all(map(slugify, self.sections))):
            raise WrongUseError(
                f"sections={sections!r} contains no section (see `scrapy sections`)"
            )
        section_lookup.check(self.sections, self.site)

    async def begin(self) -> AsyncIterator[Request]:
        """Request the home page: its navigation has the sections' URLs."""
        await self.remembered.forget_old()
        yield Request(
            f"{self.site.base_url}/",
            callback=self.parse_home,
            errback=self.home_failed,
            meta=self.remembered.asking(HOME),
            dont_filter=True,
        )

    async def parse_home(self, response: Response) -> AsyncIterator[Any]:
        """Find the sections in the navigation, then yield what is pending, and their listings."""
        self.crawler.stats.inc_value("page/answered")
        page = None
        with reading(self.crawler, response):
            page = self.remembered.home(response)
        if page is None:
            async for request in self._crawl_sections([], unread="page_error"):
                yield request
            return
        self.crawler.stats.set_value("navigation/links", len(page.links))
        unread = None if page.names_section(self.site) else "no section in it"
        if unread:
            self.logger.warning(
                "no section in the navigation of %s: the catalogue's paths are used", response.url
            )
        if page.fault is None:
            self.observer.observe_home(page)
        # What a page lacks that broke off may be behind the break.
        async for request in self._crawl_sections(page.links, unread=unread or page.fault):
            yield request

    async def home_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """Go on with the catalogue's URLs."""
        found = count_failure(self.crawler, failure)
        if found is None or found.reason == BLOCKED:  # on the first page it ends the run
            return
        self.logger.warning(
            "the home page could not be read (%s): the catalogue's paths are used",
            found.reason,
        )
        async for request in self._crawl_sections([], unread=found.reason):
            yield request

    async def _crawl_sections(
        self, links: Sequence[NavigationLink], *, unread: str | None
    ) -> AsyncIterator[Any]:
        """Yield what is pending of the sections, and their listings.

        *unread*: why the navigation could not be read. A section that the catalogue lacks may be in
        it, so that nothing says whether the name is a wrong one.
        """
        names = self.sections or section_lookup.defaults(links, self.site)
        missing = section_lookup.missing(names, links, self.site) if unread else []
        for name in missing:
            self.crawler.stats.inc_value("listing/lists_unread")
            self.logger.error(
                "section:%s: the catalogue lacks it, and the navigation could not be read: %s",
                slugify(name),
                unread,
            )
        if not self.sections and (new := section_lookup.unknown(links, self.site)):
            self.crawler.stats.set_value("navigation/unknown_sections", new)
        names = [name for name in names if name not in missing]
        try:
            found = section_lookup.find(names, links, self.site)
        except WrongUseError as error:
            raise self.wrong_use(error) from None
        edition = self.site.edition.code
        starts = [(Listing(edition, "section", one.name), one.urls) for one in found]
        listings = [listing for listing, _ in starts]
        # The section's name in its URL may differ from its label.
        slugs = {section_at(url, self.site) or one.name for one in found for url in one.urls}
        self.covers = slugs | {one.name for one in found}
        async for request in self.pending_requests(listings):
            yield request
        async for request in self.due_requests(listings, self.covers):
            yield request
        for listing, (first, *others) in starts:
            yield self.listing_request(first, ListingProgress(listing, others))
