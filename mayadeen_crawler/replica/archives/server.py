"""Serve the made-up archives over HTTP, in a thread, each service on a port of its own."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

from aiohttp import web

from mayadeen_crawler.replica.archives.ccnews import NewsFile, news_files, with_lists
from mayadeen_crawler.replica.archives.commoncrawl import ReplicaCommonCrawl
from mayadeen_crawler.replica.archives.faults import (
    ArchiveFaults,
    error_xml,
    faulty,
    seconds_before,
)
from mayadeen_crawler.replica.archives.moments import Moment
from mayadeen_crawler.replica.archives.shut_out import ShutOut
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
    """When the answer was ready to be sent: a client that waits for it asks again later.

    None: there is none, or it was cut off.
    """
    answered_at: datetime | None = None
    status: int | None = None


class ArchivesServer(ServerThread):
    """Running archives: ``with ArchivesServer(moments(site)) as server: … server.settings``.

    Faults may be switched on and off meanwhile, those of captures and URLs before the service's
    first answer. *clock* gives the seconds by which *shut_out* judges requests to the Wayback
    Machine; the log of requests is always of the real time.
    """

    def __init__(
        self,
        lives: Sequence[Moment],
        *,
        faults: ArchiveFaults | None = None,
        host: str = "127.0.0.1",
        ports: Sequence[int] = (0, 0, 0),
        shut_out: ShutOut | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        endpoints = [
            (partial(self._handle, service), port)
            for service, port in zip(SERVICES, ports, strict=True)
        ]
        super().__init__("archives", host, endpoints)
        self.lives = lives
        self.faults = faults if faults is not None else ArchiveFaults()
        self.requests: list[ArchiveRequest] = []
        """Every request, in the order of their beginning."""
        self._shut_out = shut_out or ShutOut()
        self._clock = clock

    @property
    def settings(self) -> dict[str, str]:
        """The crawler's settings that lead it to these archives: name → base URL."""
        return {SETTINGS[service]: url for service, url in zip(SERVICES, self.urls, strict=True)}

    # Made when they are first asked for: most tests need one archive.

    @cached_property
    def commoncrawl(self) -> ReplicaCommonCrawl:
        """The monthly crawls."""
        return ReplicaCommonCrawl(self.lives, self.faults)

    @cached_property
    def news(self) -> dict[str, NewsFile]:
        """The files of CC-NEWS by path (without its first slash); others may be put in place."""
        return with_lists(news_files(self.lives, self.faults))

    @cached_property
    def wayback(self) -> ReplicaWayback:
        """The Wayback Machine."""
        return ReplicaWayback(self.lives, self.faults)

    async def _handle(self, service: Service, request: web.BaseRequest) -> web.StreamResponse:
        entry = ArchiveRequest(
            service, request.raw_path, dict(request.headers), time.monotonic(), datetime.now(UTC)
        )
        self.requests.append(entry)
        if service == "wayback" and self._shut_out.refuses(self._clock()):
            assert request.transport
            request.transport.abort()
            return web.Response()
        struck = self.faults.striking(request.raw_path)
        await self._pause(seconds_before(struck))
        file = self.news.get(request.path[1:]) if "/CC-NEWS/" in request.path else None
        if isinstance(file, Path) and not struck:
            response: web.StreamResponse = web.FileResponse(file)
            await response.prepare(request)
            whole = True
        else:
            page = faulty(struck, lambda: self._answer(service, request))
            if service == "wayback" and page.status == 429:
                self._shut_out.warn(self._clock(), page.headers.get("Retry-After"))
            headers = {"Content-Type": page.content_type, **page.headers}
            response = await self._send(request, page, headers)
            whole = not (page.missing or page.reset)
        entry.status = response.status
        if whole:
            entry.answered, entry.answered_at = time.monotonic(), datetime.now(UTC)
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
            body = error_xml("NoSuchKey", "The specified key does not exist.")
            return ReplicaPage(body, 404, "application/xml")
        data = file.read_bytes() if isinstance(file, Path) else file
        return _ranged(data, request.headers)


def _ranged(file: bytes, asked: Mapping[str, str]) -> ReplicaPage:
    """Return the bytes of a file that a Range header names (206), or all (200)."""
    tag = f'"{zlib.crc32(file):08x}"'
    kind, headers = "application/octet-stream", {"Accept-Ranges": "bytes", "ETag": tag}
    found = _RANGE.match(asked.get("Range", ""))
    if not found or asked.get("If-Range", tag) != tag:
        return ReplicaPage(file, 200, kind, headers)
    first, last = int(found[1]), int(found[2] or len(file) - 1)
    if first >= len(file) or last < first:
        body = error_xml("InvalidRange", "The requested range is not satisfiable")
        return ReplicaPage(body, 416, "application/xml", {"Content-Range": f"bytes */{len(file)}"})
    last = min(last, len(file) - 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(file)}"
    return ReplicaPage(file[first : last + 1], 206, kind, headers)
