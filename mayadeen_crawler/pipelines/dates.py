"""The site's own times become UTC, and the period asked for is applied."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.exceptions import Dropped
from mayadeen_crawler.items import Article
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.period import Period


class NormalizeDates:
    """Turns ``published_at`` and ``modified_at`` from the site's text into RFC 3339 in UTC.

    Fills ``published_date``. Counts texts that met a change of clock
    (``dates/ambiguous``, ``dates/shifted``), that name a day only
    (``dates/day_only``) or cannot be read (``dates/unreadable``).
    """

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the crawl's statistics."""
        return cls(crawler.stats)

    def process_item(self, item: object) -> object:
        """Return the item with its times in UTC."""
        if isinstance(item, Article):
            published = self._read(item, item.published_at)
            item.published_at = _instant(published)
            item.published_date = published.day.isoformat() if published else None
            item.modified_at = _instant(self._read(item, item.modified_at))
        return item

    def _read(self, item: Article, raw: str | None) -> site_time.SiteTime | None:
        if raw is None:
            return None
        time = site_time.parse(raw, EDITIONS[item.edition].time_zone)
        if time is None:
            self._stats.inc_value("dates/unreadable")
        elif time.instant is None:
            self._stats.inc_value("dates/day_only")
        elif time.clock != "exact":
            self._stats.inc_value(f"dates/{time.clock}")
        return time


def _instant(time: site_time.SiteTime | None) -> str | None:
    return site_time.rfc3339(time.instant) if time and time.instant else None


class WithinPeriod:
    """Drops what was published outside since/until: ``drop/outside_period``.

    A record without a time or day of publication is kept and counted
    (``dates/undated_kept``).
    """

    def __init__(self, period: Period, stats: StatsCollector) -> None:
        self._period = period
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the period from the spider's arguments."""
        return cls(getattr(crawler.spider, "period", Period()), crawler.stats)

    def process_item(self, item: object) -> object:
        """Pass the item on, or raise Dropped."""
        if not isinstance(item, Article) or self._period == Period():
            return item
        published = item.published_at or item.published_date
        if published is None:
            self._stats.inc_value("dates/undated_kept")
        elif not self._period.holds(published):
            raise Dropped(
                "outside_period",
                f"{item.url} was published {published}, outside since/until",
                remember="filtered",
                log_level="DEBUG",
            )
        return item
