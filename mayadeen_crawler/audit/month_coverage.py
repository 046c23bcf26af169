"""Whether the sitemaps that list a month's articles were read, and as of when.

``scrapy audit`` calls a month complete only if they were: otherwise the ledger cannot know which
articles of it are missing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.ledger.frontier.sitemap_coverage import NOWHERE, SitemapStatus, sitemap_files

State = Literal["read", "early", "unread", "unlisted"]
"""``read``: all of them, after the month was over. ``early``: before that, so later articles are
not known. ``unread``: not all of them. ``unlisted``: no sitemap of the site holds that month."""

#: In a month that is not over: how long ago its sitemap may have been read.
FRESH = timedelta(days=2)
#: A file whose ``lastmod`` is this long before a month can still hold articles of it: clocks and
#: time zones differ.
MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthCoverage:
    """How far the sitemaps of a month were read."""

    state: State
    as_of: str | None = None
    """The moment whose listed articles are all in the ledger (RFC 3339, UTC)."""
    problem: str | None = None
    """Why the last attempt to read it failed: a code of ``failure_reasons.py`` or ``malformed``,
    ``too_large``, ``no_sitemap``."""
    no_articles: int = 0
    """How many of its entries are no article, by the form of their addresses."""

    @property
    def is_covered(self) -> bool:
        """Whether every article that the site lists for the month is in the ledger."""
        return self.state in ("read", "unlisted")


class SitemapCoverage:
    """An edition's sitemaps as the ledger knows them."""

    def __init__(self, db: sqlite3.Connection, edition: str, time_zone: str, now: datetime) -> None:
        """Read them from the snapshot *db*; *now* has a time zone."""
        self._zone, self._now = ZoneInfo(time_zone), now
        self._months: dict[str, list[SitemapStatus]] = {}
        self._flat: list[SitemapStatus] = []
        """Sitemaps without a month in their name: they may hold any month."""
        self._indexes: list[SitemapStatus] = []
        for row in sitemap_files(db, edition):
            if row.kind == "index":
                self._indexes.append(row)
            elif row.month:
                self._months.setdefault(row.month, []).append(row)
            elif row.kind == "pages":
                self._flat.append(row)
        self._index_at = {row.path: row.current_at or "" for row in self._indexes}

    @property
    def index_at(self) -> str:
        """When an index was read last; ``""``: never."""
        return max((row.current_at or "" for row in self._indexes), default="")

    @property
    def roots_known(self) -> bool:
        """Whether an index was ever read, so that the list of sitemaps is known; True if there is
        no index.
        """
        return not self._indexes or bool(self.index_at)

    @property
    def months(self) -> set[str]:
        """The months that have a sitemap, and those that may have one that was never read."""
        return set(self._months) | {
            one for one in self._months_since_then() if not self.of(one).is_covered
        }

    def of(self, month: str) -> MonthCoverage:
        """Return how far the sitemaps of *month* (``2024-03``) were read."""
        begin, end = self._bounds(month)
        fresh = min(end, rfc3339(self._now - FRESH))
        # A file that last changed before the month holds no article of it.
        newest = rfc3339(datetime.fromisoformat(begin) - MARGIN)
        flat = [
            row for row in self._flat
            if not self._is_dropped(row) and (not row.lastmod or row.lastmod >= newest)
        ]  # fmt: skip
        files = [row for row in self._months.get(month, ()) if not self._is_dropped(row)]
        if not files and (self._months or not any(row.current_at for row in flat)):
            unread = [r for r in flat if not r.current_at and r.problem not in NOWHERE]
            if not unread and self._indexes_read_at() >= fresh:
                return MonthCoverage("unlisted")
            return MonthCoverage("unread", problem=_problem(unread))
        rows = files or flat
        problem = _problem(rows)
        moments = [row.current_at for row in rows if row.current_at]
        if len(moments) < len(rows):
            return MonthCoverage("unread", problem=problem)
        as_of = min(moments)
        no_articles = sum(row.no_articles for row in files)
        return MonthCoverage("read" if as_of >= fresh else "early", as_of, problem, no_articles)

    def _is_dropped(self, row: SitemapStatus) -> bool:
        """Whether its index does not name the file any more: it is not requested again."""
        again = self._index_at.get(row.named_in or "", "")
        return bool(row.current_at and row.named_at and again > row.named_at)

    def _indexes_read_at(self) -> str:
        """Return the moment up to which every index was read; ``""`` if one never was."""
        unwell = [row for row in self._indexes if row.problem not in {None, *NOWHERE}]
        return min((row.current_at or "" for row in unwell), default=self.index_at)

    def _months_since_then(self) -> Iterator[str]:
        """Yield each month from the one in which every index was last read to the present one."""
        flat = [row.current_at for row in self._flat if row.current_at]
        month = (
            self._indexes_read_at()[:7]
            or min(self._months, default="")
            or min(flat, default="")[:7]
        )
        today = self._now.astimezone(self._zone).date().isoformat()
        while month and month <= today[:7]:
            yield month
            year, number = int(month[:4]), int(month[5:])
            month = f"{year + number // 12}-{number % 12 + 1:02}"

    def _bounds(self, month: str) -> tuple[str, str]:
        """Return the moments (RFC 3339, UTC) at which *month* begins and ends."""
        year, number = int(month[:4]), int(month[5:])
        begin = datetime(year, number, 1, tzinfo=self._zone)
        end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=self._zone)
        return rfc3339(begin.astimezone(UTC)), rfc3339(end.astimezone(UTC))


def _problem(rows: Iterable[SitemapStatus]) -> str | None:
    return next((row.problem for row in rows if row.problem), None)
