"""Answer conditional requests with 304 if the page has not changed since the client saw it.

Called by ``server.py`` for pages that are ``lasting``.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from mayadeen_crawler.replica.rendering.page import ReplicaPage

#: The ETag and date of so many addresses are remembered.
_SIZE = 1000

_SECOND = timedelta(seconds=1)


class Validators:
    """Gives pages an ``ETag`` and a ``Last-Modified``, the time of their last change."""

    def __init__(self) -> None:
        self._begun = datetime.now(UTC).replace(microsecond=0)
        self._last: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    def answer(self, address: str, page: ReplicaPage, asked: Mapping[str, str]) -> ReplicaPage:
        """Return the answer to a request with the headers *asked* (names in any case)."""
        tag, modified = self._of(address, page.body)
        stamps = {"ETag": tag, "Last-Modified": format_datetime(modified, usegmt=True)}
        headers = {**page.headers, **stamps}
        if _is_unchanged(tag, modified, asked):
            return ReplicaPage(b"", 304, page.content_type, headers)
        return replace(page, headers=headers)

    def _of(self, address: str, body: bytes) -> tuple[str, datetime]:
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        known, modified = self._last.pop(address, (tag, self._begun))
        if known != tag:
            # A header's times are whole seconds: two changes within one must differ.
            now = datetime.now(UTC).replace(microsecond=0)
            modified = max(now, modified + _SECOND)
        self._last[address] = (tag, modified)
        if len(self._last) > _SIZE:
            self._last.popitem(last=False)
        return tag, modified


def _is_unchanged(tag: str, modified: datetime, asked: Mapping[str, str]) -> bool:
    """Whether the client has this version; If-None-Match precedes If-Modified-Since (RFC 9110)."""
    tags = asked.get("If-None-Match")
    if tags is not None:
        known = [known.strip().removeprefix("W/") for known in tags.split(",")]
        return tag in known or "*" in known
    try:
        since = parsedate_to_datetime(asked.get("If-Modified-Since", ""))
    except ValueError:
        return False
    return modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))
