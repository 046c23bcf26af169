"""A ledger made anew from the feeds, where the old one is damaged or does not fit them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from mayadeen_crawler.exceptions import LedgerDamagedError, LedgerError
from mayadeen_crawler.ledger.store import FILE_NAME, Ledger

#: What no feed holds, and the query that counts it.
_FORGOTTEN = {
    "pending addresses": "SELECT count(*) FROM addresses WHERE state = 'pending'",
    "given-up addresses": "SELECT count(*) FROM addresses WHERE state = 'given_up'",
    "filtered addresses": "SELECT count(*) FROM addresses WHERE state = 'filtered'",
    "listings read": "SELECT count(*) FROM listings WHERE completed",
}
_TABLES = ("hosts", "feeds", "articles", "addresses", "listings")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild made, and what it forgot."""

    records: int
    articles: int
    forgotten: dict[str, int] | None
    """Counts by what it was; None where the old ledger could not be read."""
    kept_as: Path | None
    """Where a damaged ledger was set aside."""


def rebuild(folder: Path) -> Rebuilt:
    """Make the ledger of *folder* anew from its feeds, as one transaction.

    A damaged ledger is set aside under another name first. Raises LedgerError
    where a run holds the ledger, or where a feed holds something else than records.
    """
    if not folder.is_dir():
        raise LedgerError(f"{folder} is no folder: set OUTPUT_DIR to one that holds feeds")
    try:
        return _from_feeds(folder, None)
    except LedgerDamagedError:
        return _from_feeds(folder, _set_aside(folder / FILE_NAME))


def _from_feeds(folder: Path, kept_as: Path | None) -> Rebuilt:
    with Ledger(folder) as ledger, ledger.transaction() as db:
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise LedgerDamagedError("the ledger is damaged")
        forgotten = {what: db.execute(query).fetchone()[0] for what, query in _FORGOTTEN.items()}
        for table in _TABLES:
            db.execute(f"DELETE FROM {table}")  # noqa: S608
        records = ledger.settle_in(db)
        _restore_hosts(db)
        (articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
    return Rebuilt(records, articles, None if kept_as else forgotten, kept_as)


def _restore_hosts(db: sqlite3.Connection) -> None:
    """Bind each edition to the host its records are on."""
    rows = db.execute("SELECT edition, max(url) FROM addresses GROUP BY edition").fetchall()
    for edition, url in rows:
        parts = urlsplit(url)
        db.execute("INSERT INTO hosts VALUES (?, ?)", (edition, f"{parts.scheme}://{parts.netloc}"))


def _set_aside(path: Path) -> Path:
    kept_as = path.with_name(f"{path.name}.{datetime.now(UTC):%Y%m%dT%H%M%SZ}.damaged")
    for suffix in ("", "-wal", "-shm"):  # what SQLite keeps beside a database goes with it
        part = Path(f"{path}{suffix}")
        if part.exists():
            part.rename(f"{kept_as}{suffix}")
    return kept_as
