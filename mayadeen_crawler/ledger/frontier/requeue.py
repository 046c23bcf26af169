"""Addresses that were given up become pending again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


def requeue(db: sqlite3.Connection, urls: Iterable[str], now: str) -> int:
    """Have *urls* (canonical) fetched again, as if found at *now*; return how many there were.

    The next run over the listing that each was found on takes it up.
    """
    done = db.executemany(
        "UPDATE addresses SET state = 'pending', attempts = 0, seen_at = ?, reason = NULL, "
        "failed_at = NULL WHERE url = ? AND state = 'given_up'",
        [(now, url) for url in urls],
    )
    return done.rowcount
