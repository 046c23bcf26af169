"""A site some of whose listings are hostile: pages whose scripts do what no listing needs.

Every page of the site also has a card, so that a listing that was not stopped has one article.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.helpers.served_site import Answer, Served

SECTIONS = {"politics": "Politics", "sports": "Sports", "health": "Health", "economy": "Economy"}
_MENU = "".join(f"<li><a href='/news/{slug}'>{name}</a></li>" for slug, name in SECTIONS.items())


class HostileSite(Served):
    """``with HostileSite(politics="<script>…</script>") as site: …``: section → its own markup."""

    def __init__(self, **markup: str) -> None:
        super().__init__({"/": f"<html><body><nav><ul>{_MENU}</ul></nav></body></html>"})
        for slug in SECTIONS:
            self.pages[f"/news/{slug}"] = (
                f"<html><body><main><h1>{slug}</h1><div><h3><a href='/news/{slug}/story-of-{slug}'>"
                f"The story of {slug}</a></h3><span>3 Feb 2022</span></div></main>"
                f"{markup.get(slug, '')}</body></html>"
            )
            self.pages[f"/news/{slug}/story-of-{slug}"] = (
                f"<html><body><article><h1>The story of {slug}</h1><p>Some made-up words of the "
                f"story of {slug}, long enough for a paragraph.</p></article></body></html>"
            )

    def answer(self, path: str) -> Answer:
        """Return what *path* answers now, else what it does without its query.

        ``/tried`` is answered after two seconds.
        """
        self.note(path)
        if path == "/tried":  # meanwhile the page is at work, and what it tried has time to come
            time.sleep(2)
        return self.answer_of(path if path in self.pages else path.partition("?")[0])


class Trap:
    """Sockets on an address that no page may reach."""

    def __init__(self, tcp: socket.socket, udp: socket.socket) -> None:
        self._tcp, self._udp = tcp, udp
        self.tcp_port: int = tcp.getsockname()[1]
        self.udp_port: int = udp.getsockname()[1]

    def caught(self) -> list[str]:
        """Return what has come since the trap was set: "tcp" or "udp" for each, if anything."""
        found = []
        for name, receive in (("tcp", self._tcp.accept), ("udp", lambda: self._udp.recv(1))):
            try:
                while True:
                    receive()
                    found.append(name)
            except BlockingIOError:
                continue
        return found


@contextmanager
def trap(address: str = "127.0.0.2") -> Iterator[Trap]:
    """Listen on *address* by TCP and UDP meanwhile."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
    ):
        tcp.bind((address, 0))
        tcp.listen(200)
        udp.bind((address, 0))
        tcp.setblocking(False)
        udp.setblocking(False)
        yield Trap(tcp, udp)
