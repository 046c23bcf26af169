"""Replays WARC files: extracts their article pages again, without any request.

Used by ``spiders/article.py`` for ``warc=``. The files are parsed by ``warc/reader.py``; which
pages count as articles is decided here, in `WarcReplay._is_wanted`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from logging import LoggerAdapter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes

from mayadeen_crawler.crawling.remembered_hints import remembered_hints
from mayadeen_crawler.exceptions import Truncated
from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.ledger.frontier.failure_reasons import TRUNCATED
from mayadeen_crawler.middlewares.whole_pages import Decompression
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.article import Hints
from mayadeen_crawler.urls.canonical import (
    canonicalize,
    is_article_url,
    is_on_site,
    rehost,
)
from mayadeen_crawler.utils.run_ending import is_ending
from mayadeen_crawler.utils.scrapy_internals import run_pipelines
from mayadeen_crawler.warc.meta_keys import RECORDED_AT

if TYPE_CHECKING:
    from mayadeen_crawler.warc.reader import (
        WarcCapture,
        WarcFileReading,
        WarcPayload,
    )

#: Pages that are extracted and written at a time; their records are one commit.
GROUP = 25
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


ReadArticle = Callable[[TextResponse, Sequence[str], Hints], FetchedArticle]
"""Returns the article of a response, given the canonical URLs that led to it, and hints."""


class WarcReplay:
    """The replay of some WARC files: first all are searched, then pages go in order of fetching."""

    def __init__(
        self,
        crawler: Crawler,
        site: Site,
        files: Sequence[Path],
        read_article: ReadArticle,
        *,
        logger: LoggerAdapter[Any],
    ) -> None:
        self._crawler = crawler
        self._site = site
        self._stats = crawler.stats
        self._files = files
        self._read_article = read_article
        self._logger = logger
        self._sources: dict[str, tuple[str, ...]] = {}
        """Canonical URL → the canonical URLs that redirected there, until its page comes."""
        self._targets: dict[str, str] = {}
        """Canonical URL that redirected → its target."""
        self._elsewhere: Counter[str] = Counter()
        """Host → pages of it, for hosts other than the site's."""
        self._unread = self._truncated = 0

    async def run(self) -> None:
        """Send every article page through the pipelines, in the order of WARC-Date."""
        self._stats.set_value("replay/files", len(self._files))
        found = await asyncio.to_thread(lambda: list(self._search()))
        if self._ends():
            return
        found.sort(key=lambda capture: capture.moment)
        pages = sum(capture.status == 200 for capture in found)
        self._stats.set_value("replay/found", pages)
        self._log_found(pages)
        group: list[tuple[FetchedArticle, Response]] = []
        for capture in found:
            if (read := self._read(capture)) is not None:
                group.append(read)
            if len(group) == GROUP:
                await self._write(group)
                group = []
            if self._ends():
                return
        await self._write(group)
        self._stats.set_value("replay/unread", self._unread)
        if self._unread:
            self._logger.warning("%d pages in the WARC files could not be read", self._unread)
        if self._truncated:
            self._logger.warning(
                "%d pages in the WARC files ended early, and are passed over", self._truncated
            )

    def _search(self) -> Iterator[WarcCapture]:
        """Yield article pages and redirects of the site; warns of files that are damaged."""
        from mayadeen_crawler.warc.reader import WarcFileReading, captures

        for path in self._files:
            reading = WarcFileReading(path)
            for capture in captures(reading, stop=self._ends):
                if self._is_wanted(capture):
                    yield capture
            self._warn_if_damaged(reading)

    def _is_wanted(self, capture: WarcCapture) -> bool:
        """Whether it is an article page or a redirect on the site; other hosts are counted."""
        url = rehost(capture.url, self._site)
        if not is_on_site(url, self._site):
            if capture.status == 200:
                self._elsewhere[_host(capture.url)] += 1
            return False
        try:
            canonicalize(url, self._site)
        except ValueError:  # too long: no crawl would have requested it
            return False
        if capture.status in _REDIRECTS:
            return bool(capture.location)
        known = capture.article is not None
        as_article = bool(capture.article) if known else is_article_url(url, self._site)
        return capture.status == 200 and as_article

    def _warn_if_damaged(self, reading: WarcFileReading) -> None:
        if reading.problem is None and not reading.damaged:
            return
        why = [reading.problem] if reading.problem else []
        if reading.damaged:
            why.append(f"{reading.damaged} records are damaged, and skipped")
        self._logger.warning(
            "%s: %s; %d answers were read of it", reading.path, ", ".join(why), reading.responses
        )
        if reading.path.suffix != ".open":  # its run may be writing it this very moment
            self._stats.inc_value("replay/broken")

    def _log_found(self, pages: int) -> None:
        count = self._elsewhere.total()
        self._stats.set_value("replay/elsewhere", count)
        self._logger.info(
            "%d WARC files contain %d article pages of %s",
            len(self._files), pages, self._site.base_url,
        )  # fmt: skip
        if count:
            hosts = ", ".join(host for host, _ in self._elsewhere.most_common(3))
            self._logger.warning(
                "%d pages of other hosts are left out (%s): edition=… or base_url=… chooses one",
                count, hosts,
            )  # fmt: skip

    def _read(self, capture: WarcCapture) -> tuple[FetchedArticle, Response] | None:
        """Return the article and its response; None for a redirect or an unreadable page."""
        from mayadeen_crawler.warc.reader import payload

        url = rehost(capture.url, self._site)
        key = canonicalize(url, self._site)
        led = self._sources.pop(key, ())
        for address in (key, *led):  # a URL with a page of its own no longer redirects
            self._forget(address)
        if capture.status != 200:
            self._follow(url, capture.location or "", (*led, key))
            return None
        if led and not is_article_url(url, self._site):
            return None  # as in a crawl: redirected away from the article
        most = self._crawler.settings.getint("DOWNLOAD_MAXSIZE")
        try:
            answer = payload(capture, most=most)
            response = self._unpacked(capture, url, answer) if answer else None
        except Truncated as error:
            self._logger.debug("%s at byte %d: %s", capture.path, capture.offset, error)
            self._stats.inc_value(f"lost/{TRUNCATED}")
            self._truncated += 1
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not a readable page
            self._logger.debug("%s at byte %d: %r", capture.path, capture.offset, error)
            response = None
        if not isinstance(response, TextResponse):
            self._unread += 1
            return None
        self._stats.inc_value("page/answered")
        try:
            led_here = (*led, *self._requested_at(capture))
            hints = Hints(**remembered_hints(self._crawler, (*led_here, key)))
            return self._read_article(response, led_here, hints), response
        except Exception:
            self._stats.inc_value("spider_exceptions/count")
            self._logger.exception("The page of %s cannot be extracted", url)
            return None

    def _requested_at(self, capture: WarcCapture) -> tuple[str, ...]:
        """Return the canonical URL under which the file says the article was requested, if any."""
        url = rehost(capture.article or "", self._site)
        return (canonicalize(url, self._site),) if is_on_site(url, self._site) else ()

    def _follow(self, url: str, location: str, led: tuple[str, ...]) -> None:
        """Note that *url*, and the canonical URLs *led* to it, redirect to *location*."""
        try:
            to = canonicalize(rehost(urljoin(url, location), self._site), self._site)
        except ValueError:
            return
        if to not in led:
            self._sources[to] = tuple(dict.fromkeys((*self._sources.get(to, ()), *led)))
            self._targets |= dict.fromkeys(led, to)

    def _forget(self, address: str) -> None:
        """Note that the canonical URL *address* no longer redirects."""
        to = self._targets.pop(address, None)
        if to in self._sources:
            self._sources[to] = tuple(one for one in self._sources[to] if one != address)

    def _unpacked(self, capture: WarcCapture, url: str, answer: WarcPayload) -> Response:
        """Return the response as a crawl gets it, unpacked; raises what a crawl's request fails by.

        TooLarge and Truncated.
        """
        headers = Headers()
        for name, value in answer.headers:
            headers.appendlist(name, value)
        kind = responsetypes.from_args(headers=headers, url=url, body=answer.body)
        request = Request(url, meta={RECORDED_AT: capture.moment})
        response: Response = kind(
            url=url, status=200, headers=headers, body=answer.body, request=request
        )
        unpacking = self._crawler.get_downloader_middleware(Decompression)
        return response if unpacking is None else unpacking.unpacked(request, response)

    async def _write(self, group: list[tuple[FetchedArticle, Response]]) -> None:
        """Return once the group is committed; it is finished even if the run ends meanwhile."""
        await run_pipelines(self._crawler, group)

    def _ends(self) -> bool:
        return is_ending(self._crawler)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc[:100] or "none"
    except ValueError:
        return "none"
