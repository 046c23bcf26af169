"""One pace for all runs on a folder: every request takes the next free moment of its host."""

from __future__ import annotations

import sqlite3

#: Requests, of all runs, that wait for their moments at once; and seconds that may
#: always be reserved. A later moment is that of a clock that was set back.
MAX_QUEUE = 200
MIN_AHEAD = 300.0
#: Seconds; likewise for what a site may ask for.
MAX_HOLD = 86_400.0


def reserve(db: sqlite3.Connection, host: str, *, now: float, interval: float) -> float:
    """Take the next free moment for a request to *host*; return it in Unix seconds.

    *interval* (seconds) is kept free after it.
    """
    first = max(now, held_until(db, host, now=now))
    row = db.execute("SELECT next_at FROM pace WHERE host = ?", (host,)).fetchone()
    last = first + max(MIN_AHEAD, MAX_QUEUE * interval)
    moment = max(first, row["next_at"]) if row and row["next_at"] <= last else first
    # What waits for the end of a hold leaves one by one after it.
    db.execute(
        "INSERT INTO pace (host, next_at) VALUES (?, ?) "
        "ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at",
        (host, moment + interval),
    )
    return moment


def hold(db: sqlite3.Connection, host: str, *, until: float) -> None:
    """Keep *host* free of requests of every run until *until* (Unix seconds)."""
    db.execute(
        "INSERT INTO pace (host, next_at, held_until) VALUES (?, 0, ?) "
        "ON CONFLICT (host) DO UPDATE SET held_until = max(held_until, excluded.held_until)",
        (host, until),
    )


def held_until(db: sqlite3.Connection, host: str, *, now: float) -> float:
    """Return until when *host* is to be left alone; a time past for never."""
    row = db.execute("SELECT held_until FROM pace WHERE host = ?", (host,)).fetchone()
    return row["held_until"] if row and row["held_until"] <= now + MAX_HOLD else 0.0
