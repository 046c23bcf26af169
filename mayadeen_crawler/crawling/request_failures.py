"""Why a request failed, as one word that is also a stat."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from mayadeen_crawler.exceptions import Blocked
from mayadeen_crawler.ledger.frontier.addresses import BLOCKED
from mayadeen_crawler.ledger.listings import Listing
from mayadeen_crawler.utils.run_ending import is_ending

logger = logging.getLogger(__name__)

#: Answers that say a page is gone, rather than that the site is unwell.
GONE = frozenset({404, 410})
#: The reason where robots.txt disallows the address: that is no failure.
DISALLOWED = "robots"
#: Texts of IgnoreRequest (Scrapy's and ours) → the reason, and whether it is the page's own.
_IGNORED = {
    "Forbidden by robots.txt": (DISALLOWED, False),
    "robots.txt could not be read": ("robots_unread", False),
    "max redirections": ("redirect_loop", True),
    "DOWNLOAD_MAXSIZE": ("too_large", True),
}
#: Answers about who asks and how often, not about the page.
_NOT_NOW = frozenset({401, 403, 407, 408, 421, 425, 429, 451})


@dataclass(frozen=True, slots=True)
class Explained:
    """A failure in the operator's terms."""

    reason: str
    """``http_<status>``, ``blocked``, ``robots``, ``offsite``, … or an exception's name in lower
    case."""
    answered: bool
    """The site gave an answer that is one: 404 and 410, or a redirect off the site."""
    of_page: bool
    """The page itself is the reason, rather than the site's or the network's state."""


def count_failure(crawler: Crawler, failure: Failure, *kinds: str) -> Explained | None:
    """Return why the request of *failure* did not reach its callback; counted as `count` does.

    None where it was not made since the run is to end: nothing follows from that.
    """
    error = failure.value
    withheld = isinstance(error, IgnoreRequest) and not isinstance(error, Blocked)
    if withheld and is_ending(crawler):
        return None
    found = explain_error(error)
    count(crawler.stats, found, *kinds)
    return found


def count(stats: StatsCollector, found: Explained | None, *kinds: str) -> None:
    """Count a page by what came of it (None: it was answered), also as one of *kinds*."""
    if found is None or found.answered:
        stats.inc_value("page/answered")
        return
    what = "disallowed" if found.reason == DISALLOWED else "failed"
    for kind in ("page", *kinds):
        stats.inc_value(f"{kind}/{what}")


def explain_error(error: BaseException | None) -> Explained:
    """Return what an exception of a request says."""
    if isinstance(error, HttpError):
        status = error.response.status
        gone = status in GONE
        of_page = status < 500 and status not in _NOT_NOW
        return Explained(f"http_{status}", answered=gone or status < 400, of_page=of_page)
    if isinstance(error, Blocked):
        return Explained(BLOCKED, answered=False, of_page=False)
    if isinstance(error, IgnoreRequest):
        text = str(error)
        for part, (reason, of_page) in _IGNORED.items():
            if part in text:
                return Explained(reason, answered=False, of_page=of_page)
        if "offsite" in text:
            return Explained("offsite", answered=True, of_page=True)
        return Explained("ignored", answered=True, of_page=False)
    name = type(error).__name__.removesuffix("Error").lower()
    return Explained(name, answered=False, of_page=False)


def disallowed(crawler: Crawler, listing: Listing, url: str) -> None:
    """Say that robots.txt keeps the crawler from a whole listing."""
    crawler.stats.inc_value("listing/disallowed")
    path = urlsplit(url).path
    what = f"{listing.list} {listing.name}"
    logger.warning("robots.txt disallows %s (%s): it is not crawled", what, path)
