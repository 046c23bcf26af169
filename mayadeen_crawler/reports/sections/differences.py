"""What changed in an article from one state to the next, for its row and for the most edited ones.

The texts are read from the feed files and compared word by word (`rendering.text_diff`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from mayadeen_crawler.content_hash import differing_fields
from mayadeen_crawler.ledger.feed_files.lines import line_at
from mayadeen_crawler.ledger.queries.revision_lines import StateLine, state_lines
from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering.elements import Difference, shown
from mayadeen_crawler.reports.rendering.text_diff import passages
from mayadeen_crawler.utils.regular_files import open_regular

_FIELDS = ("headline", "summary", "body_text")


@dataclass(frozen=True, slots=True)
class ArticleDifferences:
    """An article's edits, and its newest record among their states."""

    edits: list[Difference] = field(default_factory=list)
    """In order of time; those whose feed files were moved away are left out."""
    newest: dict[str, Any] = field(default_factory=dict)
    """Empty where every feed file was moved away."""


def differences(
    data: ChartData, ledger: sqlite3.Connection, folder: Path, article: str, seen: Collection[str]
) -> ArticleDifferences:
    """Return the edits of *article* that were *seen* at these times (RFC 3339, UTC).

    Raises LedgerError if a feed file is not as it was committed.
    """
    found = ArticleDifferences()
    states = state_lines(ledger, article)
    for before, state in zip([None, *states], states, strict=False):
        if state.at not in seen:
            continue
        old, new = _record(folder, before, article), _record(folder, state, article)
        if new is None:
            continue
        found.newest.clear()
        found.newest.update(new)
        found.edits.append(_difference(data, old, new, state.at))
    return found


def _difference(
    data: ChartData, old: dict[str, Any] | None, new: dict[str, Any], at: str
) -> Difference:
    words = data.words
    if new["record_type"] == "article":
        record = words.say("edit.revision", n=str(new["revision"]))
    else:
        record = words.say("edit.capture", source=shown(new["source"]))
    seen = data.clock(datetime.fromisoformat(at))
    fields = ", ".join(_named(data, name) for name in _changed(old, new))
    return Difference(
        words.say("edit.seen", record=record, at=seen, zone=data.edition.time_zone),
        [
            (_named(data, name), passages(old[name] or "", new[name] or ""))
            for name in _FIELDS
            if old is not None and old[name] != new[name]
        ],
        words.say("edit.changed", fields=fields or words.say("edit.no_text")),
    )


def _named(data: ChartData, name: str) -> str:
    key = f"field.{name}"
    return data.words.say(key) if data.words.has(key) else shown(name)


def _changed(old: dict[str, Any] | None, new: dict[str, Any]) -> list[str]:
    """Return the fields that differ; as *new* says it where the state before was moved away."""
    if old is None:
        return list(new["changed_fields"] or ())
    return differing_fields(old, new)


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
