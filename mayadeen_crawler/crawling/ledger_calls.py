"""Calls of the ledger from a spider's own code: a failing ledger closes the spider.

Used by ``spiders/`` and by the other modules of ``crawling/``. Pipelines and extensions call
``ledger.writer.LedgerWriter`` themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.writer import LedgerWriter, explain

P = ParamSpec("P")
T = TypeVar("T")


async def in_ledger(
    crawler: Crawler,
    action: Callable[Concatenate[sqlite3.Connection, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Return ``action(connection, *args, **kwargs)``, run in the thread that writes the ledger.

    Raises CloseSpider("ledger_failed"), after one line in the log, if the ledger fails.
    """
    return await or_close_spider(crawler, LedgerWriter.of(crawler).do(action, *args, **kwargs))


async def or_close_spider(crawler: Crawler, work: Awaitable[T]) -> T:
    """Return what *work* returns; turns its LedgerError into CloseSpider("ledger_failed")."""
    try:
        return await work
    except LedgerError as error:
        explain(crawler, error)
        raise CloseSpider("ledger_failed") from None
