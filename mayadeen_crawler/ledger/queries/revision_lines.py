"""Where the lines of an article's revisions and captures are, and which article a reader means.

For ``scrapy history`` and the report's edits. *db* is a snapshot (``feed_files/snapshot.py``).
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from mayadeen_crawler.ledger.feed_files.batch import LinePlace


class RevisionLine(NamedTuple):
    """The line of one revision."""

    revision: int
    place: LinePlace


def revision_lines(db: sqlite3.Connection, article_id: str) -> list[RevisionLine]:
    """Return the line of every revision of an article, the first one first."""
    rows = db.execute(
        "SELECT revision, file, offset, length FROM revisions WHERE article_id = ? "
        "ORDER BY revision",
        (article_id,),
    )
    return [RevisionLine(revision, LinePlace(*place)) for revision, *place in rows]


class StateLine(NamedTuple):
    """The line that has the content of one state."""

    at: str
    """When the page was fetched (RFC 3339, UTC)."""
    place: LinePlace


def state_lines(db: sqlite3.Connection, article_id: str) -> list[StateLine]:
    """Return the line of every known state of an article, in order of time."""
    rows = db.execute(
        "SELECT one.at, line.file, line.offset, line.length FROM states AS one JOIN states AS line "
        "ON line.article_id = one.article_id AND line.at = one.told_at "
        "WHERE one.article_id = ? ORDER BY one.at",
        (article_id,),
    )
    return [StateLine(at, LinePlace(*place)) for at, *place in rows]


def capture_lines(db: sqlite3.Connection, article_id: str) -> list[StateLine]:
    """Return the line of every capture of an article, in order of time."""
    rows = db.execute(
        "SELECT at, file, offset, length FROM states WHERE article_id = ? "
        "AND file LIKE 'captures/%' ORDER BY at",
        (article_id,),
    )
    return [StateLine(at, LinePlace(*place)) for at, *place in rows]


def ids_of_post(db: sqlite3.Connection, post_id: str) -> list[str]:
    """Return the ids of the articles of *post_id*: one for each edition that has such a post."""
    rows = db.execute("SELECT id FROM articles WHERE post_id = ?", (post_id,))
    return [str(row[0]) for row in rows]


def is_known(db: sqlite3.Connection, article_id: str) -> bool:
    """Whether the feeds hold the article."""
    row = db.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone()
    return row is not None


def url_of(db: sqlite3.Connection, article_id: str) -> str:
    """Return the URL in the newest record of a known article; ``""`` where it has none."""
    (url,) = db.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()
    return url or ""


def addresses_of_article(db: sqlite3.Connection, article_id: str) -> set[str]:
    """Return every canonical address that leads to the article."""
    rows = db.execute("SELECT url FROM addresses WHERE article_id = ?", (article_id,))
    return {row[0] for row in rows}
