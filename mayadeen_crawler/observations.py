"""Records of what was observed of the site beside its articles and its ticker.

The same rules as in ``items.py`` hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from mayadeen_crawler.fields import (
    ADDRESS,
    ARTICLE_ID,
    EDITION,
    LINE,
    MOMENT,
    RUN_ID,
    always,
    constant,
    count,
    one_of,
    several,
    where,
)
from mayadeen_crawler.item_parts import ListItem
from mayadeen_crawler.items import SCHEMA_VERSION


@dataclass
class Removal:
    """That a known article went, or came back."""

    __json_schema_extra__ = where(
        {"event": {"const": "removed"}},
        {"status": {"enum": [404, 410]}},
        {"status": {"const": 200}},
    )

    record_type: str = constant("removal")
    """Always ``removal``."""
    schema_version: int = constant(SCHEMA_VERSION)
    """Version of this set of fields."""
    event: str = always(one_of(("removed", "returned")), "removed")
    """``removed`` (its page was missing at two looks), or ``returned``."""
    id: str | None = always(ARTICLE_ID)
    """The article's ``id``."""
    url: str | None = always(ADDRESS)
    """The article's address: where it was, or where it is again."""
    status: int | None = always({"type": "integer"})
    """What the address answered at the look that settled it: 404, 410, or 200."""
    observed_at: str | None = always(MOMENT)
    """When that look was taken."""
    run_id: str | None = always(RUN_ID)
    """The run that wrote the record."""


_Items = list[ListItem]


@dataclass
class ListingPage:
    """What a page of a list showed, where that differs from the record before."""

    record_type: str = constant("listing")
    """Always ``listing``."""
    schema_version: int = constant(SCHEMA_VERSION)
    """Version of this set of fields."""
    edition: str = always(EDITION, "en")
    """``en``, ``ar`` or ``es``."""
    list: str = always(one_of(("section", "tag", "home", "most_read")), "section")
    """``section``, ``tag``, ``home`` or ``most_read``."""
    name: str | None = always(LINE)
    """The section's or tag's name in its edition; ``home``; of Most Read the page it stood on."""
    page: int = always(count(1), 1)
    """1 is the newest."""
    items: _Items = several(minItems=1)
    """The articles in the order shown."""
    observed_at: str | None = always(MOMENT)
    """When the page was fetched."""
    run_id: str | None = always(RUN_ID)
    """The run that wrote the record."""
