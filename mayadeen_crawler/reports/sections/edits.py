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

from mayadeen_crawler.content_hash import field_hashes
from mayadeen_crawler.items import CONTENT_FIELDS
from mayadeen_crawler.ledger.feed_files.lines import line_at
from mayadeen_crawler.ledger.queries.revision_lines import StateLine, state_lines
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
from mayadeen_crawler.utils.regular_files import open_regular

_EDITS = """
    SELECT id, cause, epoch(changed_at) - epoch(published_at) AS delay FROM edits ORDER BY ALL
"""
_MOST = """
    SELECT id, count(*) AS edits, list(strftime(seen_at, '%Y-%m-%dT%H:%M:%SZ') ORDER BY seen_at)
    FROM edits GROUP BY id ORDER BY edits DESC, id LIMIT 5
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
    """One edit: a state of an article compared with the one before it in time."""

    record: str
    """What tells it: ``Revision 3`` or ``Capture (wayback)``."""
    seen_at: str
    """``2026-03-05 14:00``, on the site's clock."""
    fields: str
    """The names of the content fields that differ, comma-separated."""
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
    for article, number, moments in data.ask(_MOST):
        last: list[Edit] = []
        newest: dict[str, Any] = {}
        states = state_lines(ledger, article)
        for before, state in zip([None, *states], states, strict=False):
            if state.at not in moments[-_SHOWN:]:
                continue
            old = _record(folder, before, article)
            new = _record(folder, state, article)
            if new is None:
                continue
            newest = new
            differences = [
                (field.removesuffix("_text"), difference(old[field] or "", new[field] or ""))
                for field in _FIELDS
                if old is not None and old[field] != new[field]
            ]
            seen = data.ask("SELECT $at::TIMESTAMPTZ", at=state.at)[0][0]
            last.append(
                Edit(
                    _name(new),
                    f"{seen.astimezone(zone):%Y-%m-%d %H:%M}",
                    ", ".join(map(shown, _changed(old, new))),
                    differences,
                )
            )
        url = newest.get("url") or newest.get("canonical_url")
        headline = LinkedText.to(newest.get("headline") or article, url)
        language = data.edition.language
        yield EditedStory(headline, number, last, language, data.edition.direction)


def _name(record: dict[str, Any]) -> str:
    if record["record_type"] == "article":
        return f"Revision {record['revision']}"
    return f"Capture ({record['source']})"


def _changed(old: dict[str, Any] | None, new: dict[str, Any]) -> list[str]:
    """Return the fields that differ; as *new* says it where the state before was moved away."""
    if old is None:
        return list(new["changed_fields"] or ())
    before, now = field_hashes(old), field_hashes(new)
    return [name for name in CONTENT_FIELDS if before[name] != now[name]]


def _record(folder: Path, state: StateLine | None, article: str) -> dict[str, Any] | None:
    """Return the record that tells a state; None where its file was moved away."""
    if state is None:
        return None
    try:
        with open_regular(folder / state.place.file) as stream:
            record: dict[str, Any] = json.loads(line_at(stream, state.place, article))
            return record
    except FileNotFoundError:
        return None
