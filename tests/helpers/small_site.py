"""A site of a few pages written by hand, for tests that need more say than the replica gives."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote


class SmallSite:
    """Pages by path (decoded, with query); what is not there is 404."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {"/robots.txt": "User-agent: *\nAllow: /\n"}
        self.redirects: dict[str, str] = {}
        self.statuses: dict[str, int] = {}
        self.requests: list[str] = []
        """Paths asked for, decoded, in order; robots.txt left out."""
        self.url = ""

    def article(self, path: str, headline: str, *tags: tuple[str, str]) -> None:
        """Add an article with tags (address, label)."""
        links = "".join(f"<li><a href='{url}'>{label}</a></li>" for url, label in tags)
        self.pages[path] = (
            f"<html><body><main><h1>{headline}</h1><ul><li>By Nila Reed</li>"
            "<li>3 Feb 2022 08:46</li></ul><p>A short summary of it.</p>"
            f"<img src='/i.jpg' alt='A picture'><div><p>{headline}, in full.</p>"
            f"<p>And a second paragraph.</p></div><ul>{links}</ul></main></body></html>"
        )

    def listing(self, path: str, *articles: str, menu: Iterable[tuple[str, str]] = ()) -> None:
        """Add a list of articles (their addresses), below a menu (address, label)."""
        links = "".join(f"<li><a href='{url}'>{label}</a></li>" for url, label in menu)
        cards = "".join(
            f"<div><h3><a href='{url}'>The headline of {url.rpartition('/')[2]}</a></h3>"
            "<span>3 Feb 2022</span></div>"
            for url in articles
        )
        self.pages[path] = (
            f"<html><body><nav><ul>{links}</ul></nav><main>{cards}</main></body></html>"
        )

    def answer(self, path: str) -> tuple[int, str, str]:
        """Return status, Location and body."""
        if path != "/robots.txt":
            self.requests.append(path)
        if path in self.redirects:
            return 302, quote(self.redirects[path], safe="/?=&:"), ""
        body = self.pages.get(path, "<html><body><h1>Nothing here</h1></body></html>")
        return self.statuses.get(path, 200 if path in self.pages else 404), "", body


@contextmanager
def served(site: SmallSite) -> Iterator[SmallSite]:
    """Serve *site* on the loopback interface; sets its ``url``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, location, text = site.answer(unquote(self.path))
            body = text.encode()
            self.send_response(status)
            kind = "application/xml" if self.path.endswith(".xml") else "text/html; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
