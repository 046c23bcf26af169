"""The one clock of a run, so that a test can let hours pass."""

from __future__ import annotations

from datetime import UTC, datetime

from mayadeen_crawler.dates.site_time import rfc3339


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def stamp() -> str:
    """Return this moment as records hold it: RFC 3339 in UTC, whole seconds."""
    return rfc3339(now())
