"""Judge a run when it ends: one line in the log, warnings, and notifications.

Scrapy loads `Health` (setting EXTENSIONS) and signals ``spider_closed`` to it. The verdict is the
stat ``health/problem``, from which `runs.outcome` makes the outcome and the exit status.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from mayadeen_crawler import clock
from mayadeen_crawler.health import notification_channels
from mayadeen_crawler.health.checks import (
    Thresholds,
    broken_strategies,
    few_pages,
    gaps,
    problem,
    unread_sources,
)
from mayadeen_crawler.health.drift import drift
from mayadeen_crawler.health.silent_sections import silent
from mayadeen_crawler.health.what_to_notify import (
    NOTIFIED_OUTCOME,
    NOTIFIED_WARNINGS,
    notification,
)
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.runs.lock import name_of
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.one_line_summary import summary
from mayadeen_crawler.runs.outcome import ended_well, verdict

if TYPE_CHECKING:
    from mayadeen_crawler.extensions.spidermon_runner import SpidermonRunner

logger = logging.getLogger(__name__)

#: Stat: why the run is unhealthy, one line; not set for a good run.
PROBLEM = "health/problem"
#: Stat: the warnings of the run, a list of lines.
WARNINGS = "health/warnings"
#: Earlier runs of the spider and edition that a run is compared with, at most.
COMPARED = 200
#: What the manifest of a run that read an article or a ticker line holds, and no other.
PAGES = b'"field/'
#: Arguments that change how much is crawled, not what: runs that differ only in these are compared.
HOW_MUCH = frozenset({"since", "until", "max_pages", "refresh", "browser", "follow", "duration"})


class Health:
    """Judges the run by its own figures, then compares it with earlier runs.

    The comparison gives warnings (drift, silent sections), runs the monitors that Spidermon's
    settings name, whose failures make a run unhealthy too, and sends what is new to the channels
    of NOTIFY. Whatever fails in the comparison is a WARNING line and leaves the verdict alone.
    """

    def __init__(
        self, crawler: Crawler, thresholds: Thresholds, runs: RunsFolder, factor: float
    ) -> None:
        self._crawler = crawler
        self._thresholds = thresholds
        self._runs = runs
        self._factor = factor
        self._spidermon: SpidermonRunner | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings; raises NotConfigured for a spider without a site (the doctor's)."""
        if getattr(crawler.spider, "site", None) is None:
            raise NotConfigured
        settings = crawler.settings
        runs = RunsFolder(Path(settings["OUTPUT_DIR"]))
        factor = settings.getfloat("SILENCE_FACTOR")
        extension = cls(crawler, Thresholds.from_settings(settings), runs, factor)
        if notification_channels.needs_spidermon(settings):
            from mayadeen_crawler.extensions.spidermon_runner import SpidermonRunner

            extension._spidermon = SpidermonRunner.from_crawler(crawler)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    async def spider_closed(self, spider: Any, reason: str) -> None:
        """Judge the run, compare it with earlier ones, and log one line for it."""
        if reason == "already_running":
            return  # the same run is under way in another process: this one did nothing
        await LedgerWriter.of(self._crawler).settled()
        stats = self._crawler.stats
        stats.set_value("finish_reason", reason)
        if ended_well(reason) and (found := problem(stats.get_stats(), self._thresholds)):
            stats.set_value(PROBLEM, found)
        try:
            await self._compare(spider)
        except Exception as error:  # noqa: BLE001 - a warning that fails must not change the verdict
            fault = f"{type(error).__name__}: {error}"
            logger.warning("no comparison with earlier runs, or no notification: %s", fault)
        if found := stats.get_value(PROBLEM):
            logger.error("Unhealthy run: %s", found)
        elif verdict(stats.get_stats()).outcome == "good":
            logger.info("Good run: %s", summary(stats.get_stats()))
        else:
            # Whatever ended the run has logged why.
            logger.info("Run ended (%s): %s", reason, summary(stats.get_stats()))

    async def _compare(self, spider: Any) -> None:
        """Compare the run with earlier ones, run the operator's monitors, notify what is new."""
        stats, lock = self._crawler.stats, name_of(spider.name, spider.identity)
        earlier = list(islice(self._earlier(spider), COMPARED))
        warnings: dict[str, str] = {}
        if ended_well(stats.get_value("finish_reason")):
            warnings = self._warnings(spider, earlier)
            stats.set_value(WARNINGS, list(warnings.values()))
            for line in warnings.values():
                logger.warning("%s", line)
            failures = self._spidermon.failures(spider) if self._spidermon else []
            if failures and not stats.get_value(PROBLEM):
                stats.set_value(PROBLEM, failures[0])
        ended = verdict(stats.get_stats())
        new = notification(ended, warnings, [one for one in earlier if one["lock"] == lock])
        sent = bool(new.lines) and await self._notify(spider, list(new.lines))
        for name, value in new.stats(sent=sent).items():
            stats.set_value(name, value)

    def _warnings(self, spider: Any, earlier: list[dict[str, Any]]) -> dict[str, str]:
        """Return the warnings of the run: subject → line, as `notification` takes them."""
        warnings: dict[str, str] = {}
        if spider.watches_site:
            crawled = _what(spider.given)
            if len(earlier) == COMPARED:  # of most runs on a quiet site none has a page
                earlier = list(islice(self._earlier(spider, holding=PAGES), COMPARED))
            alike = [one for one in earlier if _what(one["arguments"]) == crawled]
            found = drift(self._crawler.stats.get_stats(), alike, spider.strategy_files)
            warnings = {f"drift {strategy}": line for strategy, line in found.items()}
        if line := few_pages(self._crawler.stats.get_stats(), self._thresholds):
            warnings["trouble"] = line
        if new := self._crawler.stats.get_value("navigation/unknown_sections"):
            warnings["sections"] = (
                f"warning: the navigation has sections that are not crawled: {', '.join(new)} "
                "(sections= takes them; outlet/ makes them known)"
            )
        if line := unread_sources(self._crawler.stats.get_stats(), self._thresholds):
            warnings["sources"] = line
        # Told anew where a list that cannot be read is told of in each run.
        if line := gaps(self._crawler.stats.get_stats()):
            warnings["gaps"] = line
        if line := self._crawler.stats.get_value("archives/none"):
            warnings["captures"] = line
        if line := broken_strategies(self._crawler.stats.get_stats()):
            warnings["strategies"] = line
        if spider.period.until is None:  # with until= a run is not to find anything new
            reader, edition = LedgerWriter.of(self._crawler).reader, spider.site.edition.code
            gone = silent(reader, edition, spider.covers, factor=self._factor, now=clock.now())
            warnings |= {f"silence {section}": line for section, line in gone.items()}
        return warnings

    async def _notify(self, spider: Any, lines: list[str]) -> bool:
        """Send *lines* to the channels of NOTIFY; return whether at least one got them."""
        to = notification_channels.channels(self._crawler.settings)
        failures: list[str] = []
        if to.urls:
            text = notification_channels.message(spider.name, spider.arguments.run_id, lines)
            title = f"mayadeen-crawler: {spider.name}"
            failures += await asyncio.to_thread(notification_channels.send, to.urls, title, text)
        count = len(to.urls)
        if to.sentry and self._spidermon is not None:
            count += 1
            stats = self._crawler.stats.get_stats()
            run = {"stats": stats, "thresholds": self._thresholds, "lines": lines}
            if error := self._spidermon.send_to_sentry(spider, run):
                failures.append(f"sentry: {error}")
        for failure in failures:
            logger.warning("notification failed: %s", failure)
        return count > len(failures)

    def _earlier(self, spider: Any, *, holding: bytes = b"") -> Iterator[dict[str, Any]]:
        """Yield the manifests of earlier runs of the spider and edition, newest first.

        With *holding* only those whose text holds these bytes.

        Only what is compared of each: ``{"lock", "outcome", "arguments", "stats", "good"}``, its
        stats without those that are not compared.
        """
        for manifest in self._runs.newest(spider.name, spider.site.edition.code, holding=holding):
            if manifest["run_id"] != spider.arguments.run_id:
                kept = {name: manifest[name] for name in ("lock", "outcome", "arguments")}
                stats = manifest["stats"].items()
                kept_stats = {name: value for name, value in stats if _is_compared(name)}
                yield kept | {
                    "stats": kept_stats,
                    "good": manifest["outcome"] in ("good", "interrupted"),
                }


def _is_compared(stat: str) -> bool:
    return stat.startswith("field/") or stat in (NOTIFIED_OUTCOME, NOTIFIED_WARNINGS)


def _what(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name not in HOW_MUCH}
