"""The record of an article: one line of ``articles/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mayadeen_crawler.items.doubts import Doubt
from mayadeen_crawler.items.parts import Author, BodyBlock, Image, Link, Related, Video
from mayadeen_crawler.items.schema_fields import (
    ADDRESS,
    ARTICLE_ID,
    DAY,
    EDITION,
    LINE,
    MOMENT,
    PARAGRAPHS,
    RUN_ID,
    SHA256,
    always,
    constant,
    count,
    matching,
    maybe,
    one_of,
    served,
    several,
    where,
)

#: Raised when the fields of an article's record change, as ``record.SCHEMA_VERSION`` is for the
#: other kinds; docs/schema-versions.md says what each version holds.
ARTICLE_VERSION = 2

#: Raise it whenever an extraction changes, so that a mended selector is not taken for an edit.
EXTRACTOR_VERSION = 5

#: Every extracted field; ``provenance`` has each of them as a key.
EXTRACTED_FIELDS: tuple[str, ...] = (
    "canonical_url", "post_id", "content_type", "section", "section_label", "regions",
    "coverage", "headline", "summary", "body_text", "body_blocks", "read_minutes", "authors",
    "sources", "tags", "keywords", "language", "published_at", "published_date",
    "published_raw", "modified_at", "images", "videos", "links", "related", "shares",
)  # fmt: skip

#: Extracted field → the version that brought it, if it is not the first: an older record could
#: not have it.
FIELDS_SINCE: Mapping[str, int] = {"keywords": 2}

#: Where a page was read from: the site itself, our own WARC files, or a public web archive.
SOURCES: tuple[str, ...] = ("live", "warc", "commoncrawl", "ccnews", "wayback")

#: The fields whose change makes a revision. How two values are compared: ``content_hash.py``.
CONTENT_FIELDS: tuple[str, ...] = (
    "headline", "summary", "body_text", "authors", "sources", "tags", "section", "images",
    "published_at", "canonical_url",
)  # fmt: skip


@dataclass
class Article:
    """A page of the site that holds one post, at one revision."""

    __json_schema_extra__ = where(
        {"published_at": {"type": "string"}},
        {"published_date": {"type": "string"}, "published_raw": {"type": "string"}},
    )

    record_type: str = constant("article")
    """Always ``article``."""
    schema_version: int = constant(ARTICLE_VERSION)
    """Version of this set of fields."""
    id: str | None = always(ARTICLE_ID)
    """``<edition>:<post id>``, or ``<edition>:u<16 hex>`` of the canonical path; kept for life."""
    revision: int = always(count(1), 1)
    """1 for the first record of an article, then one more for each change."""
    revision_cause: str = always(
        one_of(("first", "edited", "moved", "returned", "reextracted")), "first"
    )
    """``first``, ``edited``, ``moved``, ``returned`` or ``reextracted``."""
    changed_fields: list[str] = several(one_of(CONTENT_FIELDS), uniqueItems=True)
    """Names of the content fields that differ from the revision before."""
    edition: str = always(EDITION, "en")
    """``en``, ``ar`` or ``es``."""
    publisher: str | None = always(LINE)
    """The edition's name."""
    url: str | None = always(ADDRESS)
    """The page's address after redirects."""
    canonical_url: str | None = always(ADDRESS)
    """The one form of the address that all its variants share."""
    post_id: str | None = maybe(matching("[1-9][0-9]{0,19}"))
    """The CMS's number of the post, as digits."""
    content_type: str | None = always(
        one_of(("news", "article", "video", "newscast", "podcast", "infograph", "gallery", "other"))
    )
    """``news``, ``article``, ``video``, ``newscast``, ``podcast``, ``infograph``,
    ``gallery`` or ``other``; from the address."""
    section: str | None = maybe(matching(r"[^\s/A-Z]+"))
    """Slug of the section, from the address."""
    section_label: str | None = maybe(LINE)
    """The section's name as published."""
    regions: list[str] = several(LINE, uniqueItems=True)
    """Countries and regions the site files the article under."""
    coverage: list[str] = several(LINE, uniqueItems=True)
    """Running coverages the article belongs to."""
    headline: str | None = always(LINE)
    """The title as shown."""
    summary: str | None = maybe(LINE)
    """The lead paragraph under the headline."""
    body_text: str | None = maybe(PARAGRAPHS)
    """Paragraphs, headings, quotes and list items, joined by a blank line."""
    body_blocks: list[BodyBlock] = several()
    """The body block by block, pictures and embeds in their places."""
    word_count: int | None = always(count())
    """Words of ``body_text``."""
    read_minutes: int | None = maybe(count(1))
    """The page's own reading time."""
    authors: list[Author] = several()
    """Who signed it."""
    sources: list[str] = several(LINE, uniqueItems=True)
    """What the page names as source (``Agencies``)."""
    tags: list[str] = several(LINE, uniqueItems=True)
    """What a reader sees as tags, in page order, without repeats."""
    keywords: list[str] = several(LINE)
    """All keywords of the metadata, those of the coverage included. No content: a change of these
    alone makes no revision."""
    language: str | None = always(matching("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}"))
    """BCP 47 language code."""
    published_at: str | None = maybe(MOMENT)
    """When it was published; ``None`` when only the day is known."""
    published_date: str | None = maybe(DAY)
    """The day of publication on the site's clock, ``YYYY-MM-DD``."""
    published_raw: str | None = maybe(LINE)
    """The text the time was read from."""
    modified_at: str | None = maybe(MOMENT)
    """When the site says it was last updated."""
    images: list[Image] = several()
    """Pictures, the cover first."""
    videos: list[Video] = several()
    """Videos."""
    links: list[Link] = several()
    """Links in the body."""
    related: list[Related] = several()
    """Most Read, Read Next and insets of related articles."""
    shares: int | None = maybe(count())
    """The page's share counter."""
    content_hash: str | None = always(SHA256)
    """SHA-256 of the content fields; equal means the same content."""
    provenance: dict[str, str | None] = served(EXTRACTED_FIELDS)
    """For every extracted field the strategy that served, or ``None``."""
    doubts: list[str] = several(one_of(Doubt), uniqueItems=True)
    """What the record is not certain of, as codes."""
    extractor_version: int = always(count(1), EXTRACTOR_VERSION)
    """Version of the extraction that made this record."""
    source: str = always(one_of(SOURCES), "live")
    """Where the page was read from: ``live``, ``warc``, ``commoncrawl``, ``ccnews`` or
    ``wayback``."""
    capture_url: str | None = maybe(ADDRESS)
    """Where a public archive holds the page that was read."""
    retrieved_at: str | None = always(MOMENT)
    """When the page was fetched."""
    run_id: str | None = always(RUN_ID)
    """The run that wrote the record."""
