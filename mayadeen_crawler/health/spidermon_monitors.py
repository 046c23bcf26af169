"""The checks of a run as Spidermon monitors: what Spidermon's Sentry action needs to send an event.

`extensions.spidermon_runner` runs the suite, and those of an operator's own, at the end of a run.
The verdict on a run does not depend on it: `health.checks` gives that.
"""

from __future__ import annotations

from typing import Any, ClassVar

from spidermon import Monitor, MonitorSuite, monitors
from spidermon.results.monitor import MonitorResult
from spidermon.runners import MonitorRunner

from mayadeen_crawler.health import checks
from mayadeen_crawler.health.checks import Check, Thresholds
from mayadeen_crawler.runs.outcome import verdict


class QuietRunner(MonitorRunner):  # type: ignore[misc]  # Spidermon has no types
    """Runs a suite without Spidermon's own log lines: `extensions.health` logs one line a run."""

    def create_result(self) -> MonitorResult:
        """Return a result that logs nothing."""
        return MonitorResult()


def reasons(result: MonitorResult) -> list[str]:
    """Return the reason of each monitor that failed, in the order of the suite."""
    failed = result.monitors_failed_results
    return [one.reason or one.error.strip().splitlines()[-1] for one in failed]


def action_error(result: MonitorResult) -> str | None:
    """Return the last line of what an action of the suite raised, or None if all succeeded."""
    errors = (one.error for one in result.monitors_failed_action_results)
    return next((error.strip().splitlines()[-1] for error in errors if error), None)


@monitors.name("Run")
class RunMonitor(Monitor):  # type: ignore[misc]
    """One test a check of `health.checks`: the names of those that fail are the event's tags."""

    data: Any

    def test_it_came_to_its_end(self) -> None:
        """Not blocked by the site, and not failed."""
        found = verdict(self.data.run["stats"])
        if found.outcome in ("blocked", "failed", "wrong_use"):
            self.fail(found.reason)

    def test_pages_could_be_read(self) -> None:
        """Reading raised for at most HEALTH_MAX_FAILED of them."""
        self._check(checks.page_errors)

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

    def test_pages_were_kept(self) -> None:
        """All of them, where ARCHIVE_DIR is set."""
        self._check(checks.pages_kept)

    def test_warc_files_were_replayed(self) -> None:
        """Whole, and it held articles."""
        self._check(checks.replayed)

    def _check(self, check: Check) -> None:
        stats, thresholds = self.data.run["stats"], self.data.run["thresholds"]
        assert isinstance(thresholds, Thresholds)
        if check not in checks.applicable(stats):
            self.skipTest("the check does not apply to this run")
        if found := check(stats, thresholds):
            self.fail(found)

    def test_nothing_new_to_tell(self) -> None:
        """`what_to_notify` found nothing new: no drift, no silent section, no change of outcome."""
        if lines := self.data.run["lines"]:
            self.fail("; ".join(lines))


class RunSuite(MonitorSuite):  # type: ignore[misc]
    """The suite whose failures the Sentry action sends."""

    monitors: ClassVar[list[type[Monitor]]] = [RunMonitor]
