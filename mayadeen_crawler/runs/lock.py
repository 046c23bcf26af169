"""The lock that allows one run at a time of the same spider with the same arguments.

`extensions.manifest` takes it when a run begins and gives it up at its end; `manifest_files` asks
who holds it, to tell a run under way from one that died. It is a ``flock`` on a file in
``OUTPUT_DIR/runs/locks`` that contains the id of the run: the operating system drops it with the
process, however that ends, so no process id is trusted.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from mayadeen_crawler.utils.regular_files import is_at

FOLDER = "locks"

#: Seconds for which a lock is tried again: `holder` holds it for a moment when it looks.
PATIENCE = 0.5

#: A FIFO in the file's place is not waited for, a link in it does not lead to another file.
_SAFELY = os.O_NOFOLLOW | os.O_NONBLOCK


def name_of(spider: str, identity: Mapping[str, object]) -> str:
    """Return the file name of the lock that runs of *spider* with these arguments share.

    *identity*: the arguments that say what is crawled. ``section-0123456789abcdef.lock``.
    """
    text = json.dumps([spider, dict(identity)], sort_keys=True, ensure_ascii=False, default=str)
    return f"{spider}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.lock"


class RunLock:
    """The lock at *path*, held by at most one run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self, run_id: str) -> str | None:
        """Take the lock for *run_id* and return None, or return the id of the run that holds it.

        Raises OSError if the file cannot be made or locked.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        end = time.monotonic() + PATIENCE
        while True:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | _SAFELY, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # The run that held it may have removed the file since it was opened here.
                if is_at(descriptor, self._path):
                    os.truncate(descriptor, 0)
                    os.pwrite(descriptor, run_id.encode(), 0)
                    self._descriptor = descriptor
                    return None
            except BlockingIOError:
                if time.monotonic() >= end:
                    holder = os.pread(descriptor, 200, 0).decode(errors="replace")
                    os.close(descriptor)
                    return holder or "of another process"
            except OSError:
                os.close(descriptor)
                raise
            os.close(descriptor)
            time.sleep(0.02)

    def release(self) -> None:
        """Give the lock up and remove its file; do nothing if it is not held."""
        if self._descriptor is not None:
            with suppress(OSError):
                self._path.unlink()
            os.close(self._descriptor)
            self._descriptor = None


def free_locks(folder: Path) -> list[Path]:
    """Return the locks in *folder* that no process holds: those of runs that were killed."""
    found = []
    for path in sorted(folder.glob("*.lock")):
        with suppress(OSError), _opened(path) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            found.append(path)
    return found


def remove_free(path: Path) -> bool:
    """Remove the lock at *path* unless a process holds it; return whether it was removed."""
    with suppress(OSError), _opened(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # As in `RunLock.take`: it may have been removed, and made anew by a run, since.
        if is_at(descriptor, path):
            path.unlink()
            return True
    return False


def holder(path: Path) -> str | None:
    """Return the id of the run that holds the lock at *path* now, or None."""
    # ValueError for a name that no file can have.
    with suppress(OSError, ValueError), _opened(path) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return os.pread(descriptor, 200, 0).decode(errors="replace")
    return None


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open the lock at *path* to look who holds it; yield its descriptor."""
    descriptor = os.open(path, os.O_RDONLY | _SAFELY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
