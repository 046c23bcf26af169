"""Files that come into being whole, and stay, whatever ends the process."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO


@contextmanager
def replacing(target: Path, *, errors: str = "strict") -> Iterator[TextIO]:
    """Give a stream (UTF-8) whose content takes the place of *target* once the block is done.

    Else *target* stays as it was. *errors*: what becomes of what cannot be encoded. Raises
    OSError.
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("w", encoding="utf-8", errors=errors) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):  # a file system that cannot be written has none
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Make the names of new files in *folder* durable as well as their bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
