"""One run at a time of the same spider with the same arguments: a lock of the operating system.

It is gone with the process that holds it, however that ends, so no pid has to be
believed. The file says which run holds it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

FOLDER = "locks"

#: Seconds for which a lock is asked for again: whoever looks whether a run is alive holds
#: it for a moment.
PATIENCE = 0.5


def name_of(spider: str, identity: Mapping[str, object]) -> str:
    """Return the name of the lock that runs of *spider* with these arguments share."""
    text = json.dumps([spider, dict(identity)], sort_keys=True, ensure_ascii=False, default=str)
    return f"{spider}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.lock"


class RunLock:
    """The lock at *path*, held by at most one run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self, run_id: str) -> str | None:
        """Take the lock for *run_id*, or return the run that holds it; raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        end = time.monotonic() + PATIENCE
        while True:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Whoever held it may have removed the file since it was opened.
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
        """Give the lock up, and remove its file; nothing where it is not held."""
        if self._descriptor is not None:
            with suppress(OSError):
                self._path.unlink()
            os.close(self._descriptor)
            self._descriptor = None


def holder(path: Path) -> str | None:
    """Return the run that holds the lock at *path* now, if one does."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 200, 0).decode(errors="replace")
    else:
        return None
    finally:
        os.close(descriptor)


def is_at(descriptor: int, path: Path) -> bool:
    """Whether the open file is still the one at *path*: somebody may have removed or renamed it."""
    ours = os.fstat(descriptor)
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)
