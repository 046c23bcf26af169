"""What the steps of one archive run share: whose captures, which of them, and what is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from mayadeen_crawler.crawling.archives import commoncrawl, wayback
from mayadeen_crawler.crawling.archives.captures import Period14
from mayadeen_crawler.crawling.archives.requests import ArchiveRequests, ArchiveService
from mayadeen_crawler.ledger.archive_captures import Archive, WantedCaptures
from mayadeen_crawler.outlet import Site

#: Stat: why the run could not do all that it was asked for, in one line: status 4.
PROBLEM = "archives/problem"


@dataclass(frozen=True, slots=True)
class ArchiveServices:
    """The services, by the settings COMMONCRAWL_INDEX, COMMONCRAWL_DATA and WAYBACK_URL."""

    crawl_index: ArchiveService
    crawl_data: ArchiveService
    wayback_index: ArchiveService
    wayback_pages: ArchiveService

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> ArchiveServices:
        """Read the settings, which ``spiders/archived.py`` has checked."""
        index, data, machine = (
            str(settings[name]).rstrip("/")
            for name in ("COMMONCRAWL_INDEX", "COMMONCRAWL_DATA", "WAYBACK_URL")
        )
        return cls(
            ArchiveService(index, commoncrawl.INDEX_INTERVAL),
            ArchiveService(data, commoncrawl.DATA_INTERVAL),
            ArchiveService(machine, wayback.INDEX_INTERVAL),
            ArchiveService(machine, wayback.PAGE_INTERVAL),
        )

    @property
    def all(self) -> tuple[ArchiveService, ...]:
        """All of them; two may be of one host."""
        return (self.crawl_index, self.crawl_data, self.wayback_index, self.wayback_pages)


@dataclass(frozen=True, slots=True)
class ArchiveRun:
    """One run of the spider ``archived``."""

    crawler: Crawler
    site: Site
    archive: Archive
    period: Period14
    """Of ``captured=``, and from ``since=`` on: earlier captures show nothing of that time."""
    addresses: tuple[str, ...] | None
    """Canonical URLs of ``file=``, on the edition's own host; None for the whole host."""
    pages: tuple[str, ...] | None
    """The same on ``base_url``, as the ledger has pages."""
    folder: Path
    """ARCHIVE_DIR, or what stands for it."""
    is_allowed: Callable[[str], bool]
    """Whether the outlet's robots.txt allows a URL of the site."""
    services: ArchiveServices
    requests: ArchiveRequests = field(repr=False)

    @property
    def host(self) -> str:
        """The edition's own host: the index is asked for no other."""
        return self.site.edition.host

    @property
    def wanted(self) -> WantedCaptures:
        """Which of the captures in the ledger the run is about."""
        return WantedCaptures(self.period.first, self.period.last, self.pages)

    def count(self, what: str, month: str, number: int = 1) -> None:
        """Count captures of a month, for the manifest: ``listed``, ``same``, ``kept``, …"""
        if number:
            self.crawler.stats.inc_value(f"archives/{what}", number)
            self.crawler.stats.inc_value(f"archives/by_month/{month}/{what}", number)

    def set_problem(self, line: str) -> None:
        """Note why the run could not do all; the first line counts."""
        if self.crawler.stats.get_value(PROBLEM) is None:
            self.crawler.stats.set_value(PROBLEM, line)
