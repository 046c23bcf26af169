"""Write files so that a crash leaves the old content or the new, never a part.

Used for manifests, exports and reports; `sync_folder` also by the ledger and WARC files.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from mayadeen_crawler.utils.regular_files import is_at

#: Folders that `work_folder` makes.
_WORK = re.compile(r"\..+\.[0-9a-f]{12}\.part")
#: What a file system answers that cannot sync folders.
_NO_SUCH_CALL = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS})


@contextmanager
def replacing(target: Path, *, errors: str = "strict") -> Iterator[TextIO]:
    """Open a UTF-8 text stream whose content replaces *target* when the block ends.

    If the block raises, *target* stays as it was. *errors* is that of ``open``, such as
    ``"replace"`` for characters that cannot be encoded. Raises OSError.

        with replacing(path) as stream:
            stream.write(text)
    """
    with work_folder(target) as folder:
        temporary = folder / target.name
        with temporary.open("w", encoding="utf-8", errors=errors) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)


@contextmanager
def work_folder(target: Path) -> Iterator[Path]:
    """Make a folder beside *target* to write it in; remove it when the block ends.

    It is locked as long as its process lives, so that `remove_left_behind` knows those of dead
    ones. Raises OSError.
    """
    descriptor = None
    while descriptor is None:
        folder = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
        folder.mkdir()
        descriptor = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _locked(folder: Path) -> int | None:
    """Lock *folder* and return its descriptor; None if another process takes it for left behind.

    It may also have removed it just before: a folder without a name can be locked, too.
    """
    with suppress(FileNotFoundError, BlockingIOError), ExitStack() as unless_locked:
        descriptor = os.open(folder, os.O_RDONLY)
        unless_locked.callback(os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if is_at(descriptor, folder):
            unless_locked.pop_all()
            return descriptor
    return None


def remove_left_behind(folder: Path, *, dry_run: bool = False) -> int:
    """Remove from *folder* the work folders of processes that were killed; return how many.

    *dry_run*: only count them.
    """
    gone = 0
    with suppress(OSError):
        for path in [Path(entry) for entry in os.scandir(folder) if _WORK.fullmatch(entry.name)]:
            with suppress(OSError):
                descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if not dry_run:
                        shutil.rmtree(path)
                    gone += 1
                finally:
                    os.close(descriptor)
    return gone


def is_disk_full(error: OSError) -> bool:
    """Whether *error* says that the disk, or the user's share of it, is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def sync_folder(folder: Path) -> None:
    """Return once the names of new and renamed files in *folder* are on the disk, too.

    Where the file system has no such call (shares of other machines, some of FUSE's) it does what
    it does, as for SQLite's files. Raises OSError where the call fails.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SUCH_CALL:
            raise
    finally:
        os.close(descriptor)
