"""Which files are an output folder's own, so that no export or report takes their place."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.ledger.database.connection import FILE_NAME

#: Folders beside the ledger in which nothing else has a place: readers take all there is.
FOLDERS = frozenset({"articles", "breaking", "removals", "listings", "runs"})


def is_owned(file: Path, folder: Path) -> bool:
    """Whether *file* is the ledger or lies among feeds or manifests.

    Those of *folder*, or of any other folder that has a ledger.
    """
    place = file.parent.resolve() / file.name
    if place.name.startswith(FILE_NAME):
        return True
    above = place.parent.parent
    has_feeds = above == folder.resolve() or (above / FILE_NAME).exists()
    return has_feeds and place.parent.name in FOLDERS
