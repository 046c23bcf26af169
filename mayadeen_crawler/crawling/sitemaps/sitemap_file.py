"""One sitemap file during a run: where it is, what was counted in it, dates of its entries.

Used by ``crawling/sitemaps/sitemap_reader.py``, which reads the files, and by ``scrapy doctor``.
The XML itself is parsed by ``pages/sitemap.py``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin

from scrapy.http import Response

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.ledger.frontier.sitemap_coverage import SitemapKind
from mayadeen_crawler.pages.sitemap import Entry, latest
from mayadeen_crawler.urls.parsed_url import month_of

#: Neighbouring entries with one and the same `lastmod` that make it the file's own time.
UNIFORM = 50
#: How near to the moment at which a file is asked for a `lastmod` may be that was made for it.
JUST_NOW = timedelta(minutes=10)
#: How many such entries have to be in a row of entries, beside being half of it.
MIN_FRESH = 8


@dataclass(frozen=True, slots=True)
class SitemapLocation:
    """A sitemap file as robots.txt, an index or the edition names it."""

    url: str
    path: str
    """Its canonical URL without scheme and host, such as ``/sitemap-2024-03.xml``: its name in
    log, stats and ledger."""
    lastmod: str | None = None
    """When the index says the file last changed: RFC 3339, UTC; of a bare day its last second."""
    depth: int = 0
    """Number of indexes that lead to it."""
    told_at: str = ""
    """When the index that names it was current: RFC 3339, UTC."""

    @property
    def month(self) -> str | None:
        """The month in the file's name, such as ``2024-03``."""
        return month_of(self.path)


@dataclass(slots=True)
class SitemapCounts:
    """What was counted in one sitemap file."""

    entries: int = 0
    articles: int = 0
    new: int = 0
    """Articles that the ledger did not know."""
    newest: str = ""
    """The latest `lastmod` of its articles: RFC 3339, UTC."""
    kind: SitemapKind = "pages"
    """What the file lists: pages, news, or other sitemaps (``index``)."""
    ignored: Counter[str] = field(default_factory=Counter)
    """Entries whose URL is not that of an article on the site: ``not_article``, ``offsite``."""
    own: set[str] = field(default_factory=set)
    """`lastmod` values, as written, that tell when the file was made, not when articles changed:
    shared by 50 (UNIFORM) or more neighbours, or of the minutes (JUST_NOW) in which it was asked
    for where half of the entries are."""

    @property
    def no_articles(self) -> int:
        """Number of entries whose URL is not that of an article on the site."""
        return self.ignored.total()

    def add(self, chunk: list[Entry], told_at: str, time_zone: str) -> None:
        """Count *chunk*: entries that follow each other in the file.

        *told_at*: when the file was current (RFC 3339, UTC); *time_zone*: of bare times in it.
        """
        if all(entry.is_file for entry in chunk):
            # A list of pages may name a sitemap among them.
            self.kind = self.kind if self.entries and self.kind != "index" else "index"
        elif any(entry.published for entry in chunk):
            self.kind = "news"
        elif self.kind == "index":
            self.kind = "pages"
        self.entries += len(chunk)
        dated = [entry.lastmod for entry in chunk if entry.lastmod]
        times = Counter(time for time in dated if len(time) > len("2024-03-01"))
        self.own.update(time for time, many in times.items() if many >= UNIFORM)
        moment = datetime.fromisoformat(told_at)
        first, last = rfc3339(moment - JUST_NOW), rfc3339(moment + JUST_NOW)
        fresh = {time for time in times if first <= (latest(time, time_zone) or "") <= last}
        if sum(times[time] for time in fresh) >= max(MIN_FRESH, len(dated) / 2):
            self.own |= fresh


def month_in(entry: Entry, time_zone: str) -> str:
    """Return the month (``2024-03``, in *time_zone*) of an entry's own date; ``""`` if undated."""
    raw = entry.published or entry.lastmod
    time = site_time.parse_machine(raw, time_zone) if raw else None
    return time.day.isoformat()[:7] if time else ""


def joined(base: str, loc: str) -> str:
    """Return the absolute URL of *loc*, relative to *base*; *loc* itself if it cannot be joined."""
    try:
        return urljoin(base, loc)
    except ValueError:
        return loc


def is_near_root(url: str) -> bool:
    """Whether a canonical URL has at most two path segments, as sections have."""
    return url.split("//", 1)[-1].count("/") <= 2


def age(response: Response) -> timedelta:
    """Return how long a cache has held the response, by its ``Age`` header; zero without one."""
    value = (response.headers.get("Age") or b"").strip()
    return timedelta(seconds=int(value[:9]) if value.isdigit() else 0)
