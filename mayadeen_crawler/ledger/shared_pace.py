"""One pace for all runs on an output folder: a request reserves its host's next free moment.

``middlewares/pace.py`` calls `reserve` before a request and `hold` after a Retry-After, each in a
write transaction. All times are Unix seconds.
"""

from __future__ import annotations

import sqlite3

#: The last reserved moment is at most MAX_QUEUE requests ahead, at the longest interval of those
#: that wait, or MIN_AHEAD seconds if that is more. A later one is left over from before the clock
#: was set back, and is ignored.
MAX_QUEUE = 200
MIN_AHEAD = 300.0
#: Seconds: the longest interval of others that a run takes account of so. No site is asked so
#: seldom, and a run with a mistyped delay is not to keep later ones waiting for years.
MAX_INTERVAL = 600.0
#: Seconds: a longer hold is left over in the same way, and ignored.
MAX_HOLD = 86_400.0


def reserve(
    db: sqlite3.Connection, host: str, *, now: float, interval: float, learns: bool = False
) -> float:
    """Reserve the next free moment for a request to *host*, and return it.

    No other request gets a moment in the *interval* (seconds) after it; *learns*: nor in that of
    those that wait before it, since the request is for the file that names it.
    """
    moment = first = max(now, held_until(db, host, now=now))
    row = db.execute("SELECT next_at, interval FROM pace WHERE host = ?", (host,)).fetchone()
    longest = interval
    if row and row["next_at"] > first:
        # A run that has not read robots.txt yet knows nothing of the others' Crawl-delay.
        among = max(interval, min(row["interval"], MAX_INTERVAL))
        if row["next_at"] <= first + max(MIN_AHEAD, MAX_QUEUE * among):
            moment, longest = row["next_at"], among
    # Requests that wait for the end of a hold leave one by one after it.
    db.execute(
        "INSERT INTO pace (host, next_at, interval) VALUES (?, ?, ?) ON CONFLICT (host) "
        "DO UPDATE SET next_at = excluded.next_at, interval = excluded.interval",
        (host, moment + (longest if learns else interval), longest),
    )
    return moment


def postpone(db: sqlite3.Connection, host: str, *, until: float, interval: float) -> None:
    """Let the next request to *host* have no moment before *until*, reserved ones aside.

    *interval*: the seconds between two requests that are the reason.
    """
    db.execute(
        "UPDATE pace SET next_at = max(next_at, ?), interval = max(interval, ?) WHERE host = ?",
        (until, interval, host),
    )


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
