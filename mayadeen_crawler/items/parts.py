"""The objects in the lists of records: authors, images, links … Names are schema.org's terms."""

from __future__ import annotations

from dataclasses import dataclass

from mayadeen_crawler.items.schema_fields import (
    ADDRESS,
    ARTICLE_ID,
    DAY,
    LINE,
    always,
    count,
    maybe,
    one_of,
    where,
)

_NULL, _TEXT = {"type": "null"}, {"type": "string"}


@dataclass
class BodyBlock:
    """One block of a body, in page order."""

    __json_schema_extra__ = where(
        {"type": {"enum": ["image", "embed"]}},
        {"text": _NULL, "url": _TEXT},
        {"text": _TEXT, "url": _NULL},
    )

    type: str = always(
        one_of(("paragraph", "heading", "quote", "list", "image", "embed")), "paragraph"
    )
    """``paragraph``, ``heading``, ``quote``, ``list``, ``image`` or ``embed``."""
    text: str | None = maybe(LINE)
    """The block's text (each list item is a block). ``None`` for images and embeds."""
    url: str | None = maybe(ADDRESS)
    """The picture's address (as in ``images``) or the embed's."""


@dataclass
class Author:
    """Who wrote the article, as the page names them."""

    name: str | None = always(LINE)
    """The name as published, without ``By``."""
    url: str | None = maybe(ADDRESS)
    """The author's page on the site."""


@dataclass
class Image:
    """A picture of the article."""

    url: str | None = always(ADDRESS)
    """Absolute address, as published."""
    alt: str | None = maybe(LINE)
    """Alternative text."""
    caption: str | None = maybe(LINE)
    """The caption under the picture."""
    credit: str | None = maybe(LINE)
    """Who made the picture."""
    role: str = always(one_of(("cover", "inline")), "inline")
    """``cover`` or ``inline``."""


@dataclass
class Video:
    """A video of the article: its address, its length, or both."""

    __json_schema_extra__ = where({"url": _NULL}, {"duration_seconds": {"type": "integer"}})

    url: str | None = maybe(ADDRESS)
    """Absolute address of the video or its player."""
    duration_seconds: int | None = maybe(count(1))
    """Length in seconds."""


@dataclass
class Link:
    """A link in the body."""

    url: str | None = always(ADDRESS)
    """Absolute address."""
    text: str | None = maybe(LINE)
    """The linked words; ``None`` for a picture's link."""


@dataclass
class ListItem:
    """An article's place in a list of the site."""

    position: int = always(count(1), 1)
    """1 is the first."""
    url: str | None = always(ADDRESS)
    """Absolute address, as the list links it."""
    id: str | None = maybe(ARTICLE_ID)
    """The article's ``id``, when it is known."""
    headline: str | None = maybe(LINE)
    """The headline as the list shows it."""
    label: str | None = maybe(LINE)
    """The section or region beside it."""


@dataclass
class Related:
    """An entry of a list beside the article."""

    list: str = always(one_of(("most_read", "read_next", "inset")), "read_next")
    """``most_read``, ``read_next`` or ``inset``."""
    url: str | None = always(ADDRESS)
    """Absolute address of the other article."""
    headline: str | None = maybe(LINE)
    """Its headline as the list shows it."""
    label: str | None = maybe(LINE)
    """The section or region beside it."""
    date: str | None = maybe(DAY)
    """The day beside it, ``YYYY-MM-DD`` on the site's clock."""
