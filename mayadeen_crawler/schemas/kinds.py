"""The kinds of records, each with its class and the folder its feed is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mayadeen_crawler.items import Article, Breaking, ListingPage, Removal
from mayadeen_crawler.items.run import RunRecord


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record."""

    name: str
    """Its ``record_type``."""
    folder: str
    """Under ``OUTPUT_DIR``."""
    record: type[Any]
    """The item class."""

    @property
    def version(self) -> int:
        """Its ``schema_version``."""
        return int(self.record.schema_version)


#: ``record_type`` → kind: those of the feeds.
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("article", "articles", Article),
        Kind("breaking", "breaking", Breaking),
        Kind("removal", "removals", Removal),
        Kind("listing", "listings", ListingPage),
    )
}

#: Beside the feeds, the manifests: one record a file.
RUN = Kind("run", "runs", RunRecord)

#: All that has a schema.
TOLD: Mapping[str, Kind] = {**KINDS, RUN.name: RUN}
