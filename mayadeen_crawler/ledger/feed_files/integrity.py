"""Whether the feeds are, byte for byte, what was committed to them.

``scrapy audit --integrity`` calls this. Every span of every feed file is compared with its
SHA-256; a damaged span is named by its first byte, its lines and its run.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.feed_files.append_log import FeedSpan, spans_of
from mayadeen_crawler.ledger.feed_files.batch import APPENDED
from mayadeen_crawler.ledger.feeds import DAY_FILES, committed_lengths, current_files
from mayadeen_crawler.utils.regular_files import open_regular


@dataclass(frozen=True, slots=True)
class Damage:
    """The first place at which a feed file is not what was committed."""

    file: str
    """As ``<kind>/<day>.jsonl``."""
    byte: int
    """The first byte of the damaged span, or of the bytes that no run committed."""
    problem: str
    run_id: str | None
    """The run that wrote the span, where it is known."""


@dataclass(slots=True)
class IntegrityCheck:
    """The result of a check of all feeds."""

    files: int = 0
    """Read and compared."""
    bytes: int = 0
    """Found as they were committed."""
    appends: int = 0
    """The spans of these bytes."""
    moved_away: list[str] = field(default_factory=list)
    """Files of finished days that are not in the folder: they cannot be checked."""
    unfinished: dict[str, int] = field(default_factory=dict)
    """Unfinished file → bytes behind its committed end; the next run settles them."""
    sound: dict[str, int] = field(default_factory=dict)
    """File → its committed bytes, of the files that are as they were committed."""
    damages: list[Damage] = field(default_factory=list)
    """At most one a file: the first."""


def check(db: sqlite3.Connection, folder: Path) -> IntegrityCheck:
    """Compare every feed file of *folder* with the ledger as the snapshot *db* has it."""
    found = IntegrityCheck()
    today = f"{clock.now():%Y-%m-%d}.jsonl"
    lengths = committed_lengths(db)
    current = current_files(db)
    for file in sorted(lengths.keys() | set(_files(folder))):
        kind, name = file.split("/")
        path, length = folder / file, lengths.get(file, 0)
        if not os.path.lexists(path):
            if length and file == current.get(kind) and name >= today:
                found.damages.append(Damage(file, 0, f"the file is missing ({length} bytes)", None))
            elif length:
                found.moved_away.append(file)
            continue
        try:
            with open_regular(path) as stream:
                _check_file(db, stream, file, length, found, current=current.get(kind, ""))
        except OSError as error:
            why = f"the file cannot be read ({error.strerror})"
            found.damages.append(Damage(file, 0, why, None))
    return found


def _files(folder: Path) -> Iterator[str]:
    for kind in APPENDED:
        for path in (folder / kind).glob(DAY_FILES):
            yield f"{kind}/{path.name}"


def _check_file(
    db: sqlite3.Connection,
    stream: BinaryIO,
    file: str,
    length: int,
    found: IntegrityCheck,
    *,
    current: str,
) -> None:
    """Check one file of *length* committed bytes; *current*: the one of its kind that grows."""
    found.files += 1
    end, lines = 0, 0
    for span in spans_of(db, file):
        if span.offset != end:
            break
        data = stream.read(span.length)
        if hashlib.sha256(data).hexdigest() != span.sha256:
            found.damages.append(_damage(file, span, data, lines))
            return
        end += span.length
        lines += data.count(b"\n")
        found.bytes += span.length
        found.appends += 1
    if end != length:
        why = f"the ledger has {length} bytes of it, and knows who appended them up to byte {end}"
        found.damages.append(Damage(file, end, why, None))
        return
    found.sound[file] = length
    beyond = stream.seek(0, 2) - length
    if beyond and file >= current:
        found.unfinished[file] = beyond
    elif beyond:
        found.damages.append(Damage(file, length, f"{beyond} bytes that no run committed", None))


def _damage(file: str, span: FeedSpan, data: bytes, lines: int) -> Damage:
    """Return the damage of *span*, of which the file has *data*, after *lines* good lines."""
    if len(data) < span.length:
        end = span.offset + len(data)
        problem = (
            f"the file ends at byte {end}, {span.length - len(data)} bytes too early, in the "
            f"{span.length} bytes from there (from line {lines + 1} on)"
        )
        return Damage(file, span.offset, problem, span.run_id)
    last = lines + data.count(b"\n") + (not data.endswith(b"\n"))
    where = f"line {last}" if last == lines + 1 else f"lines {lines + 1} to {last}"
    problem = f"the {span.length} bytes from there ({where}) are not what was written"
    return Damage(file, span.offset, problem, span.run_id)
