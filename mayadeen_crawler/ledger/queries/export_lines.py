"""Which lines of the articles feed ``scrapy export`` reads, and the sections there are.

*db* is a snapshot (``feed_files/snapshot.py``). ``exports/selection.py`` reads the lines.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mayadeen_crawler.ledger.feed_files.batch import LinePlace


class ExportLine(NamedTuple):
    """The line of one revision."""

    article_id: str
    place: LinePlace
    published: str | None
    """Time (RFC 3339, UTC) or day of publication, by the article's newest revision."""


_LINES = """
    SELECT r.article_id, r.file, r.offset, r.length,
        coalesce(a.published_at, a.published_date) AS published
    FROM revisions AS r JOIN articles AS a ON a.id = r.article_id
    WHERE (:all OR (r.file = a.file AND r.offset = a.offset))
        AND r.file >= :file
        AND (:edition IS NULL OR a.edition = :edition)
        AND (:sections = '[]' OR a.section IN (SELECT value FROM json_each(:sections)))
"""
# By the index of the feed's order: nothing is sorted, nothing held in memory.
_IN_FEED_ORDER = "ORDER BY r.file, r.offset"
# SQLite sorts, on disk if it has to. A day without a time is before all times of that day.
_NEWEST_FIRST = "ORDER BY published DESC, r.file DESC, r.offset DESC"


def export_lines(
    db: sqlite3.Connection,
    first: str,
    *,
    all_revisions: bool,
    edition: str | None,
    sections: Sequence[str],
    newest_first: bool = False,
) -> Iterator[ExportLine]:
    """Yield lines from the file *first* on, in feed order, or with *newest_first* by publication.

    The newest revision of each article, or all; of one edition, or all; of *sections* (slugs),
    or of all where it is empty.
    """
    values = {
        "all": all_revisions,
        "file": first,
        "edition": edition,
        "sections": json.dumps(sections),
    }
    order = _NEWEST_FIRST if newest_first else _IN_FEED_ORDER
    for article_id, file, offset, length, published in db.execute(_LINES + order, values):
        yield ExportLine(article_id, LinePlace(file, offset, length), published or None)


def known_sections(db: sqlite3.Connection) -> list[str]:
    """Return the section slugs that articles in the feeds have, sorted."""
    rows = db.execute("SELECT DISTINCT section FROM articles").fetchall()
    return sorted(section for (section,) in rows if section)
