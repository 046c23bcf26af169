"""Asking for pages in the middle of a spider's own work."""

from __future__ import annotations

import asyncio

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from mayadeen_crawler.crawling.request_failures import Explained, explain_error
from mayadeen_crawler.utils.run_ending import is_ending


async def ask(crawler: Crawler, url: str, **meta: str) -> Response | Explained:
    """Return the page at *url* (redirects followed), or why there is none; *meta*: the request's.

    The request passes all downloader middlewares: robots.txt, pace, retries. Where the
    run has ended meanwhile, so does the work: CancelledError.
    """
    try:
        response = await crawler.engine.download_async(Request(url, meta=meta, dont_filter=True))
    except Exception as error:  # noqa: BLE001 - whatever kept the page away is the answer
        if crawler.engine.spider is None or is_ending(crawler):
            raise asyncio.CancelledError from None
        return explain_error(error)
    if 200 <= response.status < 300:
        return response
    return explain_error(HttpError(response, "no page"))


async def room(crawler: Crawler) -> None:
    """Wait, inside a spider's ``start``, while the crawl has enough to do.

    So the queue of an archive stays small.
    """
    if crawler.engine.needs_backout():
        await crawler.signals.wait_for(signals.scheduler_empty)
