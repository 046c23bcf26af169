"""What makes a run unhealthy: one check a figure. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from scrapy.settings import BaseSettings

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.runs.outcome import ended_well

Stats = Mapping[str, Any]

#: More than any setting that counts something has a use for.
MOST = 1e9
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

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read the HEALTH_* settings; raises WrongUseError."""
        return cls(
            int(number(settings, "HEALTH_MIN_PAGES", most=MOST)),
            number(settings, "HEALTH_MIN_COVERAGE"),
            number(settings, "HEALTH_MAX_FAILED"),
        )


def number(settings: BaseSettings, name: str, *, most: float = 1.0) -> float:
    """Return the setting *name* as a number from 0 to *most*; raises WrongUseError."""
    try:
        found = float(settings[name])
    except (TypeError, ValueError):
        found = -1.0
    if not 0 <= found <= most:
        what = "share from 0 to 1" if most == 1.0 else "number from 0 up"
        raise WrongUseError(f"{name}={settings[name]!r} is no {what}")
    return found


def exceptions(stats: Stats, _: Thresholds) -> str | None:
    """No exception went unhandled."""
    count = stats.get("spider_exceptions/count", 0) + stats.get("item_errors", 0)
    return f"{count} unhandled exceptions: see the tracebacks above" if count else None


def recognised(stats: Stats, _: Thresholds) -> str | None:
    """Something was recognised on the pages that were asked for."""
    answered, failed = stats.get("page/answered", 0), stats.get("page/failed", 0)
    disallowed = stats.get("page/disallowed", 0)
    if not answered + failed + disallowed or stats.get("page/recognised", 0):
        return None
    kept = f"robots.txt disallowed {disallowed}, " if disallowed else ""
    return (
        f"nothing was recognised: {answered} pages answered, {failed} failed, {kept}"
        "none held a card, a ticker line or an article"
    )


def sitemaps(stats: Stats, _: Thresholds) -> str | None:
    """A sitemap could be read, where any was tried."""
    tried = stats.get("sitemap/none", 0)
    return f"no sitemap could be read: {tried} tried" if tried else None


def articles(stats: Stats, _: Thresholds) -> str | None:
    """Some of the articles that were asked for could be fetched."""
    disallowed = stats.get("article/disallowed", 0)
    lost = stats.get("article/failed", 0) + disallowed
    if lost < MIN_FAILED or stats.get("article/pages", 0):
        return None
    why = f" (robots.txt disallows {disallowed})" if disallowed else ""
    return f"none of {lost} articles could be fetched{why}"


def responses(stats: Stats, thresholds: Thresholds) -> str | None:
    """Few responses failed."""
    answered, failed = stats.get("page/answered", 0), stats.get("page/failed", 0)
    if not _count(stats, thresholds) or failed <= thresholds.max_failed * (answered + failed):
        return None
    return f"{failed} of {answered + failed} responses failed (over {thresholds.max_failed:.0%})"


def headlines(stats: Stats, thresholds: Thresholds) -> str | None:
    """Nearly all article pages had a headline."""
    return _served(stats, thresholds, "headline")


def times(stats: Stats, thresholds: Thresholds) -> str | None:
    """Nearly all article pages had a time of publication."""
    return _served(stats, thresholds, "published")


def _served(stats: Stats, thresholds: Thresholds, field: str) -> str | None:
    pages = stats.get("article/pages", 0)
    served = pages - stats.get(f"article/without_{field}", 0)
    if not _count(stats, thresholds) or served >= thresholds.min_coverage * pages:
        return None
    return (
        f"{served} of {pages} article pages had a {field} "
        f"(under {thresholds.min_coverage:.0%}): the site may have changed"
    )


def _count(stats: Stats, thresholds: Thresholds) -> bool:
    """Whether there were pages enough for shares to count."""
    asked = stats.get("article/pages", 0) + stats.get("article/failed", 0)
    return bool(asked >= thresholds.min_pages)


def archived(stats: Stats, _: Thresholds) -> str | None:
    """Every page was kept, where ARCHIVE_DIR is set."""
    missed, kept = stats.get("archive/missed", 0), stats.get("archive/pages", 0)
    return f"{missed} of {kept + missed} pages could not be archived" if missed else None


def replayed(stats: Stats, _: Thresholds) -> str | None:
    """An archive that was replayed could be read, and held articles."""
    files, broken = stats.get("replay/files", 0), stats.get("replay/broken", 0)
    if broken:
        return f"{broken} of {files} WARC files could not be read whole: see the lines above"
    if unread := stats.get("replay/unread", 0):
        return f"{unread} of {stats['replay/found']} article pages of the archive could not be read"
    if files and stats.get("replay/found") == 0:
        return f"no article page of the edition's host is in the archive ({files} files)"
    return None


Check = Callable[[Stats, Thresholds], str | None]
"""Returns what is wrong, with the figure that says so, or None."""

#: In the order in which they explain a run.
CHECKS: tuple[Check, ...] = (
    exceptions, recognised, sitemaps, articles, responses, headlines, times, archived, replayed,
)  # fmt: skip


def few_pages(stats: Stats, thresholds: Thresholds) -> str | None:
    """Return what is wrong with most of a run's pages where they are too few for shares."""
    pages, failed = stats.get("article/pages", 0), stats.get("article/failed", 0)
    asked = pages + failed
    lost = failed + stats.get("article/without_headline", 0)
    if _count(stats, thresholds) or asked < MIN_FAILED or 2 * lost <= asked:
        return None
    return f"trouble: {lost} of only {asked} article pages failed or had no headline"


def problem(stats: Stats, thresholds: Thresholds) -> str | None:
    """Return what makes the run unhealthy, or None for a good one."""
    found = (check(stats, thresholds) for check in applicable(stats))
    return next(filter(None, found), None)


def applicable(stats: Stats) -> tuple[Check, ...]:
    """Return the checks that say something of the run.

    One that was interrupted may not have met anything yet; one that was ended for
    another reason has been explained.
    """
    reason = stats.get("finish_reason", "finished")
    if not ended_well(reason):
        return ()
    return tuple(check for check in CHECKS if not (reason == "shutdown" and check is recognised))
