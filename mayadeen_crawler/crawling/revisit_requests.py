"""Known articles that are due for another visit, whether or not a listing still shows them.

Called by ``spiders/base_listing.py`` before the listings are read. When an article is due is
decided in ``ledger/frontier/revisit_policy.py``; which are taken, in
``ledger/frontier/revisits_due.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scrapy.crawler import Crawler

from mayadeen_crawler import clock
from mayadeen_crawler.arguments import Arguments
from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.ledger.frontier import revisits_due
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.period import Period


async def take_due(
    crawler: Crawler,
    arguments: Arguments,
    found_on: Sequence[Listing],
    sections: Iterable[str],
    *,
    taker: str,
    policy: Policy,
    period: Period,
) -> list[Address]:
    """Return the articles to visit again, up to *policy*'s budget; none unless ``refresh=auto``.

    Those of *sections* (as in articles' URLs), and those found on the listings *found_on*. They
    are entered as taken up by the process *taker*.
    """
    if arguments.refresh != "auto":
        return []
    due = await in_ledger(
        crawler,
        revisits_due.take,
        edition=arguments.site.edition.code,
        sections=sections,
        origins=[listing.origin for listing in found_on],
        taker=taker,
        policy=policy,
        now=clock.now(),
        period=period,
    )
    crawler.stats.inc_value("revisit/due_in_ledger", len(due))
    return due
