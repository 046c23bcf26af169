"""The record of an article that was removed or returned: one line of ``removals/``."""

from __future__ import annotations

from dataclasses import dataclass

from mayadeen_crawler.items.record import SCHEMA_VERSION
from mayadeen_crawler.items.schema_fields import (
    ADDRESS,
    ARTICLE_ID,
    MOMENT,
    RUN_ID,
    always,
    constant,
    one_of,
    where,
)


@dataclass
class Removal:
    """A known article was removed from the site, or returned to it."""

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
    """``removed`` (two visits in a row found no page) or ``returned``."""
    id: str | None = always(ARTICLE_ID)
    """The article's ``id``."""
    url: str | None = always(ADDRESS)
    """The article's address."""
    status: int | None = always({"type": "integer"})
    """HTTP status of the visit that confirmed the event: 404 or 410; 200 for ``returned``."""
    observed_at: str | None = always(MOMENT)
    """When that visit was made."""
    run_id: str | None = always(RUN_ID)
    """The run that wrote the record."""
