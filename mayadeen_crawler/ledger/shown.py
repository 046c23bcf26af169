"""What the pages of the site's lists showed last."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from mayadeen_crawler.ledger.batch import Batch
from mayadeen_crawler.observations import ListingPage


def show(page: ListingPage, db: sqlite3.Connection, batch: Batch) -> bool:
    """Write what *page* shows unless it is what was shown last; return whether a line was written.

    Fills in the ids that are known. One that was observed before the last is ignored.
    """
    raise NotImplementedError


def enter(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    """Enter a page as it stands in the feed: the ledger did not know it."""
    raise NotImplementedError
