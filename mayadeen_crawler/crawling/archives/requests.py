"""Requests to the services of public archives: one at a time a host, each at its service's pace.

They are Scrapy requests, so they pass the middlewares: the pace that all runs on the folder share,
``Retry-After``, limits of size. What differs for an archive is here: what refuses us ends the run,
and a service that is busy is given more and more time.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import logging
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.crawling.request_failures import classify
from mayadeen_crawler.ledger import shared_pace
from mayadeen_crawler.middlewares.blocks import REFUSED
from mayadeen_crawler.middlewares.pace import INTERVAL, retry_after
from mayadeen_crawler.middlewares.whole_pages import AS_SENT
from mayadeen_crawler.utils.hosts import server_of
from mayadeen_crawler.utils.meta_keys import SERVICE
from mayadeen_crawler.utils.run_ending import end_crawl, is_ending

logger = logging.getLogger(__name__)

#: How often a request is sent until the service counts as not answering.
TRIES = 6
#: Seconds until the second try, if the service does not say; doubled for each further one.
PAUSE = 5.0
#: Seconds after an answer 429 without Retry-After: the Wayback Machine shuts out for an hour
#: whoever goes on sooner.
TOO_MANY_PAUSE = 60.0
#: Seconds between two looks whether another run has finished its request to the host.
_TURN_CHECK = 0.05


class ServiceUnanswered(Exception):
    """A service did not give a valid answer to one request, however often it was asked.

    Raised and caught in ``crawling/archives/``. *reason* is one of those of
    ``crawling/request_failures.py``.
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ArchiveService:
    """A host of an archive, and its pace."""

    base_url: str
    """Scheme, host and port, without a trailing slash."""
    interval: float
    """Seconds between two requests."""

    @property
    def host(self) -> str:
        """Host and port."""
        return server_of(self.base_url)


def _never(_response: Response) -> bool:
    return False


class ArchiveRequests:
    """Sends the requests of one run to archives."""

    def __init__(self, crawler: Crawler, *, tries: int | None = None) -> None:
        """*tries*: how often a request is sent at most, by default TRIES."""
        self._crawler = crawler
        self._tries = tries or TRIES
        self._locks = Path(crawler.settings["OUTPUT_DIR"]) / "runs" / "locks"

    async def get(
        self,
        service: ArchiveService,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        as_sent: bool = False,
        most: int | None = None,
        is_exclusion: Callable[[Response], bool] = _never,
    ) -> Response:
        """Return the service's answer, of any status that is neither a refusal nor "not now".

        *as_sent*: leave the body as it came over the wire. *most*: bytes that it may have, by
        default DOWNLOAD_MAXSIZE. *is_exclusion*: whether a refusal is of
        this one page, and returned. Raises ServiceUnanswered; CancelledError where the run ends,
        also because the service refused it. Call it within `turn`.
        """
        why = ""
        for count in range(self._tries):
            answer = await self._sent(service, url, headers, as_sent=as_sent, most=most)
            wait = PAUSE * 2**count
            if isinstance(answer, str):
                why = answer
            elif answer.status in REFUSED and not is_exclusion(answer):
                self._refused(service, answer)
            elif answer.status == 429 or answer.status == 408 or answer.status >= 500:
                why = f"http_{answer.status}"
                if retry_after(answer.headers, time.time()):
                    wait = 0.0  # it says itself how long, and the middleware sees to that
                elif answer.status == 429:
                    wait = max(wait, TOO_MANY_PAUSE)
            else:
                return answer
            self._crawler.stats.inc_value(f"archives/again/{why}")
            if wait and count + 1 < self._tries:
                # All runs on the folder leave the host alone for so long.
                until = time.time() + wait
                await in_ledger(self._crawler, shared_pace.hold, service.host, until=until)
        raise ServiceUnanswered(url, why)

    async def _sent(
        self,
        service: ArchiveService,
        url: str,
        headers: dict[str, str] | None,
        *,
        as_sent: bool,
        most: int | None,
    ) -> Response | str:
        """Return the answer of one request, or why there was none."""
        meta = {
            SERVICE: service.base_url,
            INTERVAL: service.interval,
            AS_SENT: as_sent,
            "download_slot": service.base_url,
            "autothrottle_dont_adjust_delay": True,
            "dont_retry": True,
            # These are documented interfaces for programs; robots.txt there is for crawlers of
            # the archive's own pages.
            "dont_obey_robotstxt": True,
        }
        if most is not None:
            meta |= {"download_maxsize": most, "download_warnsize": 0}
        coding = {"Accept-Encoding": "identity"} if as_sent else {}
        request = Request(url, headers={**coding, **(headers or {})}, meta=meta, dont_filter=True)
        try:
            response: Response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever kept the answer away
            if self._crawler.engine.spider is None or is_ending(self._crawler):
                raise asyncio.CancelledError from None
            return classify(error).reason
        return response

    def _refused(self, service: ArchiveService, answer: Response) -> None:
        """End the run: raises CancelledError."""
        reason = f"{service.host} refuses this crawler (HTTP {answer.status})"
        self._crawler.stats.set_value("blocked/reason", reason)
        logger.error(
            "%s, at %s. The run ends; what was listed and kept stays, and nothing here works "
            "around a refusal. What you can do: ask the archive (CONTACT tells it who asks)",
            reason,
            answer.url,
        )
        end_crawl(self._crawler, "blocked")
        raise asyncio.CancelledError

    @asynccontextmanager
    async def turn(self, service: ArchiveService) -> AsyncIterator[None]:
        """Hold the host: of all runs on the output folder, only one asks it at a time.

        What a request brought is entered before the turn ends, so that no other run asks for it.
        The operating system ends it with the process, however that ends.
        """
        self._locks.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(service.host.encode()).hexdigest()[:16]
        descriptor = os.open(self._locks / f"archive-{name}.turn", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    await asyncio.sleep(_TURN_CHECK)
                    if is_ending(self._crawler):
                        raise asyncio.CancelledError from None
            yield
        finally:
            os.close(descriptor)
