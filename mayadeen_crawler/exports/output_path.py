"""Where an export may go."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.exports import datapackage
from mayadeen_crawler.ledger.feed_files.owned_paths import is_owned


def check(target: Path, folder: Path, *, describe: bool) -> None:
    """Raise ExportError where the feeds in *folder* cannot be exported to the file *target*.

    With *describe*, also where a data package cannot say what it is.
    """
    if not target.absolute().parent.is_dir():
        raise ExportError(f"{target.absolute().parent} is no folder: make it first")
    if target.is_dir():
        raise ExportError(f"{target} is a folder: name a file")
    if target.exists() and not target.is_file():
        raise ExportError(f"{target} is no file, and none can take its place: name another")
    if target.name == datapackage.FILE_NAME:
        raise ExportError(f"{target} is where files are described: name another")
    if is_owned(target, folder):
        raise ExportError(f"{target} belongs to the feeds and their ledger: name another")
    if describe:
        if not datapackage.can_name(target.name):
            raise ExportError(f"a data package cannot name a file {target.name!r}: name another")
        datapackage.read(target.parent)  # one of somebody else is said before anything is done
