"""Append WARC records of public archives to files in ARCHIVE_DIR, so that a kill leaves no part.

``crawling/archives/record_download.py`` calls it. The ledger knows how long each file is: what lies
behind that was written by a run that died before it was entered, and is overwritten.
"""

from __future__ import annotations

import os
from pathlib import Path

from mayadeen_crawler.utils.atomic_files import sync_folder
from mayadeen_crawler.utils.regular_files import open_to_change


def append(path: Path, data: bytes, *, at: int) -> int:
    """Write *data*, whole records, at the byte *at* of the file, and return the file's new length.

    The file is made if *at* is 0, and ends behind *data*; it is on the disk when this returns.
    Raises OSError, also if the file is shorter than *at*, or is a link or FIFO.
    """
    made = at == 0 and not path.exists()
    descriptor = open_to_change(path, make=True)
    try:
        if os.fstat(descriptor).st_size < at:
            raise FileNotFoundError(f"{path} is shorter than what was kept in it")
        view, place = memoryview(data), at
        while view:
            written = os.pwrite(descriptor, view, place)
            view, place = view[written:], place + written
        os.ftruncate(descriptor, place)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if made:
        sync_folder(path.parent)
    return place


def is_whole(path: Path, length: int) -> bool:
    """Whether the file at *path* has at least the *length* bytes that were kept in it."""
    try:
        return path.stat().st_size >= length
    except OSError:
        return False
