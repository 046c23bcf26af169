"""A small site of a test's own on the loopback interface: what it serves, what was asked for.

`Served` answers each path as it is written in the request, with whole pages, sitemaps and headers
of the test's choice. `SmallSite` is the same with articles and listings built for it, paths
decoded. Use the replica where made-up pages that look like the real site's are enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import quote, unquote

from mayadeen_crawler.outlet import ENGLISH
from tests.helpers.local_server import LocalServer

HOST = ENGLISH.base_url


@dataclass
class Answer:
    """What an address answers."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Served(LocalServer):
    """``with Served({"/path": "text"}) as site: … site.url … site.asked``."""

    def __init__(self, pages: dict[str, str | bytes | Answer] | None = None) -> None:
        self.pages: dict[str, str | bytes | Answer] = pages or {}
        self.asked: list[str] = []
        """Every path, but robots.txt, in order."""
        self.told: dict[str, dict[str, str]] = {}
        """Path → the headers, in lower case, that it was last asked for with."""

    def answer(self, path: str) -> Answer:
        """Note that *path* was asked for, and return what it answers now."""
        self.note(path)
        return self.answer_of(path)

    def answer_of(self, path: str) -> Answer:
        """Return what *path* answers now."""
        page = self.pages.get(path, Answer(b"<h1>Not found</h1>", 404))
        if isinstance(page, Answer):
            return page
        kind = {"Content-Type": "text/html; charset=utf-8"}
        return Answer(page.encode() if isinstance(page, str) else page, headers=kind)

    def note(self, path: str) -> None:
        """Note that *path* was asked for."""
        if path != "/robots.txt":
            self.asked.append(path)

    def __enter__(self) -> Self:
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
                """Say nothing."""

        self.serve(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        return self

    def publish(self, *names: str, published: str = "2024-03-05T10:00:00Z") -> None:
        """Serve an article at ``/news/politics/story-<name>`` for each name."""
        for name in names:
            self.pages[f"/news/politics/story-{name}"] = story(name, published)


class SmallSite(Served):
    """Articles and listings by path (decoded, with query); what is not there is 404.

    ``with served(site): …``, as often as wanted.
    """

    pages: dict[str, str]  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__({"/robots.txt": "User-agent: *\nAllow: /\n"})
        self.redirects: dict[str, str] = {}
        self.statuses: dict[str, int] = {}

    @property
    def requests(self) -> list[str]:
        """Paths asked for, decoded, in order; robots.txt left out."""
        return self.asked

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

    def answer(self, path: str) -> Answer:
        """Return what *path*, as it is written in a request, answers now."""
        path = unquote(path)
        self.note(path)
        kind = "application/xml" if path.endswith(".xml") else "text/html; charset=utf-8"
        headers = {"Content-Type": kind}
        if path in self.redirects:
            headers["Location"] = quote(self.redirects[path], safe="/?=&:")
            return Answer(b"", 302, headers)
        body = self.pages.get(path, "<html><body><h1>Nothing here</h1></body></html>")
        status = self.statuses.get(path, 200 if path in self.pages else 404)
        return Answer(body.encode(), status, headers)


@contextmanager
def served(site: SmallSite) -> Iterator[SmallSite]:
    """Serve *site* meanwhile."""
    with site:
        yield site


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
