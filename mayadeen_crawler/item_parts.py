"""What records are made of: the objects in their lists. Names are schema.org's terms."""

from __future__ import annotations

from dataclasses import dataclass


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
class ListItem:
    """An article's place in a list of the site."""

    position: int = 1
    """1 is the first."""
    url: str | None = None
    """Absolute address, as the list links it."""
    id: str | None = None
    """The article's ``id``, when it is known."""
    headline: str | None = None
    """The headline as the list shows it."""
    label: str | None = None
    """The section or region beside it."""


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
