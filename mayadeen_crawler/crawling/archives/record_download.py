"""The step *keep*: the records of listed captures into ARCHIVE_DIR, verbatim, oldest first.

A record is on the disk before the ledger says that it is kept. Of all runs on the output folder one
at a time fetches, so none fetches what another has.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scrapy.http import Response

from mayadeen_crawler.crawling.archives import commoncrawl, wayback
from mayadeen_crawler.crawling.archives.archive_run import ArchiveRun
from mayadeen_crawler.crawling.archives.captures import month_of, page_of
from mayadeen_crawler.crawling.archives.requests import ArchiveService, ServiceUnanswered
from mayadeen_crawler.crawling.archives.reservations import note_reservations
from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.exceptions import DamagedRecord, WarcFolderError
from mayadeen_crawler.ledger import archive_captures
from mayadeen_crawler.ledger.archive_captures import ArchivedCapture, CaptureState
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.utils.run_ending import is_ending
from mayadeen_crawler.warc.kept_records import append, is_whole

logger = logging.getLogger(__name__)

#: Captures that are taken from the ledger at a time.
CHUNK = 200
#: After so many captures in a row that the service did not serve, the run fetches no more.
IN_A_ROW = 3
#: Bytes that a capture is reckoned with where the index does not say how many it has.
USUAL_LENGTH = 30_000
#: The place before all pending captures, as `archive_captures.pending` takes it.
BEGINNING = ("", 0)
#: Reasons of `ServiceUnanswered` that say nothing of the captures that follow.
_NOT_THERE = frozenset({"http_404", "http_410"})
#: Bytes that stay free on the disk.
SPARE = 64 << 20


@dataclass(frozen=True, slots=True)
class FetchedRecord:
    """What a request for a capture brought: its record, or why it is not kept."""

    capture: ArchivedCapture
    """As it was served: the archive may serve the capture of another moment."""
    record: bytes = b""
    state: CaptureState = "kept"


@dataclass(slots=True)
class KeepingProgress:
    """How many captures of a run were dealt with, and how many there are."""

    done: int = 0
    total: int = 0


async def keep_captures(run: ArchiveRun, progress: KeepingProgress) -> None:
    """Fetch the pending captures that the run is about, and keep their records.

    Raises WarcFolderError if there is not room enough, or the disk fails.
    """
    reader = LedgerWriter.of(run.crawler).reader
    months = archive_captures.months(reader, run.archive, run.wanted)
    progress.total = sum(month.to_fetch for month in months)
    if not progress.total:
        return
    length = sum(month.bytes for month in months) or progress.total * USUAL_LENGTH
    service = service_of(run)
    logger.info(
        "%d captures to fetch from %s, some %s, in %s at its pace",
        progress.total, service.host, megabytes(length),
        duration(progress.total * service.interval),
    )  # fmt: skip
    check_room(run, length)
    failed, after = 0, BEGINNING
    left: set[int] = set()
    """Those that stay pending in this run: disallowed, or not served."""
    while True:
        chunk = [
            (number, capture)
            for number, capture in archive_captures.pending(
                reader, run.archive, run.wanted, after=after, limit=CHUNK + len(left)
            )
            if number not in left
        ]
        if not chunk and after == BEGINNING:
            return
        # An earlier one may be pending again, since the one before it could not be had.
        after = (chunk[-1][1].moment, chunk[-1][0]) if chunk else BEGINNING
        for number, capture in chunk:
            if is_ending(run.crawler):
                return
            if not run.is_allowed(capture.page):
                run.count("disallowed", capture.month)
                left.add(number)
            elif await _keep(run, number, capture):
                failed = 0
            else:
                failed += 1
                left.add(number)
            progress.done += 1
            if failed == IN_A_ROW:
                run.set_problem(f"{IN_A_ROW} captures in a row were not served: run again later")
                return


def check_room(run: ArchiveRun, length: int) -> None:
    """Raise WarcFolderError if the disk has no room for *length* bytes; say how much there is."""
    run.folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(run.folder).free
    logger.info("%s are free in %s", megabytes(free), run.folder)
    if length + SPARE > free:
        raise WarcFolderError(
            f"the captures need {megabytes(length)} in {run.folder}, where {megabytes(free)} are "
            "free: free space, name fewer months by captured=, or choose another ARCHIVE_DIR"
        )


def megabytes(length: int) -> str:
    """Return a number of bytes as ``12.3 MB``, or ``1.2 GB``."""
    return f"{length / 1e9:.1f} GB" if length >= 1e9 else f"{length / 1e6:.1f} MB"


def duration(seconds: float) -> str:
    """Return a number of seconds as ``40 s``, ``12 min`` or ``3.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def service_of(run: ArchiveRun) -> ArchiveService:
    """Return the service that the run's records are fetched from."""
    services = run.services
    return services.wayback_pages if run.archive.source == "wayback" else services.crawl_data


