"""Serve HTTP in a thread, and send answers whole, cut off or byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

from aiohttp import web

from mayadeen_crawler.replica.rendering.page import ReplicaPage

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class ServerThread:
    """Handlers, each on a port of its own, in one thread: ``with server: … server.urls``.

    Entering binds the ports (OSError if that fails; 0: any free one) and starts the thread;
    leaving closes every connection and ends the thread.
    """

    def __init__(self, name: str, host: str, endpoints: Sequence[tuple[Handler, int]]) -> None:
        self.urls: list[str] = []
        """The base URL of each endpoint, in their order, once the ports are bound."""
        self._host, self._endpoints = host, endpoints
        self._stop = asyncio.Event()
        self._ready = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._run, name=name, daemon=True)

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

    def _started(self) -> None:
        """Do what is due once the ports are bound, before `__enter__` returns."""

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - raised again where the thread was started
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        runners: list[web.ServerRunner] = []
        try:
            for handler, port in self._endpoints:
                runner = web.ServerRunner(web.Server(handler, access_log=None), shutdown_timeout=0)
                runners.append(runner)
                await runner.setup()
                await web.TCPSite(runner, self._host, port).start()
                self.urls.append(f"http://{self._host}:{runner.addresses[0][1]}")
            self._started()
            self._ready.set()
            await self._stop.wait()
        finally:
            for runner in runners:
                await runner.cleanup()

    async def _pause(self, seconds: float) -> None:
        """Wait so many seconds, or until the server stops."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    async def _send(
        self, request: web.BaseRequest, page: ReplicaPage, headers: dict[str, str]
    ) -> web.StreamResponse:
        if page.reset and request.transport:
            request.transport.abort()
        if page.missing:
            return await self._cut_off(request, page, headers)
        if page.pause:
            return await self._drip(request, page, headers)
        return web.Response(body=page.body, status=page.status, headers=headers)

    async def _cut_off(
        self, request: web.BaseRequest, page: ReplicaPage, headers: dict[str, str]
    ) -> web.StreamResponse:
        """Announce the whole body, send a part of it, close the connection."""
        response = await _begun(request, page, headers)
        await response.write(page.body[: len(page.body) - page.missing])
        if request.transport:
            request.transport.close()
        return response

    async def _drip(
        self, request: web.BaseRequest, page: ReplicaPage, headers: dict[str, str]
    ) -> web.StreamResponse:
        """Send the body byte by byte, until it is complete or the client gives up."""
        response = await _begun(request, page, headers)
        with suppress(ConnectionError):
            for place in range(len(page.body)):
                await response.write(page.body[place : place + 1])
                await self._pause(page.pause)
                if self._stop.is_set():
                    break
        return response


async def _begun(
    request: web.BaseRequest, page: ReplicaPage, headers: dict[str, str]
) -> web.StreamResponse:
    """Send an answer's headers, with the length of its whole body."""
    response = web.StreamResponse(status=page.status, headers=headers)
    response.content_length = len(page.body)
    await response.prepare(request)
    return response
