"""One pace for all runs on an output folder: a request reserves its host's next free moment.

``middlewares/pace.py`` calls `reserve` before a request and `hold` after a Retry-After, each in a
write transaction. All times are Unix seconds.
"""

from __future__ import annotations

import sqlite3

#: The last reserved moment is at most MAX_QUEUE requests ahead, or MIN_AHEAD seconds if that is
#: more. A later one is left over from before the clock was set back, and is ignored.
MAX_QUEUE = 200
MIN_AHEAD = 300.0
#: Seconds: a longer hold is left over in the same way, and ignored.
MAX_HOLD = 86_400.0


def reserve(db: sqlite3.Connection, host: str, *, now: float, interval: float) -> float:
    """Reserve the next free moment for a request to *host*, and return it.

    No other request gets a moment in the *interval* (seconds) after it.
    """
    first = max(now, held_until(db, host, now=now))
    row = db.execute("SELECT next_at FROM pace WHERE host = ?", (host,)).fetchone()
    last = first + max(MIN_AHEAD, MAX_QUEUE * interval)
    moment = max(first, row["next_at"]) if row and row["next_at"] <= last else first
    # Requests that wait for the end of a hold leave one by one after it.
    db.execute(
        "INSERT INTO pace (host, next_at) VALUES (?, ?) "
        "ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at",
        (host, moment + interval),
    )
    return moment


def postpone(db: sqlite3.Connection, host: str, *, until: float) -> None:
    """Let the next request to *host* have no moment before *until*, reserved ones aside."""
    db.execute("UPDATE pace SET next_at = max(next_at, ?) WHERE host = ?", (until, host))


def hold(db: sqlite3.Connection, host: str, *, until: float) -> None:
    """Let no run send a request to *host* before *until*."""
    db.execute(
        "INSERT INTO pace (host, next_at, held_until) VALUES (?, 0, ?) "
        "ON CONFLICT (host) DO UPDATE SET held_until = max(held_until, excluded.held_until)",
        (host, until),
    )


def held_until(db: sqlite3.Connection, host: str, *, now: float) -> float:
    """Return until when no request may be sent to *host*; a past time if it may at once."""
    row = db.execute("SELECT held_until FROM pace WHERE host = ?", (host,)).fetchone()
    return row["held_until"] if row and row["held_until"] <= now + MAX_HOLD else 0.0
