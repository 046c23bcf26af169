"""The time a run asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """The run's since/until, bounds included: UTC times, and days on the site's clock."""

    since: str | None = None
    until: str | None = None
    since_day: str | None = None
    until_day: str | None = None

    def may_hold(self, published: str | None) -> bool:
        """Whether what was published then, or at a time nobody knows, may lie inside."""
        return published is None or self.holds(published)

    def holds(self, published: str) -> bool:
        """Whether *published* (RFC 3339 in UTC, or a day on the site's clock) lies inside."""
        since, until = self.since, self.until
        if len(published) == len("2026-01-01"):
            since, until = self.since_day, self.until_day
        return (since is None or published >= since) and (until is None or published <= until)
