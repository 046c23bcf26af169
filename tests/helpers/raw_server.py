"""A server that sends whole HTTP answers byte for byte, faults included, and then hangs up."""

from __future__ import annotations

import socketserver
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Self

from tests.helpers.local_server import LocalServer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class RawServer(LocalServer):
    """``with RawServer() as site: site.answers["/a"] = b"HTTP/1.1 …"``; other paths are 404."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.streams: dict[str, Callable[[], Iterator[bytes]]] = {}
        """Answers that come in pieces, perhaps without end."""
        self.asked: list[str] = []
        """Every path, but robots.txt, in order."""

    def __enter__(self) -> Self:
        site = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                path = self.rfile.readline().split(b" ")[1].decode()
                while self.rfile.readline().strip():
                    pass
                if path != "/robots.txt":
                    site.asked.append(path)
                with suppress(OSError):  # who asked may read no more of it
                    for piece in site.streams.get(path, lambda: iter(()))():
                        self.wfile.write(piece)
                    if path not in site.streams:
                        self.wfile.write(site.answers.get(path, _MISSING))

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.serve(server)
        return self


def answer(body: bytes, *headers: str) -> bytes:
    """Return an answer with *body* and its length."""
    return unsized(body, f"Content-Length: {len(body)}", *headers)


def unsized(body: bytes, *headers: str) -> bytes:
    """Return an answer with *body* that says of its length only what *headers* say."""
    return HEAD + "".join(f"{line}\r\n" for line in headers).encode() + b"\r\n" + body
