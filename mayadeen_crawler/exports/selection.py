"""Selects the lines of an export from a feed; the ledger knows where each line is.

Called by ``delivery``. An empty or partial export is decided in ``lines``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple

from mayadeen_crawler.exceptions import ExportError, LedgerError
from mayadeen_crawler.exports.reservations import MiningStatus, Reservations
from mayadeen_crawler.ledger.feed_files.export_positions import Delivered
from mayadeen_crawler.ledger.feed_files.lines import line_at
from mayadeen_crawler.ledger.feeds import committed_lengths, whole_lines
from mayadeen_crawler.ledger.queries.export_lines import export_lines
from mayadeen_crawler.period import Period
from mayadeen_crawler.schemas.kinds import KINDS, RecordKind
from mayadeen_crawler.utils.advised_command import advised
from mayadeen_crawler.utils.regular_files import open_regular
from mayadeen_crawler.utils.text import fold

_NOTHING: Delivered = MappingProxyType({})

ARTICLE = KINDS["article"]

#: The fields that ``--no-body`` leaves out.
BODY = ("body_text", "body_blocks")


@dataclass(frozen=True, slots=True)
class Selection:
    """What an export is asked for, by the options of ``scrapy export``."""

    kind: RecordKind = ARTICLE
    all_revisions: bool = False
    """False: only the newest revision of each article."""
    period: Period = field(default_factory=Period)
    """Bounds of a record's time: of publication, in the article's newest revision; of records
    that have no such field the time of observation."""
    sections: tuple[str, ...] = ()
    """Section slugs; empty means all."""
    tags: tuple[str, ...] = ()
    """Labels in any spelling; a record needs one of them; empty means all."""
    edition: str | None = None
    unreserved: bool = False
    """Without what the site's own words reserve from text mining (``reservations.py``)."""
    newest: int | None = None
    """Only so many articles, those published last first; 0: all of them. None: in feed order."""
    skip_missing: bool = False
    """Leave out the records of feed files that were moved away, instead of failing."""
    columns: tuple[str, ...] = ()
    """The fields that are written, in this order; empty means all."""
    body: bool = True
    """False: without the fields BODY."""
    bom: bool = True
    """Whether CSV begins with a byte order mark."""

    @property
    def table(self) -> tuple[str, ...]:
        """The columns of a table, in their order."""
        names = self.columns or field_names(self.kind)
        return names if self.body else tuple(name for name in names if name not in BODY)


@dataclass(slots=True)
class Tally:
    """The counts of an export, for the lines that ``scrapy export`` prints."""

    records: int = 0
    undated: int = 0
    """Records without a time, exported although a period was asked for."""
    reserved: int = 0
    """Records left out because the site reserves them from text mining."""
    unknown: int = 0
    """Records left out because nothing is known of what their pages reserved."""
    tags: set[str] = field(default_factory=set)
    """Labels of the records among which ``--tag`` chose."""
    missing: dict[str, int | None] = field(default_factory=dict)
    """Missing feed file → the number of its selected records; None where it is unknown."""
    cut: int = 0
    """Cells that were cut, since a spreadsheet holds no longer text in one."""
    sheets: int = 1
    """Sheets of a workbook."""
    undescribed: str | None = None
    """Why no data package says what was written, where one should."""


class _Found(NamedTuple):
    """A line that may be wanted."""

    line: bytes
    time: str | None
    """What the period is compared with: a time (RFC 3339, UTC), a day, or None."""


def field_names(kind: RecordKind) -> tuple[str, ...]:
    """Return the names of the fields of *kind*, in the order of a line's keys."""
    return tuple(one.name for one in fields(kind.record))


