"""The records. Field order is the order of keys in a line; absent is ``None`` or ``[]``.

Names are schema.org's terms in snake case. Times are RFC 3339 in UTC
(``2022-02-03T06:46:00Z``) once the dates pipeline has run; before it,
``published_at`` and ``modified_at`` hold the site's own text.
"""

from __future__ import annotations

from mayadeen_crawler.items.article import (
    CONTENT_FIELDS,
    EXTRACTED_FIELDS,
    EXTRACTOR_VERSION,
    Article,
)
from mayadeen_crawler.items.breaking import BREAKING_FIELDS, Breaking
from mayadeen_crawler.items.listing import ListingPage
from mayadeen_crawler.items.record import SCHEMA_VERSION, as_record
from mayadeen_crawler.items.removal import Removal

__all__ = [
    "BREAKING_FIELDS",
    "CONTENT_FIELDS",
    "EXTRACTED_FIELDS",
    "EXTRACTOR_VERSION",
    "SCHEMA_VERSION",
    "Article",
    "Breaking",
    "ListingPage",
    "Removal",
    "as_record",
]
