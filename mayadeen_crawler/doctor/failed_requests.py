"""Why a page did not come, and what an operator can do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import HtmlResponse, Response

from mayadeen_crawler.exceptions import Blocked
from mayadeen_crawler.middlewares.blocks import is_challenge
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import is_article_url

#: What a challenge is answered with; the blocks of the site are its owner's to lift.
ASK = (
    "ask the outlet for access, crawl from an address it allows, or set a user agent or header "
    "it has agreed to (USER_AGENT, DEFAULT_REQUEST_HEADERS); nothing here works around a block"
)

_ADDRESS = "see whether the address is right"
_REFUSED = frozenset({401, 403, 407, 451})
_GONE = frozenset({404, 410})

_ERRORS: tuple[tuple[type[Exception], str, str], ...] = (
    (
        CannotResolveHostError,
        "its host name cannot be resolved, DNS",
        "see whether the address is right, and this machine's network and DNS",
    ),
    (
        DownloadConnectionRefusedError,
        "nothing answers there, connection refused",
        "see whether the address and port are right, and whether a firewall is between",
    ),
    (
        DownloadTimeoutError,
        "no answer came in time",
        "run again later; if it recurs, see this machine's network (a proxy, a firewall)",
    ),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request brought: a response, of whatever status, or an exception."""

    url: str
    response: Response | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no page."""

    finding: str
    advice: str
    blocked: bool = False
    """The site refuses this machine, or asks to be left alone."""
    by_robots: bool = False
    """robots.txt disallows this one address; others may be allowed."""
    others: bool = False
    """It is this one address's: a crawl goes on with the next in its place."""


def came_challenge(answer: Answer) -> bool:
    """Whether the answer is a firewall's challenge: the owner's no."""
    if answer.response is None:
        return False
    mitigated = (answer.response.headers.get("cf-mitigated") or b"").decode("latin-1")
    return is_challenge(answer.response.status, mitigated, answer.response.body)


def problem(answer: Answer) -> Problem | None:
    """Return why *answer* is no page of HTML; ``None`` where it is one."""
    if answer.response is None:
        return _of_error(answer.error)
    if came_challenge(answer):
        said = f"the site blocks this machine by a challenge page, HTTP {answer.response.status}"
        return Problem(said, ASK, blocked=True)
    return _of_status(answer.response)


def no_article(answer: Answer, site: Site) -> Problem | None:
    """Return why what an article's address brought is none; a section's page is none, either."""
    wrong = problem(answer)
    if wrong is not None:
        offsite = "offsite" in str(answer.error)
        return replace(wrong, others=wrong.others or wrong.by_robots or offsite)
    assert answer.response is not None
    there = answer.response.url
    if "redirect_urls" in answer.response.meta and not is_article_url(there, site):
        return Problem(f"it leads away, to {there}", _ADDRESS, others=True)
    return None


def _of_status(response: Response) -> Problem | None:
    status, after = response.status, response.headers.get("Retry-After")
    if status == 429 or (status == 503 and after):
        wait = f", Retry-After: {after.decode('latin-1')}" if after else ""
        return Problem(
            f"the site asks to be left alone for a while, HTTP {status}{wait}",
            "run again when that time is over; if it recurs, raise DOWNLOAD_DELAY",
            blocked=True,
        )
    if status in _REFUSED:
        return Problem(f"the site refuses, HTTP {status}", ASK, blocked=True)
    if status in _GONE:
        return Problem(f"there is no such page, HTTP {status}", _ADDRESS, others=True)
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
    text = str(error)
    if isinstance(error, IgnoreRequest):
        if isinstance(error, Blocked):
            return Problem(f"the site blocks this machine by a {text}", ASK, blocked=True)
        if text == "Forbidden by robots.txt":
            wish = "it is the site's wish, and kept"
            return Problem("robots.txt disallows it", wish, blocked=True, by_robots=True)
        if "offsite" in text:
            return Problem(
                f"it leads off the site, to {text.rpartition(' ')[2]}",
                "see --edition and --base-url: links off the site are never followed",
            )
        # That robots.txt could not be read is no wish of the site.
        return Problem(text, "run again later", blocked="left alone" in text)
    for kind, finding, advice in _ERRORS:
        if isinstance(error, kind):
            return Problem(finding, advice)
    if "SSL" in text or "certificate" in text:
        why = re.findall(r"certificate [a-z ]+|[a-z]+ alert [a-z ]+", text)
        return Problem(
            f"no trusted connection could be made, TLS{': ' + why[-1] if why else ''}",
            "see this machine's clock and its certificates (the package ca-certificates), and "
            "whether a proxy is between",
        )
    return Problem(
        f"the connection failed, {type(error).__name__}: {text[:200]}",
        "run again later; if it recurs, see this machine's network",
    )
