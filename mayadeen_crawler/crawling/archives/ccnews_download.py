"""CC-NEWS: its months' files into the ledger, and from each file the records of the edition.

No index says which files hold any. Each is read from its beginning to its end, in ranges; a run
that is killed goes on behind the last whole record, and nothing but the edition's records is kept:
all of them, whatever the run's period, since a file is read only once.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from dataclasses import replace

from scrapy.http import Response

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.archives import ccnews, commoncrawl
from mayadeen_crawler.crawling.archives.archive_run import ArchiveRun
from mayadeen_crawler.crawling.archives.captures import (
    HTML,
    IndexPage,
    digest_of,
    month_of,
    page_of,
)
from mayadeen_crawler.crawling.archives.index_reader import (
    enter,
    note_unread,
    place_of,
    read_answer,
)
from mayadeen_crawler.crawling.archives.record_download import (
    IN_A_ROW,
    KeepingProgress,
    append_record,
    check_room,
)
from mayadeen_crawler.crawling.archives.requests import ServiceUnanswered
from mayadeen_crawler.crawling.archives.reservations import note_reservations
from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.exceptions import DamagedRecord
from mayadeen_crawler.ledger import archive_captures
from mayadeen_crawler.ledger.archive_captures import ArchivedCapture, IndexPlace, MonthOfCaptures
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.utils.run_ending import is_ending
from mayadeen_crawler.warc.foreign_file import FoundMember, MemberScanner

logger = logging.getLogger(__name__)

_TOTAL = re.compile(rb"bytes [0-9]+-[0-9]+/([0-9]{1,15})")


async def list_news(run: ArchiveRun) -> None:
    """Enter the files of the months that the run is about; those of past months once.

    A month, or file, that is not there keeps none of the others away; IN_A_ROW of them end it.
    """
    failed = 0
    for month in ccnews.months(run.period, clock.now()):
        place = place_of(run, archive_captures.LIST_OF_FILES, month)
        if place.completed_at is not None and place.completed_at[:7] > month:
            continue
        try:
            await _list_month(run, month)
        except ServiceUnanswered as error:
            note_unread(run, error)
            failed += 1
            if failed == IN_A_ROW:
                return
        else:
            failed = 0


async def _list_month(run: ArchiveRun, month: str) -> None:
    service, is_current = run.services.crawl_data, month == f"{clock.now():%Y-%m}"

    def has_none_yet(response: Response) -> bool:
        return is_current and response.status == 404

    def files(response: Response) -> list[str]:
        return [] if has_none_yet(response) else ccnews.files_in(response.body)

    url = ccnews.list_url(service.base_url, month)
    found = await read_answer(run, service, url, files, also=has_none_yet)
    await in_ledger(
        run.crawler, archive_captures.enter_files, run.archive, month, found, now=clock.stamp()
    )
    run.crawler.stats.inc_value("archives/index_pages")


def files_to_read(run: ArchiveRun) -> list[IndexPlace]:
    """Return the files of the run's period that were not read to their end, oldest first."""
    reader = LedgerWriter.of(run.crawler).reader
    return [
        place
        for place in archive_captures.unread_files(reader, run.archive)
        if ccnews.may_hold(place.query, run.period)
    ]


def news_months(run: ArchiveRun) -> list[MonthOfCaptures]:
    """Return what is known of each month: what was kept, and the files that are to be read."""
    reader = LedgerWriter.of(run.crawler).reader
    files = Counter(place.part for place in files_to_read(run))
    known = {one.month: one for one in archive_captures.months(reader, run.archive, run.wanted)}
    empty = MonthOfCaptures("", 0, 0, 0, 0)
    return [
        replace(
            known.get(month, empty),
            month=month,
            to_fetch=files[month],
            bytes=files[month] * ccnews.USUAL_FILE,
        )
        for month in sorted({*known, *files})
    ]


async def keep_news(run: ArchiveRun, progress: KeepingProgress) -> None:
    """Read the files, oldest first, and keep the edition's records.

    Raises WarcFolderError if the disk fails.
    """
    files = files_to_read(run)
    progress.total = len(files)
    if not files:
        return
    check_room(run, 0)
    logger.info("%d files of CC-NEWS to read, each of about 1 GB", len(files))
    failed = 0
    for place in files:
        try:
            if not await _read_file(run, place):
                return
        except ServiceUnanswered as error:
            logger.error("%s could not be read to its end: %s", place.query, error.reason)
            run.set_problem(f"a file of CC-NEWS was not served ({error.reason}): run again later")
            failed += 1
            if failed == IN_A_ROW:
                return
        else:
            failed = 0
        progress.done += 1


