"""The file in which a site reserves text and data mining (W3C community group, TDMRep)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request

from mayadeen_crawler import clock
from mayadeen_crawler.extensions.tdmrep import TdmReservations
from mayadeen_crawler.ledger import tdmrep
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.middlewares.blocks import BY_THE_WAY
from mayadeen_crawler.tdmrep import (
    TDM_FILE,
    Finding,
    in_tdm_file,
)

if TYPE_CHECKING:
    from mayadeen_crawler.spiders.base import MayadeenSpider

#: Seconds it is waited for: nothing hangs on it.
PATIENCE = 15


async def look_at_tdm_file(spider: MayadeenSpider) -> None:
    """Note what the site's file says, as of its last reading on this folder.

    It is read once a day by a run that may ask for it (TDMREP), before anything else
    is asked for. Raises CloseSpider where the ledger fails.
    """
    site, crawler = spider.site, spider.crawler
    host, url = urlsplit(site.base_url).netloc, site.base_url + TDM_FILE
    noting = crawler.get_extension(TdmReservations)
    if noting is None:
        return
    wanted = spider.asks_for_tdm_file and spider.settings.getbool("TDMREP")
    if wanted and await spider.ledger(tdmrep.may_ask, host, now=clock.stamp()):
        await _ask(spider, host, url)
    for rule in tdmrep.remembered(LedgerWriter.of(crawler).reader, host):
        noting.note(Finding("tdmrep.json", rule), url)


async def _ask(spider: MayadeenSpider, host: str, url: str) -> None:
    """Ask for the file, once: a failure is none of the run's, and says nothing."""
    engine = spider.crawler.engine
    meta = {"dont_retry": True, "download_timeout": PATIENCE, BY_THE_WAY: True}
    try:
        response = await engine.download_async(Request(url, meta=meta, dont_filter=True))
    except Exception as error:  # noqa: BLE001 - robots.txt, pace, network: no answer
        if engine.spider is None:
            raise asyncio.CancelledError from None
        spider.logger.debug("%s was not read: %s", url, error)
        return
    spider.crawler.stats.inc_value(f"tdmrep/http_{response.status}")
    if response.status == 200 or response.status in (404, 410):
        rules = in_tdm_file(response.body) if response.status == 200 else []
        await spider.ledger(tdmrep.answered, host, [rule.value for rule in rules])
