"""Reads ``/.well-known/tdmrep.json``, in which a site reserves text and data mining (TDMRep).

Called by ``spiders/base.py`` before a run's first request. What the file says is noted by
``extensions/tdmrep.py`` for the manifest; the crawl itself does not depend on it. The format is
the W3C community group's TDM Reservation Protocol of 2024, parsed in ``tdmrep.py``.
"""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.extensions.tdmrep import TdmReservations
from mayadeen_crawler.ledger import tdmrep
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.middlewares.blocks import BY_THE_WAY
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.tdmrep import (
    TDM_FILE,
    TdmStatement,
    in_tdm_file,
)

logger = logging.getLogger(__name__)

#: Seconds to wait for the file: the run begins without it.
PATIENCE = 15


async def note_tdm_file(crawler: Crawler, site: Site, *, may_ask: bool) -> None:
    """Note what the site's file says, as it was read last by a run on this output folder.

    It is requested first if *may_ask*, the setting TDMREP is on and no run did so for a day.
    Raises CloseSpider if the ledger fails.
    """
    host, url = urlsplit(site.base_url).netloc, site.base_url + TDM_FILE
    noting = crawler.get_extension(TdmReservations)
    if noting is None:
        return
    wanted = may_ask and crawler.settings.getbool("TDMREP")
    if wanted and await in_ledger(crawler, tdmrep.may_ask, host, now=clock.stamp()):
        await _request(crawler, host, url)
    for rule in tdmrep.remembered(LedgerWriter.of(crawler).reader, host):
        noting.note(TdmStatement("tdmrep.json", rule), url)


async def _request(crawler: Crawler, host: str, url: str) -> None:
    """Request the file once and enter its rules into the ledger; a failure is not the run's."""
    engine = crawler.engine
    meta = {"dont_retry": True, "download_timeout": PATIENCE, BY_THE_WAY: True}
    try:
        response = await engine.download_async(Request(url, meta=meta, dont_filter=True))
    except Exception as error:  # noqa: BLE001 - robots.txt, pace, network: no answer
        if engine.spider is None:
            raise asyncio.CancelledError from None
        logger.debug("%s was not read: %s", url, error)
        return
    crawler.stats.inc_value(f"tdmrep/http_{response.status}")
    if response.status == 200 or response.status in (404, 410):
        rules = in_tdm_file(response.body) if response.status == 200 else []
        await in_ledger(crawler, tdmrep.answered, host, [rule.value for rule in rules])
