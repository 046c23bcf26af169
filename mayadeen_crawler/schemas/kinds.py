"""The kinds of records, each with its class and the folder its feed is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mayadeen_crawler.items import Article, Breaking
from mayadeen_crawler.observations import ListingPage, Removal


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record."""

    name: str
    """Its ``record_type``."""
    folder: str
    """Under ``OUTPUT_DIR``."""
    record: type[Any]
    """The item class."""


#: ``record_type`` → kind.
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("article", "articles", Article),
        Kind("breaking", "breaking", Breaking),
        Kind("removal", "removals", Removal),
        Kind("listing", "listings", ListingPage),
    )
}
