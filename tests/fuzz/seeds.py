"""Sound inputs of every kind, made of the replica: what mutations begin with.

A page begins with a line that is not part of it: edition and Content-Type.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from backports import zstd

from mayadeen_crawler import extract
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.serving.routes import Routes
from tests.helpers.articles import BASE
from tests.helpers.manifests import made
from tests.helpers.raw_server import answer, unsized
from tests.helpers.warc_files import chunked, http, record

_FIXTURES = Path(__file__).parents[1] / "fixtures" / "article"
HTML = b"text/html; charset=utf-8"
HOST = EDITIONS["en"].base_url
_DELAYS = b"\nUser-agent: mayadeen-crawler\nCrawl-delay: 10\nRequest-rate: 1/5m\n"
#: The run that the manifests are of.
RUN = "a-run"


@cache
def seeds(kind: str) -> list[bytes]:
    """Return the sound inputs of *kind*, a key of `targets.TARGETS`."""
    return _MADE[kind]()


@cache
def _sites() -> dict[str, tuple[ReplicaSite, Routes]]:
    sites = {code: ReplicaSite(articles=44, edition=code) for code in EDITIONS}
    return {code: (site, Routes(site)) for code, site in sites.items()}


def _pages(*paths: str) -> list[bytes]:
    """Return the answers of each edition's replica at *paths*, with the line before them."""
    return [
        b"%b %b\n%b" % (code.encode(), answer.content_type.encode(), answer.body)
        for code, (_, routes) in _sites().items()
        for path in paths
        if (answer := routes.answer(path, {})).status == 200
    ]


def _articles() -> list[bytes]:
    made = [
        b"%b %b\n%b" % (code.encode(), HTML, routes.answer(site.path(number), {}).body)
        for code, (site, routes) in _sites().items()
        for number in range(1, 23)
    ]
    return made + [b"en %b\n%b" % (HTML, file.read_bytes()) for file in _FIXTURES.glob("*.html")]


def _listings() -> list[bytes]:
    paths = [one.path for site, _ in _sites().values() for one in [*site.sections.values()][:6]]
    return _pages("/", *paths)


def _sitemaps() -> list[bytes]:
    site, routes = _sites()["en"]
    files = [routes.answer(path, {}).body for path in ("/sitemaps/news.xml", "/sitemaps/all.xml")]
    entries = "".join(
        f"<url><loc>{HOST}{site.path(number)}</loc><lastmod>2026-03-0{number}</lastmod></url>"
        for number in range(1, 10)
    )
    plain = f"<?xml version='1.0' encoding='UTF-8'?><urlset>{entries}</urlset>".encode()
    lines = "\n".join(HOST + site.path(number) for number in range(1, 10)).encode()
    members = b"".join(gzip.compress(plain[at : at + 200]) for at in range(0, len(plain), 200))
    return [*filter(None, files), plain, gzip.compress(plain), members, lines]


def _warc_files() -> list[bytes]:
    site, routes = _sites()["en"]
    pages = [(site.path(n), routes.answer(site.path(n), {}).body) for n in range(1, 4)]
    records = [record(HOST + path, http(body)) for path, body in pages]
    path, body = pages[0]
    led_to = [
        record(HOST + "/old", http(b"", f"Location: {path}", status="301 Moved Permanently")),
        record(
            HOST + path, http(chunked(body), "Transfer-Encoding: chunked"), "2026-03-01T10:00:00Z",
            f"Mayadeen-Article: {HOST}/news/politics/an-older-address",
        ),
    ]  # fmt: skip
    return [b"".join(records), b"".join(map(gzip.compress, records)), b"".join(led_to)]


def _records() -> list[bytes]:
    """A feed's lines."""
    site, routes = _sites()["en"]
    return [
        b"\n".join(
            json.dumps(
                extract(routes.answer(site.path(number), {}).body, HOST + site.path(number)),
                ensure_ascii=False,
            ).encode()
            for number in range(first, first + 4)
        )
        + b"\n"
        for first in (1, 5, 9)
    ]


def _manifests() -> list[bytes]:
    ended = made(
        RUN, page__answered=40, page__recognised=9, article__pages=30, article__new=3,
        field__headline__tawsiyat=30, field__summary__missing=2, page__failed=1,
        health__warnings=["drift: meta serves 0% of summary"], health__told_of=["drift meta"],
    )  # fmt: skip
    ended["reservations"] = [
        {"source": "meta", "value": "tdm-reservation: 1", "url": f"{BASE}/a", "pages": 1}
    ]
    stopped = made(RUN, finish_reason="shutdown", page__answered=5, page__recognised=5)
    texts = [made(RUN, running=True, page__recognised=3), ended, stopped]
    return [json.dumps(one, ensure_ascii=False).encode() for one in texts]


def _watches() -> list[bytes]:
    return [
        b"""[watch.port]
words = ["port OR harbour", "story", '"made-up"']
tags = ["Made up", "\xd8\xb9\xd8\xa8\xd8\xa7\xd8\xb1\xd8\xa9"]
kinds = ["articles", "edits", "breaking", "removals"]
editions = ["en", "ar"]
per_hour = 5
channels = ["MADE_UP_CHANNEL"]
""",
        b"""[watch]
[watch."two"]
words = "made"
authors = "Nila Reed"
sections = ["politics", "economy"]
[watch.three]
kinds = "removals"
""",
    ]


def _http_messages() -> list[bytes]:
    """Whole answers to a request for an article, packed and sent in several ways."""
    page = _articles()[0].partition(b"\n")[2]
    packed = gzip.compress(page)
    chunks = b"".join(
        b"%x;ext=1\r\n%b\r\n" % (len(part), part)
        for part in (packed[start : start + 900] for start in range(0, len(packed), 900))
    )
    return [
        answer(page),
        unsized(page),
        answer(packed, "Content-Encoding: gzip", "ETag: W/\"x\"", "Set-Cookie: a=b; path=/"),
        unsized(
            chunks + b"0\r\nX-Trailer: 1\r\n\r\n", "Transfer-Encoding: chunked",
            "Content-Encoding: gzip",
        ),
        answer(zlib.compress(page), "Content-Encoding: deflate"),
        answer(brotli.compress(page, quality=3), "Content-Encoding: br, identity"),
        answer(zstd.compress(page), "Content-Encoding: zstd", "Last-Modified: 2026"),
        answer(page, "Refresh: 0; url=/", "X-Robots-Tag: noai", "Link: </a>; rel=canonical"),
        b"HTTP/1.1 301 Moved\r\nLocation: /news/politics/another\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone",
        b"HTTP/1.1 100 Continue\r\n\r\n" + answer(page),
        b"HTTP/1.1 403 Forbidden\r\ncf-mitigated: challenge\r\nContent-Length: 2\r\n\r\nno",
        b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n" + page,
    ]  # fmt: skip


_MADE: Mapping[str, Callable[[], list[bytes]]] = {
    "article": _articles,
    "listing": _listings,
    "ticker": lambda: _pages("/"),
    "sitemap": _sitemaps,
    "rss": lambda: [page.partition(b"\n")[2] for page in _pages("/feed.rss")],
    "robots": lambda: [page.partition(b"\n")[2] + _DELAYS for page in _pages("/robots.txt")],
    "warc": _warc_files,
    "feed": _records,
    "manifest": _manifests,
    "watch": _watches,
    "http": _http_messages,
}
