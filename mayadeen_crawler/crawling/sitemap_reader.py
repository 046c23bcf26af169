"""SitemapReading an archive of sitemaps: which files, in which order, and what of them to fetch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import timedelta
from heapq import heappop, heappush
from itertools import islice

from scrapy import Request

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.entries import EntriesSpider
from mayadeen_crawler.crawling.inline_requests import ask, room
from mayadeen_crawler.crawling.request_failures import Explained, count
from mayadeen_crawler.crawling.sitemap_file import (
    File,
    Tally,
    age,
    joined,
)
from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.ledger.frontier import (
    discovery,
    sitemap_coverage,
    sitemap_readings,
)
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.sitemap_readings import SitemapReading
from mayadeen_crawler.pages.sitemap import SitemapFile, latest
from mayadeen_crawler.urls.canonical import (
    canonicalize,
    is_on_site,
    rehost,
)

#: Entries that go into the ledger at a time.
CHUNK = 200
#: Files of one run, and indexes within indexes.
MAX_FILES, MAX_DEPTH = 10_000, 3
#: An article may be older, by its last change, than by its publication: it was
#: written before the hour it was published at.
MARGIN = timedelta(days=1)


class ArchiveSpider(EntriesSpider):
    """A spider that reads sitemaps, month by month, the newest first."""

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        since = self.arguments.since
        self.oldest = rfc3339(since - MARGIN) if since else None
        """What last changed before it was not published since."""
        self.outcomes: dict[str, str] = {}
        """The files met, by name → what became of them: also a stat."""
        self.listed = 0
        """Articles that sitemaps listed."""
        self.passed = 0
        """Files that need not be read."""
        self.children = {"asked": 0, "read": 0}
        """Files that an index listed."""

    @property
    def found(self) -> bool:
        """Whether there is an archive, be it that nothing of it is wanted."""
        return bool(self.listed or self.passed)

    def wants(self, month: str | None) -> bool:
        """Whether a file of that month may hold what was asked for."""
        first, last = self.period.since_day, self.period.until_day
        if month is None:
            return True
        return (first is None or first[:7] <= month) and (last is None or month <= last[:7])

    def file(
        self, url: str, lastmod: str | None = None, depth: int = 0, told_at: str = ""
    ) -> File | None:
        """Return the sitemap at *url*, or None (counted) for one that is not on the site."""
        url = rehost(url, self.site)
        if not is_on_site(url, self.site):
            self.count("sitemap/ignored/offsite")
            return None
        try:
            path = canonicalize(url, self.site).removeprefix(self.site.base_url)
        except ValueError:
            return None
        return File(url, path, latest(lastmod, self.site.edition.time_zone), depth, told_at)

    async def archive(self, files: Iterable[File | None]) -> AsyncIterator[Request]:
        """Yield requests for the articles of *files*, and of those that they list."""
        queue: list[tuple[int, int, File]] = []
        self._enqueue(queue, files)
        while queue:
            file = heappop(queue)[2]
            found: list[File | None] = []
            async for request in self._read(file, found):
                yield request
            self._enqueue(queue, found)

    def _enqueue(self, queue: list[tuple[int, int, File]], files: Iterable[File | None]) -> None:
        too_many = 0
        for file in files:
            if file is None or file.path in self.outcomes:
                continue
            if file.depth > MAX_DEPTH or len(self.outcomes) >= MAX_FILES:
                too_many += 1
            elif not self.wants(file.month):
                self._pass_over(file, "skipped_by_month")
            elif not file.month and file.lastmod and file.lastmod < (self.oldest or ""):
                self._pass_over(file, "skipped_by_lastmod")
            else:
                self.outcomes[file.path] = "to_be_read"
                # Without a month first (news are, and indexes), then the newest month.
                place = -int(file.month.replace("-", "")) if file.month else -(10**9)
                heappush(queue, (place, len(self.outcomes), file))
        if too_many:
            self.count("sitemap/too_many", too_many)
            self.logger.warning("%d sitemaps are not read: too many, or too deep", too_many)

    async def _read(self, file: File, found: list[File | None]) -> AsyncIterator[Request]:
        """Yield requests for what *file* lists; the files it lists are added to *found*."""
        code = self.site.edition.code
        if await self._is_unchanged(file):
            self._pass_over(file, "skipped_unchanged")
            await self.ledger(sitemap_coverage.unchanged, code, file.path, file.told_at)
            return
        await room(self.crawler)
        self.children["asked"] += file.depth > 0
        answer = await ask(self.crawler, file.url)
        if isinstance(answer, Explained):
            count(self.crawler.stats, answer)
            self._note(file, f"failed/{answer.reason}", said=f"not read ({answer.reason})")
            await self.ledger(sitemap_coverage.not_read, code, file.path, answer.reason)
            return
        self.count("page/answered")
        sitemap, tally, of = SitemapFile(answer.body), Tally(), rfc3339(clock.now() - age(answer))
        base = replace(file, url=answer.url, told_at=of)
        async for request in self._listed(sitemap, base, tally, found):
            yield request
        if named := [(one.path, one.lastmod) for one in found if one is not None]:
            await self.ledger(sitemap_coverage.named, code, file.path, named, of)
        self.count("sitemap/entries", tally.entries)
        self.count("page/recognised", int(tally.articles > 0))
        self.listed += tally.articles
        self.children["read"] += file.depth > 0 and bool(tally.entries or not sitemap.fault)
        if sitemap.fault:
            self._note(file, sitemap.fault, said=f"{sitemap.fault} after {tally.entries} entries")
            await self.ledger(sitemap_coverage.not_read, code, file.path, sitemap.fault)
            return
        self._note(file, "files")
        self.logger.debug("sitemap %s: %d entries, %d new", file.path, tally.entries, tally.new)
        await self.ledger(sitemap_coverage.read, code, file.path, tally.kind, of, tally.no_articles)
        # An index whose dates lag behind its files' own says nothing of their changes.
        if file.lastmod and tally.newest <= file.lastmod:
            reading = SitemapReading(file.path, file.lastmod, of, *self._bounds(file))
            await self.ledger(sitemap_readings.completed, code, reading)

    async def _listed(
        self, sitemap: SitemapFile, file: File, tally: Tally, found: list[File | None]
    ) -> AsyncIterator[Request]:
        """Enter the entries into the ledger, some at a time, as requests for them leave.

        *file* is as it was read: its ``url`` is where it was, its ``told_at`` when.
        """
        entries = iter(sitemap)
        while chunk := list(islice(entries, CHUNK)):
            tally.add(chunk)
            found += [
                self.file(joined(file.url, entry.loc), entry.lastmod, file.depth + 1, file.told_at)
                for entry in chunk
                if entry.is_file and len(found) <= MAX_FILES
            ]
            listed = await self.articles(chunk, file, tally)
            tally.articles += len(listed)
            tally.newest = max(tally.newest, *(address.lastmod or "" for address in listed), "")
            wanted = await self.ledger(
                discovery.discover,
                await self._in_time(listed, file),
                edition=self.site.edition.code,
                taker=self.taker,
                now=clock.stamp(),
                period=self.period,
                refresh=self.arguments.refresh == "always",
            )
            tally.new += wanted.unseen
            self.count("article/discovered", wanted.unseen)
            self.count("article/known_on_listings", wanted.known)
            for address in wanted.fetch:
                yield self.article_request(address, known=address.due)

    async def _in_time(self, listed: list[Address], file: File) -> list[Address]:
        """Leave out what was not changed since; say nothing of changes where none are wanted."""
        since, _ = self._bounds(file)
        if since and self.oldest:
            passed = [one for one in listed if one.lastmod and one.lastmod < self.oldest]
            self.count("sitemap/skipped_by_lastmod", len(passed))
            await self.ledger(
                discovery.pass_over, passed, edition=self.site.edition.code, now=clock.stamp()
            )
            listed = [one for one in listed if not one.lastmod or one.lastmod >= self.oldest]
        if self.arguments.refresh == "never":
            return [replace(address, lastmod=None) for address in listed]
        return listed

    def _bounds(self, file: File) -> tuple[str | None, str | None]:
        """Return since and until as far as they cut into the file's month."""
        since, until, month = self.period.since, self.period.until, file.month
        if month and (self.period.since_day or month)[:7] < month:
            since = None
        if month and (self.period.until_day or month)[:7] > month:
            until = None
        return since, until

    async def _is_unchanged(self, file: File) -> bool:
        if file.lastmod is None or self.arguments.refresh == "always":
            return False
        code = self.site.edition.code
        reading = await self.ledger(sitemap_readings.last_reading, code, file.path)
        return reading is not None and reading.covers(file.lastmod, *self._bounds(file))

    def _pass_over(self, file: File, why: str) -> None:
        self.passed += 1
        self._note(file, why)

    def _note(self, file: File, outcome: str, said: str | None = None) -> None:
        """Count what became of a file, and say it where it is a loss."""
        self.outcomes[file.path] = outcome
        self.count(f"sitemap/{outcome}")
        if said:
            self.logger.warning("sitemap %s: %s", file.path, said)
