"""Make a report: read the feeds, make the sections of each edition, write the HTML file.

Called by ``scrapy report``, and by ``scrapy demo`` at its end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

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
)
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.utils.atomic_files import remove_left_behind, replacing


def write_report(
    folder: Path, target: Path, *, period: Period | None = None, edition: str | None = None
) -> None:
    """Write the report on the feeds of the output folder *folder* to *target*, an HTML file.

    *period*: by default all; *edition*: ``en``, ``ar`` or ``es``, by default each that has
    records. *target* is replaced as a whole, or stays as it was. Raises ReportError (a feed cannot
    be read, *target* cannot be written) and LedgerError.
    """
    period = period or Period()
    codes = [edition] if edition else list(EDITIONS)
    with snapshot(folder) as ledger, tables(ledger, folder) as (db, missing):
        made = [_part(EDITIONS[code], period, db, ledger, folder) for code in codes]
    head = ReportHeader(_period_in_words(period), f"{clock.now():%Y-%m-%d %H:%M} UTC",
                folder.absolute().name, missing)  # fmt: skip
    # The charts are drawn once the records' memory is free again.
    _put(render(head, [part for part in made if part]), target)


def _part(
    edition: Edition,
    period: Period,
    db: duckdb.DuckDBPyConnection,
    ledger: sqlite3.Connection,
    folder: Path,
) -> EditionPart | None:
    looked_at = last_looks(ledger, edition.code, "most_read", page=1)
    data = fill_chart_data(db, edition, period, looked_at)
    if data.is_empty:
        return None
    return EditionPart(
        edition.code, edition.publisher, edition.language, edition.direction, edition.time_zone,
        list(_sections(data, ledger, folder)),
    )  # fmt: skip


def _sections(data: ChartData, ledger: sqlite3.Connection, folder: Path) -> Iterator[ReportSection]:
    yield overview.at_a_glance(data, RunsFolder(folder))
    yield publications.articles(data)
    yield publications.week(data)
    yield events.breaking(data)
    yield publications.tags(data)
    yield publications.names(data)
    yield edits.edits(data, ledger, folder)
    yield events.removals(data)
    yield events.most_read(data)
    yield field_coverage.fields(data)


def _period_in_words(period: Period) -> str:
    since, until = period.since_day, period.until_day
    if since and until:
        return since if since == until else f"{since} to {until}"
    if since or until:
        return f"Since {since}" if since else f"Until {until}"
    return "All that the feeds hold"


def _put(page: str, target: Path) -> None:
    remove_left_behind(target.parent)
    try:
        # A lone surrogate in one record must not cost the whole report.
        with replacing(target, errors="replace") as stream:
            stream.write(page)
    except OSError as error:
        raise ReportError(f"cannot write {target}: {error.strerror}") from error
