"""The record of the articles that a page of a list showed: one line of ``listings/``."""

from __future__ import annotations

from dataclasses import dataclass

from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.items.schema_fields import (
    EDITION,
    LINE,
    MOMENT,
    RUN_ID,
    always,
    constant,
    count,
    one_of,
    several,
)

#: Version of the fields of listing records.
LISTING_VERSION = 2

_Items = list[ListItem]


@dataclass
class ListingPage:
    """What a page of a list showed, where that differs from the record before."""

    record_type: str = constant("listing")
    """Always ``listing``."""
    schema_version: int = constant(LISTING_VERSION)
    """Version of this set of fields."""
    edition: str = always(EDITION, "en")
    """``en``, ``ar`` or ``es``."""
    list: str = always(
        one_of(("section", "tag", "author", "coverage", "home", "most_read", "latest")), "section"
    )
    """``section``, ``tag``, ``author``, ``coverage``, ``home``, ``most_read`` or ``latest``."""
    name: str | None = always(LINE)
    """The section's, tag's, author's or coverage's name in its edition; ``home``; ``latest``, the
    RSS feed; of Most Read the page it stood on."""
    page: int = always(count(1), 1)
    """1 is the newest."""
    items: _Items = several(minItems=1)
    """The articles in the order shown."""
    observed_at: str | None = always(MOMENT)
    """When the page was fetched."""
    run_id: str | None = always(RUN_ID)
    """The run that wrote the record."""
