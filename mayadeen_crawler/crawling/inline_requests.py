"""Requests whose answer a spider awaits in the middle of its work, instead of by a callback.

Used for robots.txt and sitemaps (``crawling/sitemaps/sitemap_reader.py``) and for finding a tag's
page (``crawling/listings/tag_lookup.py``).
"""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from mayadeen_crawler.crawling.request_failures import RequestFailure, classify, classify_status
from mayadeen_crawler.middlewares.conditional import is_not_modified
from mayadeen_crawler.utils.run_ending import is_ending


async def fetch(crawler: Crawler, url: str, **meta: Any) -> Response | RequestFailure:
    """Return the 2xx response of *url*, redirects followed, or why there is none.

    A 304 is returned if the request was conditional (``middlewares/conditional.py``). *meta*: the
    request's ``Request.meta``. The request passes all downloader middlewares: robots.txt, pace,
    retries. Raises CancelledError if the run has ended meanwhile.
    """
    try:
        response = await crawler.engine.download_async(Request(url, meta=meta, dont_filter=True))
    except Exception as error:  # noqa: BLE001 - whatever kept the page away is the answer
        if crawler.engine.spider is None or is_ending(crawler):
            raise asyncio.CancelledError from None
        return classify(error)
    request = response.request
    if 200 <= response.status < 300 or (request and is_not_modified(request, response.status)):
        return response
    return classify_status(response.status)


async def wait_for_room(crawler: Crawler) -> None:
    """Wait until the crawl's queue is empty, if the crawl is busy; call inside a spider's `start`.

    Keeps the queue short while thousands of articles are read from sitemaps.
    """
    if crawler.engine.needs_backout():
        await crawler.signals.wait_for(signals.scheduler_empty)
