"""Records of what was observed of the site beside its articles and its ticker.

The same rules as in ``items.py`` hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mayadeen_crawler.item_parts import ListItem
from mayadeen_crawler.items import SCHEMA_VERSION


@dataclass
class Removal:
    """That a known article went, or came back."""

    record_type: str = "removal"
    """Always ``removal``."""
    schema_version: int = SCHEMA_VERSION
    """Version of this set of fields."""
    event: str = "removed"
    """``removed`` (its page was missing at two looks), or ``returned``."""
    id: str | None = None
    """The article's ``id``."""
    url: str | None = None
    """The article's address: where it was, or where it is again."""
    status: int | None = None
    """What the address answered at the look that settled it: 404, 410, or 200."""
    observed_at: str | None = None
    """When that look was taken."""
    run_id: str | None = None
    """The run that wrote the record."""


_Items = list[ListItem]


@dataclass
class ListingPage:
    """What a page of a list showed, where that differs from the record before."""

    record_type: str = "listing"
    """Always ``listing``."""
    schema_version: int = SCHEMA_VERSION
    """Version of this set of fields."""
    edition: str = "en"
    """``en``, ``ar`` or ``es``."""
    list: str = "section"
    """``section``, ``tag``, ``home`` or ``most_read``."""
    name: str | None = None
    """The section's or tag's name in its edition; of the others their kind again."""
    page: int = 1
    """1 is the newest."""
    items: _Items = field(default_factory=lambda: [])  # noqa: PIE807 - ``list`` is a field
    """The articles in the order shown."""
    observed_at: str | None = None
    """When the page was fetched."""
    run_id: str | None = None
    """The run that wrote the record."""
