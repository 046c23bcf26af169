"""The report's section on edits: how long after publication, and the most edited articles.

Called by `build`; what those articles changed is compared in `differences`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from mayadeen_crawler.reports.charts import common
from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering.elements import (
    Difference,
    LinkedText,
    Mark,
    ReportSection,
)
from mayadeen_crawler.reports.sections.delays import DELAYS, UNDATED, delay_class
from mayadeen_crawler.reports.sections.differences import differences

_EDITS = """
    SELECT id, cause, epoch(changed_at) - epoch(published_at) AS delay FROM edits ORDER BY ALL
"""
_MOST = """
    SELECT id, count(*) AS edits, list(strftime(seen_at, '%Y-%m-%dT%H:%M:%SZ') ORDER BY seen_at)
    FROM edits GROUP BY id ORDER BY edits DESC, id LIMIT 5
"""
#: Newest edits shown of an article.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class EditedStory:
    """One of the most edited articles."""

    headline: LinkedText
    edits: int
    last: Sequence[Difference]
    """Its newest edits, at most `_SHOWN`; none if the feed files were moved away."""
    language: str
    direction: str


def edits(data: ChartData, ledger: sqlite3.Connection, folder: Path) -> ReportSection:
    """Return the section; raises LedgerError if a feed file is not as it was committed."""
    words = data.words
    title = words.say("edits.title")
    rows = data.ask(_EDITS)
    if not rows:
        return ReportSection("edits", title, words.say("edits.none"))
    counts = dict.fromkeys(DELAYS, 0)
    for _, _, delay in rows:
        counts[delay_class(delay)] += 1
    if not counts[UNDATED]:
        del counts[UNDATED]
    moved = sum(cause == "moved" for _, cause, _ in rows)
    said = ""
    if delays := [max(delay, 0) for _, _, delay in rows if delay is not None]:
        half = words.length(timedelta(seconds=median(delays)))
        late = words.share(sum(delay >= 86_400 for delay in delays), len(delays))
        said = (
            words.say("edits.delays", time=half, share=late)
            if len(delays) > 1
            else words.say("edits.one_delay", time=half)
        )
    takeaway = words.say(
        "edits.takeaway", n=len(rows), articles=len({row[0] for row in rows}),
        moves=words.say("edits.moves", n=moved) if moved else "", delays=said,
    )  # fmt: skip
    named = {words.say(name): number for name, number in counts.items()}
    chart = common.ranking(
        words, "edits", words.say("edits.chart"), named.items(),
        (words.say("edits.after"), words.say("edits.head")), "s2",
        lambda title, name: Mark.of(title, f"{data.edition.code}-list", delay=name),
    )  # fmt: skip
    most_edited = list(_stories(data, ledger, folder))
    return ReportSection(
        "edits", title, takeaway, [chart], stories=most_edited, note=words.say("edits.note")
    )


def _stories(data: ChartData, ledger: sqlite3.Connection, folder: Path) -> Iterator[EditedStory]:
    for article, number, moments in data.ask(_MOST):
        found = differences(data, ledger, folder, article, moments[-_SHOWN:])
        url = found.newest.get("url") or found.newest.get("canonical_url")
        yield EditedStory(
            LinkedText.to(found.newest.get("headline") or article, url), number, found.edits,
            data.edition.language, data.edition.direction,
        )  # fmt: skip
