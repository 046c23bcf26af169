"""Decide what to notify: new problems and recoveries only, given what earlier runs reported. Pure.

`extensions.health` calls `notification` at the end of every run, sends its lines to the channels
of NOTIFY if there are any, and writes its `Notification.stats` into the run's manifest. The next
run reads them there: so a ticker that is unhealthy every five minutes is one message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mayadeen_crawler.runs.outcome import Verdict

#: Outcomes that are notified.
BAD = ("unhealthy", "blocked", "failed", "wrong_use")
#: Outcomes of runs that were judged by their figures, and so know of warnings.
JUDGED = ("good", "unhealthy")
#: Outcomes of runs that say nothing about the site: they are skipped when looking back.
SKIPPED = ("running", "skipped", "interrupted")

#: Stat: the bad outcome that was notified last (str), or None after a good run.
NOTIFIED_OUTCOME = "health/told"
#: Stat: the subjects (see `Notification.subjects`) of the warnings that were notified (list).
NOTIFIED_WARNINGS = "health/told_of"


@dataclass(frozen=True, slots=True)
class Notification:
    """What is new about a run, and what earlier runs notified already."""

    lines: tuple[str, ...]
    """What to send; empty if nothing is new."""
    outcome: str | None
    """This run's outcome if it is one of `BAD`."""
    last: str | None
    """The bad outcome that was notified last, if no good run was notified since."""
    known: tuple[str, ...]
    """Subjects of this run's warnings that were notified before."""
    subjects: tuple[str, ...]
    """Subjects of all warnings of this run: ``drift meta``, ``silence politics``, ``trouble``."""

    def stats(self, *, sent: bool) -> dict[str, Any]:
        """Return the two stats for the manifest; *sent*: at least one channel got the lines.

        What no channel got is new again for the next run.
        """
        return {
            NOTIFIED_OUTCOME: self.outcome if sent else self.last,
            NOTIFIED_WARNINGS: list(self.subjects if sent else self.known),
        }


def notification(
    ended: Verdict, warnings: Mapping[str, str], before: Sequence[Mapping[str, Any]]
) -> Notification:
    """Return what is new about a run that *ended* so.

    *warnings*: subject → line, as ``{"drift meta": "drift: meta serves 0% of …"}``. *before*: the
    manifests (``outcome`` and ``stats``) of runs with the same arguments, newest first.
    """
    runs = [one for one in before if one["outcome"] not in SKIPPED]
    last = runs[0]["stats"].get(NOTIFIED_OUTCOME) if runs else None
    judged = next((one for one in runs if one["outcome"] in JUDGED), None)
    notified = judged["stats"].get(NOTIFIED_WARNINGS) or () if judged else ()
    bad = ended.outcome if ended.outcome in BAD else None
    known = tuple(one for one in warnings if isinstance(notified, list) and one in notified)
    lines = []
    if bad and bad != last:
        lines.append(f"{ended.outcome}: {ended.reason}")
    elif last and ended.outcome == "good":
        lines.append(f"good again: {ended.reason}")
    lines += [line for subject, line in warnings.items() if subject not in known]
    return Notification(tuple(lines), bad, last, known, tuple(warnings))
