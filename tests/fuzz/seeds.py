"""Sound inputs of every kind, made of the replica: what mutations begin with.

A page begins with a line that is not part of it: edition and Content-Type.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from mayadeen_crawler import extract
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.serving.routes import Routes
from tests.helpers.warc_files import http, record

_FIXTURES = Path(__file__).parents[1] / "fixtures" / "article"
HTML = b"text/html; charset=utf-8"
HOST = EDITIONS["en"].base_url


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
    return [*filter(None, files), plain, gzip.compress(plain), lines]


def _warc_files() -> list[bytes]:
    site, routes = _sites()["en"]
    records = [
        record(HOST + site.path(number), http(routes.answer(site.path(number), {}).body))
        for number in range(1, 4)
    ]
    return [b"".join(records), b"".join(map(gzip.compress, records))]


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


_MADE: Mapping[str, Callable[[], list[bytes]]] = {
    "article": _articles,
    "listing": _listings,
    "ticker": lambda: _pages("/"),
    "sitemap": _sitemaps,
    "rss": lambda: [page.partition(b"\n")[2] for page in _pages("/feed.rss")],
    "robots": lambda: [page.partition(b"\n")[2] for page in _pages("/robots.txt")],
    "warc": _warc_files,
    "feed": _records,
}
