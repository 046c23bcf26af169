"""Which files belong to an output folder, so that no export or report overwrites them."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.ledger.database.connection import FILE_NAME

#: Folders beside the ledger whose files a run writes: feeds, manifests, pages with errors.
FOLDERS = frozenset({"articles", "captures", "breaking", "removals", "listings", "runs", "errors"})


def is_owned(file: Path, folder: Path) -> bool:
    """Whether *file* is a ledger, or is in a folder of feeds or manifests.

    In the output folder *folder*, or in any other folder that has a ledger.
    """
    place = file.parent.resolve() / file.name
    if place.name.startswith(FILE_NAME):
        return True
    above = place.parent.parent
    has_feeds = above == folder.resolve() or (above / FILE_NAME).exists()
    return has_feeds and place.parent.name in FOLDERS
