"""What an archive captured: pages of the stories at their moments, as the archive received them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from mayadeen_crawler.replica.archives.moments import Moment
from mayadeen_crawler.replica.rendering.page import ReplicaPage


@dataclass(frozen=True)
class ReplicaCapture:
    """One answer of a site, as an archive received it."""

    url: str
    """As it was requested: absolute, percent-encoded."""
    moment: datetime
    """When it was captured, in UTC, in whole seconds."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """The answer's headers, without those of its length and its coding."""
    body: bytes
    """The payload, decoded."""
    coding: str = ""
    """In which coding the site sent the payload: ``gzip``, or empty for none."""
    truncated: bool = False
    """The archive kept a part of the payload only."""

    @cached_property
    def timestamp(self) -> str:
        """The moment as archives write it: 14 digits, ``20250112170000``."""
        return f"{self.moment:%Y%m%d%H%M%S}"

    @cached_property
    def digest(self) -> str:
        """The SHA-1 of the payload, in base 32."""
        return base64.b32encode(hashlib.sha1(self.body, usedforsecurity=False).digest()).decode()

    @property
    def mime(self) -> str:
        """The media type that the site named, without its parameters."""
        named = {name.lower(): value for name, value in self.headers}
        return named.get("content-type", "unk").partition(";")[0]


def captured(lives: Sequence[Moment], delay: timedelta) -> Iterator[ReplicaCapture]:
    """Yield the captures of one archive, oldest first: every page at every moment.

    *delay* is how long after a moment's beginning the archive comes; so two archives hold the same
    states at different times. A third of the stories' pages has the time of the visit in a script,
    as pages with advertisements do: their digests differ though the story does not.
    """
    for turn, moment in enumerate(lives):
        begin = (moment.at + delay).replace(microsecond=0)
        pages = [(url, page, False) for url, page in moment.others.items()]
        pages += [
            (state.url, state.page, (number + turn) % 3 == 0)
            for number, state in moment.states.items()
        ]
        for place, (url, page, stamped) in enumerate(pages):
            visit = begin + timedelta(seconds=7 * place)
            yield _capture(url, page, visit, stamped=stamped, place=place)


def _capture(
    url: str, page: ReplicaPage, visit: datetime, *, stamped: bool, place: int
) -> ReplicaCapture:
    body = page.body
    if stamped:
        script = f"<script>window.servedAt = {visit.timestamp():.0f};</script>\n</body>"
        body = body.replace(b"</body>", script.encode(), 1)
    headers = (
        ("Date", f"{visit:%a, %d %b %Y %H:%M:%S} GMT"),
        ("Content-Type", page.content_type),
        ("Server", "nginx"),
        *page.headers.items(),
    )
    return ReplicaCapture(url, visit, page.status, headers, body, "gzip" if place % 4 else "")
