"""What ``scrapy audit`` counts: the articles and addresses of an edition, row by row.

``audit/counts.py`` adds them up. *db* is a snapshot (``feed_files/snapshot.py``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple


class AuditedArticle(NamedTuple):
    """An article in the feeds."""

    section: str
    """Slug; ``-`` where no path names one."""
    has_body: bool
    url: str | None
    """Canonical, else as it was fetched."""
    day: str | None
    """Day of publication on the site's clock, ``YYYY-MM-DD``; None if it is unknown."""
    listed: str | None
    """If the day is unknown: the latest month in which a sitemap lists the article."""


class ListedCount(NamedTuple):
    """How many article addresses the sitemaps list for one day or month and one section."""

    when: str
    """The day of publication if it is known, else the month (or ``""``) of the sitemap."""
    section: str
    addresses: int


class UnwrittenAddress(NamedTuple):
    """An address that leads to no article in the feeds."""

    url: str
    state: str
    """``pending``, ``filtered`` or ``given_up``: see ``frontier/addresses.py``."""
    reason: str | None
    """Why the last visit failed; the codes are in ``frontier/failure_reasons.py``."""
    origin: str | None
    hints: dict[str, str | None]
    """What the listing's card showed: ``{"label": …, "date": …}``, or ``{"published": …}``."""
    published: str | None
    lastmod: str | None
    listed: str | None
    """The month in which a sitemap lists it, ``""`` if not known, None if none lists it."""
    seen_at: str


def editions_met(db: sqlite3.Connection) -> set[str]:
    """Return the codes of the editions of which the ledger knows anything."""
    return {
        row["edition"]
        for table in ("addresses", "articles", "sitemap_files")
        for row in db.execute(f"SELECT DISTINCT edition FROM {table}")  # noqa: S608 - ours
    }


def audited_articles(db: sqlite3.Connection, edition: str) -> Iterator[AuditedArticle]:
    """Yield every article of *edition*, removed ones too."""
    query = """
        SELECT coalesce(section, '-'), has_body, coalesce(canonical_url, url),
            coalesce(published_date, substr(published_at, 1, 10)),
            CASE WHEN coalesce(published_date, published_at) IS NULL THEN
                (SELECT max(listed) FROM addresses WHERE article_id = articles.id) END
        FROM articles WHERE edition = ?
    """
    for section, has_body, url, day, listed in db.execute(query, (edition,)):
        yield AuditedArticle(section, bool(has_body), url, day, listed)


def listed_counts(db: sqlite3.Connection, edition: str) -> Iterator[ListedCount]:
    """Yield how many addresses of known articles sitemaps list, by day or month and section."""
    query = """
        SELECT coalesce(published_date, substr(published_at, 1, 10), listed),
            coalesce(section, '-'), count(*)
        FROM addresses JOIN articles ON articles.id = article_id
        WHERE addresses.edition = ? AND state = 'article' AND listed IS NOT NULL GROUP BY 1, 2
    """
    for row in db.execute(query, (edition,)):
        yield ListedCount(*row)


def unwritten_addresses(db: sqlite3.Connection, edition: str) -> Iterator[UnwrittenAddress]:
    """Yield every address of *edition* that leads to no article, the longest known first."""
    query = """
        SELECT url, state, reason, origin, hints, published, lastmod, listed, seen_at
        FROM addresses WHERE edition = ? AND state != 'article' ORDER BY seen_at, url
    """
    for url, state, reason, origin, hints, *rest in db.execute(query, (edition,)):
        yield UnwrittenAddress(url, state, reason, origin, json.loads(hints or "{}"), *rest)
