"""The steps that bring an older ledger to the tables of ``tables.py``.

A ledger's version is SQLite's ``user_version``; an empty file has 0. ``migrate.py`` applies what
stands here whenever a ledger is opened.

To change a table: add a step to STEPS under the newest version, so that VERSION rises by one. New
ledgers take it after BASE, until BASE has the change as well and BASE_VERSION is that version: a
test holds that both ways lead to the same tables. Versions 1 to 7 belonged to ledgers of earlier
programs; a number is never used for a second form of the tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from mayadeen_crawler.ledger.database import states_migration
from mayadeen_crawler.ledger.database.content_migration import compute_again
from mayadeen_crawler.ledger.database.tables import BASE_VERSION

Step = Callable[[sqlite3.Connection, Path], None]
"""Changes the ledger of an output folder, inside the migration's transaction."""

#: The oldest version that is upgraded in place. Older ones are rebuilt from the feeds.
OLDEST_UPGRADED = 8


def drop_line_checksums(db: sqlite3.Connection, _folder: Path) -> None:
    """8 → 9: a span's SHA-256 is enough to find a damaged span."""
    db.execute("ALTER TABLE appends DROP COLUMN checks")


def add_page_readings(db: sqlite3.Connection, _folder: Path) -> None:
    """9 → 10: what pages said, with the validators that make the next request conditional."""
    db.execute(
        """
        CREATE TABLE page_readings (
            edition TEXT NOT NULL,
            page TEXT NOT NULL,
            url TEXT NOT NULL,
            key TEXT NOT NULL,
            etag TEXT, last_modified TEXT,
            said BLOB NOT NULL,
            read_at TEXT NOT NULL,
            PRIMARY KEY (edition, page, url)
        ) STRICT
        """
    )


def compare_content_anew(db: sqlite3.Connection, folder: Path) -> None:
    """10 → 11: authors, sources and tags are sets, pictures are compared by what they show.

    Also what a visit saw beside the content: when the page said it was modified, and the
    keywords that the site adds to every article of a coverage.
    """
    db.execute("ALTER TABLE articles ADD COLUMN modified_at TEXT")  # as the last visit saw it
    db.execute(
        """
        CREATE TABLE coverage_keywords (
            edition TEXT NOT NULL, coverage TEXT NOT NULL,
            records INTEGER NOT NULL,        -- seen, counted up to where they are enough
            keywords TEXT NOT NULL,          -- JSON: those that all of these records list
            PRIMARY KEY (edition, coverage)
        ) STRICT, WITHOUT ROWID
        """
    )
    compute_again(db, folder, ("authors", "sources", "tags", "images"))


def add_kinds_of_tags(db: sqlite3.Connection, _folder: Path) -> None:
    """11 → 12: pages of authors and coverages are learned as those of tags are."""
    db.execute("ALTER TABLE tags RENAME TO old_tags")
    db.execute(
        """
        CREATE TABLE tags (
            edition TEXT NOT NULL,
            kind TEXT NOT NULL,              -- tag, author, coverage
            key TEXT NOT NULL, url TEXT NOT NULL, label TEXT NOT NULL,
            seen_at TEXT NOT NULL,           -- last
            PRIMARY KEY (edition, kind, key, url)
        ) STRICT
        """
    )
    db.execute(
        "INSERT INTO tags (edition, kind, key, url, label, seen_at) "
        "SELECT edition, 'tag', key, url, label, seen_at FROM old_tags ORDER BY rowid"
    )
    db.execute("DROP TABLE old_tags")


def add_believed_pages(db: sqlite3.Connection, _folder: Path) -> None:
    """12 → 13: whether the last believed page of an article had an end, and a smaller one since."""
    db.execute(
        """
        CREATE TABLE believed_pages (
            article_id TEXT PRIMARY KEY,
            ended INTEGER NOT NULL,          -- whether it ended with </html>
            shrunk_hash TEXT,                -- content that lost much, and is not written yet
            shrunk_at TEXT                   -- when it was first seen
        ) STRICT, WITHOUT ROWID
        """
    )


def add_claimed_post_ids(db: sqlite3.Connection, _folder: Path) -> None:
    """13 → 14: the post id that an article's page gives, where another article holds it."""
    db.execute("ALTER TABLE articles ADD COLUMN claimed_post_id TEXT")  # as the last visit saw it
    db.execute(
        "CREATE INDEX articles_by_claim ON articles (edition, claimed_post_id) "
        "WHERE claimed_post_id IS NOT NULL"
    )


def add_states(db: sqlite3.Connection, folder: Path) -> None:
    """14 → 15: what each article's page showed at which moment, so that older states are told."""
    db.execute(
        """
        CREATE TABLE states (
            article_id TEXT NOT NULL,
            at TEXT NOT NULL,                -- when the page was fetched
            told_at TEXT NOT NULL,           -- the fetch whose line has this content
            source TEXT NOT NULL, capture_url TEXT,
            -- Of a fetch that is told (told_at = at): its content's hash, its line, the hashes as
            -- in articles, the extractor, and when the page said that it was modified.
            content TEXT, file TEXT, offset INTEGER, length INTEGER,
            field_hashes TEXT, extractor_version INTEGER, modified_at TEXT,
            PRIMARY KEY (article_id, at)
        ) STRICT, WITHOUT ROWID
        """
    )
    states_migration.fill(db, folder)


