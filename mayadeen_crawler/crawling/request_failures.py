"""Why a request failed: one word (*reason*) for each failure, also counted as a stat.

The only place that classifies failures, by the class of the exception or by the HTTP status. The
spiders' errbacks call `count_failure`, `inline_requests.fetch` calls `classify`, and
``scrapy doctor`` adds its advice for the operator to the same reasons
(``doctor/failed_requests.py``). What a reason means for an article's completeness is in
``ledger/frontier/failure_reasons.py``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from mayadeen_crawler.exceptions import (
    Blocked,
    DisallowedByRobots,
    OffSite,
    RobotsUnreadable,
    TooLarge,
    TooManyRedirects,
)
from mayadeen_crawler.ledger.frontier.addresses import BLOCKED
from mayadeen_crawler.ledger.frontier.failure_reasons import TRUNCATED
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.middlewares.blocks import REFUSED
from mayadeen_crawler.utils.run_ending import is_ending

logger = logging.getLogger(__name__)

#: HTTP statuses of a page that is not there, as opposed to a site in difficulties.
GONE = frozenset({404, 410})
#: HTTP statuses that may be another one later, whatever the page is.
_NOT_NOW = REFUSED | {304, 408, 421, 425, 429}
#: The reason where robots.txt disallows the URL: not counted as a failure.
DISALLOWED = "robots"


@dataclass(frozen=True, slots=True)
class RequestFailure:
    """Why a request brought no page."""

    reason: str
    """``http_<status>``, ``blocked``, ``robots``, ``partial/truncated``, … or, for any other
    exception, its class name in lower case without "Error" (``downloadtimeout``)."""
    answered: bool
    """The site gave a valid answer all the same: 404, 410, or a redirect to another host."""
    of_page: bool
    """The page itself is the cause (it is missing, too large, …), not the state of the site or
    the network. After some runs its address is given up."""

    @property
    def is_answer(self) -> bool:
        """Whether nobody need ask again: the page is at fault, or robots.txt disallows it."""
        return self.of_page or self.reason == DISALLOWED


_KNOWN: Mapping[type[Exception], RequestFailure] = {
    ResponseDataLossError: RequestFailure(TRUNCATED, answered=False, of_page=False),
    Blocked: RequestFailure(BLOCKED, answered=False, of_page=False),
    DisallowedByRobots: RequestFailure(DISALLOWED, answered=False, of_page=False),
    RobotsUnreadable: RequestFailure("robots_unread", answered=False, of_page=False),
    TooManyRedirects: RequestFailure("redirect_loop", answered=False, of_page=True),
    TooLarge: RequestFailure("too_large", answered=False, of_page=True),
    OffSite: RequestFailure("offsite", answered=True, of_page=True),
    # Everything else that was not sent: the article is known, the run ends.
    IgnoreRequest: RequestFailure("ignored", answered=True, of_page=False),
}


def count_failure(crawler: Crawler, failure: Failure, *kinds: str) -> RequestFailure | None:
    """Return why the request of *failure* did not reach its callback, counted by `count_page`.

    None for a request that was not sent because the run is ending: the caller should do nothing.
    """
    error = failure.value
    withheld = isinstance(error, IgnoreRequest) and not isinstance(error, Blocked)
    if withheld and is_ending(crawler):
        return None
    found = classify(error)
    count_page(crawler.stats, found, *kinds)
    return found


def count_page(stats: StatsCollector, found: RequestFailure | None, *kinds: str) -> None:
    """Count a page as ``page/answered``, ``page/failed`` or ``page/disallowed``.

    *found*: its failure, None if it came. *kinds*: further prefixes to count a failure under,
    such as ``article`` for ``article/failed``.
    """
    if found is None or found.answered:
        stats.inc_value("page/answered")
        return
    what = "disallowed" if found.reason == DISALLOWED else "failed"
    for kind in ("page", *kinds):
        stats.inc_value(f"{kind}/{what}")


def classify(error: BaseException | None) -> RequestFailure:
    """Return what the exception that a request ended with means."""
    if isinstance(error, HttpError):
        return classify_status(error.response.status)
    for kind, found in _KNOWN.items():
        if isinstance(error, kind):
            return found
    name = type(error).__name__.removesuffix("Error").lower()
    return RequestFailure(name, answered=False, of_page=False)


def classify_status(status: int) -> RequestFailure:
    """Return what an HTTP *status* other than 2xx means.

    A redirect that leads nowhere is a failure, and so is a 304 about a copy that nobody named: an
    answer to a conditional request does not come here (``middlewares/conditional.py``).
    """
    of_page = status < 500 and status not in _NOT_NOW
    return RequestFailure(f"http_{status}", answered=status in GONE, of_page=of_page)


def warn_of_disallowed_listing(crawler: Crawler, listing: Listing, url: str) -> None:
    """Warn that robots.txt disallows the first page of *listing*, at *url*; counts it."""
    crawler.stats.inc_value("listing/disallowed")
    path = urlsplit(url).path
    what = f"{listing.list} {listing.name}"
    logger.warning("robots.txt disallows %s (%s): it is not crawled", what, path)
