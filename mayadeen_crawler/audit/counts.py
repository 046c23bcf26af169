"""The figures of an audit, counted from the ledger."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from zoneinfo import ZoneInfo

from mayadeen_crawler.audit.scope import Asked
from mayadeen_crawler.dates import site_time
from mayadeen_crawler.ledger.frontier.failure_reasons import meaning
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import path_rule

#: Kinds of content whose pages have a text; the others are complete without one.
WITH_TEXT = frozenset({"news", "article"})
#: Of what no path names.
NO_SECTION = "-"


@dataclass(slots=True)
class Figures:
    """What is known of the articles of a month, of a section, or of all."""

    listed: int = 0
    """Addresses that a sitemap lists, whatever became of them."""
    in_feeds: int = 0
    """Articles that stand in the feeds, removed ones too."""
    pending: int = 0
    """Addresses that wait to be fetched."""
    given_up: int = 0
    """Addresses that were given up for a failure: there may be an article."""
    gone: int = 0
    """Addresses at which the site said, for as long as it was asked, that there is no article."""
    disallowed: int = 0
    """Addresses that robots.txt keeps the crawler from."""
    left_out: int = 0
    """Addresses outside the since/until of the runs."""
    without_text: int = 0
    """Of those in the feeds: news and articles without body text."""
    without_date: int = 0
    """Of those in the feeds: without time and day of publication."""

    @property
    def wanted(self) -> int:
        """How many articles should be in the feeds, as far as is known."""
        return self.in_feeds + self.pending + self.given_up

    @property
    def share(self) -> float | None:
        """How many per cent of them are, never rounded up; None of none."""
        if not self.wanted:
            return None
        return math.floor(self.in_feeds * 1000 / self.wanted) / 10

    def under(self, threshold: float) -> bool:
        """Whether less than *threshold* per cent of the wanted ones are in the feeds."""
        return self.in_feeds * 100 < threshold * self.wanted

    def add(self, other: Figures) -> None:
        """Add *other*'s figures."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Missing:
    """An address whose article is missing in the feeds."""

    url: str
    state: str
    """``pending`` or ``given_up``."""
    reason: str | None
    """Of the last failure."""
    origin: str | None
    """The listing it was found on."""
    month: str
    section: str
    seen_at: str


@dataclass(slots=True)
class Counted:
    """What was counted of an edition."""

    cells: dict[tuple[str, str], Figures] = field(default_factory=dict)
    """By month (``""``: unknown) and section."""
    missing: list[Missing] = field(default_factory=list)
    post_ids: list[tuple[int, str]] = field(default_factory=list)
    """Post id and day of the articles that have both."""
    days: dict[str, int] = field(default_factory=dict)
    """Day → articles in the feeds."""

    def at(self, when: str, section: str) -> Figures:
        """Return the figures of a day's or month's section."""
        return self.cells.setdefault((when[:7], section), Figures())


_ARTICLES = """
SELECT post_id, coalesce(section, '-') AS section, has_body, coalesce(canonical_url, url) AS url,
    coalesce(published_date, substr(published_at, 1, 10)) AS day,
    CASE WHEN coalesce(published_date, published_at) IS NULL THEN
        (SELECT max(listed) FROM addresses WHERE article_id = articles.id) END AS listed
FROM articles WHERE edition = ?
"""
_LISTED = """
SELECT coalesce(published_date, substr(published_at, 1, 10), listed) AS day,
    coalesce(section, '-') AS section, count(*) AS listed
FROM addresses JOIN articles ON articles.id = article_id
WHERE addresses.edition = ? AND state = 'article' AND listed IS NOT NULL GROUP BY 1, 2
"""
_OTHERS = """
SELECT url, state, reason, origin, hints, published, lastmod, listed, seen_at
FROM addresses WHERE edition = ? AND state != 'article' ORDER BY seen_at, url
"""


def count(db: sqlite3.Connection, site: Site, asked: Asked) -> Counted:
    """Count what the ledger as the snapshot *db* has it knows of an edition."""
    counted, code = Counted(), site.edition.code
    for row in db.execute(_ARTICLES, (code,)):
        when = row["day"] or row["listed"] or ""
        if asked.wants(when, row["section"]):
            _count_article(counted, row, when, site)
    for row in db.execute(_LISTED, (code,)):
        if asked.wants(row["day"], row["section"]):
            counted.at(row["day"], row["section"]).listed += row["listed"]
    for row, when, section in _others(db, site, asked):
        figures = counted.at(when, section)
        figures.listed += row["listed"] is not None
        what = _what(row)
        setattr(figures, what, getattr(figures, what) + 1)
        if what in ("pending", "given_up"):
            missing = Missing(
                row["url"], what, row["reason"], row["origin"], when[:7], section, row["seen_at"]
            )
            counted.missing.append(missing)
    return counted


def given_up(db: sqlite3.Connection, site: Site, asked: Asked) -> list[str]:
    """Return the addresses that were given up for a failure."""
    return [row["url"] for row, _, _ in _others(db, site, asked) if _what(row) == "given_up"]


def _count_article(counted: Counted, row: sqlite3.Row, when: str, site: Site) -> None:
    figures = counted.at(when, row["section"])
    figures.in_feeds += 1
    figures.without_date += row["day"] is None
    if not row["has_body"] and path_rule(row["url"] or "", site).content_type in WITH_TEXT:
        figures.without_text += 1
    if row["day"]:
        counted.days[row["day"]] = counted.days.get(row["day"], 0) + 1
        if row["post_id"]:
            counted.post_ids.append((int(row["post_id"]), row["day"]))


def _others(
    db: sqlite3.Connection, site: Site, asked: Asked
) -> Iterator[tuple[sqlite3.Row, str, str]]:
    """Yield the addresses that lead to no article, each with its day or month and its section."""
    for row in db.execute(_OTHERS, (site.edition.code,)):
        when = _when(row, site.edition.time_zone)
        section = path_rule(row["url"], site).section or NO_SECTION
        if asked.wants(when, section):
            yield row, when, section


def _what(row: sqlite3.Row) -> str:
    """Return the name of the figure that an address without article counts in."""
    if row["state"] == "filtered":
        return "left_out"
    means = meaning(row["reason"])
    # What is not settled is asked for again: a site that is unwell answers 404, too.
    unsettled = means == "gone" and row["state"] == "pending"
    return str(row["state"]) if means == "failed" or unsettled else means


def _when(row: sqlite3.Row, time_zone: str) -> str:
    """Return the day, else the month, that an address is of as far as is known; else ``""``."""
    if row["published"]:
        return _day(row["published"], time_zone)
    hints = json.loads(row["hints"] or "{}")
    for said in (hints.get("published"), hints.get("date")):
        if day := _day(said, time_zone):
            return day
    return row["listed"] or _day(row["lastmod"], time_zone)[:7]


def _day(said: str | None, time_zone: str) -> str:
    """Return the day on the site's clock of a time as a list or the ledger has it."""
    time = site_time.parse(said, time_zone) if said else None
    if time is None:
        return ""
    if time.instant is not None:
        return time.instant.astimezone(ZoneInfo(time_zone)).date().isoformat()
    return time.day.isoformat()
