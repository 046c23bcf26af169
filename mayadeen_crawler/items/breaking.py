"""The record of a change of the breaking-news ticker: one line of ``breaking/``."""

from __future__ import annotations

from dataclasses import dataclass

from mayadeen_crawler.items.record import SCHEMA_VERSION
from mayadeen_crawler.items.schema_fields import (
    ADDRESS,
    EDITION,
    LINE,
    LINE_ID,
    MOMENT,
    RUN_ID,
    always,
    constant,
    count,
    maybe,
    one_of,
    served,
    where,
)

#: The extracted fields of a breaking line; ``provenance`` has each of them as a key.
BREAKING_FIELDS: tuple[str, ...] = ("text", "attribution", "url")


@dataclass
class Breaking:
    """What happened to a line of the breaking-news ticker."""

    __json_schema_extra__ = where(
        {"event": {"const": "edited"}},
        {"previous_text": {"type": "string"}},
        {"previous_text": {"type": "null"}},
    )

    record_type: str = constant("breaking")
    """Always ``breaking``."""
    schema_version: int = constant(SCHEMA_VERSION)
    """Version of this set of fields."""
    id: str | None = always(LINE_ID)
    """``<edition>:b<16 hex>`` of text and first sight; a line that comes back is a new one."""
    event: str = always(one_of(("appeared", "edited", "expired", "withdrawn")), "appeared")
    """``appeared``, ``edited``, ``expired`` (pushed off the end) or ``withdrawn`` (gone from
    among others that stayed)."""
    edition: str = always(EDITION, "en")
    """``en``, ``ar`` or ``es``."""
    publisher: str | None = always(LINE)
    """The edition's name."""
    text: str | None = always(LINE)
    """The line as shown."""
    previous_text: str | None = maybe(LINE)
    """Of an edited line: what it said before."""
    attribution: str | None = maybe(LINE)
    """Who said it, as the line names them; ``None`` when unsure."""
    url: str | None = maybe(ADDRESS)
    """Where the line links to, absolute."""
    position: int | None = always(count(1))
    """Its place on the ticker, 1 is the newest; of one that went: its last place."""
    first_seen_at: str | None = always(MOMENT)
    """When it was first observed: lines have no time of their own."""
    last_seen_at: str | None = always(MOMENT)
    """When it was last observed on the ticker."""
    observed_at: str | None = always(MOMENT)
    """When the look was taken that found this event."""
    provenance: dict[str, str | None] = served(BREAKING_FIELDS, ("markup", "visible"))
    """For every extracted field the strategy that served, or ``None``."""
    run_id: str | None = always(RUN_ID)
    """The run that wrote the record."""
