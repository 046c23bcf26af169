"""The times at which articles were published and updated, in the CMS's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mayadeen_crawler.replica.writing.random_choice import RandomChoices

#: The time zone of the site's CMS, which texts without an offset are in.
CMS_CLOCK = ZoneInfo("Asia/Jerusalem")


def published_at(newest: datetime, steps: int, spacing: timedelta, dice: RandomChoices) -> datetime:
    """Return a full minute *steps* times *spacing* before *newest*, or up to a spacing earlier.

    No time is in the hour that the end of summer time repeats: without an offset it would be
    ambiguous.
    """
    jitter = timedelta(minutes=dice.below(max(1, int(spacing.total_seconds() // 60))))
    instant = (newest - steps * spacing - jitter).astimezone(UTC).replace(second=0, microsecond=0)
    local = instant.astimezone(CMS_CLOCK)
    return (instant + timedelta(hours=1)).astimezone(CMS_CLOCK) if local.fold else local


#: Minutes from publication to the last update, distributed as in records of the real site: a
#: quarter is never updated, half within the hour, a few after days, one before publication.
_DELAYS = (0, 0, 0, 0, 0, 1, 4, 9, 14, 22, 31, 38, 45, 58, 75, 120, 240, 400, 1500, 3100, -3)

#: Time between two edits for which no time is given.
BETWEEN_EDITS = timedelta(minutes=37)


def modified_at(published: datetime, edits: int, dice: RandomChoices) -> datetime:
    """Return the time of the last update, after *edits* more edits; to the second."""
    delay = dice.pick(_DELAYS)
    seconds = dice.below(60) if delay else 0
    first = published.astimezone(UTC) + timedelta(minutes=delay, seconds=seconds)
    return (first + edits * BETWEEN_EDITS).astimezone(CMS_CLOCK)
