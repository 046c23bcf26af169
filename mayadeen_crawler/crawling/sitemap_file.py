"""Sitemap files as a run meets them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urljoin

from scrapy.http import Response

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.ledger.frontier.sitemap_coverage import SitemapKind
from mayadeen_crawler.pages.sitemap import Entry
from mayadeen_crawler.urls.parts import month_of

#: From so many neighbours on, one and the same second of change is the file's own.
UNIFORM = 50


@dataclass(frozen=True, slots=True)
class File:
    """A sitemap, as robots.txt or an index names it."""

    url: str
    path: str
    """Its canonical address on the site: its name."""
    lastmod: str | None = None
    """The latest moment (UTC) at which the index says it changed."""
    depth: int = 0
    """How many indexes lead to it."""
    told_at: str = ""
    """The moment (UTC) that the index which names it is of."""

    @property
    def month(self) -> str | None:
        """The month its name names, such as ``2024-03``."""
        return month_of(self.path)


@dataclass(slots=True)
class Tally:
    """What a file held."""

    entries: int = 0
    articles: int = 0
    new: int = 0
    """Those the ledger had never met."""
    no_articles: int = 0
    """Pages that are none on the site, by their addresses."""
    newest: str = ""
    """The newest change (UTC) it tells of."""
    kind: SitemapKind = "pages"
    """What it is, by its entries."""
    own: set[str] = field(default_factory=set)
    """The seconds, as written, that are the file's own rather than of its entries' changes."""

    def add(self, chunk: list[Entry]) -> None:
        """Count entries that are neighbours."""
        self.entries += len(chunk)
        if any(entry.is_file for entry in chunk):
            self.kind = "index"
        elif any(entry.published for entry in chunk):
            self.kind = "news"
        times = Counter(entry.lastmod for entry in chunk if entry.lastmod)
        self.own.update(
            time
            for time, many in times.items()
            if many >= UNIFORM and len(time) > len("2024-03-01")
        )


def month_in(entry: Entry, time_zone: str) -> str:
    """Return the month an entry dates itself in, on the clock of *time_zone*; ``""`` for none."""
    raw = entry.published or entry.lastmod
    time = site_time.parse(raw, time_zone) if raw else None
    return time.day.isoformat()[:7] if time else ""


def joined(base: str, loc: str) -> str:
    """Return *loc* as an absolute address, as it stands where that fails."""
    try:
        return urljoin(base, loc)
    except ValueError:
        return loc


def is_near_root(url: str) -> bool:
    """Whether a canonical address has two segments at most, as sections have."""
    return url.split("//", 1)[-1].count("/") <= 2


def age(response: Response) -> timedelta:
    """Return how long ago a cache took the response from the site."""
    value = (response.headers.get("Age") or b"").strip()
    return timedelta(seconds=int(value[:9]) if value.isdigit() else 0)
