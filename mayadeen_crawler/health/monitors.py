"""The checks as Spidermon's monitors, so that its actions, reports and settings work with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from spidermon import Monitor, MonitorSuite
from spidermon.results.monitor import MonitorResult
from spidermon.runners import MonitorRunner

from mayadeen_crawler.health import checks
from mayadeen_crawler.health.checks import Check, Thresholds
from mayadeen_crawler.runs.outcome import verdict


class JudgingRunner(MonitorRunner):  # type: ignore[misc]  # Spidermon has no types
    """Runs a suite and logs nothing; tells why monitors failed before any action is done.

    A good run has one line in the log, and a bad one a line that names its figure.
    """

    def __init__(self, judged: Callable[[list[str]], None]) -> None:
        super().__init__()
        self._judged = judged

    def create_result(self) -> MonitorResult:
        """Return Spidermon's plain result, which logs nothing."""
        return MonitorResult()

    def run_actions(self) -> None:
        """Say what was found, then do the actions."""
        self._judged(reasons(self.result))
        super().run_actions()


def reasons(result: MonitorResult) -> list[str]:
    """Return why monitors of a suite failed, in their order."""
    failed = result.monitors_failed_results
    return [one.reason or one.error.strip().splitlines()[-1] for one in failed]


def action_errors(result: MonitorResult) -> list[tuple[str, str]]:
    """Return the names of actions that failed, each with the last line of what it raised."""
    done = result.monitors_failed_action_results
    return [(one.item.name, one.error.strip().splitlines()[-1]) for one in done if one.error]


class Run(Monitor):  # type: ignore[misc]
    """Whether the run was good."""

    data: Any

    def test_it_came_to_its_end(self) -> None:
        """Not blocked by the site, and not failed."""
        found = verdict(self.data.run["stats"])
        if found.outcome in ("blocked", "failed"):
            self.fail(found.reason)

    def test_no_unhandled_exception(self) -> None:
        """No callback and no pipeline failed."""
        self._check(checks.exceptions)

    def test_something_was_recognised(self) -> None:
        """A card, a ticker line or an article."""
        self._check(checks.recognised)

    def test_a_sitemap_was_read(self) -> None:
        """Where sitemaps were tried."""
        self._check(checks.sitemaps)

    def test_articles_were_fetched(self) -> None:
        """Not all of them failed."""
        self._check(checks.articles)

    def test_few_responses_failed(self) -> None:
        """At most HEALTH_MAX_FAILED of them."""
        self._check(checks.responses)

    def test_headlines_were_found(self) -> None:
        """On at least HEALTH_MIN_COVERAGE of the article pages."""
        self._check(checks.headlines)

    def test_times_were_found(self) -> None:
        """On at least HEALTH_MIN_COVERAGE of the article pages."""
        self._check(checks.times)

    def _check(self, check: Check) -> None:
        stats, thresholds = self.data.run["stats"], self.data.run["thresholds"]
        assert isinstance(thresholds, Thresholds)
        if check not in checks.applicable(stats):
            self.skipTest("it says nothing of this run")
        if found := check(stats, thresholds):
            self.fail(found)


class Warned(Monitor):  # type: ignore[misc]
    """Whether nothing drifted, and no section fell silent, that was not told before."""

    data: Any

    def test_nothing_new_to_warn_of(self) -> None:
        """Strategies serve as usual, and sections publish as usual."""
        if warnings := self.data.run["new_warnings"]:
            self.fail("; ".join(warnings))


class RunSuite(MonitorSuite):  # type: ignore[misc]
    """What makes a run unhealthy."""

    monitors: ClassVar[list[type[Monitor]]] = [Run]


class WarningSuite(MonitorSuite):  # type: ignore[misc]
    """What a good run may warn of."""

    monitors: ClassVar[list[type[Monitor]]] = [Warned]
