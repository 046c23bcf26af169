"""The last wall: a page whose reading raises an exception that nobody foresaw costs only itself.

Scrapy catches what a callback, an errback or a pipeline raises and goes on, but logs a traceback,
and no later run knows of it. Here such a page is counted (stats ``page/errors``,
``article/errors``), named in one ERROR line with the function that raised, kept in
``OUTPUT_DIR/errors``, and its article's address is entered as failed. A spider that reads a page in
the middle of its work calls `PageErrors.reading`. Scrapy loads the extension for each crawl.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem, IgnoreRequest, NotConfigured
from scrapy.http import Response
from twisted.python.failure import Failure

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import LedgerError, TooCostly, WrongUseError
from mayadeen_crawler.items import EXTRACTOR_VERSION, FetchedArticle
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.frontier.failure_reasons import PAGE_ERROR, TOO_COSTLY
from mayadeen_crawler.ledger.writer import LedgerWriter, explain
from mayadeen_crawler.utils.error_pages import ErrorPages
from mayadeen_crawler.utils.meta_keys import COUNTED
from mayadeen_crawler.utils.raised import Raised, raised

logger = logging.getLogger(__name__)

#: Pages that one run keeps at most: where every page raises, the first ones show why.
KEPT_BY_RUN = 100
#: Exceptions by which this program says something: no fault, and handled elsewhere.
FORESEEN = (CloseSpider, DropItem, IgnoreRequest, LedgerError, WrongUseError)


class PageErrors:
    """Counts, logs and keeps the pages of a run whose reading raised."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pages = ErrorPages(Path(crawler.settings["OUTPUT_DIR"]))
        self._kept = 0
        self._warned = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for exceptions; not configured for a spider without a site (the doctor's)."""
        if getattr(crawler.spider, "site", None) is None:
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_error, signals.spider_error)
        crawler.signals.connect(extension.item_error, signals.item_error)
        return extension

    @classmethod
    def of(cls, crawler: Crawler) -> PageErrors:
        """Return the crawl's own."""
        extension = crawler.get_extension(cls)
        if extension is None:
            raise RuntimeError("EXTENSIONS lacks PageErrors: no page error could be counted")
        return extension

    def spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        """Note what a callback or errback raised.

        *response*: a Failure if the errback of a request without a response raised; None if the
        spider itself did, which ends the run.
        """
        assert failure.value is not None
        if response is None:
            return
        request: Request = response.request  # type: ignore[assignment, union-attr]
        address = request.cb_kwargs.get("address")
        received = response if isinstance(response, Response) else None
        self.note(
            raised(failure.value),
            received.url if received else request.url,
            received,
            articles=(address,) if address else (),
            counted=received is not None and COUNTED in request.meta,
        )

    def item_error(self, item: object, response: Response | None, failure: Failure) -> None:
        """Note what a pipeline raised for an item: its page failed, too."""
        assert failure.value is not None
        found = item.aliases if isinstance(item, FetchedArticle) else ()
        url = response.url if response else str(getattr(item, "url", ""))
        self.note(raised(failure.value), url, response, articles=found, counted=bool(found))

    @contextmanager
    def reading(self, response: Response, articles: Iterable[str] = ()) -> Iterator[None]:
        """Let the block read *response*: what it raises unforeseen is noted, and ends the block.

        *articles*: as in `note`.
        """
        try:
            yield
        except FORESEEN:
            raise
        except Exception as error:  # noqa: BLE001 - the wall
            self.note(raised(error), response.url, response, articles=articles)

    def note(
        self,
        error: Raised,
        url: str,
        response: Response | None,
        *,
        articles: Iterable[str] = (),
        counted: bool = False,
    ) -> None:
        """Count, log and keep a page; *articles*: the canonical URLs that led to it, if any.

        *counted*: its article is among those that came, and what raised came after that.
        """
        stats = self._crawler.stats
        reason = TOO_COSTLY if error.kind == TooCostly.__name__ else PAGE_ERROR
        stats.inc_value("page/errors")
        found = tuple(articles)
        stats.inc_value("article/errors", int(bool(found)))
        stats.inc_value("article/errors_counted", int(counted))
        stats.inc_value(f"lost/{reason}", int(bool(found)))
        kept = self._keep(error, url, response)
        # A program's fault is an error, a page that takes too long its own.
        what = "took too long to read" if reason == TOO_COSTLY else "could not be read"
        logger.error(
            "%s: %s %s: %s (%s)%s", reason, url, what, error.words, error.place,
            f"; kept as {kept}" if kept else "",
        )  # fmt: skip
        logger.debug("%s", error.traceback)
        if found and not getattr(self._crawler.spider, "replays", False):
            # Scrapy does not wait for a handler of these signals; the ledger's writer does.
            LedgerWriter.of(self._crawler).later(self._fail(found, reason))

    def _keep(self, error: Raised, url: str, response: Response | None) -> Path | None:
        """Keep the page; return the path of its JSON file, None if it is not kept."""
        if response is None or self._kept >= KEPT_BY_RUN:
            return None
        spider: Any = self._crawler.spider
        about = {
            "status": response.status,
            "error": error.words,
            "place": error.place,
            "traceback": error.traceback,
            "run_id": spider.arguments.run_id,
            "extractor_version": EXTRACTOR_VERSION,
            "noted_at": clock.stamp(),
        }
        headers = (
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        try:
            file = self._pages.keep(url, headers, response.body, about)
        except OSError as problem:
            if not self._warned:
                logger.warning("pages that cannot be read are not kept: %s", problem)
            self._warned = True
            return None
        self._kept += 1
        return file

    async def _fail(self, urls: tuple[str, ...], reason: str) -> None:
        now = clock.stamp()
        action: Callable[..., object] = addresses.fail
        try:
            await LedgerWriter.of(self._crawler).do(
                action, urls, reason=reason, of_page=True, now=now
            )
        except LedgerError as error:
            explain(self._crawler, error)
