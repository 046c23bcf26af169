"""What the reason of a failure says of the archive: the one table of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Meaning = Literal["gone", "disallowed", "failed"]
"""``gone``: the site answered that there is no article (any more). ``disallowed``: robots.txt
keeps the crawler away. ``failed``: there may be an article, and it was not got."""

REASONS: Mapping[str, Meaning] = MappingProxyType(
    {
        "http_404": "gone",
        "http_410": "gone",
        "redirected_away": "gone",  # to a page of the site that is no article
        "offsite": "gone",  # the redirect leads off the site
        "not_html": "gone",  # a picture, a file
        "robots": "disallowed",
        "robots_unread": "failed",
        "blocked": "failed",
        "redirect_loop": "failed",
        "too_large": "failed",
        "ignored": "failed",
        "exception": "failed",  # this program's own
        "suspect": "failed",  # the page of a known article came without its text
        "missing_id": "failed",
        "missing_url": "failed",
        "missing_headline": "failed",  # a page that changed, more often than no article
    }
)


def meaning(reason: str | None) -> Meaning:
    """Return what *reason* says.

    Any other status, and the names of what fails on the way (timeouts, connections), say
    nothing against the article; nor does None, of one that was not asked for yet.
    """
    return REASONS.get(reason or "", "failed")
