"""The present time, for everything that a run records or compares.

All code asks here, as ``clock.now()``, so that tests can replace it and let hours pass.
"""

from __future__ import annotations

from datetime import UTC, datetime

from mayadeen_crawler.dates.site_time import rfc3339


def now() -> datetime:
    """Return the present time, aware, in UTC."""
    return datetime.now(UTC)


def stamp() -> str:
    """Return the present time as records hold it: ``2026-11-28T10:50:00Z``."""
    return rfc3339(now())
