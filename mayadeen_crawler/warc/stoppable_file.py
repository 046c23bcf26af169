"""A file whose reader hears that the run ends, however long it would read.

Some kilobytes unpack to gigabytes: who unpacks them in a thread (``reader.py``, ``unpacking.py``)
would hold the process up long after an interrupt.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BufferedReader, FileIO
from pathlib import Path


class Stopped(Exception):
    """The run ends: the rest of the file is not read. Raised by `StoppableFile.read`."""


class StoppableFile(BufferedReader):
    """The file *path*, open for reading until *stop* returns True."""

    def __init__(self, path: Path, stop: Callable[[], bool]) -> None:
        super().__init__(FileIO(path))
        self._stop = stop

    def read(self, size: int | None = -1, /) -> bytes:
        """See `io.BufferedReader.read`; raises Stopped."""
        if self._stop():
            raise Stopped
        return super().read(size)
