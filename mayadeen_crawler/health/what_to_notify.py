"""What somebody has to be told of a run, given what was told of the runs before it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mayadeen_crawler.runs.outcome import Verdict

#: Outcomes that are told, and those of runs that were judged.
BAD, JUDGED = ("unhealthy", "blocked", "failed", "wrong_use"), ("good", "unhealthy")
#: Outcomes of runs that were none, or say nothing.
NONE = ("running", "skipped", "interrupted")

#: Stats: the bad outcome that somebody knows of, and the subjects of such warnings.
TOLD, TOLD_OF = "health/told", "health/told_of"


@dataclass(frozen=True, slots=True)
class News:
    """What is new, and what is known already."""

    words: tuple[str, ...]
    """To be told; empty for nothing."""
    outcome: str | None
    """The outcome, where it is a bad one."""
    last: str | None
    """The bad outcome that was told last, if no good one was since."""
    known: tuple[str, ...]
    """Subjects of warnings that were told before."""
    subjects: tuple[str, ...]
    """Of all warnings."""

    def stats(self, *, told: bool) -> dict[str, Any]:
        """Return what the manifest keeps; *told*: the words reached somebody."""
        return {
            TOLD: self.outcome if told else self.last,
            TOLD_OF: list(self.subjects if told else self.known),
        }


def news(ended: Verdict, warnings: Mapping[str, str], before: Sequence[Mapping[str, Any]]) -> News:
    """Return what is new of a run; *warnings*: subject → line.

    *before*: the manifests of runs with the same arguments, newest first.
    """
    runs = [one for one in before if one["outcome"] not in NONE]
    last = runs[0]["stats"].get(TOLD) if runs else None
    judged = next((one for one in runs if one["outcome"] in JUDGED), None)
    told_of = judged["stats"].get(TOLD_OF) or () if judged else ()
    bad = ended.outcome if ended.outcome in BAD else None
    known = tuple(subject for subject in warnings if subject in told_of)
    words = []
    if bad and bad != last:
        words.append(f"{ended.outcome}: {ended.reason}")
    elif last and ended.outcome == "good":
        words.append(f"good again: {ended.reason}")
    words += [line for subject, line in warnings.items() if subject not in known]
    return News(tuple(words), bad, last, known, tuple(warnings))
