"""The step *extract*: which files of kept records are replayed, and where their pages are from."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mayadeen_crawler.crawling.archives import commoncrawl, wayback
from mayadeen_crawler.crawling.archives.archive_run import ArchiveRun
from mayadeen_crawler.crawling.archives.captures import page_of
from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger import archive_captures
from mayadeen_crawler.ledger.archive_captures import ArchivedCapture
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.warc.kept_records import is_whole

if TYPE_CHECKING:
    from mayadeen_crawler.warc.reader import WarcCapture

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FilesToExtract:
    """Files of kept records that were not extracted as they are now."""

    paths: list[Path]
    marks: dict[str, str]
    """Path below ARCHIVE_DIR → what is entered once they were extracted."""


def files_to_extract(run: ArchiveRun, period: object) -> FilesToExtract:
    """Return the files that grew since they were last extracted, by this extractor and *period*.

    Warns of files that were removed.
    """
    found = FilesToExtract([], {})
    gone = []
    for path, length, mark in archive_captures.kept_files(
        LedgerWriter.of(run.crawler).reader, run.archive
    ):
        now = f"{length} {EXTRACTOR_VERSION} {period}"
        if not is_whole(run.folder / path, length):
            gone.append(path)
        elif mark != now:
            found.paths.append(run.folder / path)
            found.marks[path] = now
    if gone:
        logger.warning(
            "%d files of kept captures are not in %s any more (%s): what was not extracted of them "
            "is passed over", len(gone), run.folder, ", ".join(gone[:3]),
        )  # fmt: skip
    return found


def origin(run: ArchiveRun, capture: WarcCapture) -> tuple[str, str | None]:
    """Return ``source`` and ``capture_url`` of the record of a kept capture."""
    page = page_of(capture.url, run.site) or ""
    moment = f"{capture.moment:%Y%m%d%H%M%S}"
    reader = LedgerWriter.of(run.crawler).reader
    kept = archive_captures.find_kept(reader, run.archive, page, moment)
    return run.archive.source, capture_url(run, kept) if kept else None


def capture_url(run: ArchiveRun, capture: ArchivedCapture) -> str:
    """Return where the record of a capture says that its page is archived."""
    if run.archive.source == "wayback":
        return wayback.capture_url(run.services.wayback_pages.base_url, capture)
    return commoncrawl.capture_url(run.services.crawl_data.base_url, capture)
