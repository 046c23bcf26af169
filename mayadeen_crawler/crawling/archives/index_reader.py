"""The step *list*: an archive's index into the ledger, page by page, from where a run stopped.

Each page of an index is entered with the place of the next one in one transaction, so that a run
which is killed asks for no page twice, and misses none.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from scrapy.http import Response

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.archives import commoncrawl, wayback
from mayadeen_crawler.crawling.archives.archive_run import ArchiveRun
from mayadeen_crawler.crawling.archives.captures import IndexPage, digits
from mayadeen_crawler.crawling.archives.commoncrawl import CrawlIndex
from mayadeen_crawler.crawling.archives.requests import ArchiveService, ServiceUnanswered
from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.ledger import archive_captures
from mayadeen_crawler.ledger.archive_captures import IndexPlace, MonthOfCaptures
from mayadeen_crawler.ledger.writer import LedgerWriter

logger = logging.getLogger(__name__)

T = TypeVar("T")

ListAll = Callable[[ArchiveRun], Awaitable[None]]
"""Lists an archive's captures; raises ServiceUnanswered."""

#: How often a page of an index is asked for that is answered, but is none.
BAD_PAGES = 3
#: The reason of `ServiceUnanswered` after that.
NO_INDEX_PAGE = "no_index_page"


async def list_captures(run: ArchiveRun, list_all: ListAll) -> None:
    """Bring the captures that the run is about into the ledger by *list_all*, and compare them.

    What the service does not answer is left for a later run, and is the run's problem.
    """
    try:
        await list_all(run)
    except ServiceUnanswered as error:
        note_unread(run, error)
    same = await in_ledger(run.crawler, archive_captures.compare, run.archive)
    for month, number in same.items():
        run.count("same", month, number)


def note_unread(run: ArchiveRun, error: ServiceUnanswered) -> None:
    """Note that the index was not read to its end: the run's problem."""
    logger.error("the index could not be read to its end: %s", error)
    run.set_problem(f"the index could not be read to its end ({error.reason}): run again later")


async def list_commoncrawl(run: ArchiveRun) -> None:
    """Read the indexes of the crawls of the run's period, oldest first."""
    index = run.services.crawl_index
    url = commoncrawl.crawls_url(index.base_url)
    crawls = await read_answer(
        run, index, url, lambda r: commoncrawl.crawls_in(r.body, index.base_url)
    )
    for crawl in crawls:
        if run.period.overlaps(crawl.first, crawl.last):
            await _list_crawl(run, index, crawl)


async def _list_crawl(run: ArchiveRun, index: ArchiveService, crawl: CrawlIndex) -> None:
    host = f"{run.host}/*"
    whole = place_of(run, host, crawl.name)
    if whole.completed_at is not None:
        return
    if not run.addresses or whole.next:
        await _list_query(run, index, crawl, host, pages=None)
        return
    todo = [one for one in run.addresses if place_of(run, one, crawl.name).completed_at is None]
    if not todo:
        return
    # The whole host is read where that takes fewer requests than each address by itself.
    pages = await _page_count(run, index, crawl, host)
    if pages < len(todo):
        await _list_query(run, index, crawl, host, pages=pages)
        return
    for address in todo:
        await _list_query(run, index, crawl, address, pages=1)


async def _page_count(run: ArchiveRun, index: ArchiveService, crawl: CrawlIndex, query: str) -> int:
    def count(response: Response) -> int:
        return 0 if says_none(response) else commoncrawl.page_count(response.body)

    return await read_answer(run, index, crawl.count(query), count, also=says_none)


async def _list_query(
    run: ArchiveRun, index: ArchiveService, crawl: CrawlIndex, query: str, *, pages: int | None
) -> None:
    """Read the pages of *query* that were not read before; *pages*: their number, if known."""

    def captures(response: Response) -> IndexPage:
        if says_none(response):
            return IndexPage()
        return commoncrawl.captures_in(response.body, crawl.name, run.site)

    place = place_of(run, query, crawl.name)
    number = int(place.next or 0)
    if pages is None:
        pages = await _page_count(run, index, crawl, query)
    while number < pages:
        found = await read_answer(run, index, crawl.page(query, number), captures, also=says_none)
        number += 1
        completed_at = clock.stamp() if number >= pages else None
        await enter(run, replace(place, next=str(number), completed_at=completed_at), found)
    if not pages:
        await enter(run, replace(place, completed_at=clock.stamp()), IndexPage())


