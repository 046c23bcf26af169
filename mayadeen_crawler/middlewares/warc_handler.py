"""Every page that is fetched is also kept in ARCHIVE_DIR, as it came.

Here and not in a middleware: the next one unpacks bodies. Nothing of warcio is
imported where ARCHIVE_DIR is not set.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from mayadeen_crawler import clock
from mayadeen_crawler.middlewares.browser import TAB, BrowsingHandler
from mayadeen_crawler.middlewares.pace import SENT_AT
from mayadeen_crawler.warc.meta_keys import ARTICLE, KEPT_AS_OF

if TYPE_CHECKING:
    from mayadeen_crawler.warc.writer import Archive

logger = logging.getLogger(__name__)


class ArchivingHandler(BrowsingHandler):
    """Keeps what comes, before anything else is done with it; without ARCHIVE_DIR as ever."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._archive = _archive(crawler)
        self._said = False

    async def download_request(self, request: Request) -> Response:
        """Return the answer, once the archive has it."""
        response = await super().download_request(request)
        if self._archive is not None:
            await self._keep(self._archive, request, response)
        return response

    async def _keep(self, archive: Archive, request: Request, response: Response) -> None:
        from mayadeen_crawler.warc import records

        if TAB not in request.meta:
            moment = _sent(request)
            make = partial(records.exchange, request, response, moment, request.meta.get(ARTICLE))
        elif response.status == 200 and isinstance(response, TextResponse):
            moment = clock.now()
            make = partial(records.shown, response, moment)
        else:
            return  # the guard's word on a refusal: the site's page never reached the browser
        request.meta[KEPT_AS_OF] = moment
        error = await archive.keep(make)
        stats = self._crawler.stats
        stats.inc_value("archive/missed" if error else "archive/pages")
        if error is not None and not self._said:
            self._said = True
            logger.error(
                "%s cannot be written (%s): pages are missing from the archive, the feeds go on; "
                "free space or mend its rights, and pages are kept again",
                archive.folder,
                _why(error),
            )

    async def close(self) -> None:
        """Finish the file."""
        await super().close()
        if self._archive is not None and (error := await self._archive.close()):
            folder = self._archive.folder
            logger.error("%s: the next run finishes this one's file: %s", folder, _why(error))


def _archive(crawler: Crawler) -> Archive | None:
    """Return the archive of a crawl that writes feeds, where one is wanted."""
    settings, spider = crawler.settings, crawler.spider
    if not settings["ARCHIVE_DIR"] or not getattr(spider, "keeps_pages", False):
        return None
    assert spider is not None
    from mayadeen_crawler.warc.records import beginning
    from mayadeen_crawler.warc.writer import Archive

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

    return Archive(Path(settings["ARCHIVE_DIR"]), run_id, begin)


def _sent(request: Request) -> datetime:
    """Return when *request* left, on the run's own clock."""
    return clock.now() - timedelta(seconds=time.time() - request.meta[SENT_AT])


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
