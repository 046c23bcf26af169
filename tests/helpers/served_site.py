"""A small site of a test's own: what is served at each address, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

from mayadeen_crawler.outlet import ENGLISH

HOST = ENGLISH.base_url


@dataclass
class Answer:
    """What an address answers."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Served:
    """``with Served({"/path": "text"}) as site: … site.url … site.asked``."""

    def __init__(self, pages: dict[str, str | bytes | Answer] | None = None) -> None:
        self.pages: dict[str, str | bytes | Answer] = pages or {}
        self.asked: list[str] = []
        """Every path, but robots.txt, in order."""
        self.told: dict[str, dict[str, str]] = {}
        """Path → the headers, in lower case, that it was last asked for with."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.told[self.path] = {k.lower(): v for k, v in self.headers.items()}
                answer = site.answer(self.path)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_said: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, path: str) -> Answer:
        """Return what *path* answers now."""
        if path != "/robots.txt":
            self.asked.append(path)
        page = self.pages.get(path, Answer(b"<h1>Not found</h1>", 404))
        if isinstance(page, Answer):
            return page
        kind = {"Content-Type": "text/html; charset=utf-8"}
        return Answer(page.encode() if isinstance(page, str) else page, headers=kind)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def publish(self, *names: str, published: str = "2024-03-05T10:00:00Z") -> None:
        """Serve an article at ``/news/politics/story-<name>`` for each name."""
        for name in names:
            self.pages[f"/news/politics/story-{name}"] = story(name, published)


def story(name: str, published: str = "2024-03-05T10:00:00Z", body: str = "made-up") -> str:
    """A plain page with a story."""
    time = f'<meta property="article:published_time" content="{published}">' if published else ""
    return (
        f"<html><head>{time}</head><body><article><h1>The story of {name}</h1>"
        f"<p>Some {body} words of the story of {name}, long enough for a paragraph.</p>"
        "</article></body></html>"
    )


def entry(name: str, lastmod: str = "", rest: str = "") -> str:
    """A sitemap's entry of story *name*."""
    return url(f"{HOST}/news/politics/story-{name}", lastmod, rest)


def url(loc: str, lastmod: str = "", rest: str = "") -> str:
    """An entry of any address."""
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>{loc}</loc>{changed}{rest}</url>"


def urlset(*entries: str) -> str:
    """A sitemap of pages."""
    return f"<?xml version='1.0'?><urlset>{''.join(entries)}</urlset>"


def index(files: dict[str, str] | Iterable[str]) -> str:
    """An index of sitemaps: path → lastmod, or paths alone."""
    dated = files if isinstance(files, dict) else dict.fromkeys(files, "")
    inside = "".join(url(HOST + path, lastmod) for path, lastmod in dated.items())
    inside = inside.replace("url>", "sitemap>")
    return f"<?xml version='1.0'?><sitemapindex>{inside}</sitemapindex>"
