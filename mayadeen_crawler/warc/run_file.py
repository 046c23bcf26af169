"""The WARC file of a run in ARCHIVE_DIR: it ends with a whole record even if the run is killed.

While the file is written its name is ``<run id>.warc.gz.open``, and the run holds a lock on it
that ends with the process. `settle`, called by the next run that writes in the folder, cuts the
file of a killed run after its last whole record and removes ``.open`` from its name. ``check``
is called before a crawl begins; the rest by ``writer.py``.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import zlib
from contextlib import suppress
from itertools import count
from pathlib import Path

from mayadeen_crawler.exceptions import WarcFolderError
from mayadeen_crawler.utils.atomic_files import sync_folder
from mayadeen_crawler.utils.regular_files import is_at, open_to_change

logger = logging.getLogger(__name__)

SUFFIX, OPEN = ".warc.gz", ".open"
#: Bytes that are read at once when a file of a killed run is searched for its last whole record.
_CHUNK = 1 << 20


def check(folder: Path) -> None:
    """Make *folder* if it is not there; raises WarcFolderError if nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise WarcFolderError(
            f"cannot write to {folder} ({error.strerror}): free space, or mend its rights, or "
            "choose another ARCHIVE_DIR"
        ) from None


class WarcRunFile:
    """The file that the run *run_id* appends to; raises OSError if it cannot be made."""

    def __init__(self, folder: Path, run_id: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path, self._descriptor = _made(folder, run_id)
        self._end = 0
        self._whole = True
        sync_folder(folder)

    @property
    def name(self) -> str:
        """The file's name once it is finished."""
        return self.path.name.removesuffix(OPEN)

    def append(self, data: bytes) -> None:
        """Append *data*, whole records; raises OSError, and then nothing of *data* is left."""
        if not self._whole:
            os.ftruncate(self._descriptor, self._end)
        self._whole = False
        view, at = memoryview(data), self._end
        try:
            while view:
                written = os.pwrite(self._descriptor, view, at)
                view, at = view[written:], at + written
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._end)
                self._whole = True
            raise
        self._end, self._whole = at, True

    def sync(self) -> None:
        """Return once all that was appended is on the disk; raises OSError."""
        os.fsync(self._descriptor)

    def finish(self) -> None:
        """Close the file and remove ``.open`` from its name; raises OSError."""
        try:
            if not self._whole:
                os.ftruncate(self._descriptor, self._end)
            _name(self.path, self._end)
        finally:
            os.close(self._descriptor)


def settle(folder: Path) -> None:
    """Finish the files of killed runs; log a warning for each that cannot be finished."""
    for path in sorted(folder.glob(f"*{SUFFIX}{OPEN}")):
        try:
            _settle(path)
        except FileNotFoundError:
            pass  # it was finished meanwhile
        except OSError as error:  # another user's file, say: this run goes on
            logger.warning("%s: cannot be finished: %s", path, error.strerror)


def finished_before(folder: Path, moment: float) -> list[Path]:
    """Return the runs' finished files in *folder* that were last written before *moment*.

    *moment*: Unix seconds. Not those in folders below it, which hold what archives were asked for.
    """
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(OSError):
            if path.is_file() and path.stat().st_mtime < moment:
                found.append(path)
    return found


def _settle(path: Path) -> None:
    descriptor = open_to_change(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if is_at(descriptor, path):
            _finish_dead(path, descriptor)
    except BlockingIOError:
        pass  # its run is alive
    finally:
        os.close(descriptor)


def _finish_dead(path: Path, descriptor: int) -> None:
    size, end = os.fstat(descriptor).st_size, _whole(descriptor)
    if end < size:
        os.ftruncate(descriptor, end)
        os.fsync(descriptor)
        logger.warning("%s: cut off %d bytes of an unfinished write", path, size - end)
    _name(path, end)
    logger.info("%s: finished for a run that died", path)


def _name(path: Path, length: int) -> None:
    """Remove ``.open`` from the name of a file of *length* bytes, or the file if it is empty."""
    if length:
        path.rename(path.with_name(path.name.removesuffix(OPEN)))
    else:
        path.unlink()
    sync_folder(path.parent)


def _made(folder: Path, run_id: str) -> tuple[Path, int]:
    """Make and lock a new file: ``<run id>.warc.gz``, or ``<run id>-2.warc.gz`` if there is one."""
    for number in count(1):
        name = f"{run_id}{SUFFIX}" if number == 1 else f"{run_id}-{number}{SUFFIX}"
        path = folder / f"{name}{OPEN}"
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Between making and locking it, `settle` of another run may have removed it.
            ours = is_at(descriptor, path)
        except BlockingIOError:
            ours = False
        if ours and not (folder / name).exists():
            return path, descriptor
        if ours:
            path.unlink()
        os.close(descriptor)
    raise AssertionError("numbers do not end")


def _whole(descriptor: int) -> int:
    """Return the length in bytes of the whole gzip members at the file's beginning."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    inflate, at, whole = zlib.decompressobj(31), 0, 0
    while data := os.read(descriptor, _CHUNK):
        at += len(data)
        while data:
            try:
                # The output is limited: one member may unpack to more than fits in memory.
                inflate.decompress(data, _CHUNK)
                data = inflate.unconsumed_tail
            except zlib.error:
                return whole
            if inflate.eof:
                data = inflate.unused_data
                whole = at - len(data)
                inflate = zlib.decompressobj(31)
    return whole
