"""The lines of the feeds as watches look at them: each one parsed once, for several watches."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from mayadeen_crawler.ledger.feed_files.export_positions import Position
from mayadeen_crawler.ledger.feed_files.lines import record_at
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.feeds import whole_lines
from mayadeen_crawler.ledger.queries.revision_lines import revision_lines
from mayadeen_crawler.watch.matching import Candidate, candidate

logger = logging.getLogger(__name__)

#: Candidates that are kept for the next watch.
KEPT = 200
#: What may be between the days on which a page was fetched and its record written.
A_DAY = timedelta(days=1)


class FeedLines:
    """The committed lines of a folder's feeds, as candidates for alerts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[tuple[str, int], Candidate | None] = {}
        """(file, offset) → candidate: several watches look at the same lines."""
        self._missing: set[str] = set()

    def after(
        self, place: Position, lengths: Mapping[str, int]
    ) -> Iterator[tuple[Position, Position, Candidate | None]]:
        """Yield (place of the line, place after it, candidate) for each line of a feed from *place*
        on; None for a line that is never told. *lengths*: its files → committed bytes.

        A file that was moved away is passed over, with a warning.
        """
        for file, length in lengths.items():
            start = place.offset if file == place.file else 0
            if file < place.file or start >= length:
                continue
            try:
                yield from self._lines(file, start, length)
            except FileNotFoundError:
                if file not in self._missing:
                    logger.warning("%s was moved away: no alerts on what it holds", file)
                self._missing.add(file)

    def _lines(
        self, file: str, start: int, length: int
    ) -> Iterator[tuple[Position, Position, Candidate | None]]:
        for offset, line in whole_lines(self._folder / file, start):
            end = offset + len(line)
            if end > length:
                return
            key = (file, offset)
            if key not in self._kept:
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                self._kept[key] = candidate(line, self._article_of)
            yield Position(file, offset), Position(file, end), self._kept[key]

    def _article_of(self, article_id: str) -> dict[str, Any] | None:
        with snapshot(self._folder) as db:
            lines = revision_lines(db, article_id)
        return record_at(self._folder, lines[-1].place, article_id) if lines else None


def written_at(found: Candidate, file: str) -> str:
    """Return when a record was written: its page was fetched then, unless it is a replay's.

    *file*: its feed file, of which only the day is in its name. A replayed page was fetched long
    before that day, and one of while the clock was ahead seems fetched after it.
    """
    day = date.fromisoformat(file.rpartition("/")[2].removesuffix(".jsonl"))
    fetched = str(found.record.get("observed_at") or found.record.get("retrieved_at"))
    if _is_time(fetched) and abs(datetime.fromisoformat(fetched).date() - day) <= A_DAY:
        return fetched
    return f"{day}T00:00:00Z"


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:  # another program may have written the record
        return False
