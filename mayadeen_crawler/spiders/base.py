"""What all spiders share: arguments, requests for articles, and what becomes of failures."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Concatenate, ParamSpec, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from mayadeen_crawler import __version__, arguments, clock
from mayadeen_crawler.crawling.request_failures import DISALLOWED, count_failure
from mayadeen_crawler.crawling.tdmrep_file import look_at_tdm_file
from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.items import Article
from mayadeen_crawler.ledger import removals
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.frontier.addresses import MISSING, Address
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy
from mayadeen_crawler.ledger.listings import Listing
from mayadeen_crawler.ledger.removals import Missing
from mayadeen_crawler.ledger.writer import LedgerWriter, explain
from mayadeen_crawler.middlewares.known import ONLY_UNKNOWN, KnownArticle
from mayadeen_crawler.pages.article import Hints, parse_article
from mayadeen_crawler.period import Period
from mayadeen_crawler.urls.canonical import canonicalize, is_article_url
from mayadeen_crawler.warc.meta_keys import ARTICLE, RECORDED_AT

#: What was pending comes first, so that a run that dies has entered as much as it could.
PENDING_PRIORITY = 20
#: Pending addresses taken from the ledger at a time.
PENDING_CHUNK = 200

P = ParamSpec("P")
T = TypeVar("T")


class MayadeenSpider(Spider):
    """Base of all spiders; raises WrongUseError for arguments that cannot be meant."""

    #: The spider's own arguments, beside the common ones.
    own_arguments: ClassVar[tuple[str, ...]] = ()
    #: Whether it fetches enough for one more request a day.
    asks_for_tdm_file: ClassVar[bool] = True
    #: Whether what it fetches is kept where ARCHIVE_DIR is set.
    keeps_pages: ClassVar[bool] = True
    #: Whether its pages come from an archive: what they show is past, and nothing is asked for.
    replays: bool = False

    def __init__(self, **given: str) -> None:
        super().__init__()
        arguments.check_names(given, self.own_arguments)
        self.arguments = arguments.parse(given, spider=self.name)
        self.site = self.arguments.site
        since, until = self.arguments.since, self.arguments.until
        self.period = Period.between(since, until, self.site.edition.time_zone)
        # A run started again under the same name takes up what the first one left.
        self.taker = f"{self.arguments.run_id}/{secrets.token_hex(4)}"
        self.given: dict[str, str] = {}
        self.covers: set[str] = set()
        """Sections (as records name them) all of whose news this run should meet."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **given: Any) -> Self:
        """Keep what was given: a spider's own arguments do not reach the base."""
        spider = super().from_crawler(crawler, *args, **given)
        spider.given = {name: value for name, value in given.items() if not name.startswith("_")}
        return spider

    @property
    def identity(self) -> dict[str, object]:
        """What makes two runs of this spider the same: what their arguments come to."""
        own = {name: self.given[name] for name in self.own_arguments if name in self.given}
        return self.arguments.identity() | own

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Name who crawls, and switch AutoThrottle off where pacing is off."""
        super().update_settings(settings)
        contact = settings["CONTACT"]
        agent = f"mayadeen-crawler/{__version__}" + (f" (+{contact})" if contact else "")
        settings.set("USER_AGENT", agent, priority="spider")
        if settings.getfloat("DOWNLOAD_DELAY") <= 0:
            settings.set("AUTOTHROTTLE_ENABLED", False, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Begin, unless such a run is under way; warn of an anonymous crawl of the live site."""
        if self.crawler.stats.get_value("run/already_running"):
            raise CloseSpider("already_running")
        try:
            self.check(self.settings)
        except WrongUseError as error:
            raise self.wrong_use(error) from None
        if not (self.replays or self.settings["CONTACT"] or self.site.is_local):
            self.logger.warning(
                "CONTACT is not set: the site cannot tell who crawls it. "
                "Set it to a mail address or a page (-s CONTACT=… or MAYADEEN_CONTACT)"
            )
        if not self.replays:
            await look_at_tdm_file(self)
        async for request in self.begin():
            yield request

    def check(self, settings: BaseSettings) -> None:
        """Read the settings; raises WrongUseError where they, or the arguments, are wrong."""
        self.policy = Policy.from_settings(settings)

    def begin(self) -> AsyncIterator[Request]:
        """Yield the spider's first requests."""
        raise NotImplementedError

    async def pending_requests(self, found_on: Sequence[Listing]) -> AsyncIterator[Request]:
        """Yield requests for what earlier runs found on these listings and did not get."""
        while True:
            chunk = await self.ledger(
                addresses.take_pending,
                edition=self.site.edition.code,
                origins=[listing.origin for listing in found_on],
                taker=self.taker,
                limit=PENDING_CHUNK,
                period=self.period,
            )
            self.crawler.stats.inc_value("article/pending_taken", len(chunk))
            for address in chunk:
                yield self.article_request(address, priority=PENDING_PRIORITY, known=address.due)
            if len(chunk) < PENDING_CHUNK:
                return

    async def ledger(
        self,
        action: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run *action* in the ledger; ends the crawl with one line where that fails."""
        return await self._explained(LedgerWriter.of(self.crawler).do(action, *args, **kwargs))

    async def _explained(self, work: Awaitable[T]) -> T:
        try:
            return await work
        except LedgerError as error:
            explain(self.crawler, error)
            raise CloseSpider("ledger_failed") from None

    def wrong_use(self, error: WrongUseError) -> CloseSpider:
        """Return what ends the run with exit status 2, having said why."""
        self.crawler.stats.set_value("wrong_use", str(error))
        self.logger.error("%s", error)
        return CloseSpider("wrong_use")

    def article_request(self, address: Address, *, priority: int = 0, known: bool) -> Request:
        """Return the request for an article; *known* ones are fetched too where so said."""
        return Request(
            address.request_url,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"address": address.url, "hints": Hints(**address.hints)},
            meta={ONLY_UNKNOWN: not known, ARTICLE: address.url},
            priority=priority,
            dont_filter=True,  # the ledger says what to fetch, once a run
        )

    async def parse_article(
        self, response: Response, address: str, hints: Hints
    ) -> AsyncIterator[Article]:
        """Yield the article of *response*, found at *address*."""
        self.crawler.stats.inc_value("page/answered")
        if problem := self._no_article(response):
            await self._article_lost(address, problem, of_page=True)
            return
        assert isinstance(response, TextResponse)
        yield self.read_article(response, (address,), hints)

    def read_article(
        self, response: TextResponse, found_at: Sequence[str], hints: Hints
    ) -> Article:
        """Return the article of *response*; *found_at*: canonical addresses that led to it."""
        stats = self.crawler.stats
        article = parse_article(
            response,
            self.site,
            hints=hints,
            run_id=self.arguments.run_id,
            retrieved_at=response.meta.get(RECORDED_AT) or clock.now(),
            stats=stats,
        )
        stats.inc_value("article/pages")
        stats.inc_value("page/recognised", int(bool(article.headline)))
        stats.inc_value("article/without_headline", int(not article.headline))
        stats.inc_value("article/without_published", int(not article.published_raw))
        article.aliases = tuple(dict.fromkeys((*found_at, canonicalize(response.url, self.site))))
        return article

    def _no_article(self, response: Response) -> str | None:
        if not isinstance(response, TextResponse):
            return "not_html"
        if "redirect_urls" in response.meta and not is_article_url(response.url, self.site):
            return "redirected_away"
        return None

    async def article_failed(self, failure: Failure) -> None:
        """Note why an article could not be fetched; it stays pending until it is given up."""
        address: str = failure.request.cb_kwargs["address"]  # type: ignore[attr-defined]
        if isinstance(failure.value, KnownArticle):
            await self.ledger(
                addresses.lead_to,
                [address],
                failure.value.article_id,
                edition=self.site.edition.code,
                now=clock.stamp(),
            )
            self.crawler.stats.inc_value("page/recognised")
            return
        if found := count_failure(self.crawler, failure, "article"):
            await self._article_lost(address, found.reason, of_page=found.of_page)

    async def _article_lost(self, address: str, reason: str, *, of_page: bool) -> None:
        self.crawler.stats.inc_value(f"lost/{reason}")
        # What robots.txt disallows is shown by lists again and again: one stands for all.
        again = reason == DISALLOWED and self.crawler.stats.get_value("lost/robots") > 1
        if reason in MISSING and await self._went(address, MISSING[reason]):
            return
        state = await self.ledger(
            addresses.fail, [address], reason=reason, of_page=of_page, now=clock.stamp()
        )
        then = {"pending": "; a later run tries again", "given_up": "; given up"}.get(
            state or "", ""
        )
        say = self.logger.debug if again else self.logger.warning
        say("no article from %s: %s%s", address, reason, then)

    async def _went(self, address: str, status: int) -> bool:
        """Note that a page is missing; return whether that of a known article is."""
        look = Missing(address, status, clock.stamp(), self.arguments.run_id, self.policy.confirm)
        writer = LedgerWriter.of(self.crawler)
        decide = partial(removals.missing, look)
        verdict = await self._explained(writer.commit(decide, "articles", "removals"))
        if verdict == "unknown":
            return False
        self.crawler.stats.inc_value(f"removal/{verdict}")
        level = logging.DEBUG if verdict == "still_missing" else logging.INFO
        self.logger.log(level, "%s: %s (HTTP %d)", verdict, address, status)
        return True
