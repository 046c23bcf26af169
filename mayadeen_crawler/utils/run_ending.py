"""End a crawl in good order, and ask whether it is ending.

Called by whatever finds that a run cannot go on (the ledger's writer, the block detection, a
long Retry-After), and by whatever would send another request or wait for its moment.
"""

from __future__ import annotations

import asyncio

from scrapy.crawler import Crawler

from mayadeen_crawler.utils.scrapy_internals import is_closing

#: The tasks that close spiders: asyncio drops a task that nobody holds.
_CLOSING: set[asyncio.Task[None]] = set()


def end_crawl(crawler: Crawler, reason: str) -> None:
    """Close the spider with *reason*, such as ``blocked``; from here on no request leaves.

    May be called from anywhere in the crawl's event loop. Responses that are on their way are
    still processed.
    """
    crawler.stats.set_value("run/ending", reason)
    task = asyncio.create_task(crawler.engine.close_spider_async(reason=reason))
    _CLOSING.add(task)
    task.add_done_callback(_CLOSING.discard)


def is_ending(crawler: Crawler) -> bool:
    """Whether the run is ending, by `end_crawl` or by a signal.

    What still waits to be requested is then left to a later run.
    """
    return is_closing(crawler) or crawler.stats.get_value("run/ending") is not None
