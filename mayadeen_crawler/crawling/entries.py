"""What of a sitemap's entries are articles, and when they are of."""

from __future__ import annotations

from collections.abc import Iterator

from mayadeen_crawler.crawling.inline_requests import ask
from mayadeen_crawler.crawling.request_failures import Explained
from mayadeen_crawler.crawling.sitemap_file import (
    File,
    Tally,
    is_near_root,
    joined,
    month_in,
)
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.pages.listing_layout.load_more_response import as_html
from mayadeen_crawler.pages.listing_layout.navigation import navigation
from mayadeen_crawler.pages.sitemap import Entry, latest
from mayadeen_crawler.spiders.base import MayadeenSpider
from mayadeen_crawler.urls.canonical import (
    canonicalize,
    is_article_url,
    is_on_site,
    rehost,
)


class EntriesSpider(MayadeenSpider):
    """A spider that takes the entries of sitemaps for addresses of articles."""

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self.sections: set[str] | None = None
        """What the navigation leads to, once that was of interest."""

    async def articles(self, chunk: list[Entry], file: File, tally: Tally) -> list[Address]:
        """Return the articles among the entries of *file*; those that are none are counted.

        They are dated, but by the file's own seconds.
        """
        return await self._without_sections(list(self._articles(chunk, file, tally)))

    def count(self, what: str, many: int = 1) -> None:
        """Count *what* as a stat."""
        self.crawler.stats.inc_value(what, many)

    def _articles(self, chunk: list[Entry], file: File, tally: Tally) -> Iterator[Address]:
        for entry in chunk:
            if entry.is_file:
                continue
            loc = rehost(joined(file.url, entry.loc), self.site)
            try:
                key = canonicalize(loc, self.site) if is_article_url(loc, self.site) else None
            except ValueError:
                key = None
            if key is None:
                tally.no_articles += 1
                what = "not_article" if is_on_site(loc, self.site) else "offsite"
                self.count(f"sitemap/ignored/{what}")
                continue
            yield Address(
                key,
                loc,
                f"sitemap:{file.path}",
                {"published": entry.published} if entry.published else {},
                latest(entry.lastmod, self.site.edition.time_zone)
                if entry.lastmod not in tally.own
                else None,
                listed=file.month or month_in(entry, self.site.edition.time_zone),
            )

    async def _without_sections(self, listed: list[Address]) -> list[Address]:
        """Leave out what the navigation knows as a section: its address may look like a story's."""
        if not any(is_near_root(address.url) for address in listed):
            return listed
        if self.sections is None:
            home = await ask(self.crawler, f"{self.site.base_url}/")
            html = None if isinstance(home, Explained) else as_html(home)
            links = navigation(html, self.site) if html is not None else []
            self.sections = {canonicalize(link.url, self.site) for link in links}
        articles = [address for address in listed if address.url not in self.sections]
        self.count("sitemap/ignored/not_article", len(listed) - len(articles))
        return articles
