"""Classes of how long after publication an edit came: for the chart of edits and for the rows."""

from __future__ import annotations

from bisect import bisect_right

#: (minutes after publication, text of `words.WORDS` for the edits before that), as the revisit
#: ladder has them.
_LIMITS = ((30, "edits.30"), (60, "edits.60"), (120, "edits.120"), (240, "edits.240"),
           (480, "edits.480"), (1440, "edits.1440"), (2880, "edits.2880"))  # fmt: skip
_SECONDS = [minutes * 60 for minutes, _ in _LIMITS]
UNDATED = "edits.undated"
#: All classes, the soonest first.
DELAYS = (*(name for _, name in _LIMITS), "edits.later", UNDATED)


def delay_class(seconds: float | None) -> str:
    """Return the class of an edit so many *seconds* after publication; None: not known."""
    return UNDATED if seconds is None else DELAYS[bisect_right(_SECONDS, seconds)]
