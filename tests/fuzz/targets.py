"""What is tried: kind of input → the code that reads such input, as a run calls it.

A target returns nothing. What it raises is a fault, but for the exceptions that its callers
expect.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes

from mayadeen_crawler import NotAnArticle, extract
from mayadeen_crawler.commands import export, runs
from mayadeen_crawler.commands import watch as watch_command
from mayadeen_crawler.exceptions import TooCostly
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.middlewares.robots_rules import RobotsRules
from mayadeen_crawler.outlet import EDITIONS, ENGLISH, Site
from mayadeen_crawler.pages.listing import cards, listing_page
from mayadeen_crawler.pages.listing_layout.load_more_response import as_html
from mayadeen_crawler.pages.listing_layout.most_read import most_read
from mayadeen_crawler.pages.listing_layout.navigation import navigation
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from mayadeen_crawler.pages.rss import feed_link, read_feed
from mayadeen_crawler.pages.sitemap import SitemapEntries
from mayadeen_crawler.pages.ticker import ticker
from mayadeen_crawler.period import Period
from mayadeen_crawler.publishing.finished_files import finished_files
from mayadeen_crawler.reports.sections import overview
from mayadeen_crawler.runs.manifest_files import FOLDER as RUNS
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.past_runs import runs_of
from mayadeen_crawler.utils.decoding import encoding_of
from tests.fuzz.seeds import RUN
from tests.helpers.articles import BASE
from tests.helpers.articles import article as article_record
from tests.helpers.command_in_process import Said, run_command
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.processes import scrapy
from tests.helpers.raw_server import RawServer

PERIOD = Period("2000-01-01T00:00:00Z", "2030-01-01T00:00:00Z")
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
    with suppress(TooCostly):
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
    with suppress(TooCostly):
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
    read_feed(data, Site(ENGLISH))


def robots(data: bytes) -> None:
    """Read a robots.txt, and ask it."""
    rules = RobotsRules(data, "mayadeen-crawler")
    for path in ("/", "/news/politics/a-story", "/search?q=1"):
        rules.allowed(ENGLISH.base_url + path, "mayadeen-crawler")
    rules.crawl_delay("mayadeen-crawler")


def warc(data: bytes) -> None:
    """Replay a WARC file."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "1.warc"
        file.write_bytes(data)
        settings = {"DOWNLOAD_MAXSIZE": 1 << 20}
        _sound(crawl("article", Path(name) / "output", warc=str(file), settings=settings))


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


def manifest(data: bytes) -> None:
    """Have commands, the report, and now and then a run read a folder with this manifest."""
    with _sound_folder() as folder:
        (folder / RUNS / f"{RUN}.json").write_bytes(data)
        for words in ((), ("--json",), ("--openmetrics",), ("--max-age", "1d")):
            _harmless(run_command(runs.Command, folder, *words))
        out = str(folder / "out.jsonl")
        _harmless(run_command(export.Command, folder, "-o", out, "--unreserved"))
        finished_files(folder)
        list(overview.within(runs_of(RunsFolder(folder), None, None), PERIOD))
        if zlib.crc32(data) % 30 == 0:
            _sound(crawl("article", folder, base_url=BASE, urls=f"{BASE}/news/politics/a-story"))


def watch(data: bytes) -> None:
    """Have ``scrapy watch`` read these watches, and match records by them."""
    with _sound_folder() as folder:
        (folder / "watch.toml").write_bytes(data)
        words = ("--dry-run", "--since", "2020-01-01")
        settings = {"WATCH_FILE": str(folder / "watch.toml")}
        for form in ((), ("--json",)):
            with suppress(UsageError):
                _harmless(run_command(watch_command.Command, folder, *words, *form, **settings))


def http(data: bytes) -> None:
    """Have a run receive these bytes where it asked for an article."""
    path = "/news/politics/a-story"
    settings = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 5, "DOWNLOAD_MAXSIZE": 4 << 20}
    with tempfile.TemporaryDirectory() as name, RawServer() as site:
        site.answers = {path: data, "/news/politics/another": data}
        _sound(
            crawl("article", Path(name), base_url=site.url, urls=site.url + path, settings=settings)
        )


@contextmanager
def _sound_folder() -> Iterator[Path]:
    """Make an output folder with records of the run RUN, and without manifests."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "output"
        with Ledger(folder) as ledger:
            ledger.write([ScrapedArticle(article_record(n, run_id=RUN)) for n in (1, 2)])
        (folder / RUNS).mkdir()
        yield folder


def _harmless(said: Said) -> None:
    lines = (said.out + said.err).split("\n")
    if not all(line.isprintable() for line in lines) or (said.status and said.err.count("\n") > 1):
        raise Traceback(f"{said}")


def _sound(run: Crawl) -> None:
    """Raise Traceback for what no run may do, whatever it was answered."""
    wrong = [line for line in run.lines if "TRACEBACK" in line or "page_error" in line]
    wrong += [line for line in run.lines if "no comparison" in line]
    if wrong or run.status not in (0, 3, 4):
        raise Traceback(f"{run.status}: {run.lines}")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "article": article,
    "listing": listing,
    "ticker": ticker_page,
    "sitemap": sitemap,
    "rss": rss,
    "robots": robots,
    "warc": warc,
    "feed": feed,
    "manifest": manifest,
    "watch": watch,
    "http": http,
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
