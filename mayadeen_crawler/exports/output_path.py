"""Whether a path may be written by ``scrapy export -o``: checked before anything is read."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.exports import datapackage
from mayadeen_crawler.ledger.database.connection import FILE_NAME as LEDGER
from mayadeen_crawler.ledger.feed_files.owned_paths import is_owned
from mayadeen_crawler.search.database import FILE_NAME as SEARCH_INDEX


def check(target: Path, folder: Path, *, describe: bool) -> None:
    """Raise ExportError if the feeds of *folder* cannot be exported to the file *target*.

    With *describe*, also if ``datapackage.json`` beside it cannot describe it.
    """
    if not target.absolute().parent.is_dir():
        raise ExportError(f"{target.absolute().parent} is not a folder: make it first")
    if target.is_dir():
        raise ExportError(f"{target} is a folder: name a file")
    if target.exists() and not target.is_file():
        raise ExportError(f"{target} is not a regular file: name another")
    if target.name == datapackage.FILE_NAME:
        raise ExportError(f"{target} would be the data package itself: name another")
    if is_owned(target, folder):
        raise ExportError(f"{target} belongs to the feeds and their ledger: name another")
    if target.name == SEARCH_INDEX and (target.parent / LEDGER).exists():
        raise ExportError(f"{target} is the index of `scrapy search`: name another")
    if describe:
        if not datapackage.can_name(target.name):
            raise ExportError(f"a data package cannot name a file {target.name!r}: name another")
        datapackage.read(target.parent)  # raises if another program wrote it
