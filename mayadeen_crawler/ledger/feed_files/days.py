"""Which feed files are of a day to come, because the clock was ahead when they were begun."""

from __future__ import annotations

from datetime import timedelta

from mayadeen_crawler import clock

#: How far a file's day may be ahead of the clock, which may have been set back over midnight.
AHEAD = timedelta(days=1)


def latest(kind: str) -> str:
    """Return the last file of *kind* (``articles``) that is not of a day to come."""
    return f"{kind}/{clock.now() + AHEAD:%Y-%m-%d}.jsonl"