async def _keep(run: ArchiveRun, number: int, capture: ArchivedCapture) -> bool:
    """Fetch and keep one capture; return whether the service answered."""
    service = service_of(run)
    async with run.requests.turn(service):
        if not archive_captures.is_pending(LedgerWriter.of(run.crawler).reader, number):
            return True  # another run has it
        try:
            fetched = await _fetch(run, service, capture)
        except ServiceUnanswered as error:
            logger.warning("no capture of %s of %s: %s", capture.url, capture.moment, error.reason)
            run.count("failed", capture.month)
            await in_ledger(run.crawler, archive_captures.fail, run.archive, number, capture.page)
            return error.reason in _NOT_THERE
        await _enter(run, number, capture, fetched)
    return True


async def _enter(
    run: ArchiveRun, number: int, asked: ArchivedCapture, fetched: FetchedRecord
) -> None:
    """Write the record and enter it, or enter why there is none."""
    served, state = fetched.capture, fetched.state
    moved = (served.url, served.moment) != (asked.url, asked.moment)
    reader = LedgerWriter.of(run.crawler).reader
    if (
        state == "kept"
        and moved
        and archive_captures.is_held(reader, run.archive, served.url, served.moment)
    ):
        state = "redirected"
    if state == "kept":
        await append_record(run, served, fetched.record)
        run.count("kept", served.month)
        state = "redirected"
    else:
        run.count("same" if state == "redirected" else state, asked.month)
    if moved or fetched.state != "kept":
        await in_ledger(
            run.crawler, archive_captures.decide, run.archive, number, asked.page, state
        )


async def append_record(run: ArchiveRun, capture: ArchivedCapture, record: bytes) -> None:
    """Write the record to the file of its crawl or month, then enter the capture as kept.

    Raises WarcFolderError. Call it within a turn.
    """
    try:
        path, length = await _file(run, capture.part)
        end = append(run.folder / path, record, at=length)
    except OSError as error:
        raise WarcFolderError(
            f"cannot write to {run.folder} ({error.strerror or error}): free space, or mend its "
            "rights, or choose another ARCHIVE_DIR; a later run goes on from here"
        ) from None
    await in_ledger(run.crawler, archive_captures.keep, run.archive, capture, path, end)


async def _file(run: ArchiveRun, part: str) -> tuple[str, int]:
    """Return path and length of the file for *part*; of a new one if the last was removed."""
    reader = LedgerWriter.of(run.crawler).reader
    known = archive_captures.file_for(reader, run.archive, part)
    # Without a length, it was entered by a run that died before it made the file.
    if known is not None and (not known[1] or is_whole(run.folder / known[0], known[1])):
        return known
    number, stem = 1, f"{run.archive.source}/{part}-{run.archive.edition}"
    path = f"{stem}.warc.gz"
    # A file that this ledger does not know is another output folder's.
    while (run.folder / path).exists() or archive_captures.is_file(reader, path):
        number += 1
        path = f"{stem}-{number}.warc.gz"
    (run.folder / path).parent.mkdir(parents=True, exist_ok=True)
    await in_ledger(run.crawler, archive_captures.begin_file, run.archive, part, path)
    return path, 0


