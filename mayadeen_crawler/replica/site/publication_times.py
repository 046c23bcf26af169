"""When articles were published: minutes on the CMS clock, a step apart, never ambiguous."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mayadeen_crawler.replica.writing.random_choice import RandomChoices

#: The clock the site writes its times on.
CMS_CLOCK = ZoneInfo("Asia/Jerusalem")


def published_at(newest: datetime, steps: int, spacing: timedelta, dice: RandomChoices) -> datetime:
    """Return the minute *steps* spacings before *newest*, a little earlier by chance.

    The hour that the end of summer time repeats is left out: a text without
    offset could not tell its second half from its first.
    """
    jitter = timedelta(minutes=dice.below(max(1, int(spacing.total_seconds() // 60))))
    instant = (newest - steps * spacing - jitter).astimezone(UTC).replace(second=0, microsecond=0)
    local = instant.astimezone(CMS_CLOCK)
    return (instant + timedelta(hours=1)).astimezone(CMS_CLOCK) if local.fold else local


#: Minutes from publication to the last update, as the outlet's own records spread
#: them: a quarter never, half within the hour, a few after days, one before.
_DELAYS = (0, 0, 0, 0, 0, 1, 4, 9, 14, 22, 31, 38, 45, 58, 75, 120, 240, 400, 1500, 3100, -3)

#: From one edit to the next, where nobody says when it was.
BETWEEN_EDITS = timedelta(minutes=37)


def modified_at(published: datetime, edits: int, dice: RandomChoices) -> datetime:
    """Return the moment of the last update, to the second; *edits* come after it."""
    delay = dice.pick(_DELAYS)
    seconds = dice.below(60) if delay else 0
    first = published.astimezone(UTC) + timedelta(minutes=delay, seconds=seconds)
    return (first + edits * BETWEEN_EDITS).astimezone(CMS_CLOCK)
