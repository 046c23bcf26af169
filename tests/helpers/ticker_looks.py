"""Looks at a ticker for tests that need no page."""

from __future__ import annotations

from collections.abc import Iterable

from mayadeen_crawler.items import BREAKING_FIELDS
from mayadeen_crawler.ledger.listings.page_readings import Copy
from mayadeen_crawler.ledger.ticker.ticker_diff import ShownLine
from mayadeen_crawler.ledger.ticker.ticker_lines import Look

#: The moment the looks of a test are counted from: 1 March 2026, 10:00 UTC.
BEGIN = 1_772_359_200.0
HOME = "http://replica.test/"


def look(
    lines: Iterable[str] | None,
    at: float,
    *,
    took: float = 0.25,
    edition: str = "en",
    copy: Copy | None = None,
) -> Look:
    """Return the look that ended *at* seconds after BEGIN; None: the page was unchanged."""
    provenance = {**dict.fromkeys(BREAKING_FIELDS), "text": "markup"}
    seen = None if lines is None else tuple(ShownLine(t, None, None, provenance) for t in lines)
    return Look(
        edition, "Made-up News", "test", BEGIN + at - took, BEGIN + at, copy or Copy(HOME), seen
    )
