"""One pace for all runs on a folder: every request takes the next free moment of its host."""

from __future__ import annotations

import sqlite3


def reserve(db: sqlite3.Connection, host: str, *, now: float, interval: float) -> float:
    """Take the next free moment for a request to *host*; return it in Unix seconds.

    *interval* (seconds) is kept free after it.
    """
    row = db.execute("SELECT next_at FROM pace WHERE host = ?", (host,)).fetchone()
    # A clock that was set back must not stop the crawl for hours.
    ahead = min(row["next_at"], now + _MAX_AHEAD) if row else now
    moment = max(now, ahead)
    _set(db, host, moment + interval)
    return moment


def hold(db: sqlite3.Connection, host: str, *, until: float) -> None:
    """Keep *host* free of requests of every run until *until* (Unix seconds)."""
    row = db.execute("SELECT next_at FROM pace WHERE host = ?", (host,)).fetchone()
    _set(db, host, max(until, row["next_at"] if row else until))


#: Seconds; more than any hold or queue of reservations amounts to.
_MAX_AHEAD = 3600.0


def _set(db: sqlite3.Connection, host: str, next_at: float) -> None:
    db.execute(
        "INSERT INTO pace (host, next_at) VALUES (?, ?) "
        "ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at",
        (host, next_at),
    )
