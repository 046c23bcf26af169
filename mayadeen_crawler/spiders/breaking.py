"""Spider ``breaking``: the breaking-news ticker, polled once or every few seconds.

When it is polled is decided in ``crawling/polling.py``, what changed since the last poll in
``ledger/ticker/ticker_lines.py``; the lines are read off the page by ``pages/ticker.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from mayadeen_crawler import arguments
from mayadeen_crawler.arguments import Argument
from mayadeen_crawler.crawling.conditional_requests import copy_of, span_of
from mayadeen_crawler.crawling.ledger_calls import or_close_spider
from mayadeen_crawler.crawling.polling import PollingSchedule, poll
from mayadeen_crawler.crawling.request_failures import count_failure
from mayadeen_crawler.items import Breaking
from mayadeen_crawler.ledger.listings.page_readings import Copy
from mayadeen_crawler.ledger.ticker import ticker_lines as ledger_ticker
from mayadeen_crawler.ledger.ticker.ticker_diff import ShownLine
from mayadeen_crawler.ledger.ticker.ticker_lines import Look
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.middlewares.conditional import COPY, NOT_MODIFIED
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout.navigation import navigation
from mayadeen_crawler.pages.strategy_files import TICKER_FILES, StrategyFiles
from mayadeen_crawler.pages.ticker import ticker
from mayadeen_crawler.spiders.base import MayadeenSpider
from mayadeen_crawler.utils.text import slugify


class BreakingSpider(MayadeenSpider):
    """``follow=SECONDS`` polls again that often, ``duration=SECONDS`` ends it.

    ``since``, ``until``, ``max_pages`` and ``refresh`` have no effect: ticker lines have no time
    of their own, and there are no further pages or known articles to choose from.
    """

    name = "breaking"
    own_arguments: ClassVar[tuple[Argument, ...]] = (arguments.FOLLOW, arguments.DURATION)
    asks_for_tdm_file: ClassVar[bool] = False
    strategy_files: ClassVar[StrategyFiles] = TICKER_FILES

    def __init__(
        self, follow: str | None = None, duration: str | None = None, **given: str
    ) -> None:
        super().__init__(**given)
        self.schedule = PollingSchedule(*arguments.following(follow, duration))
        self.home = self.page = f"{self.site.base_url}/"
        self.other: str | None = None
        """The URL to try in the same poll if `page` has shown no ticker."""

    async def begin(self) -> AsyncIterator[Request]:
        """Poll when due: the page that had the ticker, and one other if it has none now."""
        async for _ in self.schedule.polls():
            self.other = None
            seen = self.crawler.stats.get_value("ticker/polls", 0)
            await self._poll(self.page)
            if self.other:
                await self._poll(self.other)
            missed = self.crawler.stats.get_value("ticker/polls", 0) == seen
            self.crawler.stats.inc_value("ticker/missed", int(missed))
        none: tuple[Request, ...] = ()  # `poll` makes the requests
        for request in none:
            yield request

    async def _poll(self, url: str) -> None:
        copy = ledger_ticker.last_copy(LedgerWriter.of(self.crawler).reader, self.site.edition.code)
        request = Request(
            url,
            callback=self.parse_ticker,
            errback=self.poll_failed,
            cb_kwargs={"asked": url},
            meta={COPY: copy},
            dont_filter=True,
        )
        await poll(self.crawler, request)

    async def parse_ticker(self, response: Response, asked: str) -> AsyncIterator[Breaking]:
        """Yield what happened since the last poll, already written to the feed.

        *asked*: the URL that was requested; redirects may have led elsewhere.
        """
        stats = self.crawler.stats
        stats.inc_value("page/answered")
        if response.status == NOT_MODIFIED:
            stats.inc_value("ticker/not_modified")
            copy, lines = response.meta[COPY], None
        else:
            page = Page(response, self.site) if isinstance(response, TextResponse) else None
            copy, lines = copy_of(response), self._lines(page)
            if lines is None:
                self._no_ticker(response, page, asked)
                return
        stats.inc_value("ticker/polls")
        stats.inc_value("ticker/from_other_page", int(asked != self.home))
        self.page, self.schedule.failures = asked, 0
        if lines == ():
            # A line counts as gone only if others are seen in its place: none pushed these off.
            stats.inc_value("ticker/empty")
            self.logger.warning("the ticker on %s is empty: its lines are kept", response.url)
            return
        stats.inc_value("page/recognised")
        for item in await self._observe(response, copy, lines):
            yield item  # the pipelines pass it on, to -o and to the signal item_scraped

    async def _observe(
        self, response: Response, copy: Copy, lines: tuple[ShownLine, ...] | None
    ) -> tuple[Breaking, ...]:
        stats, edition = self.crawler.stats, self.site.edition
        look = Look(
            edition.code, edition.publisher, self.arguments.run_id, *span_of(response), copy, lines
        )
        told = await or_close_spider(self.crawler, LedgerWriter.of(self.crawler).observe(look))
        stats.inc_value(f"ticker/{told.kind}")
        if lines is not None:
            stats.set_value("ticker/lines", len(lines))
        for item in told.items:
            stats.inc_value(f"ticker/{item.event}")
            if item.event in ("appeared", "edited"):
                for name, strategy in item.provenance.items():
                    stats.inc_value(f"field/{name}/{strategy or 'missing'}")
        return told.items

    def _lines(self, page: Page | None) -> tuple[ShownLine, ...] | None:
        found = ticker(page) if page else None
        if found is None:
            return None
        return tuple(ShownLine(one.text, one.url, one.attribution, one.provenance) for one in found)

    def _no_ticker(self, response: Response, page: Page | None, url: str) -> None:
        """Count a page without a ticker, and set `other`: every page of the site should have it."""
        self.crawler.stats.inc_value("ticker/none_on_page")
        self.schedule.failures += 1
        links = navigation(page) if page else []
        labels = self.site.edition.labels
        listings = [link.url for link in links if slugify(link.label) in labels]
        listings += [self.site.base_url + section.path for section in self.site.edition.sections]
        self.other = next(iter(listings), None) if url == self.home else self.home
        self.logger.warning("no ticker recognised on %s", response.url)

    async def poll_failed(self, failure: Failure) -> None:
        """Log why the page could not be read; the next poll comes later."""
        found = count_failure(self.crawler, failure)
        if found is None:
            return
        self.crawler.stats.inc_value(f"ticker/failed/{found.reason}")
        self.schedule.failures += 1
        self.page = self.home
        self.logger.warning("the ticker could not be read: %s", found.reason)
