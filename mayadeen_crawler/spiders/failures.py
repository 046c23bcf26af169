"""Why a request failed, as one word that is also a stat."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

#: Answers that say a page is gone, rather than that the site is unwell.
GONE = frozenset({404, 410})
#: Answers about who asks and how often, not about the page.
_NOT_NOW = frozenset({401, 403, 407, 408, 421, 425, 429, 451})


@dataclass(frozen=True, slots=True)
class Explained:
    """A failure in the operator's terms."""

    reason: str
    """``http_<status>``, ``robots``, ``offsite``, or an exception's name in lower case."""
    answered: bool
    """The site gave an answer that is one: 404 and 410, or a redirect off the site."""
    of_page: bool
    """The page itself is the reason, rather than the site's or the network's state."""


def explain_failure(failure: Failure) -> Explained:
    """Return why the request of *failure* did not reach its callback."""
    return explain_error(failure.value)


def explain_error(error: BaseException | None) -> Explained:
    """Return what an exception of a request says."""
    if isinstance(error, HttpError):
        status = error.response.status
        gone = status in GONE
        of_page = status < 500 and status not in _NOT_NOW
        return Explained(f"http_{status}", answered=gone or status < 400, of_page=of_page)
    if isinstance(error, IgnoreRequest):
        text = str(error)
        if "robots.txt" in text:
            return Explained("robots", answered=False, of_page=False)
        if "offsite" in text:
            return Explained("offsite", answered=True, of_page=True)
        return Explained("ignored", answered=True, of_page=False)
    name = type(error).__name__.removesuffix("Error").lower()
    return Explained(name, answered=False, of_page=False)
