"""What the outlet's robots.txt of today disallows: an archive run fetches none of it anywhere else.

It is the one request to the site of an archive run. Called by ``spiders/archived.py`` before it
lists anything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler, load_object

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.crawling.request_failures import classify
from mayadeen_crawler.exceptions import Blocked
from mayadeen_crawler.ledger import archive_captures
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.middlewares.blocks import BY_THE_WAY
from mayadeen_crawler.middlewares.robots import is_unreadable
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.utils.run_ending import is_ending

logger = logging.getLogger(__name__)

#: Stat: what robots.txt answered, in one line for the manifest.
RULES = "archives/robots"


class OutletRobotsUnread(Exception):
    """robots.txt of the outlet could not be read, and no copy of it is in the ledger.

    Raised by `outlet_rules`; the run ends with status 4 before it lists anything.
    """


async def outlet_rules(crawler: Crawler, site: Site) -> Callable[[str], bool]:
    """Return whether robots.txt allows a URL of *site* to this crawler; asks for it once.

    401, 403, 404, 410 or a challenge in its place: there are no rules (RFC 9309, 2.3.1.3). A server
    error, or no answer: the last copy in the ledger counts. Raises OutletRobotsUnread without one.
    """
    if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
        return lambda _url: True
    host, url = urlsplit(site.base_url).netloc, f"{site.base_url}/robots.txt"
    answer = await _asked(crawler, url)
    if isinstance(answer, Response) and answer.status < 300 and not is_unreadable(answer):
        await in_ledger(crawler, archive_captures.keep_robots, host, answer.body, now=clock.stamp())
        return _rules(crawler, answer.body, "read")
    why = answer if isinstance(answer, str) else f"HTTP {answer.status}"
    if why == "a challenge" or (isinstance(answer, Response) and not is_unreadable(answer)):
        logger.warning("%s answered %s: it disallows nothing (RFC 9309)", url, why)
        crawler.stats.set_value(RULES, f"no rules: {why}")
        return lambda _url: True
    copy = archive_captures.last_robots(LedgerWriter.of(crawler).reader, host)
    if copy is None:
        raise OutletRobotsUnread(
            f"{url} could not be read ({why}), and no earlier copy of it is known: nothing may be "
            "fetched until it can be; run again later"
        )
    body, read_at = copy
    logger.warning("%s could not be read (%s): that of %s counts", url, why, read_at)
    return _rules(crawler, body, f"copy of {read_at}: {why}")


def _rules(crawler: Crawler, body: bytes, what: str) -> Callable[[str], bool]:
    crawler.stats.set_value(RULES, what)
    agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
    kind = load_object(crawler.settings["ROBOTSTXT_PARSER"])
    parser: RobotParser = build_from_crawler(kind, crawler, robotstxt_body=body)
    return lambda url: parser.allowed(url, agent)


async def _asked(crawler: Crawler, url: str) -> Response | str:
    """Return the answer of the one request, or what came in its place."""
    meta = {"dont_obey_robotstxt": True, "dont_retry": True, BY_THE_WAY: True}
    try:
        response: Response = await crawler.engine.download_async(
            Request(url, meta=meta, dont_filter=True)
        )
    except Blocked:
        return "a challenge"
    except Exception as error:  # noqa: BLE001 - whatever kept it away
        if crawler.engine.spider is None or is_ending(crawler):
            raise asyncio.CancelledError from None
        return f"no answer: {classify(error).reason}"
    return response