def says_none(response: Response) -> bool:
    """Whether Common Crawl's index says that there is no such page, or no capture.

    It says so in its own words. Any other 404 is some server's before it, and says nothing.
    """
    return response.status in (400, 404) and commoncrawl.is_none(response.body)


async def list_wayback(run: ArchiveRun) -> None:
    """Read the index of the Wayback Machine for the run's period."""
    if run.addresses is None:
        await _list_rows(run, run.host, "host")
    for address in run.addresses or ():
        await _list_rows(run, address, "exact")


async def _list_rows(run: ArchiveRun, query: str, match: wayback.Match) -> None:
    service, period = run.services.wayback_index, run.period
    place = place_of(run, query, f"{period.first}-{period.last}")
    if place.completed_at is not None:
        # The archive goes on: what was captured since is asked for again, from the beginning.
        if period.last < digits(place.completed_at):
            return
        place = replace(place, next="", completed_at=None)

    def rows(response: Response) -> wayback.WaybackIndexPage:
        return wayback.captures_in(response.body, run.site)

    ends: set[str] = set()
    """The last rows of the parts that were read: the next part ends further on."""
    while place.completed_at is None:
        url = wayback.index_url(
            service.base_url, query, period.first, period.last, match=match, key=place.next
        )
        try:
            found = await read_answer(run, service, url, rows)
            if found.resume_key not in ("", place.next) and found.end in ends:
                raise ServiceUnanswered(url, NO_INDEX_PAGE)
        except ServiceUnanswered as error:
            if place.next and error.reason == NO_INDEX_PAGE:
                # The service may have forgotten the resume key: a later run begins anew.
                await enter(run, replace(place, next=""), IndexPage())
            raise
        ends.add(found.end)
        done = not found.resume_key or found.resume_key == place.next
        place = replace(place, next=found.resume_key, completed_at=clock.stamp() if done else None)
        await enter(run, place, found)


def place_of(run: ArchiveRun, query: str, part: str) -> IndexPlace:
    """Return how far *query* was read in *part* of the index."""
    reader = LedgerWriter.of(run.crawler).reader
    return archive_captures.place_in_index(reader, run.archive, query, part)


async def enter(run: ArchiveRun, place: IndexPlace, found: IndexPage) -> None:
    """Enter and count what a page of the index holds, with the place of the next one."""
    new = await in_ledger(
        run.crawler, archive_captures.enter_page, run.archive, place, found.captures
    )
    run.crawler.stats.inc_value("archives/index_pages")
    run.crawler.stats.inc_value("archives/index_lines", found.lines)
    for (month, state), number in new.items():
        run.count("listed", month, number)
        run.count("truncated", month, number if state == "truncated" else 0)
    for month, number in found.foreign.items():
        run.count("foreign", month, number)
    if found.damaged:
        run.crawler.stats.inc_value("archives/index_damaged", found.damaged)


def _never(_response: Response) -> bool:
    return False


async def read_answer(
    run: ArchiveRun, service: ArchiveService, url: str, read: Callable[[Response], T],
    *, also: Callable[[Response], bool] = _never,
) -> T:  # fmt: skip
    """Return what *read* makes of the answer; asks again where it raises ValueError.

    The answer has status 200, or is one that *also* tells something. Any other 404 is some
    server's before the service, and no end of what it has.
    """
    for _ in range(BAD_PAGES):
        async with run.requests.turn(service):
            response = await run.requests.get(service, url)
        try:
            if response.status != 200 and not also(response):
                raise ValueError(f"HTTP {response.status}")
            return read(response)
        except (ValueError, RecursionError) as error:
            logger.warning("%s: the answer is none of an index: %s", url, str(error)[:150])
    raise ServiceUnanswered(url, NO_INDEX_PAGE)


def listed_months(run: ArchiveRun) -> list[MonthOfCaptures]:
    """Return what was listed of the captures that the run is about, month by month."""
    reader = LedgerWriter.of(run.crawler).reader
    return archive_captures.months(reader, run.archive, run.wanted)
