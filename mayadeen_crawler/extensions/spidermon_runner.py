"""Spidermon's extension, run quietly: the monitors and actions that its settings name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spidermon.contrib.scrapy.extensions import Spidermon

from mayadeen_crawler.health.spidermon_monitors import (
    QuietRunner,
    RunSuite,
    action_errors,
    reasons,
)
from mayadeen_crawler.utils.scrapy_internals import spidermon_data


class Monitoring(Spidermon):  # type: ignore[misc]  # Spidermon has no types
    """Leaves what is done at the end of a run to whoever judges it."""

    def spider_closed(self, spider: Any) -> None:
        """End what is done at intervals; the suites for the end are run by `failures`."""
        for task in self.periodic_tasks.get(spider, ()):
            task.stop()

    def failures(self, spider: Any) -> list[str]:
        """Return why the operator's own monitors fail, in their order; their actions are done."""
        found: list[str] = []
        for suite in self.spider_closed_suites:
            found += reasons(QuietRunner().run(suite, **spidermon_data(self, spider)))
        return found

    def tell(
        self, spider: Any, run: Mapping[str, Any], actions: Sequence[Any]
    ) -> tuple[int, list[tuple[str, str]]]:
        """Do *actions*; return how many were done, and what went wrong with others.

        *run* is what our own monitors and messages read.
        """
        suite = RunSuite(crawler=self.crawler, monitors_failed_actions=actions)
        data = {**spidermon_data(self, spider), "run": dict(run)}
        errors = action_errors(QuietRunner().run(suite, **data))
        return len(actions) - len(errors), errors
