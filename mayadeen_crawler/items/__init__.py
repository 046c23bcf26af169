"""The records, a dataclass for each kind; each instance becomes one line of a feed.

Field order is the order of keys in a line; an absent value is ``None`` or ``[]``, never ``""``.
Names are schema.org's terms in snake case. Times are RFC 3339 in UTC, whole seconds
(``2022-02-03T06:46:00Z``). Spiders yield a ``FetchedArticle``: an ``Article`` with the fields
that pipelines and ledger need beside the record.
"""

from __future__ import annotations

from mayadeen_crawler.items.article import (
    ARTICLE_VERSION,
    CONTENT_FIELDS,
    EXTRACTED_FIELDS,
    EXTRACTOR_VERSION,
    FIELDS_SINCE,
    SOURCES,
    Article,
)
from mayadeen_crawler.items.breaking import BREAKING_FIELDS, Breaking
from mayadeen_crawler.items.capture import Capture
from mayadeen_crawler.items.doubts import Doubt
from mayadeen_crawler.items.fetched_article import FetchedArticle
from mayadeen_crawler.items.listing import ListingPage
from mayadeen_crawler.items.record import SCHEMA_VERSION, as_record
from mayadeen_crawler.items.removal import Removal

__all__ = [
    "ARTICLE_VERSION",
    "BREAKING_FIELDS",
    "CONTENT_FIELDS",
    "EXTRACTED_FIELDS",
    "EXTRACTOR_VERSION",
    "FIELDS_SINCE",
    "SCHEMA_VERSION",
    "SOURCES",
    "Article",
    "Breaking",
    "Capture",
    "Doubt",
    "FetchedArticle",
    "ListingPage",
    "Removal",
    "as_record",
]