async def _fetch(
    run: ArchiveRun, service: ArchiveService, capture: ArchivedCapture
) -> FetchedRecord:
    if run.archive.source == "wayback":
        return await _fetch_page(run, service, capture)
    return await _fetch_record(run, service, capture)


async def _fetch_record(
    run: ArchiveRun, service: ArchiveService, capture: ArchivedCapture
) -> FetchedRecord:
    """Fetch one record of Common Crawl, which is kept byte for byte."""
    from mayadeen_crawler.warc.member import response_in

    most = run.crawler.settings.getint("DOWNLOAD_MAXSIZE") or 1 << 31
    if capture.length > most:
        return FetchedRecord(capture, state="damaged")
    url = commoncrawl.record_url(service.base_url, capture)
    answer = await run.requests.get(
        service, url, headers={"Range": commoncrawl.record_range(capture)}, as_sent=True
    )
    _check_is_there(answer)
    if answer.status == 416:
        return FetchedRecord(capture, state="missing")
    if answer.status != 206 or len(answer.body) != capture.length:
        # The whole file, say, from a server that knows no ranges.
        return FetchedRecord(capture, state="damaged")
    try:
        found = response_in(answer.body, most=most)
    except DamagedRecord as error:
        logger.debug("%s at %d: %s", capture.file, capture.offset, error)
        return FetchedRecord(capture, state="damaged")
    if page_of(found.url, run.site) != capture.page:
        return FetchedRecord(capture, state="foreign")
    if found.truncated:
        return FetchedRecord(capture, state="truncated")
    url = commoncrawl.capture_url(service.base_url, capture)
    note_reservations(run, found.headers, found.body, url, capture.month)
    return FetchedRecord(capture, answer.body)


def _check_is_there(answer: Response) -> None:
    """Raise ServiceUnanswered where the archive has not what it lists: some server may err."""
    if answer.status in (404, 410):
        raise ServiceUnanswered(answer.url, f"http_{answer.status}")


async def _fetch_page(
    run: ArchiveRun, service: ArchiveService, capture: ArchivedCapture
) -> FetchedRecord:
    """Fetch one capture of the Wayback Machine, and make a record of it."""
    from mayadeen_crawler.warc import records

    def is_exclusion(answer: Response) -> bool:
        # An answer of the archived site itself has the moment of its capture.
        return "Memento-Datetime" in answer.headers or wayback.is_exclusion(answer.body)

    url = wayback.page_url(service.base_url, capture)
    answer = await run.requests.get(service, url, as_sent=True, is_exclusion=is_exclusion)
    is_capture = "Memento-Datetime" in answer.headers
    served = wayback.served_capture(answer.url, service.base_url)
    if not is_capture and answer.status in (401, 403, 451):
        return FetchedRecord(capture, state="excluded")
    if not is_capture:
        _check_is_there(answer)
    if (is_capture and answer.status != 200) or served is None:
        return FetchedRecord(capture, state="missing")
    if not is_capture:
        raise ServiceUnanswered(url, "no_capture")
    moment, there = served
    page = page_of(there, run.site)
    # The archive may have led to another page, which the outlet's robots.txt was not asked for.
    if page is None or not run.is_allowed(page):
        return FetchedRecord(capture, state="foreign")
    if moment != capture.moment or page != capture.page:
        month = month_of(moment)
        capture = replace(capture, moment=moment, url=there, page=page, part=month, digest="")
    received = [(name, value) for name, values in answer.headers.items() for value in values]
    headers = wayback.original_headers(received, answer.body)
    when = datetime.strptime(moment, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    text = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    note_reservations(
        run, text, answer.body, wayback.capture_url(service.base_url, capture), capture.month
    )
    return FetchedRecord(capture, records.archived(capture.url, when, headers, answer.body))
