"""The record of an archived state of an article: one line of ``captures/``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from mayadeen_crawler.items.article import CONTENT_FIELDS, SOURCES, Article
from mayadeen_crawler.items.parts import Author, Image
from mayadeen_crawler.items.record import SCHEMA_VERSION
from mayadeen_crawler.items.schema_fields import (
    ADDRESS,
    ARTICLE_ID,
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
    maybe_several,
    one_of,
    several,
)

_COPIED = ("id", "source", "capture_url", "content_hash", "extractor_version", "run_id")


@dataclass
class Capture:
    """An older state of an article, which became known after a newer one."""

    record_type: str = constant("capture")
    """Always ``capture``."""
    schema_version: int = constant(SCHEMA_VERSION)
    """Version of this set of fields."""
    id: str | None = always(ARTICLE_ID)
    """The article's ``id``."""
    captured_at: str | None = always(MOMENT)
    """When the page was fetched."""
    source: str = always(one_of(SOURCES), "warc")
    """Where the page was read from: ``live``, ``warc``, ``commoncrawl``, ``ccnews`` or
    ``wayback``. ``live``: a visit of the site that found an earlier content again."""
    capture_url: str | None = maybe(ADDRESS)
    """Where a public archive holds the page that was read."""
    changed_fields: list[str] | None = maybe_several(one_of(CONTENT_FIELDS), uniqueItems=True)
    """Names of the content fields that differ from the state before it in time, as known when the
    record was written; ``[]`` where no state before it was known, ``None`` where another
    extractor version read that state."""
    content_hash: str | None = always(SHA256)
    """SHA-256 of the content fields; equal means the same content."""
    extractor_version: int = always(count(1), 1)
    """Version of the extraction that made this record."""
    headline: str | None = always(LINE)
    """The title as shown."""
    summary: str | None = maybe(LINE)
    """The lead paragraph under the headline."""
    body_text: str | None = maybe(PARAGRAPHS)
    """Paragraphs, headings, quotes and list items, joined by a blank line."""
    authors: list[Author] = several()
    """Who signed it."""
    sources: list[str] = several(LINE, uniqueItems=True)
    """What the page names as source (``Agencies``)."""
    tags: list[str] = several(LINE, uniqueItems=True)
    """What a reader sees as tags, in page order, without repeats."""
    section: str | None = maybe(matching(r"[^\s/A-Z]+"))
    """Slug of the section, from the address."""
    images: list[Image] = several()
    """Pictures, the cover first."""
    published_at: str | None = maybe(MOMENT)
    """When it was published; ``None`` when only the day is known."""
    canonical_url: str | None = always(ADDRESS)
    """The one form of the address that all its variants share."""
    run_id: str | None = always(RUN_ID)
    """The run that wrote the record."""

    @classmethod
    def of(cls, article: Article, changed_fields: list[str] | None) -> Self:
        """Return the state that *article*'s page showed; lists and other parts are shared."""
        values = {name: getattr(article, name) for name in (*_COPIED, *CONTENT_FIELDS)}
        return cls(captured_at=article.retrieved_at, changed_fields=changed_fields, **values)
