"""The kinds of records: ``record_type``, item class and folder of each.

Read by all of schemas/, by exports/ for the feeds' folders, and by reports/ for its tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mayadeen_crawler.items import Article, Breaking, Capture, ListingPage, Removal
from mayadeen_crawler.items.run import RunRecord


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: name, folder and item class."""

    name: str
    """The value of ``record_type``."""
    folder: str
    """The folder of its files under ``OUTPUT_DIR``."""
    record: type[Any]
    """The item class, a dataclass whose fields declare their JSON Schema."""

    @property
    def version(self) -> int:
        """The ``schema_version`` of its records."""
        return int(self.record.schema_version)


#: ``record_type`` → kind, of the records in feeds.
KINDS: Mapping[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind("article", "articles", Article),
        RecordKind("capture", "captures", Capture),
        RecordKind("breaking", "breaking", Breaking),
        RecordKind("removal", "removals", Removal),
        RecordKind("listing", "listings", ListingPage),
    )
}

#: The manifests of runs: one record a file, not in a feed.
RUN = RecordKind("run", "runs", RunRecord)

#: ``record_type`` → kind, of all records that have a schema.
ALL_KINDS: Mapping[str, RecordKind] = {**KINDS, RUN.name: RUN}
