"""Classes of how long after publication an edit came: for the chart of edits and for the rows."""

from __future__ import annotations

#: (minutes after publication, text of `words.WORDS` for the edits before that), as the revisit
#: ladder has them.
_LIMITS = ((30, "edits.30"), (60, "edits.60"), (120, "edits.120"), (240, "edits.240"),
           (480, "edits.480"), (1440, "edits.1440"), (2880, "edits.2880"))  # fmt: skip
UNDATED = "edits.undated"
#: All classes, the soonest first.
DELAYS = (*(name for _, name in _LIMITS), "edits.later", UNDATED)


def delay_class(seconds: float | None) -> str:
    """Return the class of an edit so many *seconds* after publication; None: not known."""
    if seconds is None:
        return UNDATED
    return next((name for minutes, name in _LIMITS if seconds < minutes * 60), "edits.later")
