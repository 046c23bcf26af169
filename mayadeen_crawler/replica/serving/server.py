"""Serve a replica over HTTP, in a thread: for tests, ``scrapy replica`` and ``scrapy demo``."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from mayadeen_crawler.replica.faults.apply import FaultyAnswers
from mayadeen_crawler.replica.faults.catalogue import Faults
from mayadeen_crawler.replica.rendering.page import ReplicaPage
from mayadeen_crawler.replica.serving.conditional import Validators
from mayadeen_crawler.replica.serving.control import PREFIX, ReplicaControl
from mayadeen_crawler.replica.serving.routes import Routes
from mayadeen_crawler.replica.serving.server_thread import ServerThread
from mayadeen_crawler.replica.site.site import ReplicaSite


class ReplicaServer(ServerThread):
    """A running replica: ``with ReplicaServer(ReplicaSite()) as server: … server.url``.

    Site and faults may be changed while it is served.
    """

    def __init__(
        self,
        site: ReplicaSite,
        *,
        faults: Faults | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        control: bool = False,
        cache_pages: int = 1024,
    ) -> None:
        super().__init__("replica", host, [(self._handle, port)])
        self.site = site
        self.faults = faults if faults is not None else Faults()
        self.requests: list[str] = []
        """Every requested path with its query, in order."""
        self.answers: list[tuple[str, int]] = []
        """The same with the HTTP status of each answer, in the order of answering."""
        self.url = ""
        self._answers = FaultyAnswers(site, Routes(site, cache_pages), self.faults)
        self._validators = Validators()
        self._control = ReplicaControl(site, self.faults, self.requests) if control else None

    def _started(self) -> None:
        (self.url,) = self.urls
        self.site.ticker_clock.start()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if self._control and request.path.startswith(PREFIX):
            return web.json_response(self._control.act(request.path, request.query))
        self.requests.append(request.path_qs)
        page, delay = self._answers.answer(request.path, request.path_qs, request.query)
        if delay:
            await self._pause(delay)
        if page.lasting and page.status == 200:
            page = self._lasting(request, page)
        self.answers.append((request.path_qs, page.status))
        headers = {"Content-Type": page.content_type, **page.headers}
        return await self._send(request, page, headers)

    def _lasting(self, request: web.BaseRequest, page: ReplicaPage) -> ReplicaPage:
        if self.site.conditional:
            page = self._validators.answer(request.path_qs, page, request.headers)
        if self.site.age is None:
            return page
        return replace(page, headers={**page.headers, "Age": str(self.site.age)})
