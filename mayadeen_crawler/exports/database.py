"""Writes all feeds as one SQLite database: ``scrapy export -o feeds.db``.

The tables are those of the search index (``search/tables.py``), and so is what fills them.
``delivery`` asks `lines_of_all_feeds` which records those are, and ``formats.py`` has
`write_database` in its table.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.exports.selection import ARTICLE, Selection, Tally, lines
from mayadeen_crawler.period import Period
from mayadeen_crawler.schemas.kinds import KINDS
from mayadeen_crawler.search.rows import Record, enter, parsed
from mayadeen_crawler.search.tables import create

#: Records that are entered at a time, and bytes of the pages that SQLite keeps meanwhile.
_GROUP, _CACHE = 5_000, 64 << 20
#: Feeds whose records belong to an article.
_OF_ARTICLES = ("capture", "removal")
_OTHERS = ("breaking", "listing")


def lines_of_all_feeds(
    db: sqlite3.Connection, folder: Path, wanted: Selection, tally: Tally
) -> Iterator[bytes]:
    """Yield the lines of all feeds that *wanted* asks for, the articles first; fills *tally*.

    Of the articles that *wanted* selects all revisions, and all captures and removals; with
    ``unreserved`` no captures: what a page from an archive reserved is unknown. Breaking lines and
    listings only where it names no property that these do not have. Raises as ``lines`` does.
    """
    everything = replace(wanted, all_revisions=True, tags=())
    revisions = lines(db, folder, everything, tally)
    if wanted.tags or wanted.unreserved:
        newest = lines(db, folder, wanted, Tally(tags=tally.tags))
        ids = {json.loads(line)["id"] for line in newest}
        for line in revisions:
            if json.loads(line)["id"] in ids:
                yield line
            else:
                tally.records -= 1
    else:
        yield from revisions
    plain = replace(wanted, tags=(), unreserved=False)
    for name in _OF_ARTICLES:
        if wanted.unreserved and name == "capture":
            continue
        found = replace(plain, kind=KINDS[name], period=Period(), sections=())
        yield from lines(db, folder, found, tally)
    if not (wanted.sections or wanted.tags or wanted.unreserved):
        for name in _OTHERS:
            yield from lines(db, folder, replace(plain, kind=KINDS[name]), tally)


def write_database(lines: Iterable[bytes], target: Path, wanted: Selection, tally: Tally) -> None:
    """Write the database at *target*, a new file. Raises ExportError.

    Captures and removals are left out of it, and of *tally*, where *wanted* selects articles and
    theirs is not among them.
    """
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as db:
            # The file is only named once it is whole: it needs no journal.
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("PRAGMA synchronous = OFF")
            db.execute(f"PRAGMA cache_size = {-_CACHE >> 10}")
            db.execute("BEGIN")
            create(db)
            records = _records(lines, wanted)
            while group := list(islice(records, _GROUP)):
                enter(db, group)
            if wanted != Selection(kind=ARTICLE, body=wanted.body, edition=wanted.edition):
                for table in ("captures", "removals"):
                    left = db.execute(f"DELETE FROM {table} WHERE article_id IS NULL")  # noqa: S608
                    tally.records -= left.rowcount
            db.execute("COMMIT")
    except sqlite3.Error as error:
        raise ExportError(f"cannot write {target}: {error}") from error


def _records(lines: Iterable[bytes], wanted: Selection) -> Iterator[tuple[str, Record]]:
    """Yield feed and record of each line; a line that is no record of a feed has no row."""
    for line in lines:
        record = parsed(line)
        if record is None or (kind := KINDS.get(str(record.get("record_type")))) is None:
            continue
        yield kind.folder, record if wanted.body else {**record, "body_text": None}
