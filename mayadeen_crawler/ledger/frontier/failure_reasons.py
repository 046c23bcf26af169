"""What each reason of a failed fetch means for completeness: the one table of all reasons.

``addresses.reason`` holds these codes; ``audit/counts.py`` reads their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Meaning = Literal["gone", "disallowed", "failed"]
"""``gone``: the site answered that there is no article (any more). ``disallowed``: robots.txt
forbids the request. ``failed``: there may be an article that was not fetched."""

#: The page ended early, by transfer, chunks or compression.
TRUNCATED = "partial/truncated"
#: Reading the page raised an exception that nobody foresaw.
PAGE_ERROR = "page_error"
#: Reading the page would have taken more of the processor than a page may cost.
TOO_COSTLY = "too_costly"
#: Reasons of pages that came and that this program could not read. A newer one may.
UNREADABLE = frozenset({PAGE_ERROR, TOO_COSTLY})
#: A known article lost much of its text, its time or its authors at once.
SHRUNK = "partial/shrunk"
#: A copy of the page from before the newest record, as a cache may hold one.
OUTDATED = "outdated"
#: The page gives the post id of another article, whose own address is to be visited first.
POST_ID_CONFLICT = "post_id_conflict"
REDIRECTED_AWAY = "redirected_away"

REASONS: Mapping[str, Meaning] = MappingProxyType(
    {
        "http_404": "gone",
        "http_410": "gone",
        REDIRECTED_AWAY: "gone",  # to a page of the site that is no article
        "offsite": "gone",  # the redirect leads off the site
        "not_html": "gone",  # a picture, a file
        "robots": "disallowed",
        "robots_unread": "failed",
        "blocked": "failed",
        "redirect_loop": "failed",
        "too_large": "failed",
        TRUNCATED: "failed",
        SHRUNK: "failed",
        OUTDATED: "failed",
        POST_ID_CONFLICT: "failed",
        "ignored": "failed",
        PAGE_ERROR: "failed",
        TOO_COSTLY: "failed",
        # What judgement.py says of the page; a 404 in words is an answer.
        "not_article/not_found": "gone",
        "not_article/challenge": "failed",
        "not_article/consent": "failed",
        "not_article/login": "failed",
        "not_article/maintenance": "failed",
        "not_article/error_page": "failed",
        "not_article/front_page": "failed",
        "not_article/other_article": "failed",
        "suspect": "failed",  # the page of a known article came without its text
        "extra_pipeline": "failed",  # a pipeline of the user dropped it
        "missing_id": "failed",
        "missing_url": "failed",
        "missing_headline": "failed",  # a page that changed, more often than no article
    }
)


def meaning(reason: str | None) -> Meaning:
    """Return the meaning of *reason*.

    Other HTTP statuses (``http_503``) and exceptions on the way (``downloadtimeout``) are
    ``failed``; so is None, an address that was not requested yet.
    """
    return REASONS.get(reason or "", "failed")