def lines(
    db: sqlite3.Connection,
    folder: Path,
    wanted: Selection,
    tally: Tally,
    had: Delivered = _NOTHING,
) -> Iterator[bytes]:
    """Yield the lines that *wanted* asks for, without what a consumer *had* already; fills *tally*.

    In feed order, or by publication where *wanted* says ``newest``. Raises ExportError where a
    file is missing, LedgerError where one does not hold what the ledger says.
    """
    found = (_articles if wanted.kind is ARTICLE else _of_feed)(db, folder, wanted, tally, had)
    tags = {fold(tag) for tag in wanted.tags}
    reservations = Reservations(db, folder) if wanted.unreserved else None
    for line, time in found:
        if tags or reservations:
            record = json.loads(line)
            if tags:
                tally.tags.update(record["tags"])
                if not tags & {fold(tag) for tag in record["tags"]}:
                    continue
            if reservations and (answer := reservations.answer(record)) is not MiningStatus.FREE:
                tally.reserved += answer is MiningStatus.RESERVED
                tally.unknown += answer is MiningStatus.UNKNOWN
                continue
        tally.records += 1
        tally.undated += time is None and wanted.period != Period()
        yield line
        if wanted.newest and tally.records == wanted.newest:
            break
    if tally.missing and not wanted.skip_missing:
        raise ExportError(_missing(folder, tally))


def _missing(folder: Path, tally: Tally) -> str:
    file, count = next(iter(tally.missing.items()))
    mend = "put it back, or go on without them by --skip-missing"
    if count is None:
        return f"{folder / file} is not there, and records of the export stand in it: {mend}"
    total = sum(number or 0 for number in tally.missing.values())
    return (
        f"{folder / file} is not there, and {count} records of the export stand in it "
        f"({total} in all such files): {mend}"
    )


def _articles(
    db: sqlite3.Connection, folder: Path, wanted: Selection, tally: Tally, had: Delivered
) -> Iterator[_Found]:
    lengths = committed_lengths(db, ARTICLE.folder)
    found = export_lines(
        db,
        next((file for file, length in lengths.items() if had.get(file, 0) < length), "~"),
        all_revisions=wanted.all_revisions,
        edition=wanted.edition,
        sections=wanted.sections,
        newest_first=wanted.newest is not None,
    )
    with ExitStack() as stack:
        name, stream = "", None
        for article_id, place, published in found:
            if published is not None and not wanted.period.holds(published):
                continue
            if place.offset < had.get(place.file, 0):
                continue
            if place.file != name:
                stack.close()
                name, stream = place.file, _open(folder / place.file, stack)
            if stream is None:
                tally.missing[name] = (tally.missing.get(name) or 0) + 1
                continue
            yield _Found(line_at(stream, place, article_id), published)


def _of_feed(
    db: sqlite3.Connection, folder: Path, wanted: Selection, tally: Tally, had: Delivered
) -> Iterator[_Found]:
    """Yield the lines of a feed of which the ledger knows files and lengths only."""
    dated = {"published_at", "published_date"} & set(field_names(wanted.kind))
    times = ("published_at", "published_date") if dated else ("observed_at",)
    for file, length in committed_lengths(db, wanted.kind.folder).items():
        begin = had.get(file, 0)
        if begin >= length:
            continue
        path = folder / file
        if not path.exists():
            tally.missing[file] = None
            continue
        for line, record in _records(path, begin, length, wanted.kind):
            time = next((record[name] for name in times if record.get(name)), None)
            edition = record.get("edition") or str(record.get("id")).partition(":")[0]
            if (
                (wanted.edition is None or edition == wanted.edition)
                and (not wanted.sections or record.get("section") in wanted.sections)
                and (time is None or wanted.period.holds(time))
            ):
                yield _Found(line, time)


def _records(
    path: Path, begin: int, length: int, kind: RecordKind
) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Yield each line of *path* from the byte *begin* up to *length*, and its record.

    Raises LedgerError where something else than whole records of *kind* is there.
    """
    end = begin
    try:
        for offset, line in whole_lines(path, begin):
            if offset == length:
                return
            record = _parsed(line)
            if record.get("record_type") != kind.name:
                break
            end = offset + len(line)
            if end > length:
                break
            yield line, record
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
    if end != length:
        raise LedgerError(
            f"{path}: byte {end} is not where a {kind.name} record stands, as the ledger says: "
            f"{advised('scrapy audit --integrity', path.parents[1])} names the bytes that disagree"
        )


def _parsed(line: bytes) -> dict[str, Any]:
    """Return the record of a line, {} if it is none."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _open(path: Path, stack: ExitStack) -> BinaryIO | None:
    try:
        return stack.enter_context(open_regular(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
