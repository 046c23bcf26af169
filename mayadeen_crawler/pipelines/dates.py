"""Times of articles: the loader's become RFC 3339 in UTC, and since/until is applied.

A published time that is wrong in the feed was read wrong by ``dates/site_time.py``;
``FetchedArticle.normalize_dates`` only writes it.
"""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.statscollectors import StatsCollector

from mayadeen_crawler.exceptions import Dropped
from mayadeen_crawler.items import Article, FetchedArticle
from mayadeen_crawler.period import Period


class NormalizeDates:
    """Fills ``published_at``, ``published_date`` and ``modified_at`` of every article.

    Counts times that met a change of clock (``dates/ambiguous``, ``dates/shifted``) and
    those of which only the day is known (``dates/day_only``).
    """

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the crawl's statistics."""
        return cls(crawler.stats)

    def process_item(self, item: object) -> object:
        """Return the item, the fields of its times filled."""
        if isinstance(item, FetchedArticle):
            item.normalize_dates()
            for time in filter(None, (item.published_time, item.modified_time)):
                if time.instant is None:
                    self._stats.inc_value("dates/day_only")
                elif time.clock != "exact":
                    self._stats.inc_value(f"dates/{time.clock}")
        return item


class WithinPeriod:
    """Drops an article published outside since/until; the stat is ``drop/outside_period``.

    An article without a time or day of publication is kept and counted as
    ``dates/undated_kept``. Where only the day is known, the day on the site's clock counts.
    """

    def __init__(self, period: Period, stats: StatsCollector) -> None:
        self._period = period
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the period from the spider's arguments; NotConfigured if there is none."""
        period = getattr(crawler.spider, "period", Period())
        if period == Period():
            raise NotConfigured
        return cls(period, crawler.stats)

    def process_item(self, item: object) -> object:
        """Return the item, or raise Dropped."""
        if not isinstance(item, Article):
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
