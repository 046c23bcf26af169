"""Serve a replica over HTTP, in a thread: for tests, ``scrapy replica`` and ``scrapy demo``."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from threading import Event, Thread
from types import TracebackType
from typing import Self

from aiohttp import web

from mayadeen_crawler.replica.faults.apply import FaultyAnswers
from mayadeen_crawler.replica.faults.catalogue import Faults
from mayadeen_crawler.replica.rendering.page import ReplicaPage
from mayadeen_crawler.replica.serving.conditional import Validators
from mayadeen_crawler.replica.serving.control import PREFIX, ReplicaControl
from mayadeen_crawler.replica.serving.routes import Routes
from mayadeen_crawler.replica.site.site import ReplicaSite


class ReplicaServer:
    """A running replica: ``with ReplicaServer(ReplicaSite()) as server: … server.url``.

    Entering binds the port (OSError if that fails; 0: any free one) and starts the thread; leaving
    closes every connection and ends the thread. Site and faults may be changed meanwhile.
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
        self.site = site
        self.faults = faults if faults is not None else Faults()
        self.requests: list[str] = []
        """Every requested path with its query, in order."""
        self.answers: list[tuple[str, int]] = []
        """The same with the HTTP status of each answer, in the order of answering."""
        self.url = ""
        self._host, self._port = host, port
        self._answers = FaultyAnswers(site, Routes(site, cache_pages), self.faults)
        self._validators = Validators()
        self._control = ReplicaControl(site, self.faults, self.requests) if control else None
        self._stop = asyncio.Event()
        self._ready = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._run, name="replica", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._failure:
            self._thread.join()
            raise self._failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._loop
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if self._failure and not error:
            raise self._failure

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - raised again where the thread was started
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            self.url = f"http://{self._host}:{runner.addresses[0][1]}"
            self.site.ticker_clock.start()
            self._ready.set()
            await self._stop.wait()
        finally:
            await runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if self._control and request.path.startswith(PREFIX):
            return web.json_response(self._control.act(request.path, request.query))
        self.requests.append(request.path_qs)
        page, delay = self._answers.answer(request.path, request.path_qs, request.query)
        if delay:
            with suppress(TimeoutError):  # the wait ends when the server stops
                await asyncio.wait_for(self._stop.wait(), delay)
        if page.lasting and page.status == 200:
            page = self._lasting(request, page)
        self.answers.append((request.path_qs, page.status))
        headers = {"Content-Type": page.content_type, **page.headers}
        if page.reset and request.transport:
            request.transport.abort()
        if page.missing:
            return await self._cut_off(request, page, headers)
        if page.pause:
            return await self._drip(request, page, headers)
        return web.Response(body=page.body, status=page.status, headers=headers)

    def _lasting(self, request: web.BaseRequest, page: ReplicaPage) -> ReplicaPage:
        if self.site.conditional:
            page = self._validators.answer(request.path_qs, page, request.headers)
        if self.site.age is None:
            return page
        return replace(page, headers={**page.headers, "Age": str(self.site.age)})

    async def _cut_off(
        self, request: web.BaseRequest, page: ReplicaPage, headers: dict[str, str]
    ) -> web.StreamResponse:
        """Announce the whole body, send a part of it, close the connection."""
        response = web.StreamResponse(status=page.status, headers=headers)
        response.content_length = len(page.body)
        await response.prepare(request)
        await response.write(page.body[: len(page.body) - page.missing])
        if request.transport:
            request.transport.close()
        return response

    async def _drip(
        self, request: web.BaseRequest, page: ReplicaPage, headers: dict[str, str]
    ) -> web.StreamResponse:
        """Send the body byte by byte, until it is complete or the client gives up."""
        response = web.StreamResponse(status=page.status, headers=headers)
        response.content_length = len(page.body)
        await response.prepare(request)
        with suppress(ConnectionError):
            for place in range(len(page.body)):
                await response.write(page.body[place : place + 1])
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), page.pause)
                if self._stop.is_set():
                    break
        return response
