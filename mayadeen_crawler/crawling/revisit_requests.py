"""Visits of known articles that are due, whether or not a listing shows them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence

from scrapy import Request

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.frontier import revisits_due
from mayadeen_crawler.ledger.listings import Listing
from mayadeen_crawler.spiders.base import PENDING_PRIORITY, MayadeenSpider


async def due_requests(
    spider: MayadeenSpider, found_on: Sequence[Listing], sections: Iterable[str] = ()
) -> AsyncIterator[Request]:
    """Yield requests for known articles that are due, up to the budget.

    Of those in *sections* (as addresses say them), or found on these listings.
    """
    if spider.arguments.refresh != "auto":
        return
    due = await spider.ledger(
        revisits_due.take,
        edition=spider.site.edition.code,
        sections=sections,
        origins=[listing.origin for listing in found_on],
        taker=spider.taker,
        policy=spider.policy,
        now=clock.now(),
        period=spider.period,
    )
    spider.crawler.stats.inc_value("revisit/due_in_ledger", len(due))
    for address in due:
        yield spider.article_request(address, priority=PENDING_PRIORITY, known=True)
