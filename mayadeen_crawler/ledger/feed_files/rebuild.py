"""``scrapy ledger rebuild``: make a new ledger from the feeds.

For a ledger that is damaged, outdated, or does not fit its feeds. What the feeds do not hold
(addresses that wait or redirect, times of visits) is taken from the old ledger if it can be read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from mayadeen_crawler.exceptions import (
    LedgerDamagedError,
    LedgerError,
    LedgerNewerError,
    LedgerOutdatedError,
)
from mayadeen_crawler.ledger import host_binding, watch_places
from mayadeen_crawler.ledger.database.connection import FILE_NAME, SUFFIXES
from mayadeen_crawler.ledger.feed_files import export_positions
from mayadeen_crawler.ledger.feed_files.ledger_check import malformed
from mayadeen_crawler.ledger.store import Ledger

#: What is filled again from the feeds. Addresses that lead to no article keep their state. How
#: deep listings and sitemaps were read is forgotten, so that articles of a lost feed file are
#: found again.
_EMPTIED = (
    "DELETE FROM hosts",
    "DELETE FROM feeds",
    "DELETE FROM appends",
    "DELETE FROM articles",
    "DELETE FROM revisions",
    "DELETE FROM states",
    "DELETE FROM coverage_keywords",
    "DELETE FROM shown",
    "DELETE FROM addresses WHERE state = 'article'",
    "DELETE FROM listings",
    "DELETE FROM sitemaps",
    "UPDATE sitemap_files SET current_at = NULL",
    "DELETE FROM ticker_lines",
    "DELETE FROM tickers",
)
#: What the feeds do not hold of articles: the last visit, a suspected removal, post ids that visits
#: without a line showed, the addresses that redirect to them, what cards and sitemaps said of them,
#: whether they are due, and the fetches that showed what another one tells.
_SET_ASIDE = (
    """
    CREATE TEMP TABLE kept AS
        SELECT id, edition, post_id, claimed_post_id, visited_at, visit_version, modified_at,
            presence, missing_since FROM articles
    """,
    "CREATE TEMP TABLE led AS SELECT * FROM addresses WHERE state = 'article'",
    "CREATE TEMP TABLE seen AS SELECT * FROM states WHERE told_at != at",
)
_PUT_BACK = (
    # Feeds do not show whether the content of a page that returned was compared since.
    """
    UPDATE articles SET presence = 'present' WHERE presence = 'returned'
        AND id NOT IN (SELECT id FROM kept WHERE presence IN ('removed', 'returned'))
    """,
    """
    UPDATE articles SET presence = 'missing', missing_since = kept.missing_since FROM kept
        WHERE kept.id = articles.id AND kept.presence = 'missing'
        AND articles.presence = 'present' AND articles.visited_at <= kept.visited_at
    """,
    """
    UPDATE articles SET visited_at = kept.visited_at, visit_version = kept.visit_version,
            modified_at = kept.modified_at, claimed_post_id = kept.claimed_post_id FROM kept
        WHERE kept.id = articles.id AND kept.visited_at >= articles.visited_at
    """,
    # By the lines alone a post id is that of the first article whose line has it.
    """
    UPDATE articles SET claimed_post_id = post_id, post_id = NULL WHERE id IN (
        SELECT other.id FROM kept JOIN articles AS holder ON holder.id = kept.id
            JOIN articles AS other ON other.edition = kept.edition
            AND other.post_id = kept.post_id AND other.id != kept.id
        UNION SELECT holder.id FROM kept JOIN articles AS holder ON holder.id = kept.id
            AND holder.post_id != kept.post_id
    )
    """,
    """
    UPDATE articles SET post_id = kept.post_id FROM kept
        WHERE kept.id = articles.id AND articles.post_id IS NULL
    """,
    # Without the addresses of articles that no feed holds any more: they are found again.
    """
    INSERT OR REPLACE INTO addresses SELECT * FROM led
        WHERE article_id IN (SELECT id FROM articles) AND NOT EXISTS (
            SELECT 1 FROM addresses AS told
            WHERE told.url = led.url AND told.article_id IS NOT led.article_id
        )
    """,
    """
    INSERT OR IGNORE INTO states SELECT * FROM seen WHERE EXISTS (
        SELECT 1 FROM states AS told WHERE told.article_id = seen.article_id
        AND told.at = seen.told_at AND told.told_at = told.at
    )
    """,
    "DROP TABLE kept",
    "DROP TABLE led",
    "DROP TABLE seen",
)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The result of a rebuild."""

    records: int
    articles: int
    ticker_lines: int
    """Breaking lines on the tickers at the last looks."""
    articles_forgotten: int
    """Articles of the old ledger that no feed holds; 0 if it could not be read."""
    listings_forgotten: int
    """Listings whose depth is forgotten; 0 if the old ledger could not be read."""
    kept_as: Path | None
    """Where a ledger that cannot be used was set aside."""


def rebuild(folder: Path) -> Rebuilt:
    """Make the ledger of *folder* anew from its feeds, as one transaction.

    What cannot be used (a damaged ledger, one of another version, a folder in its place) is
    renamed first, and kept. Raises LedgerError if a run holds the ledger, or if a feed holds
    something else than records.
    """
    if not folder.is_dir():
        raise LedgerError(f"{folder} is no folder: set OUTPUT_DIR to one that holds feeds")
    try:
        return _from_feeds(folder, None)
    except LedgerDamagedError:
        why = "damaged"
    except LedgerOutdatedError:
        why = "outdated"
    except LedgerNewerError:
        why = "newer"
    return _from_feeds(folder, _set_aside(folder / FILE_NAME, why))


def _from_feeds(folder: Path, kept_as: Path | None) -> Rebuilt:
    with Ledger(folder) as ledger, ledger.transaction() as db:
        if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise LedgerDamagedError("the ledger is damaged")
        if next(malformed(db), None):  # what is not made from the feeds would stay as it is
            raise LedgerDamagedError("the ledger is damaged")
        (before,) = db.execute("SELECT count(*) FROM articles").fetchone()
        (listings,) = db.execute("SELECT count(*) FROM listings WHERE completed").fetchone()
        for statement in (*_SET_ASIDE, *_EMPTIED):
            db.execute(statement)
        records = ledger.settle_in(db)
        host_binding.restore(db)
        for statement in _PUT_BACK:
            db.execute(statement)
        export_positions.within_feeds(db, folder)
        watch_places.within_feeds(db, folder)
        (articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
        (lines,) = db.execute("SELECT count(*) FROM ticker_lines").fetchone()
    return Rebuilt(records, articles, lines, max(0, before - articles), listings, kept_as)


def _set_aside(path: Path, why: str) -> Path:
    # A second one within the second is not to replace the first.
    time = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{token_hex(3)}"
    kept_as = path.with_name(f"{path.name}.{time}.{why}")
    for suffix in SUFFIXES:
        part = Path(f"{path}{suffix}")
        if os.path.lexists(part):
            part.rename(f"{kept_as}{suffix}")
    return kept_as
