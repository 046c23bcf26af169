"""The table of runs that ``scrapy runs`` prints; the report's overview shows the same cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mayadeen_crawler.runs.past_runs import RunWithOutcome
from mayadeen_crawler.utils.terminal import harmless, plain_table

if TYPE_CHECKING:
    from rich.table import Table

#: Arguments that name what a run crawls, and the characters of them that are shown.
ASKED, ROOM = ("sections", "tags", "since"), 24

_NUMBERS = ("new", "revised", "seconds")
_HEADINGS = ("started (UTC)", "spider", "", "outcome", *_NUMBERS, "reason, or result")
#: Outcome → its colour on a terminal; any other is red.
_COLOURS = {"good": "green", "running": "cyan", "interrupted": "yellow"}
#: The run id of a job of ``deploy/schedule.py``, with the schedule's name.
_SCHEDULED = re.compile(r"[0-9]{8}T[0-9]{6}Z-(.+)-[0-9a-f]{6}")


def table(runs: Iterable[RunWithOutcome]) -> Table | None:
    """Return the table of *runs*, one a row, for ``terminal.show``; None without a run."""
    from rich.text import Text

    found = plain_table(*_HEADINGS, numbers=_NUMBERS)
    found.padding = (0, 1, 0, 0)
    found.columns[0].no_wrap = True
    for cells in map(row, runs):
        started, spider, edition, outcome, *rest = cells
        minute = started[:16].replace("T", " ")
        colour = _COLOURS.get(outcome, "red")
        found.add_row(minute, spider, edition, Text(outcome, style=colour), *rest)
    return found if found.row_count else None


def row(run: RunWithOutcome) -> tuple[str, ...]:
    """Return the eight cells of *run*, its manifest's text made harmless to a terminal.

    Started (RFC 3339, UTC), spider (and its schedule, where that has another name), edition,
    outcome, new and revised records, seconds, and the reason or result. Of the ticker, lines that
    appeared and were edited count.
    """
    manifest, records = run.manifest, run.manifest["records"]
    kind, first, again = (
        ("breaking", "appeared", "edited")
        if manifest["spider"] == "breaking"
        else ("articles", "new", "revised")
    )
    return (
        harmless(manifest["started_at"]),
        _spider(manifest),
        harmless(manifest["edition"]),
        harmless(run.outcome),
        str(records[kind].get(first, 0)),
        str(records[kind].get(again, 0)),
        f"{manifest['seconds']:.1f}",
        _reason(run),
    )


def _spider(manifest: Mapping[str, Any]) -> str:
    spider = harmless(manifest["spider"]) or "?"
    found = _SCHEDULED.fullmatch(manifest["run_id"])
    schedule = harmless(found[1]) if found else spider
    return spider if schedule == spider else f"{spider} ({schedule})"


def _reason(run: RunWithOutcome) -> str:
    asked, why, count = parts_of_reason(run)
    said = ": ".join(filter(None, [asked, why]))
    return said + (f" ({count} warning{'s' * (count > 1)})" if count else "")


def parts_of_reason(run: RunWithOutcome) -> tuple[str, str, int]:
    """Return what *run* was asked for, its reason or result in English, and its warnings' number.

    What it was asked for may be empty, and is cut short.
    """
    manifest = run.manifest
    if run.outcome == "died":
        last = manifest["updated_at"]
        return "", f"killed or crashed after {last}: the next run recovers its records", 0
    asked = " ".join(str(manifest["arguments"].get(name, "")) for name in ASKED).split()
    return (
        harmless(",".join(asked)[:ROOM]),
        harmless(manifest["reason"] or ""),
        len(manifest["warnings"]),
    )
