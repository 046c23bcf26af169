"""Records of WARC files → the articles on their pages: the part of a replay that costs most.

`extract` depends on its arguments alone, which can be pickled, as can its results: it runs in any
process of any machine that has this package installed, and reads no file. ``warc_replay.py``
writes what it returns.
"""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Literal, cast

import scrapy
from lxml import etree
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from scrapy.signalmanager import SignalManager

from mayadeen_crawler import __version__
from mayadeen_crawler.crawling.article_reading import read_article
from mayadeen_crawler.exceptions import DamagedRecord, Truncated, WrongUseError
from mayadeen_crawler.extensions.gc_tuning import fewer_collections
from mayadeen_crawler.items import EXTRACTOR_VERSION, FetchedArticle
from mayadeen_crawler.middlewares.whole_pages import Decompression
from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.pages.article import Hints
from mayadeen_crawler.utils.raised import Raised, raised

Problem = Literal["truncated", "damaged", "unread", "failed"]
"""Why a page has no article. ``truncated``: it ended early. ``damaged``: not what its digest says.
``unread``: no page of text, too large, or packed in a way that cannot be unpacked. ``failed``: its
extraction raised an exception, which is a fault of this program."""

#: What decides how a page reads. Two processes in which it differs may make different records.
INSTALLED = ", ".join((
    f"mayadeen-crawler {__version__} with extractor {EXTRACTOR_VERSION}",
    f"Python {'.'.join(platform.python_version_tuple()[:2])}",
    f"Scrapy {scrapy.__version__}",
    f"libxml2 {'.'.join(map(str, etree.LIBXML_VERSION))}",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReplayTerms:
    """What is the same for all pages of a replay."""

    edition: str
    """``en``, ``ar`` or ``es``."""
    base_url: str
    run_id: str
    most: int
    """The setting DOWNLOAD_MAXSIZE: bytes of the largest page; 0 is no limit."""
    installed: str = INSTALLED
    """`INSTALLED` of the process that began the replay."""

    @property
    def site(self) -> Site:
        """The site that is replayed."""
        return Site(EDITIONS[self.edition], self.base_url)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page to extract, with all that is known of it beside its record."""

    record: bytes
    """The WARC record with its response, packed or not."""
    url: str
    """Its address on the host that is replayed."""
    moment: datetime
    """When it was fetched, aware."""
    found_at: tuple[str, ...]
    """The canonical URLs that led to it."""
    hints: Mapping[str, str | None]
    """What listing cards said of it: the fields of `pages.article.Hints`."""


@dataclass(slots=True)
class ExtractedPage:
    """What came of a `KeptPage`."""

    article: FetchedArticle | None = None
    """None: see `problem`."""
    problem: Problem | None = None
    said: str = ""
    """More about the problem, for the log."""
    error: Raised | None = None
    """What the extraction raised, where `problem` is ``failed``."""
    counts: Counter[str] = field(default_factory=Counter)
    """What was counted, by the name of the stat."""


class _PageCounts:
    """Counts as Scrapy's stats do."""

    def __init__(self) -> None:
        self.values: Counter[str] = Counter()

    def inc_value(self, key: str, count: int = 1) -> None:
        self.values[key] += count


def extract(pages: Sequence[KeptPage], terms: ReplayTerms) -> list[ExtractedPage]:
    """Return what is on each of *pages*, in their order.

    Raises WrongUseError where this process would read pages otherwise than the one that began
    the replay; never anything else, whatever the pages hold.
    """
    if terms.installed != INSTALLED:
        raise WrongUseError(
            f"a worker has {INSTALLED}, and this crawl {terms.installed}: install the same there"
        )
    with fewer_collections():
        return [_extracted(page, terms) for page in pages]


def problem_of(error: Exception) -> Problem:
    """Return what *error*, raised by reading a record, says of its page."""
    if isinstance(error, Truncated):
        return "truncated"
    return "damaged" if isinstance(error, DamagedRecord) else "unread"


def _extracted(page: KeptPage, terms: ReplayTerms) -> ExtractedPage:
    counts = _PageCounts()
    found = ExtractedPage(counts=counts.values)
    try:
        response = _response(page, terms, counts)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not a readable page
        found.problem, found.said = problem_of(error), repr(error)[:300]
        return found
    if not isinstance(response, TextResponse):
        found.problem, found.said = "unread", "it is no text"
        return found
    counts.inc_value("page/answered")
    try:
        found.article = read_article(
            response,
            terms.site,
            page.found_at,
            Hints(**page.hints),
            run_id=terms.run_id,
            retrieved_at=page.moment,
            stats=counts,
        )
    except Exception as error:  # noqa: BLE001 - told, and counted as a page error
        found.problem, found.error = "failed", raised(error)
    return found


def page_text(page: KeptPage, terms: ReplayTerms) -> str:
    """Return the text of *page*, which `extract` could read."""
    response = page_response(page, terms)
    return response.text if isinstance(response, TextResponse) else ""


def page_response(page: KeptPage, terms: ReplayTerms) -> Response:
    """Return the response in *page*, which `extract` could unpack."""
    return _response(page, terms, None)


def _response(page: KeptPage, terms: ReplayTerms, counts: _PageCounts | None) -> Response:
    """Return the response in *page* as a crawl gets it, unpacked.

    Raises what a crawl's request fails by (TooLarge, Truncated), and DamagedRecord. *counts* gets
    what Scrapy counts of unpacked bodies.
    """
    from mayadeen_crawler.warc.reader import payload

    kept = payload(page.record, most=terms.most)
    headers = Headers(kept.headers)  # all at once: one by one each would copy those before it
    kind = responsetypes.from_args(headers=headers, url=page.url, body=kept.body)
    request = Request(page.url)
    # The request's: percent-encoded, as a crawl has it.
    response: Response = kind(
        url=request.url, status=kept.status, headers=headers, body=kept.body, request=request
    )
    return _unpacking(terms, counts).unpacked(request, response)


def _unpacking(terms: ReplayTerms, counts: _PageCounts | None) -> Decompression:
    """Return Scrapy's middleware without a crawl: it asks its crawler for these three only."""
    settings = BaseSettings({"DOWNLOAD_MAXSIZE": terms.most, "DOWNLOAD_WARNSIZE": 1 << 31})
    crawler = SimpleNamespace(settings=settings, stats=counts, signals=SignalManager())
    return Decompression(crawler=cast("Crawler", crawler))
