"""Whether a run was good, in one line that names the figure."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

#: Reasons to end that a user asked for, or that end every good run.
GOOD_ENDS = frozenset({"finished", "shutdown", "cancelled"})


#: From so many failures on, a run that got no article at all is no quiet run.
MIN_FAILED = 5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When shares begin to count, and what they must reach."""

    min_pages: int
    """Article pages from which on the shares below count."""
    min_coverage: float
    """Smallest good share of article pages with a headline, and with a time."""
    max_failed: float
    """Largest good share of failed responses."""


def problem(stats: Mapping[str, Any], thresholds: Thresholds) -> str | None:
    """Return what makes the run unhealthy, or None for a good one."""
    exceptions = stats.get("spider_exceptions/count", 0) + stats.get("item_errors", 0)
    if exceptions:
        return f"{exceptions} unhandled exceptions: see the tracebacks above"
    answered, failed = stats.get("page/answered", 0), stats.get("page/failed", 0)
    if answered + failed and not stats.get("page/recognised", 0):
        return (
            f"nothing was recognised: {answered} pages answered, {failed} failed, "
            "none held a card, a ticker line or an article"
        )
    if tried := stats.get("sitemap/none", 0):
        return f"no sitemap could be read: {tried} tried"
    pages = stats.get("article/pages", 0)
    if stats.get("article/failed", 0) >= MIN_FAILED and not pages:
        return f"none of {stats['article/failed']} articles could be fetched"
    if pages + stats.get("article/failed", 0) < thresholds.min_pages:
        return None
    if failed > thresholds.max_failed * (answered + failed):
        return (
            f"{failed} of {answered + failed} responses failed (over {thresholds.max_failed:.0%})"
        )
    for field in ("headline", "published"):
        served = pages - stats.get(f"article/without_{field}", 0)
        if served < thresholds.min_coverage * pages:
            return (
                f"{served} of {pages} article pages had a {field} "
                f"(under {thresholds.min_coverage:.0%}): the site may have changed"
            )
    return None


class Health:
    """Judges the run at its end: stat ``health/problem`` and one ERROR line."""

    def __init__(self, crawler: Crawler, thresholds: Thresholds) -> None:
        self._crawler = crawler
        self._thresholds = thresholds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the thresholds from the HEALTH_* settings."""
        settings = crawler.settings
        extension = cls(
            crawler,
            Thresholds(
                settings.getint("HEALTH_MIN_PAGES"),
                settings.getfloat("HEALTH_MIN_COVERAGE"),
                settings.getfloat("HEALTH_MAX_FAILED"),
            ),
        )
        crawler.signals.connect(extension.item_error, signals.item_error)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def item_error(self) -> None:
        """Count an exception in a pipeline."""
        self._crawler.stats.inc_value("item_errors")

    def spider_closed(self, reason: str) -> None:
        """Judge the run in one line, unless it was ended for a reason that has one already."""
        if reason not in GOOD_ENDS and not reason.startswith("closespider_"):
            return
        stats = self._crawler.stats.get_stats()
        found = problem(stats, self._thresholds)
        if found and not (reason == "shutdown" and "nothing was recognised" in found):
            self._crawler.stats.set_value("health/problem", found)
            logger.error("Unhealthy run: %s", found)
        else:
            logger.info("Good run: %s", summary(stats))


def summary(stats: Mapping[str, Any]) -> str:
    """Return what a run brought, in a few figures."""
    pages = f"{stats.get('page/answered', 0)} pages, {stats.get('page/failed', 0)} failed"
    if looks := stats.get("ticker/polls", 0):
        events = ("appeared", "edited", "expired", "withdrawn")
        told = ", ".join(f"{stats.get(f'ticker/{event}', 0)} {event}" for event in events)
        return f"{told} breaking lines; looks: {looks}; {pages}"
    known = stats.get("article/known", 0) + stats.get("article/known_on_listings", 0)
    gone = "".join(
        f", {count} {event}"
        for event in ("removed", "returned")
        if (count := stats.get(f"removal/{event}", 0))
    )
    return (
        f"{stats.get('article/new', 0)} new, {stats.get('article/revised', 0)} revised, "
        f"{known} known{gone} articles; {pages}"
    )
