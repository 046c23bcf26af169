"""Section listings and their articles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from mayadeen_crawler.arguments import split_list, suggestion
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.listings import Listing
from mayadeen_crawler.pages.fragments import as_html
from mayadeen_crawler.pages.navigation import NavigationLink, navigation
from mayadeen_crawler.spiders.failures import explain_failure
from mayadeen_crawler.spiders.paging import PagingSpider, Progress
from mayadeen_crawler.text import slugify


class SectionSpider(PagingSpider):
    """``sections=politics,us-canada``: label slugs; by default all of the edition's News."""

    name = "section"
    own_arguments: ClassVar[tuple[str, ...]] = ("sections",)

    def __init__(self, sections: str | None = None, **given: str) -> None:
        super().__init__(**given)
        edition = self.site.edition
        if sections is None:
            self.sections = [s.slug for s in edition.sections if s.group == edition.default_group]
        else:
            self.sections = list(dict.fromkeys(slugify(name) for name in split_list(sections)))
        if not all(self.sections) or not self.sections:
            raise WrongUseError(f"sections={sections!r} names no section (see `scrapy sections`)")

    async def begin(self) -> AsyncIterator[Request]:
        """Read the home page: it says where the sections are."""
        yield Request(
            f"{self.site.base_url}/",
            callback=self.parse_home,
            errback=self.home_failed,
            dont_filter=True,
        )

    async def parse_home(self, response: Response) -> AsyncIterator[Any]:
        """Learn the sections' addresses, then take what is pending and page through them."""
        self.crawler.stats.inc_value("page/answered")
        html = as_html(response)
        links = navigation(html, self.site) if html is not None else []
        self.crawler.stats.set_value("navigation/links", len(links))
        async for request in self._crawl_sections(links):
            yield request

    async def home_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """Go on with the catalogue's addresses."""
        found = explain_failure(failure)
        self.crawler.stats.inc_value("page/answered" if found.answered else "page/failed")
        self.logger.warning(
            "the home page could not be read (%s): the catalogue's paths are used",
            found.reason,
        )
        async for request in self._crawl_sections([]):
            yield request

    async def _crawl_sections(self, links: list[NavigationLink]) -> AsyncIterator[Any]:
        try:
            starts = {name: self._addresses_of(name, links) for name in self.sections}
        except WrongUseError as error:
            raise self.wrong_use(error) from None
        listings = [Listing(self.site.edition.code, "section", name) for name in starts]
        async for request in self.pending_requests(listings):
            yield request
        for listing in listings:
            first, *others = starts[listing.name]
            yield self.listing_request(first, Progress(listing, others))

    def _addresses_of(self, name: str, links: list[NavigationLink]) -> list[str]:
        """Return where section *name* may be: by the navigation, then by the catalogue."""
        learned = [link.url for link in links if slugify(link.label) == name]
        fallback = [
            self.site.base_url + section.path
            for section in self.site.edition.sections
            if section.slug == name
        ]
        if not (learned or fallback):
            slugs = list(dict.fromkeys(slugify(link.label) for link in links)) or [
                section.slug for section in self.site.edition.sections
            ]
            raise WrongUseError(
                f"no section {name!r}{suggestion(name, slugs)} (the navigation holds: "
                f"{', '.join(slugs)})"
            )
        return list(dict.fromkeys([*learned, *fallback]))
