"""Write files so that a crash leaves the old content or the new, never a part.

Used for manifests, exports and reports; `sync_folder` also by the ledger and WARC files.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO


@contextmanager
def replacing(target: Path, *, errors: str = "strict") -> Iterator[TextIO]:
    """Open a UTF-8 text stream whose content replaces *target* when the block ends.

    If the block raises, *target* stays as it was. *errors* is that of ``open``, such as
    ``"replace"`` for characters that cannot be encoded. Raises OSError.

        with replacing(path) as stream:
            stream.write(text)
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("w", encoding="utf-8", errors=errors) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):  # it was never made, or cannot be removed
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Return once the names of new and renamed files in *folder* are on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
