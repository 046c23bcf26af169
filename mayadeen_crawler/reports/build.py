"""Make a report: read the feeds, make the sections of each edition, write the HTML file.

Called by ``scrapy report``, and by ``scrapy demo`` at its end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import ReportError
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.listing_pages import last_looks
from mayadeen_crawler.outlet import EDITIONS, Edition
from mayadeen_crawler.period import Period
from mayadeen_crawler.reports.data.chart_data import ChartData, fill_chart_data
from mayadeen_crawler.reports.data.feed_tables import tables
from mayadeen_crawler.reports.rendering.elements import ReportSection
from mayadeen_crawler.reports.rendering.page import (
    EditionPart,
    ReportHeader,
    render,
)
from mayadeen_crawler.reports.sections import (
    edits,
    events,
    field_coverage,
    overview,
    publications,
    row_lists,
)
from mayadeen_crawler.reports.wording import Wording
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.utils.atomic_files import remove_left_behind, replacing

#: Bytes of the file that are aimed at, and those of an edition's charts, tables and newest rows.
_SIZE, _ELSE = 4_800_000, 900_000


def write_report(
    folder: Path,
    target: Path,
    *,
    period: Period | None = None,
    edition: str | None = None,
    language: str = "en",
) -> None:
    """Write the report on the feeds of the output folder *folder* to *target*, an HTML file.

    *period*: by default all; *edition*: ``en``, ``ar`` or ``es``, by default each that has
    records; *language*: of headings and labels, one of ``wording.LANGUAGES``. *target* is replaced
    as a whole, or stays as it was. Raises ReportError (a feed cannot be read, *target* cannot be
    written) and LedgerError.
    """
    period = period or Period()
    words = Wording(language)
    codes = [edition] if edition else list(EDITIONS)
    zone = EDITIONS[codes[0]].time_zone
    with snapshot(folder) as ledger, tables(ledger, folder) as (db, missing):
        counted = db.execute("SELECT count(DISTINCT edition) FROM newest").fetchall()[0][0]
        budget = _budget(1 if edition else counted)
        made = [_part(EDITIONS[code], period, words, db, ledger, folder, budget) for code in codes]
    head = ReportHeader(
        _period_in_words(period, words),
        f"{clock.now().astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}",
        zone, folder.absolute().name, missing,
    )  # fmt: skip
    # The charts are drawn once the records' memory is free again.
    _put(render(head, [part for part in made if part], words), target)


def _budget(editions: int) -> int:
    """Return the bytes for the lists of one edition, so that the file stays under _SIZE."""
    return _SIZE // max(editions, 1) - _ELSE


def _part(
    edition: Edition,
    period: Period,
    words: Wording,
    db: duckdb.DuckDBPyConnection,
    ledger: sqlite3.Connection,
    folder: Path,
    budget: int,
) -> EditionPart | None:
    looked_at = last_looks(ledger, edition.code, "most_read", page=1)
    data = fill_chart_data(db, edition, period, words, looked_at)
    if data.is_empty:
        return None
    return EditionPart(
        edition.code, edition.publisher, edition.language, edition.direction, edition.time_zone,
        list(_sections(data, ledger, folder, budget)),
    )  # fmt: skip


def _sections(
    data: ChartData, ledger: sqlite3.Connection, folder: Path, budget: int
) -> Iterator[ReportSection]:
    breaking = events.breaking(data, budget // 4)
    left = budget - (len(breaking.rows.data) if breaking.rows else 0)
    yield overview.at_a_glance(data)
    yield publications.articles(data)
    yield row_lists.articles(data, ledger, folder, left)
    yield breaking
    yield publications.tags(data)
    yield publications.names(data)
    yield publications.week(data)
    yield edits.edits(data, ledger, folder)
    yield events.removals(data)
    yield events.most_read(data)
    # What readers of the news need least comes last: how they were collected.
    yield field_coverage.fields(data)
    yield overview.runs(data, RunsFolder(folder))


def _period_in_words(period: Period, words: Wording) -> str:
    since, until = period.since_day, period.until_day
    if since and until:
        return since if since == until else words.say("period.span", since=since, until=until)
    if since:
        return words.say("period.since", since=since)
    return words.say("period.until", until=until) if until else words.say("period.all")


def _put(page: str, target: Path) -> None:
    remove_left_behind(target.parent)
    try:
        # A lone surrogate in one record must not cost the whole report.
        with replacing(target, errors="replace") as stream:
            stream.write(page)
    except OSError as error:
        raise ReportError(f"cannot write {target}: {error.strerror}") from error
