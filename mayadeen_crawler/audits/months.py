"""Whether the sitemap of a month was read: only then its articles are known."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from mayadeen_crawler.dates import rfc3339

State = Literal["read", "early", "unread", "unlisted"]
"""``early``: before the month was over, so what came later is unknown. ``unlisted``: no sitemap
of the site is of that month."""

#: How old a reading of the month that is not over may be.
FRESH = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a month's sitemap."""

    state: State
    as_of: str | None = None
    """The moment as of which all that it lists is known (RFC 3339, UTC)."""
    problem: str | None = None
    """Why it could not be read, if it was tried."""

    @property
    def vouches(self) -> bool:
        """Whether nothing that the site lists is unknown."""
        return self.state in ("read", "unlisted")


class Sitemaps:
    """An edition's sitemaps as the ledger knows them."""

    def __init__(self, db: sqlite3.Connection, edition: str, time_zone: str, now: datetime) -> None:
        """Read them as the snapshot *db* has them; *now* is aware."""
        self._zone, self._now = ZoneInfo(time_zone), now
        self._months: dict[str, list[sqlite3.Row]] = {}
        self._flat: list[sqlite3.Row] = []
        """Those that hold any month."""
        self.index_at = ""
        """When an index was read last."""
        for row in db.execute("SELECT * FROM sitemap_files WHERE edition = ?", (edition,)):
            if row["kind"] == "index":
                self.index_at = max(self.index_at, row["current_at"] or "")
            elif row["month"]:
                self._months.setdefault(row["month"], []).append(row)
            elif row["kind"] == "pages":
                self._flat.append(row)

    @property
    def months(self) -> set[str]:
        """The months that have a sitemap."""
        return set(self._months)

    def of(self, month: str) -> Reading:
        """Return what is known of the sitemap of *month*."""
        begin, end = self._bounds(month)
        files = self._months.get(month)
        if files is None and (self._months or not any(row["current_at"] for row in self._flat)):
            return Reading("unlisted" if self.index_at > begin else "unread")
        rows = files or [row for row in self._flat if row["current_at"]]
        problem = next((row["problem"] for row in rows if row["problem"]), None)
        if not all(row["current_at"] for row in rows):
            return Reading("unread", problem=problem)
        as_of: str = min(row["current_at"] for row in rows)
        fresh = min(end, rfc3339(self._now - FRESH))
        return Reading("read" if as_of >= fresh else "early", as_of, problem)

    def _bounds(self, month: str) -> tuple[str, str]:
        """Return the moments (RFC 3339, UTC) at which *month* begins and is over."""
        year, number = int(month[:4]), int(month[5:])
        begin = datetime(year, number, 1, tzinfo=self._zone)
        end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=self._zone)
        return rfc3339(begin.astimezone(UTC)), rfc3339(end.astimezone(UTC))
