"""What an archive captured: pages of the stories at their moments, as the archive received them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from mayadeen_crawler.replica.archives.faults import ArchiveFaults
from mayadeen_crawler.replica.archives.moments import Moment
from mayadeen_crawler.replica.rendering.page import ReplicaPage

Archive = Literal["commoncrawl", "ccnews", "wayback"]

#: How long after a moment's beginning each archive comes.
_DELAYS: Mapping[Archive, timedelta] = {
    "ccnews": timedelta(minutes=5),
    "commoncrawl": timedelta(minutes=20),
    "wayback": timedelta(minutes=50),
}
_NO_FAULTS = ArchiveFaults()


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
    story: int | None = None
    """The number of the story whose page it is; None: it is no story's page."""
    filed_as: str = ""
    """The URL under which indexes file it, where that is another than its own."""
    faults: frozenset[str] = frozenset()
    """The names of the faults of ``ARCHIVE_KINDS`` that hit it."""

    @cached_property
    def timestamp(self) -> str:
        """The moment as archives write it: 14 digits, ``20250112170000``."""
        return f"{self.moment:%Y%m%d%H%M%S}"

    @cached_property
    def digest(self) -> str:
        """The SHA-1 of the payload, in base 32."""
        return base64.b32encode(hashlib.sha1(self.kept, usedforsecurity=False).digest()).decode()

    @property
    def kept(self) -> bytes:
        """What the archive kept of the payload."""
        return self.body[: len(self.body) // 2] if self.truncated else self.body

    @property
    def truncated(self) -> bool:
        """Whether the archive kept a part of the payload only."""
        return "truncated" in self.faults

    @property
    def mime(self) -> str:
        """The media type that the site named, without its parameters."""
        return self.header("Content-Type").partition(";")[0] or "unk"

    def header(self, name: str) -> str:
        """Return the value of a header, empty if the answer has none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def captured(
    lives: Sequence[Moment], archive: Archive, faults: ArchiveFaults = _NO_FAULTS
) -> Iterator[ReplicaCapture]:
    """Yield the captures of one archive, oldest first: every page at every moment.

    Two archives hold the same states at different times. A third of the stories' pages has the time
    of the visit in a script, as pages with advertisements do: their digests differ though the story
    does not. Those of other pages are equal as long as the page is.
    """
    for turn, moment in enumerate(lives):
        begin = (moment.at + _DELAYS[archive]).replace(microsecond=0)
        for capture in [*_visits(moment, turn, begin), *_odd(lives, turn, begin)]:
            names = _names(capture, faults)
            if not capture.filed_as or "foreign-pages" in names:
                yield replace(capture, faults=names)


def _names(capture: ReplicaCapture, faults: ArchiveFaults) -> frozenset[str]:
    struck = faults.striking(f"{capture.url} {capture.timestamp}", stages=("capture",))
    return frozenset(fault.name for fault in struck)


def _visits(moment: Moment, turn: int, begin: datetime) -> Iterator[ReplicaCapture]:
    """Yield the captures of all pages that the site has, seven seconds apart."""
    place = 0
    for url, page in moment.others.items():
        yield _capture(url, page, begin + timedelta(seconds=7 * place), place)
        place += 1
    for number, state in moment.states.items():
        visit, page = begin + timedelta(seconds=7 * place), state.page
        if (number + turn) % 3 == 0:
            page = _stamped(page, visit)
        yield replace(_capture(state.url, page, visit, place), story=number)
        place += 1


def _odd(lives: Sequence[Moment], turn: int, begin: datetime) -> Iterator[ReplicaCapture]:
    """Yield what else archives hold at stories' addresses, some hours after the visits.

    Of every ten stories: one was once a 404 in words, one a challenge with status 200, one not
    there, one a failure of the server, and one has a copy on another host that is filed under its
    own address. The former address of a story that moved redirects to the present one.
    """
    moment = lives[turn]
    for number, state in moment.states.items():
        visit = begin + timedelta(hours=6, seconds=7 * number)
        odd = {
            (1, 1): replace(moment.not_found, status=200),
            (2, 2): replace(moment.challenge, status=200),
            (1, 3): moment.not_found,
            (2, 4): ReplicaPage(b"<h1>Error</h1>", 503),
        }.get((turn, number % 10))
        if odd:
            yield replace(_capture(state.url, odd, visit, number), filed_as=state.url)
        if (turn, number % 10) == (1, 5):
            copy = f"https://copies.example{urlsplit(state.url).path}"
            yield replace(_capture(copy, state.page, visit, number), filed_as=state.url)
        former = lives[turn - 1].states[number].url if turn else state.url
        if former != state.url:
            away = ReplicaPage(b"", 301, headers={"Location": state.url})
            yield replace(_capture(former, away, visit, number), filed_as=former)


def _stamped(page: ReplicaPage, visit: datetime) -> ReplicaPage:
    script = f"<script>window.servedAt = {visit.timestamp():.0f};</script>\n</body>"
    return replace(page, body=page.body.replace(b"</body>", script.encode(), 1))


def _capture(url: str, page: ReplicaPage, visit: datetime, place: int) -> ReplicaCapture:
    headers = (
        ("Date", f"{visit:%a, %d %b %Y %H:%M:%S} GMT"),
        ("Content-Type", page.content_type),
        ("Server", "nginx"),
        *page.headers.items(),
    )
    coding = "gzip" if place % 4 and page.body else ""
    return ReplicaCapture(url, visit, page.status, headers, page.body, coding)
