"""The checks that make a run unhealthy, one function a figure of its stats. Pure.

`extensions.health` calls `problem`, and those that return warnings, at the end of every run;
``scrapy runs`` calls `problem` for runs under way, and `commands.checks.settings` reads the
thresholds before a run.
A good run called unhealthy, or a bad one called good: change the check whose words the ERROR line
"Unhealthy run: …" has. The HEALTH_* settings move the thresholds without a change here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from scrapy.settings import BaseSettings

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.frontier.failure_reasons import REASONS
from mayadeen_crawler.runs.outcome import ended_well, stray_error

Stats = Mapping[str, Any]
"""Scrapy's stats of a run: ``{"page/answered": 50, "article/pages": 40, …}``."""

#: The largest number that a setting may hold.
MOST = 1e9
#: Failed article pages from which on a run without any article is unhealthy, not just quiet.
MIN_FAILED = 5
#: Article pages from which on a run most of which failed is warned of.
MIN_WARNED = 2
#: The stats of what a strategy raised for: ``strategy_error/visible``.
STRATEGY_ERROR = "strategy_error/"
#: What says where articles and lines are → the stats of those that were read, and were not.
SOURCES = (
    ("lists", "listing/lists_read", "listing/lists_unread"),
    ("sitemaps of an index", "sitemap/children_read", "sitemap/children_unread"),
    ("looks at the ticker", "ticker/polls", "ticker/missed"),
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The settings HEALTH_MIN_PAGES, HEALTH_MIN_COVERAGE and HEALTH_MAX_FAILED."""

    min_pages: int
    """Article pages asked for from which on the two shares below are checked."""
    min_coverage: float
    """Smallest good share (0 to 1) of article pages with a headline, and of those with a time."""
    max_failed: float
    """Largest good share (0 to 1) of responses that failed."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read the settings; raises WrongUseError with one line for the first that is no number."""
        return cls(
            int(setting_as_number(settings, "HEALTH_MIN_PAGES", most=MOST)),
            setting_as_number(settings, "HEALTH_MIN_COVERAGE"),
            setting_as_number(settings, "HEALTH_MAX_FAILED"),
        )


def setting_as_number(settings: BaseSettings, name: str, *, most: float = 1.0) -> float:
    """Return the setting *name* as a number from 0 to *most*; raises WrongUseError."""
    try:
        found = float(settings[name])
    except (TypeError, ValueError):
        found = -1.0
    if not 0 <= found <= most:
        what = "share from 0 to 1" if most == 1.0 else "number from 0 up"
        raise WrongUseError(f"{name}={settings[name]!r} is no {what}")
    return found


def page_errors(stats: Stats, thresholds: Thresholds) -> str | None:
    """Check that reading raised for at most HEALTH_MAX_FAILED of the pages.

    Of fewer than HEALTH_MIN_PAGES pages: that it did not for all. Articles are also judged alone,
    since every run has pages beside them.
    """
    for what, errors, pages in (
        ("pages", stats.get("page/errors", 0), stats.get("page/answered", 0)),
        ("article pages", stats.get("article/errors", 0), _articles_read(stats)),
    ):
        if not errors:
            continue
        pages = max(pages, errors)
        few = pages < thresholds.min_pages
        if errors == pages or (not few and errors > thresholds.max_failed * pages):
            share = "" if errors == pages else f" (over {thresholds.max_failed:.0%})"
            return f"{errors} of {pages} {what} could not be read{share}: see the errors above"
    return None


def _articles_read(stats: Stats) -> int:
    """Return how many article pages came, whatever was made of them."""
    names = ("article/pages", "article/refused", "article/errors")
    # A pipeline may raise for an article that was counted as a page.
    counted = int(stats.get("article/errors_counted", 0))
    return int(sum(stats.get(name, 0) for name in names)) - counted


def recognised(stats: Stats, _: Thresholds) -> str | None:
    """Check that a card, a ticker line or an article was recognised, if any page was asked for."""
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
    """Check that a sitemap could be read, if any was tried."""
    tried = stats.get("sitemap/none", 0)
    return f"no sitemap could be read: {tried} tried" if tried else None


def latest(stats: Stats, _: Thresholds) -> str | None:
    """Check that the spider ``latest`` could see what is new."""
    problem: str | None = stats.get("latest/problem")
    return problem and f"what is new was not seen: {problem}"


def articles(stats: Stats, _: Thresholds) -> str | None:
    """Check that not all of the article pages asked for failed."""
    disallowed = stats.get("article/disallowed", 0)
    lost = stats.get("article/failed", 0) + disallowed
    if lost < MIN_FAILED or stats.get("article/pages", 0):
        return None
    why = f" (robots.txt disallows {disallowed})" if disallowed else ""
    return f"none of {lost} articles could be fetched{why}"


def gone(stats: Stats, _: Thresholds) -> str | None:
    """Check that not most of the article pages asked for are gone: that is the site, not they."""
    gone = stats.get("article/gone", 0)
    asked = _articles_read(stats) + stats.get("article/failed", 0) + gone
    if gone < MIN_FAILED or 2 * gone <= asked:
        return None
    reasons = ", ".join(
        f"{reason} {count}"
        for reason, meaning in sorted(REASONS.items())
        if meaning == "gone" and (count := stats.get(f"lost/{reason}", 0))
    )
    return f"{gone} of {asked} article pages are gone ({reasons}): the site may be at fault"


def repeated(stats: Stats, _: Thresholds) -> str | None:
    """Check that most article pages are not the same one, whatever address is asked for."""
    pages, repeated = stats.get("article/pages", 0), stats.get("article/repeated", 0)
    if repeated < MIN_FAILED or 2 * repeated <= pages:
        return None
    return f"{repeated} of {pages} article pages were the page before once more"


def sources(stats: Stats, thresholds: Thresholds) -> str | None:
    """Check that most of what says where articles are could be read, and nearly all of much."""
    for what, read, unread in _sources(stats):
        share = thresholds.max_failed if read + unread >= thresholds.min_pages else 0.5
        if unread > share * (read + unread):
            return f"{unread} of {read + unread} {what} could not be read: see the lines above"
    return None


def _sources(stats: Stats) -> Iterator[tuple[str, int, int]]:
    """Yield each of SOURCES: its name, how many were read, how many were not."""
    for what, read, unread in SOURCES:
        yield what, stats.get(read, 0), stats.get(unread, 0)


def responses(stats: Stats, thresholds: Thresholds) -> str | None:
    """Check that at most HEALTH_MAX_FAILED of the responses failed."""
    answered, failed = stats.get("page/answered", 0), stats.get("page/failed", 0)
    if not _enough_pages(stats, thresholds) or failed <= thresholds.max_failed * (
        answered + failed
    ):
        return None
    return f"{failed} of {answered + failed} responses failed (over {thresholds.max_failed:.0%})"


def refused(stats: Stats, thresholds: Thresholds) -> str | None:
    """Check that most pages at articles' addresses were articles, and nearly all of many."""
    pages, refused = stats.get("article/pages", 0), stats.get("article/refused", 0)
    # Archives captured challenges and errors, too: there it is no fault of the present.
    strict = _enough_pages(stats, thresholds) and "archives/source" not in stats
    share = thresholds.max_failed if strict else 0.5
    if refused <= share * (pages + refused):
        return None
    verdicts = ", ".join(
        f"{name.removeprefix('refused/')} {count}"
        for name, count in sorted(stats.items())
        if name.startswith("refused/")
    )
    return f"{refused} of {pages + refused} article pages were not the article ({verdicts})"


def headlines(stats: Stats, thresholds: Thresholds) -> str | None:
    """Check that at least HEALTH_MIN_COVERAGE of the article pages had a headline."""
    return _served(stats, thresholds, "headline")


def times(stats: Stats, thresholds: Thresholds) -> str | None:
    """Check that at least HEALTH_MIN_COVERAGE of the article pages had a time of publication."""
    return _served(stats, thresholds, "published")


def _served(stats: Stats, thresholds: Thresholds, field: str) -> str | None:
    pages = stats.get("article/pages", 0)
    served = pages - stats.get(f"article/without_{field}", 0)
    if field == "headline" and pages and not served:
        return f"none of {pages} article pages had a headline: the site may have changed"
    if not _enough_pages(stats, thresholds) or served >= thresholds.min_coverage * pages:
        return None
    return (
        f"{served} of {pages} article pages had a {field} "
        f"(under {thresholds.min_coverage:.0%}): the site may have changed"
    )


def _enough_pages(stats: Stats, thresholds: Thresholds) -> bool:
    """Whether HEALTH_MIN_PAGES article pages were asked for, so that shares mean something."""
    asked = _articles_read(stats) + stats.get("article/failed", 0)
    return bool(asked >= thresholds.min_pages)


def pages_kept(stats: Stats, _: Thresholds) -> str | None:
    """Check that every page was written to the WARC file, if ARCHIVE_DIR is set."""
    missed, kept = stats.get("archive/missed", 0), stats.get("archive/pages", 0)
    return (
        f"{missed} of {kept + missed} pages could not be written to the WARC file"
        if missed
        else None
    )


def replayed(stats: Stats, thresholds: Thresholds) -> str | None:
    """Check that the WARC files of ``warc=`` could be read whole and held article pages."""
    files, broken = stats.get("replay/files", 0), stats.get("replay/broken", 0)
    if lost := stats.get("replay/engine_lost"):
        return str(lost)
    if broken:
        return f"{broken} of {files} WARC files could not be read whole: see the lines above"
    found = stats.get("replay/found", 0)
    most = thresholds.max_failed * found if "archives/source" in stats else 0
    if (unread := stats.get("replay/unread", 0)) > most:
        return f"{unread} of {found} article pages in the WARC files could not be read"
    if files and stats.get("replay/found") == 0:
        return f"no article page of the edition's host is in the WARC files (files read: {files})"
    return None


def archived(stats: Stats, thresholds: Thresholds) -> str | None:
    """Check that the spider ``archived`` could read the index, and nearly all captures."""
    if problem := stats.get("archives/problem"):
        return str(problem)
    lines, unread = (stats.get(f"archives/index_{name}", 0) for name in ("lines", "damaged"))
    if unread > thresholds.max_failed * lines:
        return f"{unread} of {lines} lines of the index could not be read: captures may be missing"
    failed, damaged = (stats.get(f"archives/{name}", 0) for name in ("failed", "damaged"))
    lost = failed + damaged
    asked = lost + sum(
        stats.get(f"archives/{name}", 0) for name in ("kept", "missing", "excluded", "foreign")
    )
    if lost <= thresholds.max_failed * asked:
        return None
    return f"{lost} of {asked} captures could not be had ({failed} not served, {damaged} damaged)"


def stray_errors(stats: Stats, _: Thresholds) -> str | None:
    """Check that nothing raised outside the handling of a page."""
    return stray_error(stats)


Check = Callable[[Stats, Thresholds], str | None]
"""Returns what is wrong in one line, with its figure, or None if nothing is."""

#: All checks. The first that finds something gives the run's one line, so the checks whose
#: finding explains those of others come first.
CHECKS: tuple[Check, ...] = (
    page_errors, latest, refused, recognised, sitemaps, gone, repeated, articles, sources,
    responses, headlines, times, pages_kept, replayed, archived, stray_errors,
)  # fmt: skip


def unread_sources(stats: Stats, thresholds: Thresholds) -> str | None:
    """Return a warning if a list, a sitemap or the ticker could not be read, in a good run."""
    told = [
        f"{unread} of {read + unread} {what} could not be read"
        for what, read, unread in _sources(stats)
        if unread
    ]
    if parts := stats.get("listing/lists_in_part", 0):
        told.append(f"lists read in part: {parts}")
    if not told or sources(stats, thresholds):
        return None
    return f"warning: {', '.join(told)}: see the lines above"


def gaps(stats: Stats) -> str | None:
    """Return a warning if lists or the feed ended above what an earlier run saw of them."""
    lists = stats.get("listing/gaps", 0)
    what = "lists that do not reach down to what an earlier run saw"
    return f"warning: {what}: {lists}: see the lines above" if lists else None


def broken_strategies(stats: Stats) -> str | None:
    """Return a warning if strategies raised: the others served, or the field was missing."""
    raised = sorted(
        f"{name.removeprefix(STRATEGY_ERROR)} {count} times"
        for name, count in stats.items()
        if str(name).startswith(STRATEGY_ERROR)
    )
    return f"warning: strategies failed: {', '.join(raised)}: see above" if raised else None


def few_pages(stats: Stats, thresholds: Thresholds) -> str | None:
    """Return a warning if most pages of a run failed that is too small for the shares above.

    At least MIN_WARNED pages, and fewer than HEALTH_MIN_PAGES. `extensions.health` logs it.
    """
    pages, failed = stats.get("article/pages", 0), stats.get("article/failed", 0)
    asked = pages + failed
    lost = failed + stats.get("article/without_headline", 0)
    if _enough_pages(stats, thresholds) or asked < MIN_WARNED or 2 * lost <= asked:
        return None
    return f"warning: {lost} of only {asked} article pages failed or had no headline"


def problem(stats: Stats, thresholds: Thresholds) -> str | None:
    """Return in one line what makes the run unhealthy, or None if it is good."""
    found = (check(stats, thresholds) for check in applicable(stats))
    return next(filter(None, found), None)


def applicable(stats: Stats) -> tuple[Check, ...]:
    """Return the checks that can judge the run, by its stat ``finish_reason``.

    None if the run ended early: its reason is logged already. Without `recognised` if the
    operator stopped it (``shutdown``): it may have had no answer yet.
    """
    reason = stats.get("finish_reason", "finished")
    if not ended_well(reason):
        return ()
    return tuple(check for check in CHECKS if not (reason == "shutdown" and check is recognised))
