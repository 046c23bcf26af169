"""The period that a run or command asks for by since/until, and whether an article is in it.

``pipelines/dates.py`` filters articles with it, the ledger the addresses that wait for a run,
the exports their records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from mayadeen_crawler.dates.site_time import rfc3339


@dataclass(frozen=True, slots=True)
class Period:
    """since and until, both included, each as a time and as a day; ``None`` for no bound."""

    since: str | None = None
    """RFC 3339 in UTC, as records hold times."""
    until: str | None = None
    since_day: str | None = None
    """The same bound as a day on the site's clock: ``2026-11-22``."""
    until_day: str | None = None

    @classmethod
    def between(cls, since: datetime | None, until: datetime | None, time_zone: str) -> Self:
        """Return the period between two aware times; ``None`` leaves that end open.

        *time_zone* is the tz database's name of the site's clock.
        """
        clock = ZoneInfo(time_zone)
        return cls(
            since=rfc3339(since) if since else None,
            until=rfc3339(until) if until else None,
            since_day=since.astimezone(clock).date().isoformat() if since else None,
            until_day=until.astimezone(clock).date().isoformat() if until else None,
        )

    def may_hold(self, published: str | None) -> bool:
        """Whether an article published then can be inside; True if the time is unknown."""
        return published is None or self.holds(published)

    def holds(self, published: str) -> bool:
        """Whether *published* is inside: RFC 3339 in UTC, or a day on the site's clock."""
        since, until = self.since, self.until
        if len(published) == len("2026-01-01"):
            since, until = self.since_day, self.until_day
        return (since is None or published >= since) and (until is None or published <= until)
