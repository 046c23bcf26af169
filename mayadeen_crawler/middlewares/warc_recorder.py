"""Write every page that is fetched to the run's WARC file in ARCHIVE_DIR, as it came.

``download_handler.py`` calls it with each answer, before any middleware unpacks the body.
Nothing of warcio is imported where ARCHIVE_DIR is not set.
"""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.statscollectors import StatsCollector

from mayadeen_crawler.middlewares.chromium.tab import TAB
from mayadeen_crawler.utils.meta_keys import FETCHED_AT
from mayadeen_crawler.warc.meta_keys import ARTICLE

if TYPE_CHECKING:
    from mayadeen_crawler.warc.writer import WarcWriter

logger = logging.getLogger(__name__)


class WarcRecorder:
    """Hands answers to the WARC writer, and counts them (stats ``archive/pages``, ``…/missed``)."""

    def __init__(self, writer: WarcWriter, stats: StatsCollector) -> None:
        self._writer = writer
        self._stats = stats
        self._warned = False

    async def record(self, request: Request, response: Response) -> None:
        """Write the answer and its request; return once the disk has them. Never raises.

        The record bears the time FETCHED_AT of the request's meta, as that of the feeds does. A
        failed write is counted, and logged the first time.
        """
        from mayadeen_crawler.warc import records

        moment = request.meta[FETCHED_AT]
        if TAB not in request.meta:
            make = partial(records.exchange, request, response, moment, request.meta.get(ARTICLE))
        elif response.status == 200 and isinstance(response, TextResponse):
            make = partial(records.shown, response, moment)
        else:
            return  # made by the request guard for a refusal: no page of the site came
        error = await self._writer.write(make)
        self._stats.inc_value("archive/missed" if error else "archive/pages")
        if error is not None and not self._warned:
            self._warned = True
            logger.error(
                "%s cannot be written (%s): pages are missing from the WARC file, the feeds go on; "
                "free space or mend its rights, and pages are kept again",
                self._writer.folder,
                _why(error),
            )

    async def close(self) -> None:
        """Finish the file."""
        if error := await self._writer.close():
            folder = self._writer.folder
            logger.error("%s: the next run finishes this one's file: %s", folder, _why(error))


def recorder_of(crawler: Crawler) -> WarcRecorder | None:
    """Return a crawl's recorder; None without ARCHIVE_DIR, or if its spider writes no feeds."""
    settings, spider = crawler.settings, crawler.spider
    if not settings["ARCHIVE_DIR"] or not getattr(spider, "keeps_pages", False):
        return None
    assert spider is not None
    from mayadeen_crawler.warc.records import beginning
    from mayadeen_crawler.warc.writer import WarcWriter

    arguments: Any = getattr(spider, "arguments", None)
    site, run_id = arguments.site, arguments.run_id

    def begin(file: str) -> bytes:
        return beginning(
            file=file,
            run_id=run_id,
            user_agent=settings["USER_AGENT"],
            contact=settings["CONTACT"],
            obeys_robots=settings.getbool("ROBOTSTXT_OBEY"),
            crawls=f"{spider.name} crawl of {site.base_url} ({site.edition.code})",
        )

    writer = WarcWriter(Path(settings["ARCHIVE_DIR"]), run_id, begin)
    return WarcRecorder(writer, crawler.stats)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
