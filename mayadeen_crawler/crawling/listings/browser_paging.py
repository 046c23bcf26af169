"""When a listing goes on in the browser, and how many listings do at once.

Used by ``spiders/base_listing.py``: a listing whose load-more button works only by script is read
on in Chromium (``browser=auto``), every listing is (``browser=always``), or none
(``browser=never``). What is pressed in one listing is decided in
``crawling/listings/browser_visit.py``.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from mayadeen_crawler.arguments import Choice
from mayadeen_crawler.crawling.listings.browser_visit import BrowserVisit
from mayadeen_crawler.crawling.listings.listing_progress import ListingProgress
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.listings.listing_depth import Depth
from mayadeen_crawler.middlewares.chromium.locate import find_browser, missing
from mayadeen_crawler.pages.listing import Card

logger = logging.getLogger(__name__)


def check(choice: Choice, settings: BaseSettings) -> None:
    """Raise WrongUseError for ``browser=always`` if no browser is installed."""
    if choice == "always" and find_browser(settings) is None:
        raise WrongUseError(f"browser=always needs a browser: {missing(settings)}")


class BrowserPaging:
    """The browser of a run: BROWSER_PAGES listings are read in it at once, the others wait."""

    def __init__(
        self,
        crawler: Crawler,
        choice: Choice,
        listing_request: Callable[[str, ListingProgress], Request],
        *,
        logger: logging.LoggerAdapter[Any],
    ) -> None:
        """*listing_request*: returns the plain request for a page (its URL) of a listing."""
        self._choice = choice
        self._settings = crawler.settings
        self._stats = crawler.stats
        self._listing_request = listing_request
        self._logger = logger
        self._free = max(1, crawler.settings.getint("BROWSER_PAGES"))
        self._waiting: deque[Request] = deque()

    @property
    def always(self) -> bool:
        """Whether every listing is read in the browser, from its first page on."""
        return self._choice == "always"

    @cached_property
    def possible(self) -> bool:
        """Whether script-only listings go on in the browser; warns once if none is installed."""
        if self._choice == "never":
            return False
        if find_browser(self._settings) is None:
            why = missing(self._settings)
            logger.warning("Load-more buttons that work by script only are not pressed: %s", why)
            return False
        return True

    def enter(self, progress: ListingProgress) -> Request | None:
        """Return the request that opens the listing in the browser; None if it has to wait."""
        visit = progress.visit = BrowserVisit(addresses=self.always)
        # The last page that was read is shown once more.
        progress.page = progress.depth + int(bool(progress.seen))
        request = visit.request(self._listing_request(progress.start, progress))
        if not self._free:
            self._waiting.append(request)
            return None
        self._free -= 1
        return request

    def after_last_page(self, progress: ListingProgress, depth: Depth) -> Request | Depth | None:
        """Return what to do after the last page that a plain request can fetch.

        If only a script has further pages: the request that continues in the browser, or None
        while the listing waits for its turn there. Else the depth that the listing was read to:
        *depth*, or the pages so far.
        """
        if not progress.script_only:
            return depth
        if self.possible:
            return self.enter(progress)
        self._stats.inc_value("listing/needs_browser")
        # If no browser is installed, one warning for all listings was enough.
        say = self._logger.warning if self._choice == "never" else self._logger.info
        say(
            "%s: its load-more button works by script only, so %d page(s) were read of it",
            progress.listing.origin,
            progress.read,
        )
        return replace(depth, max_pages=progress.read)

    def depth_at_end(self, progress: ListingProgress, fresh: list[Card], depth: Depth) -> Depth:
        """Return how deep the listing was read when the browser brings no further cards.

        *depth*, or the pages so far where the button did nothing.
        """
        assert progress.visit is not None
        if fresh or not progress.visit.in_vain:
            return depth
        self._stats.inc_value("listing/pressed_in_vain")
        self._logger.warning(
            "%s: pressing its load-more button brought nothing, so %d page(s) were read of it",
            progress.listing.origin,
            progress.read,
        )
        return replace(depth, max_pages=progress.read)

    async def leave(self, progress: ListingProgress) -> AsyncIterator[Request]:
        """Close the listing's tab; yield the request that opens the listing which waited longest.

        Does nothing for a listing that is not read in the browser.
        """
        if progress.visit is None:
            return
        await progress.visit.tab.close()
        if self._waiting:
            yield self._waiting.popleft()
        else:
            self._free += 1
