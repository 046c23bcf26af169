"""A service that takes alerts: a web server on this machine, which can refuse some of them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from tests.helpers.local_server import LocalServer


class Webhook(LocalServer):
    """``with Webhook() as hook: … hook.channel … hook.messages``."""

    def __init__(self, refuses: Callable[[int], bool] = lambda _number: False) -> None:
        """*refuses*: called with the number of each message, from 0; such a one gets a 503."""
        self.refuses = refuses
        self.asked = 0
        """Messages that arrived, those refused included."""
        self.messages: list[tuple[str, str]] = []
        """Title and text of each message that was taken, in order."""
        self._lock = threading.Lock()

    @property
    def channel(self) -> str:
        """URL of the apprise service that posts here."""
        return self.url.replace("http://", "json://")

    @property
    def headlines(self) -> list[str]:
        """The first line of each message that was taken."""
        return [text.partition("\n")[0] for _, text in self.messages]

    def _take(self, body: dict[str, str]) -> int:
        with self._lock:
            number, self.asked = self.asked, self.asked + 1
            if self.refuses(number):
                return 503
            self.messages.append((body["title"], body["message"]))
            return 204

    def __enter__(self) -> Self:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(take(body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_said: object) -> None:
                """Say nothing."""

        self.serve(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        return self
