"""Scrapy's download handler for http and https in every crawl (setting DOWNLOAD_HANDLERS).

It only puts the parts in order: a request waits for its moment (``pace.py``), is sent by Scrapy's
own handler or by the browser (``browser.py``), and the answer is written to the run's WARC file
(``warc_recorder.py``). Pacing is here and not in a middleware, since Scrapy's own delay comes
after the middlewares and would shift what was reserved before it; recording is here, since the
first middleware unpacks bodies.
"""

from __future__ import annotations

import time
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from mayadeen_crawler import clock
from mayadeen_crawler.middlewares.browser import BrowserDownloads
from mayadeen_crawler.middlewares.chromium.tab import TAB
from mayadeen_crawler.middlewares.known_articles import SkipKnownArticles
from mayadeen_crawler.middlewares.pace import SENT_AT, Pace
from mayadeen_crawler.middlewares.warc_recorder import recorder_of
from mayadeen_crawler.utils.meta_keys import FETCHED_AT
from mayadeen_crawler.utils.scrapy_internals import close_http_handler, http_handler


class DownloadHandler:
    """Downloads at the pace that all runs share, with a browser where a request needs one."""

    #: Scrapy makes the handler when the crawl starts: robots.txt may be read before any page.
    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pace = Pace(crawler)
        self._http = http_handler(crawler)
        self._browser = BrowserDownloads(crawler, self._pace)
        self._recorder = recorder_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the handler of a crawl; Scrapy calls this for each scheme."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """Return the answer, once the WARC file has it.

        Raises IgnoreRequest where the request is not to be sent, BrowserFailed, and what
        Scrapy's own handler raises.
        """
        if TAB in request.meta:
            response = await self._browser.download(request)
            request.meta[FETCHED_AT] = clock.now()
        else:
            response = await self._download(request)
        if self._recorder is not None:
            await self._recorder.record(request, response)
        return response

    async def _download(self, request: Request) -> Response:
        await self._pace.wait(request)
        # Another run on the folder may have fetched the page meanwhile.
        skip = self._crawler.get_downloader_middleware(SkipKnownArticles)
        if skip is not None:
            skip.process_request(request)
        request.meta[SENT_AT], request.meta[FETCHED_AT] = time.time(), clock.now()
        return await self._http.download_request(request)

    async def close(self) -> None:
        """Close the browser, the connections and the WARC file, in this order."""
        await self._browser.close()
        await close_http_handler(self._http)
        if self._recorder is not None:
            await self._recorder.close()
