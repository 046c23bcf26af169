"""Where an export may go."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.exports import datapackage, described
from mayadeen_crawler.ledger.database import FILE_NAME


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
    if _is_own(target, folder):
        raise ExportError(f"{target} belongs to the feeds and their ledger: name another")
    if describe:
        if not datapackage.can_name(target.name):
            raise ExportError(f"a data package cannot name a file {target.name!r}: name another")
        datapackage.read(target.parent)  # one of somebody else is said before anything is done


def _is_own(target: Path, folder: Path) -> bool:
    own = folder.resolve()
    place = target.parent.resolve() / target.name
    if not place.is_relative_to(own):
        return False
    path = place.relative_to(own).as_posix()
    return described.is_feed(path) or path.startswith(FILE_NAME)