def add_archive_captures(db: sqlite3.Connection, _folder: Path) -> None:
    """15 → 16: what public archives hold of the site, how far that was listed, and what was kept.

    Moments are 14 digits in UTC, as archives write them: 20250112170000.
    """
    db.execute(
        """
        CREATE TABLE archive_captures (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            edition TEXT NOT NULL,
            url TEXT NOT NULL,
            moment TEXT NOT NULL,
            page TEXT NOT NULL,
            digest TEXT NOT NULL,
            part TEXT NOT NULL,
            file TEXT NOT NULL,
            offset INTEGER NOT NULL, length INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN (
                'pending',
                'reference',
                'same',
                'redirected',
                'kept',
                'truncated', 'excluded', 'missing', 'damaged', 'foreign'
            )),
            attempts INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """
    )
    db.execute(
        "CREATE UNIQUE INDEX archive_captures_by_url "
        "ON archive_captures (source, edition, url, moment)"
    )
    db.execute(
        "CREATE INDEX archive_captures_by_page ON archive_captures (source, edition, page, moment)"
    )
    db.execute(
        "CREATE INDEX archive_captures_pending ON archive_captures (source, edition, moment, id) "
        "WHERE state = 'pending'"
    )
    db.execute(
        """
        CREATE TABLE archive_listings (
            source TEXT NOT NULL, edition TEXT NOT NULL,
            query TEXT NOT NULL,
            part TEXT NOT NULL,
            next TEXT NOT NULL,
            completed_at TEXT,
            PRIMARY KEY (source, edition, query, part)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE archive_files (
            path TEXT PRIMARY KEY,
            source TEXT NOT NULL, edition TEXT NOT NULL, part TEXT NOT NULL,
            length INTEGER NOT NULL,
            extracted TEXT NOT NULL DEFAULT ''
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE robots_copies (
            host TEXT PRIMARY KEY,
            body BLOB NOT NULL,
            read_at TEXT NOT NULL
        ) STRICT
        """
    )


def add_watches(db: sqlite3.Connection, _folder: Path) -> None:
    """16 → 17: how far each watch of ``watch.toml`` has told, on each of its channels."""
    db.execute(
        """
        CREATE TABLE watches (
            watch TEXT NOT NULL,
            channel TEXT NOT NULL,
            begun_at TEXT NOT NULL,
            places TEXT NOT NULL,
            sending TEXT,
            hour_began TEXT,
            hour_sent INTEGER NOT NULL DEFAULT 0,
            more_told INTEGER NOT NULL DEFAULT 0,
            held INTEGER NOT NULL DEFAULT 0,
            told INTEGER NOT NULL DEFAULT 0,
            repeated INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (watch, channel)
        ) STRICT, WITHOUT ROWID
        """
    )


def add_unreadable_pages(db: sqlite3.Connection, _: Path) -> None:
    """17 → 18: an index of the pages given up because this program could not read them."""
    db.execute("UPDATE addresses SET reason = 'page_error' WHERE reason = 'exception'")
    db.execute(
        "CREATE INDEX IF NOT EXISTS addresses_unreadable ON addresses (edition, extractor_version) "
        "WHERE state = 'given_up' AND reason IN ('page_error', 'too_costly')"
    )


def add_folded_runs(db: sqlite3.Connection, _: Path) -> None:
    """18 → 19: what is kept of runs whose manifests were removed, and when that was done last."""
    db.execute(
        """
        CREATE TABLE met_statements (
            id INTEGER PRIMARY KEY,
            said TEXT NOT NULL UNIQUE
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE folded_runs (
            run_id TEXT PRIMARY KEY,
            met INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE tidied (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            at TEXT NOT NULL
        ) STRICT
        """
    )


def keep_intervals(db: sqlite3.Connection, _: Path) -> None:
    """19 → 20: the longest interval between moments of a host that are reserved."""
    db.execute("ALTER TABLE pace ADD COLUMN interval REAL NOT NULL DEFAULT 0")


def remember_cards(db: sqlite3.Connection, _: Path) -> None:
    """20 → 21: what each listing showed, for which period, and which headlines were unlike."""
    db.execute("ALTER TABLE addresses ADD COLUMN compared TEXT")
    db.execute("ALTER TABLE listings ADD COLUMN until TEXT")
    db.execute("ALTER TABLE listings ADD COLUMN cards TEXT")
    # It was a day, now it is a time. Without cards a listing is read once to the depth wanted.
    db.execute("UPDATE listings SET since = NULL")
    # Of a known article they now count visits in vain, not those before it was found.
    db.execute(
        "UPDATE addresses SET attempts = 0, failed_at = NULL WHERE state = 'article' "
        "AND (attempts > 0 OR failed_at IS NOT NULL)"
    )


def add_times_of_held_alerts(db: sqlite3.Connection, _: Path) -> None:
    """21 → 22: when the oldest record was written whose alert a watch holds back."""
    db.execute("ALTER TABLE watches ADD COLUMN held_since TEXT")
    db.execute("UPDATE watches SET held_since = begun_at WHERE held > 0")  # it tells nothing older


#: Version → the step from it to the next one.
STEPS: Mapping[int, Step] = {
    8: drop_line_checksums,
    9: add_page_readings,
    10: compare_content_anew,
    11: add_kinds_of_tags,
    12: add_believed_pages,
    13: add_claimed_post_ids,
    14: add_states,
    15: add_archive_captures,
    16: add_watches,
    17: add_unreadable_pages,
    18: add_folded_runs,
    19: keep_intervals,
    20: remember_cards,
    21: add_times_of_held_alerts,
}

VERSION = max(BASE_VERSION, *(number + 1 for number in STEPS))
