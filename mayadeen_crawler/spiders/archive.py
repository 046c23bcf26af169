"""Reading an archive of sitemaps: which files, in which order, and what of them to fetch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from heapq import heappop, heappush
from itertools import islice

from scrapy import Request

from mayadeen_crawler import clock
from mayadeen_crawler.dates import rfc3339
from mayadeen_crawler.ledger import discovery, sitemaps
from mayadeen_crawler.ledger.addresses import Address
from mayadeen_crawler.ledger.sitemaps import Reading
from mayadeen_crawler.pages.fragments import as_html
from mayadeen_crawler.pages.navigation import navigation
from mayadeen_crawler.pages.sitemap import Entry, SitemapFile, latest
from mayadeen_crawler.spiders.asking import ask, room
from mayadeen_crawler.spiders.base import MayadeenSpider
from mayadeen_crawler.spiders.failures import Explained, count
from mayadeen_crawler.spiders.files import File, Tally, age, is_near_root, joined
from mayadeen_crawler.urls import canonicalize, is_article_url, is_on_site, rehost

#: Entries that go into the ledger at a time.
CHUNK = 200
#: Files of one run, and indexes within indexes.
MAX_FILES, MAX_DEPTH = 10_000, 3
#: An article may be older, by its last change, than by its publication: it was
#: written before the hour it was published at.
MARGIN = timedelta(days=1)


class ArchiveSpider(MayadeenSpider):
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
        self.sections: set[str] | None = None
        """What the navigation leads to, once that was of interest."""
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

    def file(self, url: str, lastmod: str | None = None, depth: int = 0) -> File | None:
        """Return the sitemap at *url*, or None (counted) for one that is not on the site."""
        url = rehost(url, self.site)
        if not is_on_site(url, self.site):
            self._count("sitemap/ignored/offsite")
            return None
        try:
            path = canonicalize(url, self.site).removeprefix(self.site.base_url)
        except ValueError:
            return None
        return File(url, path, latest(lastmod, self.site.edition.time_zone), depth)

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
            self._count("sitemap/too_many", too_many)
            self.logger.warning("%d sitemaps are not read: too many, or too deep", too_many)

    async def _read(self, file: File, found: list[File | None]) -> AsyncIterator[Request]:
        """Yield requests for what *file* lists; the files it lists are added to *found*."""
        if await self._is_unchanged(file):
            self._pass_over(file, "skipped_unchanged")
            return
        await room(self.crawler)
        self.children["asked"] += file.depth > 0
        answer = await ask(self.crawler, file.url)
        now = clock.now()
        if isinstance(answer, Explained):
            count(self.crawler.stats, answer)
            self._note(file, f"failed/{answer.reason}", said=f"not read ({answer.reason})")
            return
        self._count("page/answered")
        sitemap, tally = SitemapFile(answer.body), Tally()
        async for request in self._listed(sitemap, file, answer.url, tally, found):
            yield request
        self._count("sitemap/entries", tally.entries)
        self._count("page/recognised", int(tally.articles > 0))
        self.listed += tally.articles
        self.children["read"] += file.depth > 0 and bool(tally.entries or not sitemap.fault)
        if sitemap.fault:
            self._note(file, sitemap.fault, said=f"{sitemap.fault} after {tally.entries} entries")
            return
        self._note(file, "files")
        self.logger.debug("sitemap %s: %d entries, %d new", file.path, tally.entries, tally.new)
        # An index whose dates lag behind its files' own says nothing of their changes.
        if file.lastmod and tally.newest <= file.lastmod:
            of = rfc3339(now - age(answer))
            reading = Reading(file.path, file.lastmod, of, *self._bounds(file))
            await self.ledger(sitemaps.completed, self.site.edition.code, reading)

    async def _listed(
        self, sitemap: SitemapFile, file: File, url: str, tally: Tally, found: list[File | None]
    ) -> AsyncIterator[Request]:
        """Enter the entries into the ledger, some at a time, as requests for them leave."""
        entries = iter(sitemap)
        while chunk := list(islice(entries, CHUNK)):
            tally.add(chunk)
            found += [
                self.file(joined(url, entry.loc), entry.lastmod, file.depth + 1)
                for entry in chunk
                if entry.is_file and len(found) <= MAX_FILES
            ]
            listed = await self._without_sections(list(self._articles(chunk, file, url, tally.own)))
            tally.articles += len(listed)
            tally.newest = max(tally.newest, *(address.lastmod or "" for address in listed), "")
            wanted = await self.ledger(
                discovery.discover,
                self._in_time(listed, file),
                edition=self.site.edition.code,
                taker=self.taker,
                now=clock.stamp(),
                period=self.period,
                refresh=self.arguments.refresh == "always",
            )
            tally.new += wanted.unseen
            self._count("article/discovered", wanted.unseen)
            self._count("article/known_on_listings", wanted.known)
            for address in wanted.fetch:
                yield self.article_request(address, known=address.due)

    def _articles(
        self, chunk: list[Entry], file: File, url: str, own: set[str]
    ) -> Iterator[Address]:
        """Yield the articles among the entries, dated but by the file's *own* seconds."""
        for entry in chunk:
            if entry.is_file:
                continue
            loc = rehost(joined(url, entry.loc), self.site)
            try:
                key = canonicalize(loc, self.site) if is_article_url(loc, self.site) else None
            except ValueError:
                key = None
            if key is None:
                what = "not_article" if is_on_site(loc, self.site) else "offsite"
                self._count(f"sitemap/ignored/{what}")
                continue
            yield Address(
                key,
                loc,
                f"sitemap:{file.path}",
                {"published": entry.published} if entry.published else {},
                latest(entry.lastmod, self.site.edition.time_zone)
                if entry.lastmod not in own
                else None,
            )

    async def _without_sections(self, listed: list[Address]) -> list[Address]:
        """Leave out what the navigation knows as a section: its address may look like a story's."""
        if not any(is_near_root(address.url) for address in listed):
            return listed
        if self.sections is None:
            home = await ask(self.crawler, f"{self.site.base_url}/")
            html = None if isinstance(home, Explained) else as_html(home)
            links = navigation(html, self.site) if html is not None else []
            self.sections = {canonicalize(link.url, self.site) for link in links}
        articles = [address for address in listed if address.url not in self.sections]
        self._count("sitemap/ignored/not_article", len(listed) - len(articles))
        return articles

    def _in_time(self, listed: list[Address], file: File) -> list[Address]:
        """Leave out what was not changed since; say nothing of changes where none are wanted."""
        since, _ = self._bounds(file)
        if since and self.oldest:
            wanted = [one for one in listed if one.lastmod is None or one.lastmod >= self.oldest]
            self._count("sitemap/skipped_by_lastmod", len(listed) - len(wanted))
            listed = wanted
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
        reading = await self.ledger(sitemaps.last_reading, code, file.path)
        return reading is not None and reading.covers(file.lastmod, *self._bounds(file))

    def _pass_over(self, file: File, why: str) -> None:
        self.passed += 1
        self._note(file, why)

    def _count(self, what: str, many: int = 1) -> None:
        self.crawler.stats.inc_value(what, many)

    def _note(self, file: File, outcome: str, said: str | None = None) -> None:
        """Count what became of a file, and say it where it is a loss."""
        self.outcomes[file.path] = outcome
        self._count(f"sitemap/{outcome}")
        if said:
            self.logger.warning("sitemap %s: %s", file.path, said)
