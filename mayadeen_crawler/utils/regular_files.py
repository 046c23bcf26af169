"""Open files that anybody could have put in place: regular files only, and never with a wait.

A FIFO in a file's place blocks whoever opens it; a symbolic link leads out of the folder.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast

_KINDS = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
)


def not_regular(path: Path, *, follow: bool = False) -> str | None:
    """Return what *path* is (``a FIFO``) where it is no regular file; None if it is one or missing.

    *follow*: a symbolic link counts as what it leads to. Raises OSError.
    """
    try:
        mode = path.stat(follow_symlinks=follow).st_mode
    except FileNotFoundError:
        return None
    return _named(mode)


def open_regular(path: Path, *, append: bool = False) -> BinaryIO:
    """Open the regular file *path* for reading, or to append to it (then it is made if missing).

    Not through a symbolic link. Raises OSError with one line for what else is there.
    """
    what = not_regular(path)
    if what is None:
        mode, buffering = ("ab", 0) if append else ("rb", -1)
        stream = cast("BinaryIO", open(path, mode, buffering, opener=_opener))  # noqa: SIM115
        what = _named(os.fstat(stream.fileno()).st_mode)
        if what is None:
            return stream
        stream.close()  # it was exchanged meanwhile
    raise _refusal(what, path)


def open_to_change(path: Path, *, make: bool = False) -> int:
    """Return a descriptor of the regular file *path*, to read and to write anywhere in it.

    *make*: make it if it is missing. Not through a symbolic link. Raises OSError as `open_regular`
    does.
    """
    what = not_regular(path)
    if what is None:
        descriptor = _opener(str(path), os.O_RDWR | (os.O_CREAT if make else 0))
        what = _named(os.fstat(descriptor).st_mode)
        if what is None:
            return descriptor
        os.close(descriptor)  # it was exchanged meanwhile
    raise _refusal(what, path)


def put_anew(path: Path, data: bytes) -> None:
    """Write *data* to a new file *path*, in place of whatever file, link or FIFO is there.

    Raises OSError.
    """
    path.unlink(missing_ok=True)
    with path.open("xb") as stream:
        stream.write(data)


def is_at(descriptor: int, path: Path) -> bool:
    """Whether the open file or folder is still the one at *path*, not removed or renamed since."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _refusal(what: str, path: Path) -> OSError:
    return OSError(errno.EINVAL, f"it is {what}, not a regular file", str(path))


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)


def _named(mode: int) -> str | None:
    if stat.S_ISREG(mode):
        return None
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "a device")
