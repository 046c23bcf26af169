"""The records. Field order is the order of keys in a line; absent is ``None`` or ``[]``.

Names are schema.org's terms in snake case. Times are RFC 3339 in UTC
(``2022-02-03T06:46:00Z``) once the dates pipeline has run; before it,
``published_at`` and ``modified_at`` hold the site's own text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, cast

#: Raised when the fields of a record change.
SCHEMA_VERSION = 1

#: Raised when an extraction changes, so that a mended selector is not read as an edit.
EXTRACTOR_VERSION = 1

#: Every extracted field; ``provenance`` has each of them as a key.
EXTRACTED_FIELDS: tuple[str, ...] = (
    "canonical_url",
    "post_id",
    "content_type",
    "section",
    "section_label",
    "regions",
    "coverage",
    "headline",
    "summary",
    "body_text",
    "body_blocks",
    "read_minutes",
    "authors",
    "sources",
    "tags",
    "language",
    "published_at",
    "published_date",
    "published_raw",
    "modified_at",
    "images",
    "videos",
    "links",
    "related",
    "shares",
)


@dataclass
class BodyBlock:
    """One block of a body, in page order."""

    type: str = "paragraph"
    """``paragraph``, ``heading``, ``quote``, ``list``, ``image`` or ``embed``."""
    text: str | None = None
    """The block's text (each list item is a block). ``None`` for images and embeds."""
    url: str | None = None
    """The picture's address (as in ``images``) or the embed's."""


@dataclass
class Author:
    """Who wrote the article, as the page names them."""

    name: str | None = None
    """The name as published, without ``By``."""
    url: str | None = None
    """The author's page on the site."""


@dataclass
class Image:
    """A picture of the article."""

    url: str | None = None
    """Absolute address, as published."""
    alt: str | None = None
    """Alternative text."""
    caption: str | None = None
    """The caption under the picture."""
    credit: str | None = None
    """Who made the picture."""
    role: str = "inline"
    """``cover`` or ``inline``."""


@dataclass
class Video:
    """A video of the article."""

    url: str | None = None
    """Absolute address of the video or its player."""
    duration_seconds: int | None = None
    """Length in seconds."""


@dataclass
class Link:
    """A link in the body."""

    url: str | None = None
    """Absolute address."""
    text: str | None = None
    """The linked words."""


@dataclass
class Related:
    """An entry of a list beside the article."""

    list: str = "read_next"
    """``most_read``, ``read_next`` or ``inset``."""
    url: str | None = None
    """Absolute address of the other article."""
    headline: str | None = None
    """Its headline as the list shows it."""
    label: str | None = None
    """The section or region beside it."""
    date: str | None = None
    """The day beside it, ``YYYY-MM-DD`` on the site's clock."""


@dataclass
class Article:
    """A page of the site that holds one post, at one revision."""

    #: Canonical addresses that led to the page, redirects included; no part of the record.
    aliases = cast("tuple[str, ...]", ())

    record_type: str = "article"
    """Always ``article``."""
    schema_version: int = SCHEMA_VERSION
    """Version of this set of fields."""
    id: str | None = None
    """``<edition>:<post id>``, or ``<edition>:u<16 hex>`` of the canonical path; kept for life."""
    revision: int = 1
    """1 for the first record of an article, then one more for each change."""
    revision_cause: str = "first"
    """``first``, ``edited``, ``moved``, ``returned`` or ``reextracted``."""
    changed_fields: list[str] = field(default_factory=list)
    """Names of the content fields that differ from the revision before."""
    edition: str = "en"
    """``en``, ``ar`` or ``es``."""
    publisher: str | None = None
    """The edition's name."""
    url: str | None = None
    """The page's address after redirects."""
    canonical_url: str | None = None
    """The one form of the address that all its variants share."""
    post_id: str | None = None
    """The CMS's number of the post, as digits."""
    content_type: str | None = None
    """``news``, ``article``, ``video``, ``newscast``, ``podcast``, ``infograph``,
    ``gallery`` or ``other``; from the address."""
    section: str | None = None
    """Slug of the section, from the address."""
    section_label: str | None = None
    """The section's name as published."""
    regions: list[str] = field(default_factory=list)
    """Countries and regions the site files the article under."""
    coverage: list[str] = field(default_factory=list)
    """Running coverages the article belongs to."""
    headline: str | None = None
    """The title as shown."""
    summary: str | None = None
    """The lead paragraph under the headline."""
    body_text: str | None = None
    """Paragraphs, headings, quotes and list items, joined by a blank line."""
    body_blocks: list[BodyBlock] = field(default_factory=list)
    """The body block by block, pictures and embeds in their places."""
    word_count: int | None = None
    """Words of ``body_text``."""
    read_minutes: int | None = None
    """The page's own reading time."""
    authors: list[Author] = field(default_factory=list)
    """Who signed it."""
    sources: list[str] = field(default_factory=list)
    """What the page names as source (``Agencies``)."""
    tags: list[str] = field(default_factory=list)
    """Tags in page order, without repeats."""
    language: str | None = None
    """BCP 47 language code."""
    published_at: str | None = None
    """When it was published; ``None`` when only the day is known."""
    published_date: str | None = None
    """The day of publication on the site's clock, ``YYYY-MM-DD``."""
    published_raw: str | None = None
    """The text the time was read from."""
    modified_at: str | None = None
    """When the site says it was last updated."""
    images: list[Image] = field(default_factory=list)
    """Pictures, the cover first."""
    videos: list[Video] = field(default_factory=list)
    """Videos."""
    links: list[Link] = field(default_factory=list)
    """Links in the body."""
    related: list[Related] = field(default_factory=list)
    """Most Read, Read Next and insets of related articles."""
    shares: int | None = None
    """The page's share counter."""
    content_hash: str | None = None
    """SHA-256 of the content fields; equal means the same content."""
    provenance: dict[str, str | None] = field(
        default_factory=lambda: dict.fromkeys(EXTRACTED_FIELDS)
    )
    """For every extracted field the strategy that served, or ``None``."""
    extractor_version: int = EXTRACTOR_VERSION
    """Version of the extraction that made this record."""
    retrieved_at: str | None = None
    """When the page was fetched."""
    run_id: str | None = None
    """The run that wrote the record."""


def as_record(item: Article) -> dict[str, Any]:
    """Return *item* as the plain record its line holds, keys in order.

    What ``dataclasses.asdict`` gives, ten times as fast: records nest one level deep.
    """
    record: dict[str, Any] = {}
    for name in _NAMES:
        value = getattr(item, name)
        if isinstance(value, list):
            value = [one if isinstance(one, str) else dict(vars(one)) for one in value]
        elif isinstance(value, dict):
            value = dict(value)
        record[name] = value
    return record


_NAMES = tuple(one.name for one in fields(Article))
