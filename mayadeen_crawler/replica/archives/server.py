"""Serve the made-up archives over HTTP, in a thread, each service on a port of its own."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Literal

from aiohttp import web

from mayadeen_crawler.replica.archives.ccnews import news_files
from mayadeen_crawler.replica.archives.commoncrawl import ReplicaCommonCrawl
from mayadeen_crawler.replica.archives.moments import Moment
from mayadeen_crawler.replica.archives.wayback import ReplicaWayback
from mayadeen_crawler.replica.rendering.page import ReplicaPage
from mayadeen_crawler.replica.serving.server_thread import ServerThread

Service = Literal["index", "data", "wayback"]
"""Common Crawl's index, its data host (CC-NEWS as well), and the Wayback Machine."""
SERVICES: tuple[Service, ...] = ("index", "data", "wayback")
#: The setting that holds each service's base URL.
SETTINGS: Mapping[Service, str] = {
    "index": "COMMONCRAWL_INDEX",
    "data": "COMMONCRAWL_DATA",
    "wayback": "WAYBACK_URL",
}

_RANGE = re.compile(r"bytes=(\d+)-(\d*)\Z")


@dataclass(slots=True)
class ArchiveRequest:
    """A request, and when it was answered. Moments in seconds are of one monotonic clock."""

    service: Service
    path: str
    """Path and query as they were requested."""
    headers: Mapping[str, str]
    begun: float
    begun_at: datetime
    """In UTC."""
    answered: float | None = None
    """When the answer was complete; None: it is not, or the connection was lost."""
    answered_at: datetime | None = None
    status: int | None = None


class ArchivesServer(ServerThread):
    """Running archives: ``with ArchivesServer(moments(site)) as server: … server.settings``."""

    def __init__(
        self, lives: Sequence[Moment], *, host: str = "127.0.0.1", ports: Sequence[int] = (0, 0, 0)
    ) -> None:
        endpoints = [
            (partial(self._handle, service), port)
            for service, port in zip(SERVICES, ports, strict=True)
        ]
        super().__init__("archives", host, endpoints)
        self.lives = lives
        self.requests: list[ArchiveRequest] = []
        """Every request, in the order of their beginning."""

    @property
    def settings(self) -> dict[str, str]:
        """The crawler's settings that lead it to these archives: name → base URL."""
        return {SETTINGS[service]: url for service, url in zip(SERVICES, self.urls, strict=True)}

    # Made when they are first asked for: most tests need one archive.

    @cached_property
    def commoncrawl(self) -> ReplicaCommonCrawl:
        """The monthly crawls."""
        return ReplicaCommonCrawl(self.lives)

    @cached_property
    def news(self) -> dict[str, bytes]:
        """The files of CC-NEWS, by path without the first slash."""
        return news_files(self.lives)

    @cached_property
    def wayback(self) -> ReplicaWayback:
        """The Wayback Machine."""
        return ReplicaWayback(self.lives)

    async def _handle(self, service: Service, request: web.BaseRequest) -> web.StreamResponse:
        entry = ArchiveRequest(
            service, request.raw_path, dict(request.headers), time.monotonic(), datetime.now(UTC)
        )
        self.requests.append(entry)
        page = self._answer(service, request)
        headers = {"Content-Type": page.content_type, **page.headers}
        response = await self._send(request, page, headers)
        if not response.prepared:
            await response.prepare(request)
            await response.write_eof()
        entry.answered, entry.answered_at = time.monotonic(), datetime.now(UTC)
        entry.status = page.status
        return response

    def _answer(self, service: Service, request: web.BaseRequest) -> ReplicaPage:
        base_url = self.urls[SERVICES.index(service)]
        if service == "index":
            return self.commoncrawl.answer(request.raw_path, base_url)
        if service == "wayback":
            return self.wayback.answer(request.raw_path, base_url)
        path = request.path.removeprefix("/")
        file = (self.news if "/CC-NEWS/" in path else self.commoncrawl.files).get(path)
        if file is None:
            return ReplicaPage(
                _error("NoSuchKey", "The key does not exist."), 404, "application/xml"
            )
        return _ranged(file, request.headers.get("Range", ""))


def _ranged(file: bytes, wanted: str) -> ReplicaPage:
    """Return the bytes of a file that a Range header names (206), or all (200)."""
    kind, headers = "application/octet-stream", {"Accept-Ranges": "bytes"}
    found = _RANGE.match(wanted)
    if not found:
        return ReplicaPage(file, 200, kind, headers)
    first, last = int(found[1]), int(found[2] or len(file) - 1)
    if first >= len(file) or last < first:
        body = _error("InvalidRange", "The requested range is not satisfiable")
        return ReplicaPage(body, 416, "application/xml", {"Content-Range": f"bytes */{len(file)}"})
    last = min(last, len(file) - 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(file)}"
    return ReplicaPage(file[first : last + 1], 206, kind, headers)


def _error(code: str, message: str) -> bytes:
    """Return the XML with which the data host explains an error."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    ).encode()
