"""Why a page did not come, in words for the operator, and what the operator can do about it.

Used by all checks of ``scrapy doctor`` that request something. What kind of failure it is, is
decided in ``crawling/request_failures.py``, as in a crawl; this file only words each kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from OpenSSL import SSL
from scrapy.exceptions import DownloadFailedError
from scrapy.http import HtmlResponse, Response

from mayadeen_crawler.crawling.request_failures import (
    DISALLOWED,
    GONE,
    classify,
)
from mayadeen_crawler.exceptions import HostOnHold, OffSite
from mayadeen_crawler.ledger.frontier.addresses import BLOCKED
from mayadeen_crawler.ledger.frontier.failure_reasons import TRUNCATED
from mayadeen_crawler.middlewares.blocks import REFUSED, is_challenge_response
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import is_article_url
from mayadeen_crawler.utils.raised import raised

#: The advice where the site refuses this crawler: only its owner can lift a block.
ASK = (
    "ask the outlet for access, crawl from an address it allows, or set a user agent or header "
    "it has agreed to (USER_AGENT, DEFAULT_REQUEST_HEADERS); nothing here works around a block"
)

_ADDRESS = "see whether the address is right"
_LATER = "run again later; if it recurs, see this machine's network"

#: Reason (`RequestFailure.reason`) → finding and advice.
_NETWORK: Mapping[str, tuple[str, str]] = {
    "cannotresolvehost": (
        "its host name cannot be resolved, DNS",
        "see whether the address is right, and this machine's network and DNS",
    ),
    "downloadconnectionrefused": (
        "nothing answers there, connection refused",
        "see whether the address and port are right, and whether a firewall is between",
    ),
    "downloadtimeout": ("no answer came in time", f"{_LATER} (a proxy, a firewall)"),
    TRUNCATED: ("the page ended early, only a part of it came", f"{_LATER} (a proxy)"),
}
#: Reasons for which no page came although the site could be reached: the exception says it.
_NOT_FETCHED = frozenset({"robots_unread", "redirect_loop", "too_large", "ignored"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request brought: a response, of whatever status, or an exception."""

    url: str
    response: Response | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A failed request in words: the finding, the advice, and how far it reaches."""

    finding: str
    advice: str
    blocked: bool = False
    """The site refuses this machine, or asks to be left alone for a while."""
    by_robots: bool = False
    """robots.txt disallows this one URL; others may be allowed."""
    only_this_url: bool = False
    """Only this URL is affected: a crawl would go on with the next one."""


def came_challenge(answer: Answer) -> bool:
    """Whether the response is the challenge page of a firewall, by which the site refuses."""
    return answer.response is not None and is_challenge_response(answer.response)


def problem(answer: Answer) -> Problem | None:
    """Return why *answer* is not an HTML page; None if it is one."""
    if answer.response is None:
        return _of_error(answer.error)
    if came_challenge(answer):
        said = f"the site blocks this machine by a challenge page, HTTP {answer.response.status}"
        return Problem(said, ASK, blocked=True)
    return _of_response(answer.response)


def no_article(answer: Answer, site: Site) -> Problem | None:
    """Return why *answer* is not a page that a crawl would read as an article, else None.

    Unlike `problem`, this includes a redirect to a section, and another article may be tried.
    """
    wrong = problem(answer)
    if wrong is not None:
        offsite = isinstance(answer.error, OffSite)
        return replace(wrong, only_this_url=wrong.only_this_url or wrong.by_robots or offsite)
    assert answer.response is not None
    there = answer.response.url
    if "redirect_urls" in answer.response.meta and not is_article_url(there, site):
        return Problem(f"it leads away, to {there}", _ADDRESS, only_this_url=True)
    return None


def _of_response(response: Response) -> Problem | None:
    status, after = response.status, response.headers.get("Retry-After")
    if status == 429 or (status == 503 and after):
        wait = f", Retry-After: {after.decode('latin-1')}" if after else ""
        return Problem(
            f"the site asks to be left alone for a while, HTTP {status}{wait}",
            "run again when that time is over; if it recurs, raise DOWNLOAD_DELAY",
            blocked=True,
        )
    if status in REFUSED:
        return Problem(f"the site refuses, HTTP {status}", ASK, blocked=True)
    if status in GONE:
        return Problem(f"there is no such page, HTTP {status}", _ADDRESS, only_this_url=True)
    if status >= 500:
        return Problem(
            f"the site is unwell, HTTP {status}", "run again later; see it in a browser meanwhile"
        )
    if not 200 <= status < 300:
        return Problem(f"no page came, HTTP {status}", "open the address in a browser")
    if not isinstance(response, HtmlResponse):
        kind = (response.headers.get("Content-Type") or b"of no type").decode("latin-1")
        return Problem(f"what came is no HTML, but {kind}", "open the address in a browser")
    return None


def _of_error(error: Exception | None) -> Problem:
    text, reason = str(error), classify(error).reason
    if reason == BLOCKED:
        return Problem(f"the site blocks this machine by a {text}", ASK, blocked=True)
    if reason == DISALLOWED:
        wish = "it is the site's wish, and kept"
        return Problem("robots.txt disallows it", wish, blocked=True, by_robots=True)
    if isinstance(error, OffSite):
        return Problem(
            f"it leads off the site, to {error.url}",
            "see --edition and --base-url: links off the site are never followed",
        )
    if reason in _NOT_FETCHED:
        return Problem(text, "run again later", blocked=isinstance(error, HostOnHold))
    if reason in _NETWORK:
        return Problem(*_NETWORK[reason])
    if _is_tls(error):
        why = re.findall(r"certificate [a-z ]+|\b[a-z]{1,30} alert [a-z ]+", text)
        return Problem(
            f"no trusted connection could be made, TLS{': ' + why[-1] if why else ''}",
            "see this machine's clock and its certificates (the package ca-certificates), and "
            "whether a proxy is between",
        )
    said = raised(error).words if error is not None else "nothing came"
    return Problem(f"the connection failed, {said}", _LATER)


def _is_tls(error: Exception | None) -> bool:
    """Whether the connection failed because no trusted TLS session could be made.

    Twisted's ResponseFailed, from which Scrapy raises, lists the causes as `reasons`.
    """
    if not isinstance(error, DownloadFailedError):
        return False
    causes = getattr(error.__cause__, "reasons", ())
    return any(isinstance(cause.value, SSL.Error) for cause in causes)
