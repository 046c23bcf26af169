"""The audit of an output folder: which articles should be in the feeds, and which are.

``commands/audit.py`` calls `audit` with a snapshot; ``text_output.py`` prints the result.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from mayadeen_crawler.audit import counts
from mayadeen_crawler.audit.counts import EditionCounts, Figures, MissingArticle
from mayadeen_crawler.audit.month_coverage import MonthCoverage, SitemapCoverage
from mayadeen_crawler.audit.scope import AuditScope, check_section
from mayadeen_crawler.ledger.host_binding import base_urls
from mayadeen_crawler.ledger.queries.audit_counts import editions_met
from mayadeen_crawler.outlet import EDITIONS, Site

#: From so many wanted articles on, a month under the threshold makes the audit incomplete.
MANY = 50


@dataclass(slots=True)
class Month:
    """A month of an edition."""

    month: str
    """``2026-11``; ``""`` for articles whose month is unknown."""
    reading: MonthCoverage | None
    """None where the month is unknown."""
    total: Figures = field(default_factory=Figures)
    sections: dict[str, Figures] = field(default_factory=dict)

    def is_complete(self, threshold: float) -> bool:
        """Whether its sitemaps were read and enough of its articles are in the feeds."""
        read = self.reading is None or self.reading.is_covered
        return read and not (self.total.wanted >= MANY and self.total.under(threshold))


@dataclass(slots=True)
class Audit:
    """The result for one edition."""

    site: Site
    asked: AuditScope
    sitemaps_at: str | None
    """When an index of sitemaps was read last (RFC 3339, UTC)."""
    roots_known: bool
    """Whether it is known which sitemaps there are."""
    months: list[Month]
    """The newest first, the unknown one last."""
    total: Figures
    missing: list[MissingArticle]

    @property
    def is_known(self) -> bool:
        """Whether the ledger knows anything of its articles."""
        return any((self.total.wanted, self.total.gone, self.total.left_out, self.months))

    @property
    def is_complete(self) -> bool:
        """Whether every month is complete and enough of all articles is in the feeds."""
        threshold = self.asked.threshold
        return (
            self.roots_known
            and self.total.in_feeds > 0
            and not self.total.under(threshold)
            and all(month.is_complete(threshold) for month in self.months)
        )

    def reasons(self, state: str) -> Counter[str]:
        """Return reason → missing articles in *state*; the reason ``""``: not requested yet."""
        return Counter(one.reason or "" for one in self.missing if one.state == state)


def audit(db: sqlite3.Connection, asked: AuditScope, now: datetime) -> list[Audit]:
    """Return the audit of each edition in the scope *asked*, from the snapshot *db*.

    *now* has a time zone. Raises WrongUseError for a section that is not known.
    """
    audits = [_audit(db, site, asked, now) for site in sites(db, asked)]
    if asked.section and not any(one.total.listed or one.total.wanted for one in audits):
        known = {
            section
            for site in sites(db, asked)
            for _, section in counts.count(db, site, AuditScope()).cells
        }
        check_section(asked.section, known)
    return [one for one in audits if one.is_known]


def sites(db: sqlite3.Connection, asked: AuditScope) -> list[Site]:
    """Return the editions in the scope *asked* that the ledger knows."""
    hosts, met = base_urls(db), editions_met(db)
    return [
        Site(edition, hosts.get(code, ""))
        for code, edition in EDITIONS.items()
        if code in met and asked.edition in (None, code)
    ]


def _audit(db: sqlite3.Connection, site: Site, asked: AuditScope, now: datetime) -> Audit:
    counted = counts.count(db, site, asked)
    sitemaps = SitemapCoverage(db, site.edition.code, site.edition.time_zone, now)
    total = Figures()
    for one in counted.cells.values():
        total.add(one)
    return Audit(
        site, asked, sitemaps.index_at or None, sitemaps.roots_known,
        _months(counted, sitemaps, asked), total, counted.missing,
    )  # fmt: skip


def _months(counted: EditionCounts, sitemaps: SitemapCoverage, asked: AuditScope) -> list[Month]:
    names = {month for month, _ in counted.cells}
    names |= {month for month in sitemaps.months if asked.holds(month)}
    months = {
        name: Month(name, sitemaps.of(name) if name else None)
        for name in sorted(names, reverse=True)  # the unknown one, "", comes last
    }
    for (name, section), one in sorted(counted.cells.items()):
        months[name].sections[section] = one
        months[name].total.add(one)
    return list(months.values())
