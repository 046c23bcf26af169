"""What is tried: kind of input → the code that reads such input, as a run calls it.

A target returns nothing. What it raises is a fault, but for the exceptions that its callers
expect.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes

from mayadeen_crawler import NotAnArticle, extract
from mayadeen_crawler.crawling.replay.extract import KeptPage, ReplayTerms
from mayadeen_crawler.crawling.replay.extract import extract as extract_records
from mayadeen_crawler.crawling.replay.look import look, part_of
from mayadeen_crawler.middlewares.robots_rules import RobotsRules
from mayadeen_crawler.outlet import EDITIONS, ENGLISH, Site
from mayadeen_crawler.pages.listing import cards, listing_page
from mayadeen_crawler.pages.listing_layout.load_more_response import as_html
from mayadeen_crawler.pages.listing_layout.most_read import most_read
from mayadeen_crawler.pages.listing_layout.navigation import navigation
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from mayadeen_crawler.pages.rss import feed_cards, feed_link
from mayadeen_crawler.pages.sitemap import SitemapEntries
from mayadeen_crawler.pages.ticker import ticker
from mayadeen_crawler.utils.decoding import encoding_of
from mayadeen_crawler.warc.reader import record_at
from tests.helpers.processes import scrapy

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
#: Commands that read the feeds; one of them reads each broken feed.
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("export", "-o", "out.jsonl"), ("export", "-o", "out.csv"), ("export", "-o", "out.xlsx"),
    ("export", "-o", "out.atom"), ("export", "-o", "out.feed.json"), ("history", "story"),
    ("ledger", "rebuild"), ("audit",), ("audit", "--integrity"), ("search", "port"), ("runs",),
)  # fmt: skip


class Traceback(Exception):
    """A command showed a user a traceback, or ended otherwise than commands do."""


def article(data: bytes) -> None:
    """Read a page as an article."""
    edition, kind, body = _parts(data)
    with suppress(NotAnArticle):
        extract(
            body, f"{EDITIONS[edition].base_url}/news/politics/a-page", content_type=kind,
            edition=edition, retrieved_at=NOW,
        )  # fmt: skip


def listing(data: bytes) -> None:
    """Read a page as a listing, with all that a run looks for on one."""
    response, site = _response(data, "/news/politics")
    page = listing_page(as_html(response) or response, site)
    if page is not None:
        cards(page)
        next_page(page, 1)
        navigation(page)
        most_read(page)
        feed_link(page)


def ticker_page(data: bytes) -> None:
    """Read a page as the home page with the ticker."""
    response, site = _response(data, "/")
    page = listing_page(response, site)
    if page is not None:
        ticker(page)


def sitemap(data: bytes) -> None:
    """Read a sitemap."""
    for _ in SitemapEntries(data):
        pass


def rss(data: bytes) -> None:
    """Read an RSS feed."""
    feed_cards(data, Site(ENGLISH))


def robots(data: bytes) -> None:
    """Read a robots.txt, and ask it."""
    rules = RobotsRules(data, "mayadeen-crawler")
    for path in ("/", "/news/politics/a-story", "/search?q=1"):
        rules.allowed(ENGLISH.base_url + path, "mayadeen-crawler")


def warc(data: bytes) -> None:
    """Replay a WARC file."""
    site = Site(ENGLISH)
    terms = ReplayTerms("en", site.base_url, "fuzz", 1 << 20)
    with tempfile.NamedTemporaryFile(suffix=".warc") as file:
        Path(file.name).write_bytes(data)
        (found,) = look([part_of(Path(file.name), site)])
        for capture in found.captures:
            with suppress(Exception):  # a replay counts what it cannot read, whatever it raises
                kept = record_at(capture, most=terms.most)
                page = KeptPage(kept, capture.url, capture.moment, (), {})
                (made,) = extract_records([page], terms)
                if made.problem == "failed":
                    break
        else:
            return
    raise AssertionError(made.said)


def feed(data: bytes) -> None:
    """Have a command read a folder with this feed of articles."""
    words = COMMANDS[zlib.crc32(data) % len(COMMANDS)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "output" / "articles").mkdir(parents=True)
        (folder / "output" / "articles" / "2026-11-22.jsonl").write_bytes(data)
        done = scrapy(*words, cwd=folder, MAYADEEN_OUTPUT_DIR=str(folder / "output"))
    if done.returncode not in (0, 1, 2) or "Traceback" in done.stderr:
        raise Traceback(f"{words}: {done.returncode}: {done.stderr[-2000:]}")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "article": article,
    "listing": listing,
    "ticker": ticker_page,
    "sitemap": sitemap,
    "rss": rss,
    "robots": robots,
    "warc": warc,
    "feed": feed,
}


def _parts(data: bytes) -> tuple[str, str, bytes]:
    """Return edition, Content-Type and body of a page (see ``seeds.py``)."""
    line, _, body = data.partition(b"\n")
    edition, _, kind = line.decode("latin-1").partition(" ")
    return edition if edition in EDITIONS else "en", kind, body


def _response(data: bytes, path: str) -> tuple[Response, Site]:
    edition, kind, body = _parts(data)
    site = Site(EDITIONS[edition])
    headers = Headers({"Content-Type": kind})
    url = site.base_url + path
    response = responsetypes.from_args(headers=headers, url=url, body=body)(
        url, headers=headers, body=body
    )
    if isinstance(response, TextResponse):  # as the middleware Decompression does
        response = response.replace(encoding=encoding_of(body, kind))
    return response, site
