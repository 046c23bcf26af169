"""Base class of all spiders: arguments, article requests, failed articles.

A spider module says what it crawls; how that is done (paging, sitemaps, polling, WARC replay) is
in ``crawling/``. A subclass implements `begin`, which yields its first requests; every article it
finds goes through `article_request`, `parse_article` and `article_failed` here.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any, ClassVar, Concatenate, ParamSpec, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from mayadeen_crawler import arguments, clock
from mayadeen_crawler.arguments import Argument
from mayadeen_crawler.components import check_components
from mayadeen_crawler.crawling.article_reading import LastPage, count_article, read_article
from mayadeen_crawler.crawling.ledger_calls import in_ledger, or_close_spider
from mayadeen_crawler.crawling.remembered_pages import RememberedPages
from mayadeen_crawler.crawling.request_failures import DISALLOWED, count_failure
from mayadeen_crawler.crawling.tdmrep_file import note_tdm_file
from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.ledger.articles import removals
from mayadeen_crawler.ledger.articles.removals import MissingPage
from mayadeen_crawler.ledger.frontier import addresses, card_headlines
from mayadeen_crawler.ledger.frontier.addresses import MISSING, Address
from mayadeen_crawler.ledger.frontier.failure_reasons import meaning
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.middlewares.known_articles import ONLY_UNKNOWN, KnownArticle
from mayadeen_crawler.pages.article import Hints
from mayadeen_crawler.pages.strategy_files import ARTICLE_FILES, StrategyFiles
from mayadeen_crawler.period import Period
from mayadeen_crawler.urls.canonical import is_article_url
from mayadeen_crawler.utils.meta_keys import COUNTED, FETCHED_AT
from mayadeen_crawler.utils.text_on_page import TextOnPage
from mayadeen_crawler.warc.meta_keys import ARTICLE

#: Priority of articles that are pending or due: they come first, so that a run that dies has
#: entered as many as it could.
PENDING_PRIORITY = 20
#: Pending addresses that are taken from the ledger at a time.
PENDING_CHUNK = 200

P = ParamSpec("P")
T = TypeVar("T")


class MayadeenSpider(Spider):
    """Base of all spiders; raises WrongUseError for invalid arguments."""

    #: The spider's own arguments, beside the common ones (``arguments.COMMON``).
    own_arguments: ClassVar[tuple[Argument, ...]] = ()
    #: Names of own arguments exactly one of which is given.
    one_of: ClassVar[tuple[str, ...]] = ()
    #: Names of own arguments at least one of which is given.
    any_of: ClassVar[tuple[str, ...]] = ()
    #: Whether tdmrep.json is requested, once a day.
    asks_for_tdm_file: ClassVar[bool] = True
    #: Whether responses are kept in WARC files if ARCHIVE_DIR is set.
    keeps_pages: ClassVar[bool] = True
    #: Which files its ``drift:`` lines name.
    strategy_files: ClassVar[StrategyFiles] = ARTICLE_FILES
    #: Whether the pages show the site's present, by which drift and silent sections are judged.
    watches_site: ClassVar[bool] = True
    #: Whether the pages come from WARC files: none is requested, and what a page shows is past.
    replays: bool = False

    def __init__(self, **given: str) -> None:
        super().__init__()
        arguments.check_names(given, self.own_arguments)
        self.arguments = arguments.parse(given, spider=self.name)
        self.site = self.arguments.site
        since, until = self.arguments.since, self.arguments.until
        self.period = Period.between(since, until, self.site.edition.time_zone)
        self.taker = f"{self.arguments.run_id}/{secrets.token_hex(4)}"
        """Name of this process in the ledger, which notes what it fetches. Not the run id alone:
        a run started again under the same id takes up what the first process left."""
        self.given: dict[str, str] = {}
        """The arguments as given, without Scrapyd's ``_job`` and ``_version``."""
        self.covers: set[str] = set()
        """Sections, as in records, all of whose new articles this run should meet. Used by
        ``extensions/health.py`` to find sections that have gone silent."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **given: Any) -> Self:
        """Return the spider, with all arguments in `given`: its own do not reach this class."""
        spider = super().from_crawler(crawler, *args, **given)
        spider.given = {name: value for name, value in given.items() if not name.startswith("_")}
        return spider

    @cached_property
    def remembered(self) -> RememberedPages:
        """The pages that need not be read if they have not changed since an earlier run."""
        refresh = self.arguments.refresh == "always"
        return RememberedPages(self.crawler, self.site, self.identity, refresh=refresh)

    @property
    def identity(self) -> dict[str, object]:
        """The arguments' values: two runs of this spider with equal ones do the same."""
        names = [one.name for one in self.own_arguments if one.name != "processes"]
        own = {name: self.given[name] for name in names if name in self.given}
        return self.arguments.identity() | own

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Switch AutoThrottle off if DOWNLOAD_DELAY is 0."""
        super().update_settings(settings)
        if settings.getfloat("DOWNLOAD_DELAY") <= 0:
            settings.set("AUTOTHROTTLE_ENABLED", False, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Yield the requests of `begin`, after the checks that need a crawler.

        Raises CloseSpider if a run with the same arguments is under way, or for a wrong setting.
        """
        if self.crawler.stats.get_value("run/already_running"):
            raise CloseSpider("already_running")
        try:
            self.check(self.settings)
        except WrongUseError as error:
            raise self.wrong_use(error) from None
        if not self.replays:
            if not self.site.is_local:
                self.warn_without_contact()
                self.warn_of_own_servers_settings()
            await note_tdm_file(self.crawler, self.site, may_ask=self.asks_for_tdm_file)
            await self.ledger(
                addresses.try_unreadable_again, edition=self.site.edition.code, now=clock.stamp()
            )
        async for request in self.begin():
            yield request

    def warn_without_contact(self) -> None:
        """Warn if CONTACT is not set."""
        if not self.settings["CONTACT"]:
            self.logger.warning(
                "CONTACT is not set: the site cannot tell who crawls it. "
                "Set it to a mail address or a page (-s CONTACT=… or MAYADEEN_CONTACT)"
            )

    def warn_of_own_servers_settings(self) -> None:
        """Warn of settings that are for a server of one's own: examples of the docs have them."""
        off = []
        if self.settings.getfloat("DOWNLOAD_DELAY") <= 0:
            off.append("DOWNLOAD_DELAY=0 asks it as fast as it answers")
        if not self.settings.getbool("ROBOTSTXT_OBEY"):
            off.append("ROBOTSTXT_OBEY=0 asks it for what its owner disallows")
        if off:
            self.logger.warning(
                "%s is no server of this machine: %s", self.site.base_url, ", and ".join(off)
            )

    def check(self, settings: BaseSettings) -> None:
        """Read the settings; raises WrongUseError for an invalid one."""
        check_components(settings)
        self.policy = Policy.from_settings(settings)

    def begin(self) -> AsyncIterator[Request]:
        """Yield the spider's first requests."""
        raise NotImplementedError

    async def pending_requests(self, found_on: Sequence[Listing]) -> AsyncIterator[Request]:
        """Yield requests for articles that earlier runs found on these listings and did not get."""
        while True:
            chunk = await self.ledger(
                addresses.take_pending,
                edition=self.site.edition.code,
                origins=[listing.origin for listing in found_on],
                taker=self.taker,
                limit=PENDING_CHUNK,
                period=self.period,
                known=self.arguments.refresh != "never",
            )
            self.crawler.stats.inc_value("article/pending_taken", len(chunk))
            for address in chunk:
                yield self.article_request(address, priority=PENDING_PRIORITY, known=address.due)
            if len(chunk) < PENDING_CHUNK:
                return

    @cached_property
    def _last_page(self) -> LastPage:
        return LastPage(self.site, self.crawler.stats)

    async def ledger(
        self,
        action: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what *action* returns; see `crawling.ledger_calls.in_ledger`."""
        return await in_ledger(self.crawler, action, *args, **kwargs)

    def wrong_use(self, error: WrongUseError) -> CloseSpider:
        """Log *error*; return the exception to raise, which ends the run with exit status 2."""
        self.crawler.stats.set_value("wrong_use", str(error))
        self.logger.error("%s", error)
        return CloseSpider("wrong_use")

    def article_request(self, address: Address, *, priority: int = 0, known: bool) -> Request:
        """Return the request for the article at *address*.

        *known*: fetch it even if another run, or a redirect, has made it known meanwhile.
        """
        return Request(
            address.request_url,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"address": address.url, "hints": Hints(**address.hints)},
            meta={ONLY_UNKNOWN: not known, ARTICLE: address.url},
            priority=priority,
            dont_filter=True,  # the ledger decides what to fetch, once a run
        )

    async def parse_article(
        self, response: Response, address: str, hints: Hints
    ) -> AsyncIterator[FetchedArticle]:
        """Yield the article of *response*; *address*: the canonical URL it was found at."""
        self.crawler.stats.inc_value("page/answered")
        if problem := self._no_article(response):
            await self._article_lost(address, problem, response.meta, of_page=True)
            return
        assert isinstance(response, TextResponse)
        article = self.read_article(response, (address,), hints)
        if article.verdict in MISSING:  # a 404 in words
            await self._article_lost(address, article.verdict, response.meta, of_page=True)
            return
        yield article

    def read_article(
        self, response: TextResponse, found_at: Sequence[str], hints: Hints
    ) -> FetchedArticle:
        """Return the article of *response*; *found_at*: the canonical URLs that led to it."""
        article = read_article(
            response,
            self.site,
            found_at,
            hints,
            run_id=self.arguments.run_id,
            retrieved_at=_fetched_at(response.meta),
            stats=self.crawler.stats,
        )
        self._last_page.compare(article, found_at[0])
        believed = count_article(article, self.crawler.stats)
        response.meta[COUNTED] = True
        if believed:
            article.shows = TextOnPage(response.text)
        return article

    def _no_article(self, response: Response) -> str | None:
        if not isinstance(response, TextResponse):
            return "not_html"
        if "redirect_urls" in response.meta and not is_article_url(response.url, self.site):
            return "redirected_away"
        return None

    async def article_failed(self, failure: Failure) -> None:
        """Enter why an article could not be fetched; it stays pending until it is given up."""
        address: str = failure.request.cb_kwargs["address"]  # type: ignore[attr-defined]
        if isinstance(failure.value, KnownArticle):
            await self.ledger(
                card_headlines.lead_to_known,
                address,
                failure.value.article_id,
                edition=self.site.edition.code,
                now=clock.stamp(),
            )
            self.crawler.stats.inc_value("page/recognised")
            return
        if found := count_failure(self.crawler, failure, "article"):
            meta = failure.request.meta  # type: ignore[attr-defined]
            await self._article_lost(address, found.reason, meta, of_page=found.of_page)

    async def _article_lost(
        self, address: str, reason: str, meta: Mapping[str, Any], *, of_page: bool
    ) -> None:
        self.crawler.stats.inc_value(f"lost/{reason}")
        # Listings show what robots.txt disallows again and again: one warning is enough.
        again = reason == DISALLOWED and self.crawler.stats.get_value("lost/robots") > 1
        if reason in MISSING:
            verdict = await self._page_missing(address, MISSING[reason], _fetched_at(meta))
            # Most of a run's articles do not go at once: health/checks.py judges by it.
            self.crawler.stats.inc_value("article/gone", int(verdict != "still_missing"))
            if verdict != "unknown":
                return
        elif meaning(reason) == "gone":
            self.crawler.stats.inc_value("article/gone")
        state = await self.ledger(
            addresses.fail, [address], reason=reason, of_page=of_page, now=clock.stamp()
        )
        then = {"pending": "; a later run tries again", "given_up": "; given up"}.get(
            state or "", ""
        )
        say = self.logger.debug if again else self.logger.warning
        say("no article from %s: %s%s", address, reason, then)

    async def _page_missing(self, address: str, status: int, at: datetime) -> str:
        """Enter that a page answered 404 or 410; return the ledger's verdict (``removals.py``)."""
        look = MissingPage(address, status, rfc3339(at), self.arguments.run_id, self.policy.confirm)
        writer = LedgerWriter.of(self.crawler)
        decide = partial(removals.missing, look)
        verdict = await or_close_spider(self.crawler, writer.commit(decide, "articles", "removals"))
        if verdict == "unknown":
            return verdict
        self.crawler.stats.inc_value(f"removal/{verdict}")
        level = logging.DEBUG if verdict == "still_missing" else logging.INFO
        self.logger.log(level, "%s: %s (HTTP %d)", verdict, address, status)
        return verdict


def _fetched_at(meta: Mapping[str, Any]) -> datetime:
    """Return when the page was fetched that came for a request with this *meta*."""
    moment: datetime | None = meta.get(FETCHED_AT)
    return moment or clock.now()
