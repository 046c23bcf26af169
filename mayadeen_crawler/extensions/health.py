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
from spidermon.contrib.scrapy.extensions import Spidermon

from mayadeen_crawler import clock
from mayadeen_crawler.health import notify
from mayadeen_crawler.health.checks import Thresholds, problem
from mayadeen_crawler.health.drift import drift
from mayadeen_crawler.health.monitors import (
    JudgingRunner,
    RunSuite,
    WarningSuite,
    action_errors,
)
from mayadeen_crawler.health.silence import silent
from mayadeen_crawler.ledger.writer import LedgerWriter
from mayadeen_crawler.runs.folder import RunsFolder
from mayadeen_crawler.runs.lock import name_of
from mayadeen_crawler.runs.outcome import ended_well, verdict
from mayadeen_crawler.runs.summary import summary

logger = logging.getLogger(__name__)

#: Stat: the warnings of the run, a list of lines.
WARNINGS = "health/warnings"
#: Manifests that are looked through for earlier runs of the spider, and how many of those
#: are compared.
LOOKED_THROUGH, COMPARED = 2000, 200


class Health(Spidermon):  # type: ignore[misc]  # Spidermon has no types
    """Judges the run at its end: stat ``health/problem`` and one ERROR line.

    It is Spidermon's extension, so the monitors that its settings name count like ours;
    and what NOTIFY names is sent when a run's outcome differs from that of the run before.
    """

    crawler: Crawler
    thresholds: Thresholds
    runs: RunsFolder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the thresholds from the HEALTH_* settings; not for spiders without a site."""
        if getattr(crawler.spider, "site", None) is None:
            raise NotConfigured
        extension: Self = super().from_crawler(crawler)
        extension.thresholds = Thresholds.from_settings(crawler.settings)
        extension.runs = RunsFolder(Path(crawler.settings["OUTPUT_DIR"]))
        crawler.signals.connect(extension.item_error, signals.item_error)
        return extension

    def item_error(self) -> None:
        """Count an exception in a pipeline."""
        self.crawler.stats.inc_value("item_errors")

    def spider_closed(self, spider: Any, reason: str) -> None:
        """Judge the run in one line, unless it was ended for a reason that has one already."""
        stats = self.crawler.stats
        stats.set_value("finish_reason", reason)
        judged = ended_well(reason)
        earlier = list(islice(self._earlier(spider), COMPARED))
        warnings = self._warnings(spider, earlier) if judged else []
        stats.set_value(WARNINGS, warnings)
        for line in warnings:
            logger.warning("%s", line)
        self._run_monitors(spider, warnings, _last_alike(spider, earlier))
        if found := stats.get_value("health/problem"):
            logger.error("Unhealthy run: %s", found)
        elif judged:
            logger.info("Good run: %s", summary(stats.get_stats()))
        super().spider_closed(spider)

    def _warnings(self, spider: Any, earlier: list[dict[str, Any]]) -> list[str]:
        settings, stats = self.crawler.settings, self.crawler.stats.get_stats()
        found = drift(spider.name, stats, earlier)
        if spider.period.until is None:  # else nothing new is what was asked for
            found += silent(
                LedgerWriter.of(self.crawler).reader,
                spider.site.edition.code,
                spider.covers,
                factor=settings.getfloat("SILENCE_FACTOR"),
                now=clock.now(),
            )
        return found

    def _run_monitors(self, spider: Any, warnings: list[str], last: dict[str, Any] | None) -> None:
        """Run ours and those that settings name, and send word where there is news."""
        stats = self.crawler.stats
        told = {_subject(line) for line in last["warnings"]} if last else set()
        run: dict[str, Any] = {
            "stats": stats.get_stats(),
            "thresholds": self.thresholds,
            "new_warnings": [line for line in warnings if _subject(line) not in told],
        }
        actions = notify.actions(self.crawler.settings)

        def judged(failed: list[str]) -> None:
            if failed and ended_well(stats.get_value("finish_reason")):
                found = problem(run["stats"], self.thresholds) or failed[0]
                stats.set_value("health/problem", found)
            ended = verdict(stats.get_stats())
            run["message"] = self._message(spider, ended.outcome, ended.reason)
            if last and last["outcome"] == ended.outcome:
                suite.monitors_failed_actions = []

        suite = RunSuite(crawler=self.crawler, monitors_failed_actions=actions)
        for one in self.spider_closed_suites:
            suite.add_monitor(one)
        self._run(suite, spider, run, judged)
        if run["new_warnings"] and not stats.get_value("health/problem"):
            run["message"] = self._message(spider, "warns", "; ".join(run["new_warnings"]))
            suite = WarningSuite(crawler=self.crawler, monitors_failed_actions=actions)
            self._run(suite, spider, run, lambda _: None)

    def _run(self, suite: Any, spider: Any, run: dict[str, Any], judged: Any) -> None:
        data = {**self._generate_data_for_spider(spider), "run": run}
        result = JudgingRunner(judged).run(suite, **data)
        for name, error in action_errors(result):
            logger.warning("nobody was told by %s: %s", name, error)

    def _message(self, spider: Any, outcome: str, reason: str) -> str:
        return notify.message(spider.name, spider.arguments.run_id, outcome, reason)

    def _earlier(self, spider: Any) -> Iterator[dict[str, Any]]:
        """Yield what is compared of the manifests of the spider and edition, newest first."""
        for manifest in islice(self.runs.newest(), LOOKED_THROUGH):
            ours = manifest["run_id"] == spider.arguments.run_id
            alike = (spider.name, spider.site.edition.code)
            if not ours and (manifest["spider"], manifest["edition"]) == alike:
                kept = {name: manifest[name] for name in ("lock", "outcome", "warnings")}
                stats = manifest["stats"].items()
                fields = {name: value for name, value in stats if name.startswith("field/")}
                yield kept | {"stats": fields, "good": manifest["outcome"] == "good"}


def _last_alike(spider: Any, earlier: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the manifest of the last run with the same arguments that was one."""
    lock = name_of(spider.name, spider.identity)
    none = ("running", "skipped", "wrong_use")
    found = (one for one in earlier if one["lock"] == lock and one["outcome"] not in none)
    return next(found, None)


def _subject(warning: str) -> str:
    """Return what a warning is about, without its figures."""
    return "".join(c for c in warning if not c.isdigit())
