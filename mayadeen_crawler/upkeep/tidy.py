"""Tidy an output folder: remove what grows and is of no use, each kind within a limit of time.

Every removal is of one file, or one SQLite transaction, and finds again what an earlier call left:
a process that is killed here loses nothing, and of two that tidy at once each removes what the
other has not. What is never removed, and why, is in ``docs/operating.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scrapy.settings import BaseSettings

from mayadeen_crawler import clock
from mayadeen_crawler.ledger import tidying
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.runs import lock
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.upkeep.manifests import removable, remove_manifests
from mayadeen_crawler.utils.atomic_files import remove_left_behind
from mayadeen_crawler.utils.error_pages import ErrorPages
from mayadeen_crawler.warc.run_file import finished_before

#: The share of the ledger's file, and the bytes, from which free pages are given back.
MOST_FREE, MIN_FREE = 0.25, 1 << 20


@dataclass(frozen=True, slots=True)
class Keeping:
    """How much of an output folder is kept, by the settings."""

    folder: Path
    manifests: int
    """RUNS_KEPT: the newest ones. Some older ones stay, too (`upkeep.manifests`)."""
    archive: Path | None
    """ARCHIVE_DIR."""
    archive_days: float
    """ARCHIVE_KEPT_DAYS; 0: all of them."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Keeping:
        """Read the settings, which are checked already."""
        return cls(
            Path(settings["OUTPUT_DIR"]),
            int(settings.getfloat("RUNS_KEPT")),
            Path(settings["ARCHIVE_DIR"]) if settings["ARCHIVE_DIR"] else None,
            settings.getfloat("ARCHIVE_KEPT_DAYS"),
        )


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was removed of one kind, or would be."""

    kind: str
    """As ``manifests``: what is counted."""
    number: int
    size: int
    """Bytes."""


def tidy(
    keeping: Keeping, *, dry_run: bool = False, by_hand: bool = True, aged: bool = True,
    seconds: float = float("inf"),
) -> Iterator[Tidied]:  # fmt: skip
    """Remove what is of no use, a kind after the other; yield what was removed of each.

    *dry_run*: only count. *by_hand*: also give back the ledger's free pages, for which all runs
    wait. *aged*: also what goes for its age alone; leave it out where the clock may be wrong.
    *seconds*: how long it may take; the rest is left to the next call. Raises LedgerError and
    OSError.
    """
    end = time.monotonic() + seconds
    found_by = end - seconds / 2 if seconds < float("inf") else end
    folder = keeping.folder
    runs = RunsFolder(folder)
    old = removable(runs, keeping.manifests, until=found_by)
    if not dry_run:
        old = remove_manifests(folder, old, until=end)
    yield Tidied("manifests", len(old), sum(one.size for one in old))
    locks, pages = runs.path / lock.FOLDER, ErrorPages(folder)
    yield _each("locks of dead runs", lock.free_locks(locks), lock.remove_free, dry_run, end)
    yield _each("halves of pages that raised", pages.halves(), _unlink, dry_run, end)
    left = [remove_left_behind(one, dry_run=dry_run) for one in (folder, runs.path)]
    yield Tidied("unfinished files", sum(left), 0)
    if keeping.archive and keeping.archive_days and aged:
        before = clock.now().timestamp() - keeping.archive_days * 86_400  # may be before the year 1
        kept = finished_before(keeping.archive, before)
        yield _each("WARC files", kept, _unlink, dry_run, end)
    if (folder / FILE_NAME).exists():
        yield from _ledger(folder, dry_run, by_hand=by_hand)


def _each(
    kind: str, paths: Iterable[Path], remove: Callable[[Path], bool], dry_run: bool, end: float
) -> Tidied:
    number = size = 0
    for path in paths:
        if time.monotonic() > end:
            break
        length = _size(path)
        if dry_run or remove(path):
            number, size = number + 1, size + length
    return Tidied(kind, number, size)


def _ledger(folder: Path, dry_run: bool, *, by_hand: bool) -> Iterator[Tidied]:
    log = folder / f"{FILE_NAME}-wal"
    size = _size(log) if dry_run else tidying.empty_write_ahead_log(folder)
    yield Tidied("write-ahead logs", int(size > 0), size)
    room = tidying.room(folder)
    if by_hand and room.free >= max(MIN_FREE, MOST_FREE * room.size):
        if not dry_run:
            tidying.vacuum(folder)
        yield Tidied("ledgers with free pages", 1, room.free)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _unlink(path: Path) -> bool:
    """Remove *path*; return whether this call did."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True