async def _read_file(run: ArchiveRun, place: IndexPlace) -> bool:
    """Read one file from where an earlier run stopped; return whether its end was reached."""
    service = run.services.crawl_data
    most = run.crawler.settings.getint("DOWNLOAD_MAXSIZE") or 1 << 31
    position = int(place.next or 0)
    scanner = MemberScanner(
        lambda url: page_of(url, run.site) is not None, position=position, most=most
    )
    while not is_ending(run.crawler):
        async with run.requests.turn(service):
            if _is_taken(run, place, scanner.position):
                return True
            response = await run.requests.get(
                service,
                f"{service.base_url}/{place.query}",
                headers={"Range": ccnews.file_range(position)},
                as_sent=True,
                most=2 * ccnews.CHUNK,
            )
            if response.status in (404, 410):  # the month's list names it
                raise ServiceUnanswered(response.url, f"http_{response.status}")
            if response.status not in (206, 416):
                raise ServiceUnanswered(response.url, "no_ranges")
            data = response.body if response.status == 206 else b""
            # Unpacking takes longer than a crawl may stand still.
            members = await asyncio.to_thread(_members, scanner, data)
            for member in members:
                await _keep(run, place, member)
            position += len(data)
            done = not data or position >= _total(response)
            completed_at = clock.stamp() if done else None
            now = replace(place, next=str(scanner.position), completed_at=completed_at)
            await enter(run, now, IndexPage())
        if done:
            _count(run, scanner, place, whole=scanner.position == position)
            return True
    return False


def _is_taken(run: ArchiveRun, place: IndexPlace, position: int) -> bool:
    """Whether another run reads the file, and is ahead."""
    now = place_of(run, place.query, place.part)
    return now.completed_at is not None or int(now.next or 0) > position


def _members(scanner: MemberScanner, data: bytes) -> list[FoundMember]:
    return list(scanner.feed(data))


def _total(response: Response) -> int:
    """Return the whole file's length, as the answer of a range says it."""
    found = _TOTAL.fullmatch(response.headers.get("Content-Range") or b"")
    return int(found[1]) if found else 0


def _count(run: ArchiveRun, scanner: MemberScanner, place: IndexPlace, *, whole: bool) -> None:
    stats = run.crawler.stats
    stats.inc_value("archives/news_files")
    stats.inc_value("archives/news_records", scanner.members)
    if scanner.damaged or not whole:
        stats.inc_value("archives/news_damaged", scanner.damaged or 1)
        logger.warning("%s: %d records are damaged", place.query, scanner.damaged or 1)


async def _keep(run: ArchiveRun, place: IndexPlace, member: FoundMember) -> None:
    """Keep a record of the edition, unless it is of another time, or no whole page."""
    from mayadeen_crawler.warc.member import response_in

    most = run.crawler.settings.getint("DOWNLOAD_MAXSIZE") or 1 << 31
    try:
        found = response_in(member.data, most=most)
    except DamagedRecord as error:
        logger.debug("%s at %d: %s", place.query, member.offset, error)
        run.count("damaged", place.part)
        return
    page, moment = page_of(found.url, run.site), found.moment
    if page is None or moment is None:
        return
    kind = next((value for name, value in found.headers if name.lower() == "content-type"), "")
    if found.status != "200" or kind.partition(";")[0].strip().lower() not in HTML:
        return
    capture = ArchivedCapture(
        found.url, moment, page, digest_of(found.digest), place.part, place.query,
        member.offset, len(member.data),
    )  # fmt: skip
    reader = LedgerWriter.of(run.crawler).reader
    if archive_captures.is_held(reader, run.archive, capture.url, moment):
        return  # kept by a run that died before it said how far it had come
    if found.truncated:
        run.count("truncated", month_of(moment))
    elif not run.is_allowed(page):
        run.count("disallowed", month_of(moment))
    else:
        run.count("listed", month_of(moment))
        await append_record(run, capture, member.data)
        run.count("kept", month_of(moment))
        url = commoncrawl.capture_url(run.services.crawl_data.base_url, capture)
        note_reservations(run, found.headers, found.body, url, month_of(moment))
