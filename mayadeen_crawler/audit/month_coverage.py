"""Whether the sitemap of a month was read: only then its articles are known."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.ledger.frontier.sitemap_coverage import NOWHERE

State = Literal["read", "early", "unread", "unlisted"]
"""``early``: before the month was over, so what came later is unknown. ``unlisted``: no sitemap
of the site is of that month."""

#: How old a reading of the month that is not over may be.
FRESH = timedelta(days=2)
#: What is published was last changed so long before, at most.
MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a month's sitemap."""

    state: State
    as_of: str | None = None
    """The moment as of which all that it lists is known (RFC 3339, UTC)."""
    problem: str | None = None
    """Why it could not be read, if it was tried."""
    no_articles: int = 0
    """How many of its entries are, by their addresses, none."""

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
        """Those that hold any month, or nobody knows what."""
        self._indexes: list[sqlite3.Row] = []
        for row in db.execute("SELECT * FROM sitemap_files WHERE edition = ?", (edition,)):
            if row["kind"] == "index":
                self._indexes.append(row)
            elif row["month"]:
                self._months.setdefault(row["month"], []).append(row)
            elif row["kind"] == "pages":
                self._flat.append(row)
        self._index_at = {row["path"]: row["current_at"] or "" for row in self._indexes}

    @property
    def index_at(self) -> str:
        """When an index was read last; ``""``: never."""
        return max((row["current_at"] or "" for row in self._indexes), default="")

    @property
    def roots_known(self) -> bool:
        """Whether it is known which sitemaps there are, be it of some time ago."""
        return not self._indexes or bool(self.index_at)

    @property
    def months(self) -> set[str]:
        """The months that have a sitemap, and those that may have one nobody has read."""
        return set(self._months) | {one for one in self._since() if not self.of(one).vouches}

    def of(self, month: str) -> Reading:
        """Return what is known of the sitemap of *month*."""
        begin, end = self._bounds(month)
        fresh = min(end, rfc3339(self._now - FRESH))
        # What was last changed before the month holds nothing of it.
        newest = rfc3339(datetime.fromisoformat(begin) - MARGIN)
        flat = [
            row for row in self._flat
            if not self._is_dropped(row) and (not row["lastmod"] or row["lastmod"] >= newest)
        ]  # fmt: skip
        files = [row for row in self._months.get(month, ()) if not self._is_dropped(row)]
        if not files and (self._months or not any(row["current_at"] for row in flat)):
            unread = [r for r in flat if not r["current_at"] and r["problem"] not in NOWHERE]
            if not unread and self._told_at() >= fresh:
                return Reading("unlisted")
            return Reading("unread", problem=_problem(unread))
        rows = files or flat
        problem = _problem(rows)
        if not all(row["current_at"] for row in rows):
            return Reading("unread", problem=problem)
        as_of: str = min(row["current_at"] for row in rows)
        no_articles = sum(row["no_articles"] for row in files)
        return Reading("read" if as_of >= fresh else "early", as_of, problem, no_articles)

    def _is_dropped(self, row: sqlite3.Row) -> bool:
        """Whether a file that was read once is named no more: it is not asked for again."""
        again = self._index_at.get(row["named_in"], "")
        return bool(row["current_at"] and row["named_at"] and again > row["named_at"])

    def _told_at(self) -> str:
        """Return the moment as of which all sitemaps are known; ``""``: they never were."""
        unwell = [row for row in self._indexes if row["problem"] not in {None, *NOWHERE}]
        return min((row["current_at"] or "" for row in unwell), default=self.index_at)

    def _since(self) -> Iterator[str]:
        """Yield each month that came since all sitemaps were known, the present one too."""
        flat = [row["current_at"] for row in self._flat if row["current_at"]]
        month = self._told_at()[:7] or min(self._months, default="") or min(flat, default="")[:7]
        today = self._now.astimezone(self._zone).date().isoformat()
        while month and month <= today[:7]:
            yield month
            year, number = int(month[:4]), int(month[5:])
            month = f"{year + number // 12}-{number % 12 + 1:02}"

    def _bounds(self, month: str) -> tuple[str, str]:
        """Return the moments (RFC 3339, UTC) at which *month* begins and is over."""
        year, number = int(month[:4]), int(month[5:])
        begin = datetime(year, number, 1, tzinfo=self._zone)
        end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=self._zone)
        return rfc3339(begin.astimezone(UTC)), rfc3339(end.astimezone(UTC))


def _problem(rows: Iterable[sqlite3.Row]) -> str | None:
    return next((row["problem"] for row in rows if row["problem"]), None)
