"""The check of a public archive (``scrapy doctor --source``): would an archive run work?

Run by ``spider.py`` inside the doctor's own crawl, in place of the checks of the site: a few
requests to the archive, none to the site.
"""

from __future__ import annotations

import asyncio
from functools import partial

from scrapy.http import Response

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.archives import ccnews, commoncrawl, wayback
from mayadeen_crawler.crawling.archives.archive_run import ArchiveServices
from mayadeen_crawler.crawling.archives.captures import IndexPage, captured_period
from mayadeen_crawler.crawling.archives.commoncrawl import CrawlIndex
from mayadeen_crawler.crawling.archives.requests import (
    ArchiveRequests,
    ArchiveService,
    ServiceUnanswered,
)
from mayadeen_crawler.doctor.findings import Report
from mayadeen_crawler.doctor.spider import DoctorSpider
from mayadeen_crawler.exceptions import DamagedRecord
from mayadeen_crawler.ledger.archive_captures import FIRST, LAST, ArchivedCapture
from mayadeen_crawler.warc.foreign_file import MemberScanner

#: Crawls whose index is asked, the newest first, until one holds captures.
MAX_CRAWLS = 3
#: Bytes of a news file that are looked at.
_SAMPLE = 1 << 20
_LATER = "run again later; if it recurs, see the archive's own pages about its service"


