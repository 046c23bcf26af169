"""The report's section on edits: how long after publication, and the most edited articles.

Called by `build`. The texts of those articles are read from the feed files and compared word by
word (`rendering.text_diff`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from mayadeen_crawler.ledger.feed_files.lines import line_at
from mayadeen_crawler.ledger.queries.revision_lines import revision_line
from mayadeen_crawler.reports.charts import common
from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering.elements import (
    LinkedText,
    ReportSection,
    count,
    length,
    share,
    shown,
)
from mayadeen_crawler.reports.rendering.text_diff import difference

_EDITS = """
    SELECT id, cause, epoch(changed_at) - epoch(published_at) AS delay FROM edits ORDER BY ALL
"""
_MOST = """
    SELECT id, count(*) AS edits, list(revision ORDER BY revision) FROM edits
    GROUP BY id ORDER BY edits DESC, id LIMIT 5
"""
#: (minutes after publication, class of the edits before that), as the revisit ladder has them.
_DELAYS = ((30, "under 30 min"), (60, "30 to 60 min"), (120, "1 to 2 h"), (240, "2 to 4 h"),
           (480, "4 to 8 h"), (1440, "8 to 24 h"), (2880, "24 to 48 h"))  # fmt: skip
_LATER, _UNDATED = "48 h and later", "no time known"
#: Newest edits shown of an article.
_SHOWN = 3
_FIELDS = ("headline", "summary", "body_text")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: a revision of an article compared with the one before it."""

    revision: int
    seen_at: str
    """``2026-03-05 14:00``, on the site's clock."""
    fields: str
    """The names in the record's ``changed_fields``, comma-separated."""
    differences: list[tuple[str, Markup]]
    """(text field, its comparison as HTML) for each of `_FIELDS` that changed."""


@dataclass(frozen=True, slots=True)
class EditedStory:
    """One of the most edited articles."""

    headline: LinkedText
    edits: int
    last: list[Edit]
    """Its newest edits, at most `_SHOWN`; none if the feed files were moved away."""
    language: str
    direction: str


def edits(data: ChartData, ledger: sqlite3.Connection, folder: Path) -> ReportSection:
    """Return the section; raises LedgerError if a feed file is not as it was committed."""
    rows = data.ask(_EDITS)
    if not rows:
        return ReportSection("edits", "Edits", "No edit was seen.")
    counts = dict.fromkeys([*(name for _, name in _DELAYS), _LATER, _UNDATED], 0)
    for _, _, delay in rows:
        counts[_class(delay)] += 1
    if not counts[_UNDATED]:
        del counts[_UNDATED]
    stories = len({row[0] for row in rows})
    moved = sum(cause == "moved" for _, cause, _ in rows)
    takeaway = f"{count(len(rows), 'edit')} of {count(stories, 'article')}"
    takeaway += f", {count(moved, 'move')} to another address among them" if moved else ""
    if delays := [max(delay, 0) for _, _, delay in rows if delay is not None]:
        half = length(timedelta(seconds=median(delays)))
        late = sum(delay >= 86_400 for delay in delays)
        takeaway += (
            f"; half within {half} of publication, {share(late, len(delays))} after a day"
            if len(delays) > 1
            else f"; {half} after publication"
        )
    chart = common.ranking(
        "edits", "Edits by time since publication", counts.items(), ("After", "Edits"), "s2"
    )
    note = (
        "When the site says that an article was changed, if it says so and that can be; "
        "else when the change was seen, which is later."
    )
    most_edited = list(_stories(data, ledger, folder))
    return ReportSection("edits", "Edits", f"{takeaway}.", [chart], stories=most_edited, note=note)


def _class(delay: float | None) -> str:
    if delay is None:
        return _UNDATED
    return next((name for minutes, name in _DELAYS if delay < minutes * 60), _LATER)


def _stories(data: ChartData, ledger: sqlite3.Connection, folder: Path) -> Iterator[EditedStory]:
    zone = ZoneInfo(data.edition.time_zone)
    for article, number, revisions in data.ask(_MOST):
        last: list[Edit] = []
        newest: dict[str, Any] = {}
        for revision in revisions[-_SHOWN:]:
            old = _record(ledger, folder, article, revision - 1)
            new = _record(ledger, folder, article, revision)
            if new is None:
                continue
            newest = new
            differences = [
                (field.removesuffix("_text"), difference(old[field] or "", new[field] or ""))
                for field in _FIELDS
                if old is not None and old[field] != new[field]
            ]
            seen = data.ask("SELECT $at::TIMESTAMPTZ", at=new["retrieved_at"])[0][0]
            last.append(
                Edit(
                    revision,
                    f"{seen.astimezone(zone):%Y-%m-%d %H:%M}",
                    ", ".join(map(shown, new["changed_fields"])),
                    differences,
                )
            )
        headline = LinkedText.to(newest.get("headline") or article, newest.get("url"))
        language = data.edition.language
        yield EditedStory(headline, number, last, language, data.edition.direction)


def _record(
    ledger: sqlite3.Connection, folder: Path, article: str, revision: int
) -> dict[str, Any] | None:
    """Return a revision's record; None where its file was moved away."""
    place = revision_line(ledger, article, revision)
    if place is None:
        return None
    try:
        with (folder / place.file).open("rb") as stream:
            record: dict[str, Any] = json.loads(line_at(stream, place, article))
            return record
    except FileNotFoundError:
        return None
