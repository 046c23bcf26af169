"""Read a record's line at its place in a feed file, as the ledger knows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.feed_files.batch import LinePlace
from mayadeen_crawler.utils.advised_command import advised
from mayadeen_crawler.utils.regular_files import open_regular


def line_at(stream: BinaryIO, place: LinePlace, article_id: str) -> bytes:
    """Return the line of a revision of *article_id*, at *place* in its opened feed file.

    Raises LedgerError where something else is there.
    """
    stream.seek(place.offset)
    line = stream.read(place.length)
    is_line = len(line) == place.length and line.find(b"\n") == len(line) - 1
    if not is_line or not _is_of(line, article_id):
        raise LedgerError(
            f"{stream.name}: byte {place.offset} is not where the record of {article_id} "
            "stands, as the ledger says: put the file back as it was, or run "
            f"{advised('scrapy ledger rebuild', Path(stream.name).parents[1])}"
        )
    return line


def _is_of(line: bytes, article_id: str) -> bool:
    key = f'"id":{json.dumps(article_id, ensure_ascii=False)}'.encode()
    if key in line[:200]:  # so each line of ours begins
        return True
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and record.get("id") == article_id


def record_at(folder: Path, place: LinePlace, article_id: str) -> dict[str, Any] | None:
    """Return the record of *article_id* at *place* below *folder*.

    None where it cannot be read: its file was moved away, or it is not written yet.
    """
    try:
        with open_regular(folder / place.file) as stream:
            record = json.loads(line_at(stream, place, article_id))
    except (OSError, LedgerError, ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
