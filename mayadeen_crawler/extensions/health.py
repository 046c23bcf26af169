"""Whether a run was good: one line that names the figure, and word to whom it concerns."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from mayadeen_crawler import clock
from mayadeen_crawler.extensions.spidermon_runner import Monitoring
from mayadeen_crawler.health import notification_channels
from mayadeen_crawler.health.checks import Thresholds, few_pages, problem
from mayadeen_crawler.health.drift import drift
from mayadeen_crawler.health.silent_sections import silent
from mayadeen_crawler.health.what_to_notify import (
    TOLD,
    TOLD_OF,
    news,
)
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.runs.lock import name_of
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.one_line_summary import summary
from mayadeen_crawler.runs.outcome import ended_well, verdict

logger = logging.getLogger(__name__)

PROBLEM = "health/problem"
#: Stat: the warnings of the run, a list of lines.
WARNINGS = "health/warnings"
#: Manifests that are looked through for earlier runs of the spider, and how many of those
#: are compared.
LOOKED_THROUGH, COMPARED = 2000, 200
#: Arguments that change how much is crawled, and not what.
HOW_MUCH = frozenset({"since", "until", "max_pages", "refresh", "browser", "follow", "duration"})


class Health:
    """Judges the run at its end: stat ``health/problem`` and one ERROR line.

    Then it warns of drift and silence, has the monitors of Spidermon's settings run, which
    count like ours, and sends what is new to whom NOTIFY names.
    """

    def __init__(
        self, crawler: Crawler, thresholds: Thresholds, runs: RunsFolder, factor: float
    ) -> None:
        self._crawler = crawler
        self._thresholds = thresholds
        self._runs = runs
        self._factor = factor
        self._monitoring: Monitoring | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the thresholds from the settings; not configured for spiders without a site."""
        if getattr(crawler.spider, "site", None) is None:
            raise NotConfigured
        settings = crawler.settings
        runs = RunsFolder(Path(settings["OUTPUT_DIR"]))
        factor = settings.getfloat("SILENCE_FACTOR")
        extension = cls(crawler, Thresholds.from_settings(settings), runs, factor)
        if settings.getbool("SPIDERMON_ENABLED"):
            extension._monitoring = Monitoring.from_crawler(crawler)
        crawler.signals.connect(extension.item_error, signals.item_error)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def item_error(self) -> None:
        """Count an exception in a pipeline."""
        self._crawler.stats.inc_value("item_errors")

    def spider_closed(self, spider: Any, reason: str) -> None:
        """Judge the run in one line, unless it was ended for a reason that has one already."""
        if reason == "already_running":
            return  # there was no run
        stats = self._crawler.stats
        stats.set_value("finish_reason", reason)
        if ended_well(reason) and (found := problem(stats.get_stats(), self._thresholds)):
            stats.set_value(PROBLEM, found)
        try:
            self._look_around(spider)
        except Exception as error:  # noqa: BLE001 - what only warns must not cost the verdict
            said = f"{type(error).__name__}: {error}"
            logger.warning("earlier runs and monitors could not be looked at: %s", said)
        if found := stats.get_value(PROBLEM):
            logger.error("Unhealthy run: %s", found)
        elif ended_well(reason):
            logger.info("Good run: %s", summary(stats.get_stats()))
        else:
            # Why it ended has its own line above.
            logger.info("Run ended (%s): %s", reason, summary(stats.get_stats()))

    def _look_around(self, spider: Any) -> None:
        """Compare with earlier runs, have monitors run, and tell what is new."""
        stats, lock = self._crawler.stats, name_of(spider.name, spider.identity)
        earlier = list(islice(self._earlier(spider), COMPARED))
        warnings: dict[str, str] = {}
        if ended_well(stats.get_value("finish_reason")):
            warnings = self._warnings(spider, earlier)
            stats.set_value(WARNINGS, list(warnings.values()))
            for line in warnings.values():
                logger.warning("%s", line)
            failures = self._monitoring.failures(spider) if self._monitoring else []
            if failures and not stats.get_value(PROBLEM):
                stats.set_value(PROBLEM, failures[0])
        ended = verdict(stats.get_stats())
        new = news(ended, warnings, [one for one in earlier if one["lock"] == lock])
        told = bool(new.words) and self._tell(spider, list(new.words))
        for name, value in new.stats(told=told).items():
            stats.set_value(name, value)

    def _warnings(self, spider: Any, earlier: list[dict[str, Any]]) -> dict[str, str]:
        crawled = _what(spider.given)
        alike = [one for one in earlier if _what(one["arguments"]) == crawled]
        found = drift(self._crawler.stats.get_stats(), alike, spider.files_to_mend)
        warnings = {f"drift {strategy}": line for strategy, line in found.items()}
        if trouble := few_pages(self._crawler.stats.get_stats(), self._thresholds):
            warnings["trouble"] = trouble
        if spider.period.until is None:  # else nothing new is what was asked for
            reader, edition = LedgerWriter.of(self._crawler).reader, spider.site.edition.code
            gone = silent(reader, edition, spider.covers, factor=self._factor, now=clock.now())
            warnings |= {f"silence {section}": line for section, line in gone.items()}
        return warnings

    def _tell(self, spider: Any, words: list[str]) -> bool:
        """Send *words* to whom NOTIFY names; return whether anybody got them."""
        actions = notification_channels.actions(self._crawler.settings)
        if not actions or self._monitoring is None:
            return False
        run = {
            "stats": self._crawler.stats.get_stats(),
            "thresholds": self._thresholds,
            "words": words,
            "message": notification_channels.message(spider.name, spider.arguments.run_id, words),
        }
        done, errors = self._monitoring.tell(spider, run, actions)
        for name, error in errors:
            logger.warning(
                "nobody was told by %s: %s", notification_channels.channel_of(name), error
            )
        return done > 0

    def _earlier(self, spider: Any) -> Iterator[dict[str, Any]]:
        """Yield what is compared of the manifests of the spider and edition, newest first."""
        for manifest in islice(self._runs.newest(), LOOKED_THROUGH):
            ours = manifest["run_id"] == spider.arguments.run_id
            alike = (spider.name, spider.site.edition.code)
            if not ours and (manifest["spider"], manifest["edition"]) == alike:
                kept = {name: manifest[name] for name in ("lock", "outcome", "arguments")}
                stats = manifest["stats"].items()
                wanted = {k: v for k, v in stats if k.startswith("field/") or k in (TOLD, TOLD_OF)}
                yield kept | {"stats": wanted, "good": manifest["outcome"] == "good"}


def _what(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name not in HOW_MUCH}
