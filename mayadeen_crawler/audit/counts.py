"""The figures of ``scrapy audit``: articles and missing addresses by month and section.

The share of an edition or month is in feeds ÷ (in feeds + pending + given up because of a
failure). Addresses that answered 404 or 410 for good or redirect away, that robots.txt disallows,
and that are outside the runs' since/until do not count.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from zoneinfo import ZoneInfo

from mayadeen_crawler.audit.scope import AuditScope
from mayadeen_crawler.dates import site_time
from mayadeen_crawler.ledger.frontier.failure_reasons import meaning
from mayadeen_crawler.ledger.queries.audit_counts import (
    AuditedArticle,
    UnwrittenAddress,
    audited_articles,
    listed_counts,
    unwritten_addresses,
)
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import path_rule

#: Content types whose pages have a text; the others are complete without one.
WITH_TEXT = frozenset({"news", "article"})
#: The section of an address whose path names none.
NO_SECTION = "-"


@dataclass(slots=True)
class Figures:
    """The figures of a month, of a section in a month, or of an edition."""

    listed: int = 0
    """Addresses that a sitemap lists, whatever their state."""
    in_feeds: int = 0
    """Articles in the feeds, removed ones too."""
    pending: int = 0
    """Addresses that wait to be fetched."""
    given_up: int = 0
    """Addresses that were given up for a failure: there may be an article."""
    gone: int = 0
    """Addresses that were given up because the site answered that there is no article."""
    disallowed: int = 0
    """Addresses that robots.txt disallows."""
    left_out: int = 0
    """Addresses outside the since/until of the runs that found them."""
    without_text: int = 0
    """News and articles in the feeds that have no body text."""
    without_date: int = 0
    """Articles in the feeds that have neither a time nor a day of publication."""

    @property
    def wanted(self) -> int:
        """How many articles should be in the feeds: in feeds + pending + given up."""
        return self.in_feeds + self.pending + self.given_up

    @property
    def share(self) -> float | None:
        """Percentage of *wanted* that is in the feeds, rounded down to 0.1; None if it is 0."""
        if not self.wanted:
            return None
        return math.floor(self.in_feeds * 1000 / self.wanted) / 10

    def under(self, threshold: float) -> bool:
        """Whether less than *threshold* per cent of *wanted* is in the feeds."""
        return self.in_feeds * 100 < threshold * self.wanted

    def add(self, other: Figures) -> None:
        """Add *other*'s figures."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class MissingArticle:
    """An address whose article should be in the feeds, and is not."""

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


_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(slots=True)
class EditionCounts:
    """The figures of an edition."""

    cells: dict[tuple[str, str], Figures] = field(default_factory=dict)
    """(month, section) → figures; the month is ``""`` where it is not known."""
    missing: list[MissingArticle] = field(default_factory=list)

    def at(self, when: str, section: str) -> Figures:
        """Return the figures of *section* in the month of *when* (a day, a month or ``""``).

        What another program wrote as a day may have no month.
        """
        month = when[:7] if _MONTH.fullmatch(when[:7]) else ""
        return self.cells.setdefault((month, section), Figures())


def count(db: sqlite3.Connection, site: Site, asked: AuditScope) -> EditionCounts:
    """Count what the ledger, as the snapshot *db* has it, knows of an edition."""
    counts, code = EditionCounts(), site.edition.code
    for article in audited_articles(db, code):
        when = article.day or article.listed or ""
        if asked.wants(when, article.section):
            _count_article(counts.at(when, article.section), article, site)
    for listed in listed_counts(db, code):
        if asked.wants(listed.when, listed.section):
            counts.at(listed.when, listed.section).listed += listed.addresses
    for address, when, section in _unwritten(db, site, asked):
        figures = counts.at(when, section)
        figures.listed += address.listed is not None
        name = _figure_of(address)
        setattr(figures, name, getattr(figures, name) + 1)
        if name in ("pending", "given_up"):
            counts.missing.append(
                MissingArticle(
                    address.url, name, address.reason, address.origin, when[:7], section,
                    address.seen_at,
                )
            )  # fmt: skip
    return counts


def given_up(db: sqlite3.Connection, site: Site, asked: AuditScope) -> list[str]:
    """Return the addresses that were given up for a failure: there may be an article."""
    return [
        address.url
        for address, _, _ in _unwritten(db, site, asked)
        if _figure_of(address) == "given_up"
    ]


def _count_article(figures: Figures, article: AuditedArticle, site: Site) -> None:
    figures.in_feeds += 1
    figures.without_date += article.day is None
    if not article.has_body and path_rule(article.url or "", site).content_type in WITH_TEXT:
        figures.without_text += 1


def _unwritten(
    db: sqlite3.Connection, site: Site, asked: AuditScope
) -> Iterator[tuple[UnwrittenAddress, str, str]]:
    """Yield the addresses without an article, each with its day or month and its section."""
    for address in unwritten_addresses(db, site.edition.code):
        when = _when(address, site.edition.time_zone)
        section = path_rule(address.url, site).section or NO_SECTION
        if asked.wants(when, section):
            yield address, when, section


def _figure_of(address: UnwrittenAddress) -> str:
    """Return the name of the figure (in Figures) that an address without an article counts in."""
    if address.state == "filtered":
        return "left_out"
    means = meaning(address.reason)
    # A pending address is not settled: it is requested again, since a site in trouble may
    # answer 404, too.
    unsettled = means == "gone" and address.state == "pending"
    return address.state if means == "failed" or unsettled else means


def _when(address: UnwrittenAddress, time_zone: str) -> str:
    """Return the day, else the month, of an address as far as it is known; else ``""``."""
    if address.published:
        return _day(address.published, time_zone)
    for shown in (address.hints.get("published"), address.hints.get("date")):
        if day := _day(shown, time_zone):
            return day
    return address.listed or _day(address.lastmod, time_zone)[:7]


def _day(text: str | None, time_zone: str) -> str:
    """Return the day, on the site's clock, of a time as a list or the ledger has it."""
    time = site_time.parse(text, time_zone) if text else None
    if time is None:
        return ""
    if time.instant is not None:
        return time.instant.astimezone(ZoneInfo(time_zone)).date().isoformat()
    return time.day.isoformat()
