"""Selects the lines of an export from the articles feed; the ledger knows where each line is.

Called by ``delivery``. An empty or partial export is decided in ``lines``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.ledger.feed_files.export_positions import Position
from mayadeen_crawler.ledger.feed_files.lines import line_at
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.ledger.queries.export_lines import export_lines
from mayadeen_crawler.period import Period
from mayadeen_crawler.utils.text import fold


@dataclass(frozen=True, slots=True)
class Selection:
    """The records that an export is asked for, by the options of ``scrapy export``."""

    all_revisions: bool = False
    """False: only the newest revision of each article."""
    period: Period = field(default_factory=Period)
    """Bounds of the time of publication in the article's newest revision."""
    sections: tuple[str, ...] = ()
    """Section slugs; empty means all."""
    tags: tuple[str, ...] = ()
    """Labels in any spelling; a record needs one of them; empty means all."""
    edition: str | None = None
    body: bool = True
    """False: without ``body_text`` and ``body_blocks``."""
    skip_missing: bool = False
    """Leave out the records of feed files that were moved away, instead of failing."""


@dataclass(slots=True)
class Tally:
    """The counts of an export, for the lines that ``scrapy export`` prints."""

    records: int = 0
    undated: int = 0
    """Records without a time of publication, exported although a period was asked for."""
    missing: dict[str, int] = field(default_factory=dict)
    """Missing feed file → the number of its selected records."""
    undescribed: str | None = None
    """Why no data package says what was written, where one should."""


def lines(
    db: sqlite3.Connection, folder: Path, wanted: Selection, start: Position, tally: Tally
) -> Iterator[bytes]:
    """Yield the lines that *wanted* asks for, from *start* on, in feed order; fills *tally*.

    Raises ExportError where a file is missing, LedgerError where one does not hold what
    the ledger says.
    """
    found = export_lines(
        db,
        start,
        all_revisions=wanted.all_revisions,
        edition=wanted.edition,
        sections=wanted.sections,
    )
    tags = {fold(tag) for tag in wanted.tags}
    with ExitStack() as stack:
        name, stream = "", None
        for article_id, place, published in found:
            if published is not None and not wanted.period.holds(published):
                continue
            if place.file != name:
                stack.close()
                name, stream = place.file, _open(folder / place.file, stack)
            if stream is None:
                tally.missing[name] = tally.missing.get(name, 0) + 1
                continue
            line = line_at(stream, place, article_id)
            if tags or not wanted.body:
                record = json.loads(line)
                if tags and not tags & {fold(tag) for tag in record["tags"]}:
                    continue
                if not wanted.body:
                    line = encode({**record, "body_text": None, "body_blocks": []})
            tally.records += 1
            tally.undated += published is None and wanted.period != Period()
            yield line
    if tally.missing and not wanted.skip_missing:
        file, count = next(iter(tally.missing.items()))
        raise ExportError(
            f"{folder / file} is not there, and {count} records of the export stand in it "
            f"({sum(tally.missing.values())} in all such files): put it back, "
            "or go on without them by --skip-missing"
        )


def _open(path: Path, stack: ExitStack) -> BinaryIO | None:
    try:
        return stack.enter_context(path.open("rb"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
