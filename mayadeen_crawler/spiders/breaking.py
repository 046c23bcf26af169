"""The breaking-news ticker: one look at it, or one after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from mayadeen_crawler import arguments
from mayadeen_crawler.crawling.conditional_requests import (
    condition,
    copy_of,
    span_of,
)
from mayadeen_crawler.crawling.polling import Rhythm, answered
from mayadeen_crawler.crawling.request_failures import count_failure
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.items import Breaking
from mayadeen_crawler.ledger import ticker as ledger_ticker
from mayadeen_crawler.ledger.ticker import Copy, Look
from mayadeen_crawler.ledger.ticker_diff import ShownLine
from mayadeen_crawler.ledger.writer import LedgerWriter, explain
from mayadeen_crawler.pages.files_to_mend import TICKER_FILES, FilesToMend
from mayadeen_crawler.pages.listing_layout.navigation import navigation
from mayadeen_crawler.pages.ticker import ticker
from mayadeen_crawler.spiders.base import MayadeenSpider
from mayadeen_crawler.utils.text import slugify


class BreakingSpider(MayadeenSpider):
    """``follow=SECONDS`` looks again that often, ``duration=SECONDS`` ends it.

    Lines have no time of their own, so ``since`` and ``until`` keep all of them, and there
    are no pages or known articles for ``max_pages`` and ``refresh`` to choose from.
    """

    name = "breaking"
    own_arguments: ClassVar[tuple[str, ...]] = ("follow", "duration")
    asks_for_tdm_file: ClassVar[bool] = False
    files_to_mend: ClassVar[FilesToMend] = TICKER_FILES

    def __init__(
        self, follow: str | None = None, duration: str | None = None, **given: str
    ) -> None:
        super().__init__(**given)
        self.rhythm = Rhythm(*arguments.following(follow, duration))
        self.home = self.page = f"{self.site.base_url}/"
        self.other: str | None = None
        """Where the ticker is looked for next, once the page has shown none."""

    async def begin(self) -> AsyncIterator[Request]:
        """Look whenever it is due: at the page that had the ticker, else at one other."""
        async for _ in self.rhythm.beats():
            self.other = None
            await self._look_at(self.page)
            if self.other:
                await self._look_at(self.other)
        none: tuple[Request, ...] = ()  # what it asks for, it asks for by itself
        for request in none:
            yield request

    async def _look_at(self, url: str) -> None:
        copy = ledger_ticker.last_copy(LedgerWriter.of(self.crawler).reader, self.site.edition.code)
        asked = copy if copy and copy.url == url else Copy(url)
        headers = condition(asked)
        request = Request(
            url,
            headers=headers,
            callback=self.parse_ticker,
            errback=self.look_failed,
            cb_kwargs={"asked": asked},
            meta={"handle_httpstatus_list": [304]} if headers else {},
            dont_filter=True,
        )
        await answered(self.crawler, request)

    async def parse_ticker(self, response: Response, asked: Copy) -> AsyncIterator[Breaking]:
        """Yield what happened since the last look, as it stands in the feed by then."""
        stats = self.crawler.stats
        stats.inc_value("page/answered")
        if response.status == 304:
            stats.inc_value("ticker/not_modified")
            copy, lines = asked, None
        else:
            copy, lines = copy_of(response, asked.url), self._lines(response)
            if lines is None:
                self._no_ticker(response, asked.url)
                return
        stats.inc_value("page/recognised")
        stats.inc_value("ticker/polls")
        stats.inc_value("ticker/from_other_page", int(asked.url != self.home))
        self.page, self.rhythm.failures = asked.url, 0
        if lines == ():
            # Lines went only when others are seen in their place: nothing pushed them off.
            stats.inc_value("ticker/empty")
            self.logger.warning("the ticker on %s is empty: its lines are kept", response.url)
            return
        for item in await self._observe(response, copy, lines):
            yield item  # committed already: the pipelines pass it on, to -o and to whoever listens

    async def _observe(
        self, response: Response, copy: Copy, lines: tuple[ShownLine, ...] | None
    ) -> tuple[Breaking, ...]:
        stats, edition = self.crawler.stats, self.site.edition
        look = Look(
            edition.code, edition.publisher, self.arguments.run_id, *span_of(response), copy, lines
        )
        try:
            told = await LedgerWriter.of(self.crawler).observe(look)
        except LedgerError as error:
            explain(self.crawler, error)
            raise CloseSpider("ledger_failed") from None
        stats.inc_value(f"ticker/{told.kind}")
        if lines is not None:
            stats.set_value("ticker/lines", len(lines))
        for item in told.items:
            stats.inc_value(f"ticker/{item.event}")
            if item.event in ("appeared", "edited"):
                for name, strategy in item.provenance.items():
                    stats.inc_value(f"field/{name}/{strategy or 'missing'}")
        return told.items

    def _lines(self, response: Response) -> tuple[ShownLine, ...] | None:
        found = ticker(response, self.site) if isinstance(response, TextResponse) else None
        if found is None:
            return None
        return tuple(ShownLine(one.text, one.url, one.attribution, one.provenance) for one in found)

    def _no_ticker(self, response: Response, url: str) -> None:
        """Note a page that shows no ticker, and where else it may be: every page has it."""
        self.crawler.stats.inc_value("ticker/none_on_page")
        self.rhythm.failures += 1
        links = navigation(response, self.site) if isinstance(response, TextResponse) else []
        labels = self.site.edition.labels
        listings = [link.url for link in links if slugify(link.label) in labels]
        listings += [self.site.base_url + section.path for section in self.site.edition.sections]
        self.other = next(iter(listings), None) if url == self.home else self.home
        self.logger.warning("no ticker recognised on %s", response.url)

    async def look_failed(self, failure: Failure) -> None:
        """Note why the page could not be read; it is tried again less often."""
        found = count_failure(self.crawler, failure)
        if found is None:
            return
        self.crawler.stats.inc_value(f"ticker/failed/{found.reason}")
        self.rhythm.failures += 1
        self.page = self.home
        self.logger.warning("the ticker could not be read: %s", found.reason)
