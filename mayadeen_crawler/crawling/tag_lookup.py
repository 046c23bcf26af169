"""The look for the pages of tags: where the ledger, the edition or the newest articles say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

from scrapy.http import Response, TextResponse

from mayadeen_crawler import clock
from mayadeen_crawler.crawling import section_lookup
from mayadeen_crawler.crawling.inline_requests import ask
from mayadeen_crawler.crawling.request_failures import count
from mayadeen_crawler.crawling.tag_arguments import Tag, unknown
from mayadeen_crawler.items.parts import Link
from mayadeen_crawler.ledger.frontier import addresses, tag_addresses
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.pages.article_layout.tag_links import shows_tag_label, tag_links_on
from mayadeen_crawler.pages.listing import Card, cards
from mayadeen_crawler.pages.listing_layout.load_more_response import as_html
from mayadeen_crawler.pages.listing_layout.navigation import NavigationLink, navigation
from mayadeen_crawler.spiders.base import MayadeenSpider
from mayadeen_crawler.urls.canonical import canonicalize, is_under_tags
from mayadeen_crawler.utils.text import fold
from mayadeen_crawler.warc.meta_keys import ARTICLE

#: Listings and articles that are looked at for tags nobody knows.
MAX_LISTINGS, MAX_ARTICLES = 6, 30


class Finder:
    """Finds the first pages of tags before any article is asked for."""

    def __init__(self, spider: MayadeenSpider) -> None:
        self._spider = spider
        self._site = spider.site
        self._stats = spider.crawler.stats
        self._asked: dict[tuple[str, str], Response | None] = {}
        """Tag's name, an address → the list there, if it does not say what it lists."""
        self._labels: dict[str, None] = {}
        self.pages: dict[str, Response] = {}
        """Tag's name → the first page of its listing."""
        self.failed: dict[str, tuple[str, str]] = {}
        """Tag's name → why it could not be told whether it is there, and where."""
        self.looked_at: dict[str, TextResponse] = {}
        """Canonical address → an article's page that the look has fetched."""

    async def find(self, wanted: list[Tag]) -> None:
        """Find the pages of all *wanted*; raises WrongUseError where there is none of one."""
        edition = self._site.edition.code
        for tag in wanted:
            learned = await self._spider.ledger(
                tag_addresses.addresses_of, tag.label, edition=edition
            )
            await self._try(tag, [tag.url] if tag.url else learned)
            if not tag.url:
                await self._try(tag, tag.guesses(self._site), guessed=True)
        if missing := [tag for tag in wanted if tag.name not in self.pages and not tag.url]:
            await self._look_for(missing)
        missing = [tag for tag in wanted if tag.name not in {*self.pages, *self.failed}]
        if missing:
            known = await self._spider.ledger(tag_addresses.labels, edition=edition)
            raise unknown(missing, dict.fromkeys([*self._labels, *known]))

    async def _try(self, tag: Tag, urls: Iterable[str], *, guessed: bool = False) -> None:
        """Take the first of *urls* that shows the tag's listing.

        Many a site answers what it does not have with its latest news: the page at a
        *guessed* address says the label, or waits for an article that links it.
        """
        for url in urls:
            if tag.name in self.pages:
                return
            key = (tag.name, canonicalize(url, self._site))
            if key in self._asked:
                if (page := self._asked[key]) is not None:
                    self._take(tag, page)
                continue
            self._asked[key] = None
            answer = await ask(self._spider.crawler, url)
            if not isinstance(answer, Response):
                count(self._stats, answer)
                if not answer.of_page:
                    self.failed[tag.name] = (answer.reason, url)
            elif not (tag.is_at(answer.url, url, self._site) and (tag.url or self._cards(answer))):
                count(self._stats, None)
            elif guessed and not shows_tag_label(answer, tag.label):
                self._asked[key] = answer
            else:
                self._take(tag, answer)

    def _take(self, tag: Tag, page: Response) -> None:
        self.pages[tag.name] = page
        self.failed.pop(tag.name, None)

    async def _look_for(self, missing: list[Tag]) -> None:
        """Go through the newest articles until each of *missing* has been linked to."""
        async for link in self._links(missing):
            self._labels[link.text or ""] = None
            for tag in missing:
                if link.url and (
                    fold(link.text or "") == fold(tag.label) or tag.is_slug_of(link.url)
                ):
                    await self._try(tag, [link.url])
            if all(tag.name in self.pages for tag in missing):
                return

    async def _links(self, missing: list[Tag]) -> AsyncIterator[Link]:
        """Yield what the home page's navigation and the newest articles link as tags."""
        home = await self._page(f"{self._site.base_url}/", missing)
        if home is None:
            return
        menu = navigation(home, self._site)
        for entry in menu:
            if is_under_tags(entry.url, self._site):
                yield Link(entry.url, entry.label)
        for card in await self._newest(home, menu, missing):
            answer = await ask(self._spider.crawler, card.url, **{ARTICLE: card.key})
            if not isinstance(answer, TextResponse):
                if not isinstance(answer, Response):
                    count(self._stats, answer)
                continue
            self._stats.inc_value("tag/looked_at")
            self.looked_at[card.key] = answer
            found = tag_links_on(answer, self._site)
            edition, now = self._site.edition.code, clock.stamp()
            await self._spider.ledger(tag_addresses.learn, found, edition=edition, now=now)
            for link in found:
                yield link

    async def _newest(
        self, home: TextResponse, menu: list[NavigationLink], missing: list[Tag]
    ) -> list[Card]:
        """Return the newest articles of home page and sections, those that say a label first."""
        shown = {card.key: card for card in cards(home, self._site)}
        sections = section_lookup.find(section_lookup.defaults(menu, self._site), menu, self._site)
        for section in sections[:MAX_LISTINGS]:
            page = await self._page(section.urls[0])
            for card in cards(page, self._site) if page is not None else ():
                shown.setdefault(card.key, card)
        words = [fold(tag.label) for tag in missing]
        newest = sorted(shown.values(), key=lambda card: card.date or "", reverse=True)
        newest.sort(key=lambda card: not any(w in fold(card.headline or "") for w in words))
        reader = LedgerWriter.of(self._spider.crawler).reader
        if tag_addresses.labels(reader, edition=self._site.edition.code):
            # What known articles link to was learned when they were fetched.
            newest = [card for card in newest if addresses.article_at(reader, card.key) is None]
        return newest[:MAX_ARTICLES]

    async def _page(self, url: str, missing: Iterable[Tag] = ()) -> TextResponse | None:
        answer = await ask(self._spider.crawler, url)
        if isinstance(answer, Response):
            count(self._stats, None)
            return as_html(answer)
        count(self._stats, answer)
        for tag in missing:
            self.failed.setdefault(tag.name, (answer.reason, url))
        return None

    def _cards(self, response: Response) -> list[Card]:
        html = as_html(response)
        return cards(html, self._site) if html is not None else []
