"""The time a run asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from mayadeen_crawler.dates.site_time import rfc3339


@dataclass(frozen=True, slots=True)
class Period:
    """The run's since/until, bounds included: UTC times, and days on the site's clock."""

    since: str | None = None
    until: str | None = None
    since_day: str | None = None
    until_day: str | None = None

    @classmethod
    def between(cls, since: datetime | None, until: datetime | None, time_zone: str) -> Self:
        """Return the period between two aware times, either of which may be open."""
        clock = ZoneInfo(time_zone)
        return cls(
            since=rfc3339(since) if since else None,
            until=rfc3339(until) if until else None,
            since_day=since.astimezone(clock).date().isoformat() if since else None,
            until_day=until.astimezone(clock).date().isoformat() if until else None,
        )

    def may_hold(self, published: str | None) -> bool:
        """Whether what was published then, or at a time nobody knows, may lie inside."""
        return published is None or self.holds(published)

    def holds(self, published: str) -> bool:
        """Whether *published* (RFC 3339 in UTC, or a day on the site's clock) lies inside."""
        since, until = self.since, self.until
        if len(published) == len("2026-01-01"):
            since, until = self.since_day, self.until_day
        return (since is None or published >= since) and (until is None or published <= until)
