"""Why a request failed, as one word that is also a stat."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

#: Answers that say a page is gone, rather than that the site is unwell.
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Explained:
    """A failure in the operator's terms."""

    reason: str
    """``http_<status>``, ``robots``, ``offsite``, or an exception's name in lower case."""
    answered: bool
    """The site gave an answer that is one: 404 and 410, or a redirect off the site."""
    for_good: bool
    """Asking again later is of no use."""


def explain_failure(failure: Failure) -> Explained:
    """Return why the request of *failure* did not reach its callback."""
    error = failure.value
    if isinstance(error, HttpError):
        status = error.response.status
        gone = status in GONE
        return Explained(f"http_{status}", answered=gone or status < 400, for_good=gone)
    if isinstance(error, IgnoreRequest):
        text = str(error)
        if "robots.txt" in text:
            return Explained("robots", answered=False, for_good=False)
        if "offsite" in text:
            return Explained("offsite", answered=True, for_good=True)
        return Explained("ignored", answered=True, for_good=False)
    return Explained(type(error).__name__.removesuffix("Error").lower(), False, False)
