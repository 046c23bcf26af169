"""Spidermon's extension without its log lines and its own order of events.

`extensions.health` makes one for each run that names a suite or an action of Spidermon, and calls
`failures` and `send_to_sentry` when the run has ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrapy.utils.misc import load_object
from spidermon.contrib.scrapy.extensions import Spidermon

from mayadeen_crawler.health.notification_channels import SENTRY_ACTION
from mayadeen_crawler.health.spidermon_monitors import (
    QuietRunner,
    RunSuite,
    action_error,
    reasons,
)
from mayadeen_crawler.utils.scrapy_internals import spidermon_data


class SpidermonRunner(Spidermon):  # type: ignore[misc]  # Spidermon has no types
    """Runs the suites that Spidermon's settings name; their failures count like our checks."""

    def spider_closed(self, spider: Any) -> None:
        """Stop the suites that run at intervals; `failures` runs those for the end of a run."""
        for task in self.periodic_tasks.get(spider, ()):
            task.stop()

    def failures(self, spider: Any) -> list[str]:
        """Run the suites of SPIDERMON_SPIDER_CLOSE_MONITORS, with their actions.

        Returns the reason of each monitor that failed, in order.
        """
        found: list[str] = []
        for suite in self.spider_closed_suites:
            found += reasons(QuietRunner().run(suite, **spidermon_data(self, spider)))
        return found

    def send_to_sentry(self, spider: Any, run: Mapping[str, Any]) -> str | None:
        """Send an event to Sentry; return why that failed, or None.

        *run* is what `RunMonitor` reads: ``{"stats": dict, "thresholds": Thresholds,
        "lines": list[str]}``.
        """
        action = load_object(SENTRY_ACTION)
        suite = RunSuite(crawler=self.crawler, monitors_failed_actions=[action])
        data = {**spidermon_data(self, spider), "run": dict(run)}
        return action_error(QuietRunner().run(suite, **data))
