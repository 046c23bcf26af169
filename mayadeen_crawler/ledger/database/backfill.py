"""What an older ledger did not note, taken from the feeds. Runs inside the migration."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mayadeen_crawler.ledger import articles, feeds
from mayadeen_crawler.ledger.feed_files.append_log import Recorder, run_in
from mayadeen_crawler.ledger.feed_files.batch import Place
from mayadeen_crawler.urls.parts import month_of


def enter_lines_again(db: sqlite3.Connection, folder: Path) -> None:
    """Note where each revision stands, and what revisits go by.

    Of lines that were moved away only the newest place and the address are known.
    """
    db.execute("INSERT INTO revisions SELECT id, revision, file, offset, length FROM articles")
    db.execute(
        "UPDATE articles SET canonical_url = (SELECT min(url) FROM addresses "
        "WHERE article_id = id), url = (SELECT min(url) FROM addresses WHERE article_id = id)"
    )
    for file, offset, line in _committed_lines(db, folder, "articles/%"):
        try:
            _enter(db, json.loads(line), Place(file, offset, len(line)))
        except feeds.NO_RECORD:
            continue  # changed by hand; whoever reads it is told


def note_appends(db: sqlite3.Connection, folder: Path) -> None:
    """Note which run appended what, of all feed files that are still there."""
    recorder, current = None, None
    for file, offset, line in _committed_lines(db, folder, "%"):
        if recorder is None or file != current:
            if recorder is not None:
                recorder.store()
            recorder, current = Recorder(db, file, offset), file
        recorder.add(line, run_in(line))
    if recorder is not None:
        recorder.store()


def note_listed(db: sqlite3.Connection, _folder: Path) -> None:
    """Note which sitemaps were read, and the month of what was found on them."""
    for edition, path, read_at in db.execute("SELECT edition, path, read_at FROM sitemaps"):
        db.execute(
            "INSERT INTO sitemap_files (edition, path, month, current_at) VALUES (?, ?, ?, ?)",
            (edition, path, month_of(path), read_at),
        )
    # Which others there are was not: an index that nobody has read stands for them.
    db.execute(
        "INSERT OR IGNORE INTO sitemap_files (edition, path, kind) "
        "SELECT DISTINCT edition, '', 'index' FROM sitemaps"
    )
    db.create_function("month_of", 1, lambda origin: month_of(origin) or "")
    db.execute(
        "UPDATE addresses SET listed = month_of(substr(origin, length('sitemap:') + 1)) "
        "WHERE origin >= 'sitemap:' AND origin < 'sitemap;'"
    )


def note_retrievals(db: sqlite3.Connection, folder: Path) -> None:
    """Note when the page of each newest record was fetched, where its line is still there."""
    for file, offset, line in _committed_lines(db, folder, "articles/%"):
        try:
            at = str(json.loads(line)["retrieved_at"])
        except feeds.NO_RECORD:
            continue  # changed by hand; whoever reads it is told
        db.execute(
            "UPDATE articles SET retrieved_at = ? WHERE file = ? AND offset = ?",
            (at, file, offset),
        )


def _committed_lines(
    db: sqlite3.Connection, folder: Path, files: str
) -> Iterator[tuple[str, int, bytes]]:
    """Yield file, offset and bytes of each committed line of the feed files like *files*."""
    marks = db.execute(
        "SELECT file, length FROM feeds WHERE file LIKE ? ORDER BY file", (files,)
    ).fetchall()
    for file, length in marks:
        path = folder / file
        if not path.exists():
            continue
        for offset, line in feeds.whole_lines(path):
            if offset + len(line) > length:
                break
            yield file, offset, line


def _enter(db: sqlite3.Connection, record: dict[str, Any], place: Place) -> None:
    where = (place.file, place.offset)
    row = db.execute("SELECT file, offset FROM articles WHERE id = ?", (record["id"],)).fetchone()
    if row is not None and tuple(row) == where:
        articles.enter(db, record, place)
    else:
        db.execute(
            "INSERT OR IGNORE INTO revisions VALUES (?, ?, ?, ?, ?)",
            (record["id"], record["revision"], *where, place.length),
        )
