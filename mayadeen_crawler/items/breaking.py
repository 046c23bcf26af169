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
    """``<edition>:b<16 hex>``, a hash of the text and of ``first_seen_at``. A line that was gone
    and is shown again gets a new id."""
    event: str = always(one_of(("appeared", "edited", "expired", "withdrawn")), "appeared")
    """``appeared``, ``edited``, ``expired`` (newer lines pushed it off the end) or ``withdrawn``
    (removed while older lines stayed)."""
    edition: str = always(EDITION, "en")
    """``en``, ``ar`` or ``es``."""
    publisher: str | None = always(LINE)
    """The edition's name."""
    text: str | None = always(LINE)
    """The line as the page shows it."""
    previous_text: str | None = maybe(LINE)
    """For ``edited``: the text before the edit."""
    attribution: str | None = maybe(LINE)
    """The speaker whom the line quotes, as the line names them; ``None`` if unsure."""
    url: str | None = maybe(ADDRESS)
    """The absolute URL that the line links to."""
    position: int | None = always(count(1))
    """Position on the ticker, 1 is the newest. For a line that disappeared: its last position."""
    first_seen_at: str | None = always(MOMENT)
    """When a poll first found the line. Lines have no time of publication."""
    last_seen_at: str | None = always(MOMENT)
    """When a poll last found the line on the ticker."""
    observed_at: str | None = always(MOMENT)
    """When the poll that found this event was made."""
    provenance: dict[str, str | None] = served(BREAKING_FIELDS, ("markup", "visible"))
    """For each extracted field the strategy that read it, or ``None``."""
    run_id: str | None = always(RUN_ID)
    """The run that wrote the record."""
