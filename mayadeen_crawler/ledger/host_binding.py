"""The one base URL of each edition whose pages an output folder holds.

``Ledger.bind`` calls `bind` at the start of a run, so that the replica, a mirror and the live site
are never mixed in one folder. `base_urls` and `has_found` only read, the others run inside the
write transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from mayadeen_crawler.exceptions import LedgerError, WrongUseError

#: Tables whose rows come from pages of the edition's host, or hold addresses on it.
FOUND = ("addresses", "tickers", "archive_captures", "tags")


def bind(db: sqlite3.Connection, edition: str, base_url: str, folder: Path) -> None:
    """Bind *edition* in *folder* to *base_url*.

    Raises WrongUseError if it is bound to another one of which anything is known, or another
    edition of which anything is known to this one.
    """
    row = db.execute("SELECT base_url FROM hosts WHERE edition = ?", (edition,)).fetchone()
    if row and row["base_url"] != base_url and has_found(db, edition):
        raise WrongUseError(
            f"{folder} holds the {edition} edition of {row['base_url']}, "
            f"not of {base_url}: give this run another OUTPUT_DIR"
        )
    for other, url in base_urls(db).items():
        # Their addresses are the same: one's articles would be taken for the other's.
        if other != edition and url == base_url and has_found(db, other):
            raise WrongUseError(
                f"{folder} holds the {other} edition of {base_url}, not the {edition} edition: "
                "give this run another OUTPUT_DIR"
            )
    db.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?)", (edition, base_url))


def has_found(db: sqlite3.Connection, edition: str) -> bool:
    """Whether anything is known of the host of *edition*: then its binding is final.

    It only reads, also a ledger of an earlier version, which may lack tables.
    """
    tables = {row["name"] for row in db.execute("SELECT name FROM sqlite_master")}
    return any(
        db.execute(f"SELECT 1 FROM {name} WHERE edition = ? LIMIT 1", (edition,)).fetchone()  # noqa: S608
        for name in FOUND
        if name in tables
    )


def check_still_bound(db: sqlite3.Connection, bound: Mapping[str, str], folder: Path) -> None:
    """Raise LedgerError if another run has bound an edition of *bound*, code → URL, to another URL.

    A run of another host may do so until this one has found something: both began in a new folder.
    """
    now = base_urls(db) if bound else {}
    for edition, base_url in bound.items():
        if now.get(edition, base_url) != base_url:
            raise LedgerError(
                f"{folder} holds the {edition} edition of {now[edition]} by now, not of "
                f"{base_url}: another run bound it meanwhile; give this run another OUTPUT_DIR"
            )


def base_urls(db: sqlite3.Connection) -> dict[str, str]:
    """Return edition code → base URL of the editions that are bound."""
    return {
        str(edition): str(base_url)
        for edition, base_url in db.execute("SELECT edition, base_url FROM hosts")
    }


def restore(db: sqlite3.Connection) -> None:
    """Bind each edition that is not bound to the host of its records' URLs.

    Without a record: to that of what a rebuild keeps.
    """
    rows = db.execute(
        "SELECT edition, url FROM (SELECT edition, url FROM addresses "
        "UNION ALL SELECT edition, url FROM ticker_lines WHERE url IS NOT NULL "
        "UNION ALL SELECT edition, max(page) FROM archive_captures GROUP BY edition "
        "UNION ALL SELECT edition, url FROM tags) ORDER BY url DESC"
    ).fetchall()
    found: dict[str, str] = {}
    for edition, url in rows:
        if edition not in found and (base_url := _base_url(url)):
            found[edition] = base_url
    db.executemany("INSERT OR IGNORE INTO hosts VALUES (?, ?)", found.items())


def _base_url(url: str) -> str | None:
    """Return scheme and host of *url*; None for what is no URL of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:  # another program may have written the record
        return None
    is_of_web = parts.scheme in ("http", "https") and parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if is_of_web else None
