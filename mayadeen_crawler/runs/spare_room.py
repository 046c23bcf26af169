"""Room on the disk that is kept for runs which find no room for a manifest.

A file of ROOM bytes whose blocks are its own: lines that are written over them need no free block.
`RunsFolder` writes the short manifest of such a run into a line, reads the lines as manifests, and
a later run writes each to a file of its own.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mayadeen_crawler.utils.regular_files import open_regular, open_to_change

#: Bytes of the file: manifests of some forty runs.
ROOM = 64 << 10
#: The unit of ``st_blocks``.
BLOCK = 512

Change = Callable[[list[bytes]], list[bytes]]
"""Returns the lines that take the place of those given, all without their ends."""


class SpareRoom:
    """The file at *path*; many processes may use it at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self) -> None:
        """Make the file if it is missing, or not whole; raises OSError."""
        with self._opened(make=True) as file:
            if os.fstat(file.fileno()).st_size < ROOM:
                data = _padded(_lines(file))
                file.seek(0)
                file.write(data)
                os.fsync(file.fileno())

    def lines(self) -> list[bytes]:
        """Return the lines; none where the file is missing or cannot be read."""
        with suppress(OSError), open_regular(self._path) as file:
            return _lines(file)
        return []

    def change(self, change: Change) -> bool:
        """Write what *change* makes of the lines over them; False, and no change, without room.

        Raises what *change* raises, and OSError.
        """
        with self._opened() as file:
            data = _padded(change(_lines(file)))
            if len(data) > min(ROOM, os.fstat(file.fileno()).st_blocks * BLOCK):
                return False
            file.seek(0)
            file.write(data)
            os.fsync(file.fileno())
            return True

    @contextmanager
    def _opened(self, *, make: bool = False) -> Iterator[BinaryIO]:
        descriptor = open_to_change(self._path, make=make)
        with closing(os.fdopen(descriptor, "r+b", buffering=0)) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _lines(file: BinaryIO) -> list[bytes]:
    return [line for line in file.read(ROOM).split(b"\n") if line.strip()]


def _padded(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines).ljust(ROOM)
