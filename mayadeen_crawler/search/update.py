"""Brings the search index up to date with the feeds; reads only what is new in them.

``scrapy search`` and ``scrapy browse`` call `update` each time. Some thousand records are a
transaction: a command that is killed leaves whole files in the index, and of several at once each
goes on from what the others entered.
"""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from fnmatch import fnmatchcase
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.feeds import DAY_FILES, committed_lengths, whole_lines
from mayadeen_crawler.search.database import merge_pieces, opened, remove
from mayadeen_crawler.search.rows import FEEDS, Record, enter, parsed
from mayadeen_crawler.utils.regular_files import open_regular

#: Records that are put into the index at a time, and their bytes.
GROUP, GROUP_BYTES = 5_000, 64 << 20
#: Bytes at the end of what was read of a file, by which one that was replaced is known.
ENDING = 64

Answer = TypeVar("Answer")


class ReplacedFeedError(Exception):
    """A feed file is not the one that the index was made of."""


def update(db: sqlite3.Connection, folder: Path) -> int:
    """Enter what is new in the feeds of *folder*; return how many records that was.

    Raises ReplacedFeedError: the index has to be made anew. Raises sqlite3.Error and OSError.
    """
    entered, waiting = 0, deque(_changed(db, folder))
    while waiting:
        db.execute("BEGIN IMMEDIATE")
        try:
            entered += _enter_files(db, folder, waiting)
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        while waiting and merge_pieces(db):
            pass
    return entered


def unread_lines(db: sqlite3.Connection) -> int:
    """Return how many lines of the feeds are no records, so that no search finds them."""
    (lines,) = db.execute("SELECT coalesce(sum(unread), 0) FROM read_files").fetchone()
    return int(lines)


def with_index(folder: Path, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """Return what *ask* returns of the index of *folder*, brought up to date.

    *ask* should show what it finds: what is better done afterwards follows it. An index that cannot
    be used is made anew, once. Raises sqlite3.Error and OSError.
    """
    for again in (True, False):
        try:
            with opened(folder) as db:
                entered = update(db, folder)
                answer = ask(db)
                if entered:
                    _merge_if_free(db)
                return answer
        except sqlite3.OperationalError:
            raise
        except (ReplacedFeedError, sqlite3.DatabaseError):
            if not again:
                raise sqlite3.DatabaseError("the feeds change while they are read") from None
            remove(folder)
    raise AssertionError


def _merge_if_free(db: sqlite3.Connection) -> None:
    """Merge pieces, unless another command is writing; what fails is left to the next update."""
    with suppress(sqlite3.Error):
        db.execute("PRAGMA busy_timeout = 0")
        merge_pieces(db)


def _changed(db: sqlite3.Connection, folder: Path) -> list[tuple[str, int]]:
    """Return the files that may hold something new, with their bytes that hold whole records."""
    known = {row["file"]: row for row in db.execute("SELECT file, length, stat FROM read_files")}
    stats = _stats(folder)
    changed = []
    for file, length in _lengths(folder, stats).items():
        before = known.get(file)
        if file not in stats:  # moved away: its records stay
            continue
        if before is None or before["length"] < length or before["stat"] != _mark(stats[file]):
            changed.append((file, length))
    return changed


def _stats(folder: Path) -> dict[str, os.stat_result]:
    """Return feed file → what the file system says of it, the oldest day of each feed first."""
    found = {}
    for feed in FEEDS:
        with suppress(FileNotFoundError), os.scandir(folder / feed) as entries:
            days = (entry for entry in entries if fnmatchcase(entry.name, DAY_FILES))
            for entry in sorted(days, key=attrgetter("name")):
                if entry.is_file(follow_symlinks=False):  # a FIFO would be waited for
                    found[f"{feed}/{entry.name}"] = entry.stat()
    return found


def _mark(about: os.stat_result) -> str:
    """Return what changes whenever a file does."""
    return f"{about.st_ino} {about.st_size} {about.st_mtime_ns}"


def _lengths(folder: Path, stats: Mapping[str, os.stat_result]) -> dict[str, int]:
    """Return feed file → bytes that hold whole records, the oldest day of each feed first."""
    try:
        with snapshot(folder) as ledger:
            return {f: n for feed in FEEDS for f, n in committed_lengths(ledger, feed).items()}
    except LedgerError:  # feeds without a ledger: a copy, or one that is damaged
        return {file: about.st_size for file, about in stats.items()}


def _enter_files(db: sqlite3.Connection, folder: Path, waiting: deque[tuple[str, int]]) -> int:
    """Take files from *waiting* until GROUP records are entered, or none is left."""
    entered, size = 0, 0
    group: list[tuple[str, Record]] = []
    while waiting and entered < GROUP:
        file, length = waiting.popleft()
        path = folder / file
        mark = _mark(path.stat())
        # Asked within the transaction: another command may have read on meanwhile.
        start, unread = _start(db, file, path)
        end = start
        for offset, line in whole_lines(path, start):
            if offset + len(line) > length:
                break
            end = offset + len(line)
            if (record := parsed(line)) is not None:
                group.append((file.partition("/")[0], record))
                entered, size = entered + 1, size + len(line)
            else:
                unread += 1
            if len(group) == GROUP or size > GROUP_BYTES:
                enter(db, group)
                group, size = [], 0
        db.execute(
            "REPLACE INTO read_files VALUES (?, ?, ?, ?, ?)",
            (file, end, _ending(path, end), mark, unread),
        )
    enter(db, group)
    return entered


def _start(db: sqlite3.Connection, file: str, path: Path) -> tuple[int, int]:
    """Return how many bytes of a file are in the index, and how many lines that are no records."""
    row = db.execute(
        "SELECT length, ending, unread FROM read_files WHERE file = ?", (file,)
    ).fetchone()
    if row is None:
        return 0, 0
    if _ending(path, row["length"]) != row["ending"]:
        raise ReplacedFeedError(file)
    return int(row["length"]), int(row["unread"])


def _ending(path: Path, length: int) -> bytes:
    with open_regular(path) as stream:
        stream.seek(max(0, length - ENDING))
        return stream.read(min(length, ENDING))
