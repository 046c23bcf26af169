"""Make a report: read the feeds, make the sections of each edition, write the HTML file.

Called by ``scrapy report``, and by ``scrapy demo`` at its end.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import ReportError
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.listings.listing_pages import last_looks
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.period import Period
from mayadeen_crawler.reports.charts.drawing_process import Draw, in_a_process
from mayadeen_crawler.reports.data.chart_data import ChartData, fill_chart_data
from mayadeen_crawler.reports.data.feed_tables import tables
from mayadeen_crawler.reports.rendering.elements import ReportSection
from mayadeen_crawler.reports.rendering.page import (
    Drawings,
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
    with snapshot(folder) as ledger, in_a_process() as draw:
        looks = [last_looks(ledger, code, "most_read", page=1) for code in codes]
        with tables(ledger, folder) as (db, missing), ExitStack() as opened:
            counted = db.execute("SELECT count(DISTINCT edition) FROM newest").fetchall()[0][0]
            feeds = _Feeds(ledger, folder, _budget(1 if edition else counted))
            connections = [opened.enter_context(db.cursor()) for _ in codes]
            # One at a time, which is the memory for: while DuckDB fills the tables of an edition,
            # the part on the one before is begun.
            beside = ThreadPoolExecutor(1)
            opened.callback(beside.shutdown, cancel_futures=True)
            filled = [
                beside.submit(fill_chart_data, own, EDITIONS[code], period, words, seen)
                for code, own, seen in zip(codes, connections, looks, strict=True)
            ]
            begun = [_begin(data.result(), feeds, draw) for data in filled]
            made = [_finish(part, feeds, draw) for part in begun if part]
        head = ReportHeader(
            _period_in_words(period, words),
            f"{clock.now().astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}",
            zone, folder.absolute().name, missing,
        )  # fmt: skip
        page = render(head, made, words)
    _put(page, target)


@dataclass(frozen=True, slots=True)
class _Feeds:
    """What the sections of a report are made of, besides its tables."""

    ledger: sqlite3.Connection
    folder: Path
    budget: int
    """Bytes for the lists of one edition."""


def _budget(editions: int) -> int:
    """Return the bytes for the lists of one edition, so that the file stays under _SIZE."""
    return _SIZE // max(editions, 1) - _ELSE


@dataclass(frozen=True, slots=True)
class _BegunPart:
    """The part on one edition without its lists."""

    data: ChartData
    first: list[ReportSection]
    rest: list[ReportSection]
    drawings: dict[str, Drawings]
    """The charts so far, which are being drawn."""


def _begin(data: ChartData, feeds: _Feeds, draw: Draw) -> _BegunPart | None:
    """Return the part on an edition; None if it has no record."""
    if data.is_empty:
        return None
    first = [overview.at_a_glance(data), publications.articles(data)]
    rest = [
        publications.tags(data),
        publications.names(data),
        publications.week(data),
        edits.edits(data, feeds.ledger, feeds.folder),
        events.removals(data),
        events.most_read(data),
        # What readers of the news need least comes last: how they were collected.
        field_coverage.fields(data),
        overview.runs(data, RunsFolder(feeds.folder)),
    ]
    return _BegunPart(data, first, rest, _drawings([*first, *rest], data.words, draw))


def _finish(part: _BegunPart, feeds: _Feeds, draw: Draw) -> EditionPart:
    """Return *part* with its lists: they take longest, and charts are drawn meanwhile."""
    data, edition = part.data, part.data.edition
    breaking = events.breaking(data, feeds.budget // 4)
    drawings = part.drawings | _drawings([breaking], data.words, draw)
    left = feeds.budget - (len(breaking.rows.data) if breaking.rows else 0)
    articles = row_lists.articles(data, feeds.ledger, feeds.folder, left)
    return EditionPart(
        edition.code, edition.publisher, edition.language, edition.direction, edition.time_zone,
        [*part.first, articles, breaking, *part.rest], drawings,
    )  # fmt: skip


def _drawings(sections: list[ReportSection], words: Wording, draw: Draw) -> dict[str, Drawings]:
    """Begin to draw the charts of *sections*, each for a wide screen and for a phone."""
    return {
        chart.id: Drawings(draw(chart.spec(True), words), draw(chart.spec(False), words))
        for section in sections
        for chart in section.charts
    }


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
