"""Reads sitemaps for ``spiders/sitemap.py``: which files, in which order, which articles of them.

`SitemapReader.read` takes the files that robots.txt or the edition names, follows indexes, leaves
out what the run's period or an earlier reading makes needless, enters every article URL into the
ledger and yields those that this run has to fetch. One file's counts and dates are in
``crawling/sitemaps/sitemap_file.py``, the XML in ``pages/sitemap.py``, what the ledger remembers of
each file in ``ledger/frontier/sitemap_readings.py``.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import islice
from logging import LoggerAdapter
from typing import Any
from zoneinfo import ZoneInfo

from scrapy.crawler import Crawler

from mayadeen_crawler import clock
from mayadeen_crawler.arguments import Arguments
from mayadeen_crawler.crawling.inline_requests import fetch, wait_for_room
from mayadeen_crawler.crawling.ledger_calls import in_ledger
from mayadeen_crawler.crawling.page_wall import reading
from mayadeen_crawler.crawling.remembered_pages import HOME, SITEMAP, RememberedPages
from mayadeen_crawler.crawling.request_failures import GONE, RequestFailure, count_page
from mayadeen_crawler.crawling.sitemaps.remembered_sitemap import RememberedSitemap, SitemapRecorder
from mayadeen_crawler.crawling.sitemaps.sitemap_file import (
    SitemapCounts,
    SitemapLocation,
    age,
    is_near_root,
    joined,
    month_in,
)
from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.ledger.frontier import (
    discovery,
    sitemap_coverage,
    sitemap_readings,
    unchanged_lists,
)
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.failure_reasons import PAGE_ERROR
from mayadeen_crawler.ledger.frontier.sitemap_readings import SitemapReading
from mayadeen_crawler.pages.listing_layout.navigation import NavigationLink
from mayadeen_crawler.pages.sitemap import Entry, SitemapEntries, latest, named_in_robots
from mayadeen_crawler.period import Period
from mayadeen_crawler.urls.canonical import (
    canonicalize,
    is_article_url,
    is_on_site,
    rehost,
)

#: Entries that go into the ledger at a time.
CHUNK = 200
#: Articles of an unchanged file that are compared with the ledger at a time.
RECALLED = 2000
#: Files read in one run, and indexes within indexes, at most.
MAX_FILES, MAX_DEPTH = 10_000, 3
#: How much earlier than its publication an article may have been changed last: it was
#: written before the hour it was published at.
MARGIN = timedelta(days=1)
#: How long after a month its news sitemap may still get articles of its last hours.
LATE = timedelta(days=1)
#: How much later than a file's moment a true `lastmod` may be: a bare day is its last second, on
#: any clock.
AHEAD = timedelta(days=2)
#: How long after a month its news sitemap, where no index says when it changed, is read again:
#: 98 % of the real articles' last edits come within two days.
SETTLED = timedelta(days=7)
#: Months in a row without a sitemap after which no older month is tried.
MISSING_MONTHS = 3
#: Outcomes of sitemaps that are not there, as opposed to refused or failed.
NOT_THERE = frozenset({"no_sitemap", *(f"failed/http_{status}" for status in GONE)})


class SitemapReader:
    """Reads the sitemaps of one run: undated files first, then month by month, newest first."""

    def __init__(
        self,
        crawler: Crawler,
        arguments: Arguments,
        period: Period,
        *,
        taker: str,
        remembered: RememberedPages,
        logger: LoggerAdapter[Any],
    ) -> None:
        """*period*: the run's since/until; *taker*: the process that takes addresses up."""
        self._remembered = remembered
        self._crawler = crawler
        self._site = arguments.site
        self._refresh = arguments.refresh
        self._period = period
        self._taker = taker
        self._logger = logger
        self._oldest = rfc3339(arguments.since - MARGIN) if arguments.since else None
        """Articles that changed last before this moment (RFC 3339, UTC) were published before
        `since`."""
        self._sections: set[str] | None = None
        """Canonical URLs that the home page's navigation links; None until they are needed."""
        self.outcomes: dict[str, str] = {}
        """A file's path → what became of it, such as ``files``, ``skipped_unchanged`` or
        ``failed/http_404``; counted as ``sitemap/<outcome>``."""
        self.listed = 0
        """Articles that the sitemaps listed."""
        self.passed = 0
        """Files that were known and did not need to be read."""
        self._newest_only = False
        """Whether only the newest month is read: it is asked for, however long it is over."""
        self.children = {"asked": 0, "read": 0}
        """Files that an index lists: how many were requested, and how many could be read."""

    @property
    def found(self) -> bool:
        """Whether the site has sitemaps of articles, even if this run wants nothing of them."""
        return bool(self.listed or self.passed)

    @property
    def all_missing(self) -> bool:
        """Whether every sitemap that was tried is not there."""
        return NOT_THERE.issuperset(self.outcomes.values())

    def wants(self, month: str | None) -> bool:
        """Whether a sitemap of *month* (``2024-03``; None: any month) may hold wanted articles."""
        first, last = self._period.since_day, self._period.until_day
        if month is None:
            return True
        return (first is None or first[:7] <= month) and (last is None or month <= last[:7])

    async def read_robots(self) -> AsyncIterator[Address]:
        """Yield the articles to fetch of the sitemaps that robots.txt names."""
        home = f"{self._site.base_url}/"
        robots = await fetch(self._crawler, f"{home}robots.txt")
        named = [] if isinstance(robots, RequestFailure) else named_in_robots(robots.body)
        async for address in self.read([self._location(joined(home, url)) for url in named]):
            yield address

    async def read_edition(self) -> AsyncIterator[Address]:
        """Yield the articles to fetch of the sitemaps that ``outlet/`` names for the edition."""
        paths = self._site.edition.sitemaps
        async for address in self.read([self._location(self._site.base_url + p) for p in paths]):
            yield address

    async def read_by_month(self) -> AsyncIterator[Address]:
        """Yield the articles to fetch of the months' own sitemaps, at the edition's usual URLs.

        From the newest wanted month back, until MISSING_MONTHS in a row list no article.
        """
        missing = 0
        for location in self._months():
            before = self.listed
            async for address in self.read([location]):
                yield address
            missing = 0 if self.listed > before else missing + 1
            if missing == MISSING_MONTHS:
                return

    async def read_newest(self, path: str) -> AsyncIterator[Address]:
        """Yield the articles to fetch of the sitemap at *path* or, of an index, its newest month.

        Also of the month before, on the first day of a month, and where that one was read last
        before its end: what was published in its last hours may not have been read. For the
        spider ``latest``.
        """
        self._newest_only = True
        index = self._location(self._site.base_url + path)
        if index is None:
            return
        found: list[SitemapLocation | None] = []
        async for address in self._read_file(index, found):
            yield address
        today = clock.now().astimezone(ZoneInfo(self._site.edition.time_zone)).date()
        by_month = {file.month: file for file in found if file is not None and file.month}
        months = sorted(filter(None, by_month), reverse=True)
        wanted = [by_month[month] for month in months[:2]]
        begins = today.day == 1 and months[:1] == [today.isoformat()[:7]]
        if len(wanted) == 2 and not begins and not await self._has_unread_end(wanted[1]):
            del wanted[1]
        async for address in self.read(wanted):
            yield address

    async def _has_unread_end(self, location: SitemapLocation) -> bool:
        """Whether the file of a month was read, but last before the month was over for a day."""
        code, path, over = self._site.edition.code, location.path, _over_at(location)
        read_at = await in_ledger(self._crawler, sitemap_coverage.current_at, code, path)
        return read_at is not None and over is not None and read_at < rfc3339(over + LATE)

    def _months(self) -> Iterator[SitemapLocation | None]:
        edition = self._site.edition
        today = clock.now().astimezone(ZoneInfo(edition.time_zone)).date().isoformat()
        last = min(today, self._period.until_day or today)
        year, month = int(last[:4]), int(last[5:7])
        while self.wants(f"{year}-{month:02}"):
            path = edition.month_sitemap.format(year=year, month=month)
            yield self._location(self._site.base_url + path)
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)

    async def read(self, locations: Iterable[SitemapLocation | None]) -> AsyncIterator[Address]:
        """Yield the articles to fetch of *locations*, and of the sitemaps that these list."""
        queue: list[tuple[int, int, SitemapLocation]] = []
        self._enqueue(queue, locations)
        while queue:
            location = heappop(queue)[2]
            found: list[SitemapLocation | None] = []
            async for address in self._read_file(location, found):
                yield address
            self._enqueue(queue, found)

    def _location(
        self, url: str, lastmod: str | None = None, depth: int = 0, told_at: str = ""
    ) -> SitemapLocation | None:
        """Return the sitemap at *url*, or None (counted) if it is not on the site."""
        url = rehost(url, self._site)
        if not is_on_site(url, self._site):
            self._count("sitemap/ignored/offsite")
            return None
        try:
            path = canonicalize(url, self._site).removeprefix(self._site.base_url)
        except ValueError:
            return None
        changed = latest(lastmod, self._site.edition.time_zone)
        return SitemapLocation(url, path, changed, depth, told_at)

    def _enqueue(
        self,
        queue: list[tuple[int, int, SitemapLocation]],
        locations: Iterable[SitemapLocation | None],
    ) -> None:
        """Put what has to be read into the heap *queue*, and note why the rest has not."""
        too_many = 0
        for location in locations:
            if location is None or location.path in self.outcomes:
                continue
            if location.depth > MAX_DEPTH or len(self.outcomes) >= MAX_FILES:
                too_many += 1
            elif not self.wants(location.month):
                self._pass_over(location, "skipped_by_month")
            elif (
                not location.month and location.lastmod and location.lastmod < (self._oldest or "")
            ):
                self._pass_over(location, "skipped_by_lastmod")
            else:
                self.outcomes[location.path] = "to_be_read"
                # Without a month first (news are, and indexes), then the newest month.
                month = location.month
                place = -int(month.replace("-", "")) if month else -(10**9)
                heappush(queue, (place, len(self.outcomes), location))
        if too_many:
            again = self._crawler.stats.get_value("sitemap/too_many")
            level = logging.DEBUG if again else logging.WARNING  # each of many may name more
            self._count("sitemap/too_many", too_many)
            self._logger.log(level, "%d sitemaps are not read: too many, or too deep", too_many)

    async def _read_file(
        self, location: SitemapLocation, found: list[SitemapLocation | None]
    ) -> AsyncIterator[Address]:
        """Yield the articles to fetch of one file; the files it lists are added to *found*."""
        code, path = self._site.edition.code, location.path
        if await self._is_unchanged(location):
            self._pass_over(location, "skipped_unchanged")
            await in_ledger(self._crawler, sitemap_coverage.unchanged, code, path, location.told_at)
            return
        await wait_for_room(self._crawler)
        self.children["asked"] += location.depth > 0
        answer = await fetch(self._crawler, location.url, **self._remembered.asking(SITEMAP))
        if isinstance(answer, RequestFailure):
            count_page(self._crawler.stats, answer)
            self._note(location, f"failed/{answer.reason}", said=f"not read ({answer.reason})")
            await in_ledger(self._crawler, sitemap_coverage.not_read, code, path, answer.reason)
            return
        self._count("page/answered")
        sitemap, counts = SitemapEntries(answer.body), SitemapCounts()
        fault: str | None = PAGE_ERROR
        of = rfc3339(clock.now() - age(answer))
        base = replace(location, url=answer.url, told_at=of)
        said = self._remembered.said(answer)
        recorder = SitemapRecorder() if self._remembered.could_keep(answer) else None
        with reading(self._crawler, answer):
            read = (
                self._read_entries(sitemap, base, counts, found, recorder)
                if said is None
                else self._recall_entries(said, base, counts, found)
            )
            async for address in read:
                yield address
            fault = sitemap.fault
        for what, many in counts.ignored.items():
            self._count(f"sitemap/ignored/{what}", many)
        if named := [(one.path, one.lastmod) for one in found if one is not None]:
            await in_ledger(self._crawler, sitemap_coverage.named, code, path, named, of)
        self._count("sitemap/entries", counts.entries)
        self._count("page/recognised", int(counts.articles > 0))
        self.listed += counts.articles
        self.children["read"] += location.depth > 0 and bool(counts.entries or not fault)
        if sitemap.lost > counts.entries:
            fault = fault or "malformed"
        self._count("sitemap/entries_lost", sitemap.lost)
        if sitemap.forbidden:
            self._count("sitemap/forbidden_characters", sitemap.forbidden)
            self._logger.warning(
                "sitemap %s: %d characters or references that XML forbids, %d entries lost",
                path, sitemap.forbidden, sitemap.lost,
            )  # fmt: skip
        elif sitemap.lost:
            self._logger.warning("sitemap %s: %d entries have no address", path, sitemap.lost)
        if fault:
            where = f"{fault} after {counts.entries} entries"
            self._note(location, fault, said=where)
            await in_ledger(self._crawler, sitemap_coverage.not_read, code, path, fault)
            return
        self._note(location, "files")
        self._logger.debug("sitemap %s: %d entries, %d new", path, counts.entries, counts.new)
        await in_ledger(
            self._crawler, sitemap_coverage.read, code, path, counts.kind, of, counts.no_articles
        )
        # An index whose dates lag behind its files' own says nothing of their changes.
        lags = location.lastmod is not None and counts.newest > location.lastmod
        changed = location.lastmod or (_settled_at(location) if counts.kind == "news" else None)
        if changed and not lags:
            done = SitemapReading(path, changed, of, *self._bounds(location))
            await in_ledger(self._crawler, sitemap_readings.completed, code, done)
        if said is None:
            self._remembered.count_read(SITEMAP)
            if recorder is not None and (counts.articles or found):
                packed = recorder.packed(counts)
                await self._remembered.keep(self._remembered.reading(answer, SITEMAP, packed))

    async def _read_entries(
        self,
        sitemap: SitemapEntries,
        location: SitemapLocation,
        counts: SitemapCounts,
        found: list[SitemapLocation | None],
        recorder: SitemapRecorder | None,
    ) -> AsyncIterator[Address]:
        """Enter the entries into the ledger, CHUNK at a time; yield the articles to fetch.

        *location* as it was read: its ``url`` after redirects, its ``told_at`` the moment the
        content was current. *recorder*: takes what is to be kept for a later 304.
        """
        entries = iter(sitemap)
        while chunk := list(islice(entries, CHUNK)):
            counts.add(chunk, location.told_at, self._site.edition.time_zone)
            files = [
                self._location(
                    joined(location.url, entry.loc),
                    entry.lastmod,
                    location.depth + 1,
                    location.told_at,
                )
                for entry in chunk
                if entry.is_file and len(found) <= MAX_FILES
            ]
            found += files
            listed = list(self._articles(chunk, location, counts))
            if recorder is not None:
                recorder.add(listed, files)
            for address in await self._discover(listed, location, counts):
                yield address

    async def _recall_entries(
        self,
        said: bytes,
        location: SitemapLocation,
        counts: SitemapCounts,
        found: list[SitemapLocation | None],
    ) -> AsyncIterator[Address]:
        """Yield the articles to fetch of a file that has not changed; *said*: what it listed.

        *counts* and *found* are filled as if it had been read. What the ledger has of its
        articles is all that may have changed: those that are settled are passed over together.
        """
        since, _ = self._bounds(location)
        sitemap = RememberedSitemap(said, location)
        articles = iter(sitemap)
        while chunk := list(islice(articles, RECALLED)):
            rest, known = await in_ledger(
                self._crawler,
                unchanged_lists.look_over,
                chunk,
                period=self._period,
                oldest=self._oldest if since else None,
                changes=self._refresh == "auto",
            )
            self._count("article/known_on_listings", known)
            counts.articles += len(chunk) - len(rest)
            counts.newest = max(counts.newest, *(address.lastmod or "" for address in chunk))
            for address in await self._discover(rest, location, counts):
                yield address
        found += sitemap.files
        counts.entries, counts.kind = sitemap.counts.entries, sitemap.counts.kind
        counts.ignored += sitemap.counts.ignored

    async def _discover(
        self, listed: list[Address], location: SitemapLocation, counts: SitemapCounts
    ) -> Sequence[Address]:
        """Enter the articles that a file lists into the ledger; return those to fetch."""
        listed = await self._without_sections(listed)
        counts.articles += len(listed)
        counts.newest = max(counts.newest, *(address.lastmod or "" for address in listed), "")
        wanted = await in_ledger(
            self._crawler,
            discovery.discover,
            await self._in_time(listed, location),
            edition=self._site.edition.code,
            taker=self._taker,
            now=clock.stamp(),
            period=self._period,
            refresh=self._refresh == "always",
        )
        counts.new += wanted.unseen
        self._count("article/discovered", wanted.unseen)
        self._count("article/known_on_listings", wanted.known)
        return wanted.fetch

    def _articles(
        self, chunk: list[Entry], location: SitemapLocation, counts: SitemapCounts
    ) -> Iterator[Address]:
        """Yield the entries that are articles, by their URLs; the others are counted.

        A `lastmod` that is the file's own (`SitemapCounts.own`), or of a day to come, is left out:
        it would stand above every true one that follows it.
        """
        zone = self._site.edition.time_zone
        ahead = rfc3339(datetime.fromisoformat(location.told_at) + AHEAD)
        for entry in chunk:
            if entry.is_file:
                continue
            loc = rehost(joined(location.url, entry.loc), self._site)
            try:
                key = canonicalize(loc, self._site) if is_article_url(loc, self._site) else None
            except ValueError:
                key = None
            if key is None:
                counts.ignored["not_article" if is_on_site(loc, self._site) else "offsite"] += 1
                continue
            changed = latest(entry.lastmod, zone) if entry.lastmod not in counts.own else None
            yield Address(
                key,
                loc,
                f"sitemap:{location.path}",
                {"published": entry.published} if entry.published else {},
                changed if changed is None or changed <= ahead else None,
                listed=location.month or month_in(entry, zone),
            )

    async def _without_sections(self, listed: list[Address]) -> list[Address]:
        """Leave out what the navigation links: a section's URL may look like an article's."""
        if not any(is_near_root(address.url) for address in listed):
            return listed
        if self._sections is None:
            asking = self._remembered.asking(HOME)
            home = await fetch(self._crawler, f"{self._site.base_url}/", **asking)
            links: Sequence[NavigationLink] = ()
            if not isinstance(home, RequestFailure):
                with reading(self._crawler, home):
                    links = self._remembered.home(home).links
            self._sections = {canonicalize(link.url, self._site) for link in links}
        articles = [address for address in listed if address.url not in self._sections]
        self._count("sitemap/ignored/not_article", len(listed) - len(articles))
        return articles

    async def _in_time(self, listed: list[Address], location: SitemapLocation) -> list[Address]:
        """Leave out what changed last before `since`; drop `lastmod` under ``refresh=never``."""
        since, _ = self._bounds(location)
        if since and self._oldest:
            passed = [one for one in listed if one.lastmod and one.lastmod < self._oldest]
            self._count("sitemap/skipped_by_lastmod", len(passed))
            await in_ledger(
                self._crawler,
                discovery.pass_over,
                passed,
                edition=self._site.edition.code,
                now=clock.stamp(),
            )
            listed = [one for one in listed if not one.lastmod or one.lastmod >= self._oldest]
        if self._refresh == "never":
            return [replace(address, lastmod=None) for address in listed]
        return listed

    def _bounds(self, location: SitemapLocation) -> tuple[str | None, str | None]:
        """Return since and until, each only if it cuts into the month of the file."""
        since, until, month = self._period.since, self._period.until, location.month
        if month and (self._period.since_day or month)[:7] < month:
            since = None
        if month and (self._period.until_day or month)[:7] > month:
            until = None
        return since, until

    async def _is_unchanged(self, location: SitemapLocation) -> bool:
        """Whether an earlier run read all of this file that is wanted, and it has not changed.

        Of files that no index dates only the news of months long over are taken so: the site's
        index of them names every month since 2012.
        """
        changed = location.lastmod
        if changed is None and not self._newest_only:
            changed = _settled_at(location)
        if changed is None or self._refresh == "always":
            return False
        code = self._site.edition.code
        reading = await in_ledger(self._crawler, sitemap_readings.last_reading, code, location.path)
        return reading is not None and reading.covers(changed, *self._bounds(location))

    def _pass_over(self, location: SitemapLocation, why: str) -> None:
        self.passed += 1
        self._note(location, why)

    def _note(self, location: SitemapLocation, outcome: str, said: str | None = None) -> None:
        """Count what became of a file; *said*: the warning if articles may be missing for it."""
        self.outcomes[location.path] = outcome
        self._count(f"sitemap/{outcome}")
        if location.depth and (said or outcome == "files"):
            self._count("sitemap/children_unread" if said else "sitemap/children_read")
        if said:
            self._logger.warning("sitemap %s: %s", location.path, said)

    def _count(self, stat: str, many: int = 1) -> None:
        self._crawler.stats.inc_value(stat, many)


def _settled_at(location: SitemapLocation) -> str | None:
    """Return the moment from which a month's file is not expected to change: RFC 3339, UTC.

    ``None`` for a file without a month in its name.
    """
    over = _over_at(location)
    return rfc3339(over + SETTLED) if over else None


def _over_at(location: SitemapLocation) -> datetime | None:
    """Return the end of the month in a file's name; None where there is none."""
    if location.month is None:
        return None
    year, month = map(int, location.month.split("-"))
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
