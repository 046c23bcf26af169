"""A report from beginning to end: read, asked, drawn, and put in its place whole."""

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
from mayadeen_crawler.reports.data.scope import Scope, scoped
from mayadeen_crawler.reports.data.tables import tables
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
from mayadeen_crawler.utils.atomic_files import replacing


def write_report(
    folder: Path, target: Path, *, period: Period | None = None, edition: str | None = None
) -> None:
    """Write the report on the feeds of *folder* to *target* (an HTML file).

    *period*: default all; *edition*: a code, default every one there is. *target* comes into
    being whole, or stays as it was. Raises ReportError and LedgerError.
    """
    period = period or Period()
    codes = [edition] if edition else list(EDITIONS)
    with snapshot(folder) as ledger, tables(ledger, folder) as (db, missing):
        made = [_part(EDITIONS[code], period, db, ledger, folder) for code in codes]
        head = ReportHeader(_said(period), f"{clock.now():%Y-%m-%d %H:%M} UTC",
                    folder.absolute().name, missing)  # fmt: skip
        _put(render(head, [part for part in made if part]), target)


def _part(
    edition: Edition,
    period: Period,
    db: duckdb.DuckDBPyConnection,
    ledger: sqlite3.Connection,
    folder: Path,
) -> EditionPart | None:
    looked_at = last_looks(ledger, edition.code, "most_read", page=1)
    scope = scoped(db, edition, period, looked_at)
    if scope.is_empty:
        return None
    return EditionPart(
        edition.code, edition.publisher, edition.language, edition.direction, edition.time_zone,
        list(_sections(scope, ledger, folder)),
    )  # fmt: skip


def _sections(scope: Scope, ledger: sqlite3.Connection, folder: Path) -> Iterator[ReportSection]:
    yield overview.glance(scope, RunsFolder(folder))
    yield publications.articles(scope)
    yield publications.week(scope)
    yield events.breaking(scope)
    yield publications.tags(scope)
    yield publications.names(scope)
    yield edits.edits(scope, ledger, folder)
    yield events.removals(scope)
    yield events.most_read(scope)
    yield field_coverage.fields(scope)


def _said(period: Period) -> str:
    since, until = period.since_day, period.until_day
    if since and until:
        return since if since == until else f"{since} to {until}"
    if since or until:
        return f"Since {since}" if since else f"Until {until}"
    return "All that the feeds hold"


def _put(page: str, target: Path) -> None:
    try:
        # What cannot be encoded is no text: one record must not cost the report.
        with replacing(target, errors="replace") as stream:
            stream.write(page)
    except OSError as error:
        raise ReportError(f"cannot write {target}: {error.strerror}") from error
