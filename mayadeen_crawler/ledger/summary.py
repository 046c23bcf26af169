"""The figures that ``scrapy ledger show`` prints of a ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database.connection import (
    FILE_NAME,
    connect,
    explained,
    why_none,
)
from mayadeen_crawler.ledger.database.migrate import usable_version
from mayadeen_crawler.ledger.database.migrations import VERSION


def summary(folder: Path) -> list[tuple[str, str]]:
    """Return (name, value) for each line, such as ``("articles of en", "12 (3 revised)")``.

    Changes nothing. Raises LedgerError if there is no ledger, or if it cannot be read.
    """
    path = folder / FILE_NAME
    if not path.exists():
        raise LedgerError(f"{folder} has no ledger: {why_none(folder)}")
    with explained(path):
        db = connect(path, read_only=True)
        try:
            return [("ledger", str(path)), *_figures(db)]
        finally:
            db.close()


def _figures(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    version = usable_version(db)
    if version != VERSION:
        raise LedgerError(
            f"the ledger has version {version}, and the next run makes it {VERSION}: run again then"
        )
    for edition, base_url in db.execute("SELECT * FROM hosts ORDER BY edition"):
        yield f"host of {edition}", base_url
    for edition, count, revised in db.execute(
        "SELECT edition, count(*), count(*) FILTER (WHERE revision > 1) FROM articles "
        "GROUP BY edition ORDER BY edition"
    ):
        yield f"articles of {edition}", f"{count} ({revised} revised)"
    for edition, count in db.execute(
        "SELECT substr(article_id, 1, instr(article_id, ':') - 1), count(*) FROM states "
        "WHERE file LIKE 'captures/%' GROUP BY 1 ORDER BY 1"
    ):
        yield f"captures of {edition}", str(count)
    for presence, count in db.execute(
        "SELECT presence, count(*) FROM articles WHERE presence != 'present' "
        "GROUP BY presence ORDER BY presence"
    ):
        yield f"articles: {presence}", str(count)
    for edition, observed, count in db.execute(
        "SELECT edition, observed, (SELECT count(*) FROM ticker_lines AS line "
        "WHERE line.edition = tickers.edition) FROM tickers ORDER BY edition"
    ):
        seen = rfc3339(datetime.fromtimestamp(observed, UTC))
        yield f"ticker of {edition}", f"{count} lines, last seen {seen}"
    for state, count in db.execute(
        "SELECT state, count(*) FROM addresses GROUP BY state ORDER BY state"
    ):
        yield f"addresses: {state}", str(count)
    for reason, state, count in db.execute(
        "SELECT reason, state, count(*) FROM addresses WHERE reason IS NOT NULL "
        "GROUP BY reason, state ORDER BY count(*) DESC"
    ):
        yield f"  {state} by {reason}", str(count)
    for row in db.execute("SELECT * FROM listings ORDER BY edition, list, name"):
        depth = "to the end" if not row["max_pages"] else f"{abs(row['max_pages'])} pages"
        read = f"read {depth}" if row["completed"] else "not read to its end by the last run"
        yield f"{row['list']} {row['name']} ({row['edition']})", read
    (pages,) = db.execute("SELECT count(*) FROM shown").fetchone()
    yield "pages of lists", f"{pages} with what they showed last"
    for row in db.execute(
        "SELECT iif(instr(name, '@'), substr(name, 1, instr(name, '@') - 1), name) AS name, "
        "max(file) AS file, offset FROM consumers GROUP BY 1 ORDER BY 1"
    ):
        yield f"consumer {row['name']}", f"read up to byte {row['offset']} of {row['file']}"
    for file, length in db.execute("SELECT file, length FROM feeds ORDER BY file"):
        yield file, f"{length} bytes committed"