class ArchiveChecklist:
    """Checks that an archive answers, what it has of the edition, and that a record can be read."""

    def __init__(self, report: Report, source: str) -> None:
        self._report = report
        self._source = source
        self.ended = False
        """Whether `work` came to its end; False if it was interrupted."""

    @property
    def _folder(self) -> str:
        """Host and path of a section, below which most captures are of articles."""
        edition = self._report.site.edition
        return f"{edition.host}{edition.sections[0].path}"

    async def work(self, spider: DoctorSpider) -> None:
        """Make the checks; whatever the archive answers, it does not raise."""
        checks = {
            "commoncrawl": self._commoncrawl,
            "ccnews": self._ccnews,
            "wayback": self._wayback,
        }
        requests = ArchiveRequests(spider.crawler, tries=1)
        services = ArchiveServices.from_settings(spider.settings)
        try:
            await checks[self._source](requests, services)
        except ServiceUnanswered as error:
            self._report.add("archive", "FAIL", f"it does not answer: {error}", _LATER)
        except asyncio.CancelledError:
            reason = spider.crawler.stats.get_value("blocked/reason")
            if reason is None:
                raise
            advice = "ask the archive; nothing here works around a refusal"
            self._report.add("archive", "FAIL", reason, advice, blocked=True)
        except (ValueError, RecursionError) as error:
            said = f"an answer is not what the service is known to send: {error}"
            self._report.add("archive", "FAIL", said, _LATER)
        self._report.requests = spider.crawler.stats.get_value("downloader/request_count", 0)
        self.ended = True

    async def _commoncrawl(self, requests: ArchiveRequests, services: ArchiveServices) -> None:
        site, index = self._report.site, services.crawl_index
        answer = await _got(requests, index, commoncrawl.crawls_url(index.base_url))
        crawls = commoncrawl.crawls_in(answer.body, index.base_url)
        newest = crawls[-1]
        self._report.add("archive", "ok", f"{len(crawls)} crawls, the newest {newest.name}")
        for crawl in reversed(crawls[-MAX_CRAWLS:]):
            found = await self._index_page(requests, index, crawl)
            if found.captures:
                said = f"{crawl.name} has articles of {site.edition.host}"
                self._report.add("captures", "ok", said)
                await self._record(requests, services.crawl_data, found.captures[0])
                return
        self._report.add(
            "captures",
            "warn",
            f"the last {MAX_CRAWLS} crawls have no article below {self._folder}",
            "an older month may have some: `-a list=1` counts them",
        )

    async def _index_page(
        self, requests: ArchiveRequests, index: ArchiveService, crawl: CrawlIndex
    ) -> IndexPage:
        host = f"{self._folder}/*"
        async with requests.turn(index):
            answer = await requests.get(index, crawl.page(host, 0))
        if answer.status in (400, 404):
            return IndexPage()
        return commoncrawl.captures_in(answer.body, crawl.name, self._report.site)

    async def _record(
        self, requests: ArchiveRequests, service: ArchiveService, capture: ArchivedCapture
    ) -> None:
        from mayadeen_crawler.warc.member import response_in

        url = commoncrawl.record_url(service.base_url, capture)
        headers = {"Range": commoncrawl.record_range(capture)}
        async with requests.turn(service):
            answer = await requests.get(service, url, headers=headers, as_sent=True)
        try:
            found = response_in(answer.body, most=1 << 25)
        except DamagedRecord as error:
            self._report.add("record", "FAIL", f"{url}: {error}", _LATER)
        else:
            said = f"{found.url}, captured {capture.moment}, {len(found.body)} bytes"
            self._report.add("record", "ok", said)

    async def _ccnews(self, requests: ArchiveRequests, services: ArchiveServices) -> None:
        service = services.crawl_data
        for month in reversed(ccnews.months(captured_period(None), clock.now())[-2:]):
            async with requests.turn(service):
                answer = await requests.get(service, ccnews.list_url(service.base_url, month))
            files = [] if answer.status == 404 else ccnews.files_in(answer.body)
            if not files:
                continue
            self._report.add("archive", "ok", f"{len(files)} files in {month}, the newest month")
            await self._beginning(requests, service, files[-1])
            return
        self._report.add("archive", "FAIL", "the last two months list no files", _LATER)

    async def _beginning(
        self, requests: ArchiveRequests, service: ArchiveService, file: str
    ) -> None:
        """Check that the records of a file can be told apart: whose they are, all of it says."""
        headers = {"Range": f"bytes=0-{_SAMPLE - 1}"}
        async with requests.turn(service):
            answer = await requests.get(
                service, f"{service.base_url}/{file}", headers=headers, as_sent=True
            )
        scanner = MemberScanner(lambda _url: False, position=0, most=_SAMPLE)
        list(scanner.feed(answer.body[:_SAMPLE]))
        if answer.status == 206 and scanner.members and not scanner.damaged:
            self._report.add(
                "record", "ok", f"{scanner.members} records at the beginning of {file}"
            )
        else:
            self._report.add("record", "FAIL", f"{file} holds no records as gzip members", _LATER)

    async def _wayback(self, requests: ArchiveRequests, services: ArchiveServices) -> None:
        site, service = self._report.site, services.wayback_index
        url = wayback.index_url(
            service.base_url, f"{self._folder}/", FIRST, LAST, match="prefix", key="", rows=200
        )
        found = wayback.captures_in((await _got(requests, service, url)).body, site)
        self._report.add("archive", "ok", f"its index answers ({found.lines} rows)")
        mine = [one for one in found.captures if one.state == "pending"]
        if not mine:
            self._report.add(
                "captures",
                "warn",
                f"the first rows hold no article below {self._folder}",
                "`-a list=1` counts all of them by month",
            )
            return
        self._report.add("captures", "ok", f"it has articles of {site.edition.host}")
        pages = services.wayback_pages
        ask = partial(requests.get, pages, as_sent=True, is_exclusion=_is_exclusion)
        async with requests.turn(pages):
            answer = await ask(url=wayback.page_url(pages.base_url, mine[0]))
        if answer.status == 200 and "Memento-Datetime" in answer.headers:
            said = f"{mine[0].url}, captured {mine[0].moment}, {len(answer.body)} bytes"
            self._report.add("record", "ok", said)
        else:
            said = f"{mine[0].url} of {mine[0].moment}: HTTP {answer.status}"
            self._report.add("record", "FAIL", said, _LATER)


def _is_exclusion(answer: Response) -> bool:
    return wayback.is_exclusion(answer.body)


async def _got(requests: ArchiveRequests, service: ArchiveService, url: str) -> Response:
    """Return a good answer; raises ServiceUnanswered."""
    async with requests.turn(service):
        answer = await requests.get(service, url)
    if answer.status != 200:
        raise ServiceUnanswered(url, f"http_{answer.status}")
    return answer
