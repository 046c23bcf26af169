"""What ``reading_order.read_flow`` finds on a page: lines of text, pictures, players, insets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

_WORD = re.compile(r"[^\W_]")


def has_words(text: str) -> bool:
    """Whether *text* holds a letter or a digit."""
    return _WORD.search(text) is not None


Fragment = tuple[str, HtmlElement | None]
"""A text node of a line, as it stands in the page, and the ``a`` element around it."""


@dataclass(slots=True, eq=False)
class Line:
    """Text up to the next boundary of a block element, or to an empty line (two ``br``)."""

    text: str
    """Cleaned; never empty."""
    node: HtmlElement
    """The block element that holds it."""
    kind: str
    """``paragraph``, ``heading``, ``quote``, ``list``, ``caption`` or ``control`` (a button)."""
    zone: str
    """The part of the page that holds it: ``nav``, ``footer`` or ``aside``, else ``""``."""
    fragments: list[Fragment]
    times: tuple[HtmlElement, ...]
    """``<time datetime>`` elements in it."""
    links: tuple[HtmlElement, ...]
    """The links in it, in order, without repeats."""
    linked: bool
    """Whether all of its words are inside links."""
    articles: tuple[str, ...] | None = None
    """URLs of the articles it links to, once ``side_boxes.article_links`` was called for it."""
    prose: bool | None = None
    """Whether it is a sentence, once ``asides.is_prose`` was called for it."""
    boilerplate: bool | None = None
    """Whether it is never text, once ``body_blocks.is_boilerplate`` was called for it, or once
    ``asides`` knows that it is text."""

    def link_texts(self) -> dict[HtmlElement, str]:
        """Return each link's text, as it stands in the page."""
        texts: dict[HtmlElement, str] = {}
        for text, link in self.fragments:
            if link is not None:
                texts[link] = texts.get(link, "") + text
        return texts


@dataclass(slots=True, eq=False)
class Picture:
    """An ``img``, or an empty box with a picture as its background."""

    node: HtmlElement
    link: HtmlElement | None
    """The ``a`` element around it."""
    zone: str
    articles: tuple[str, ...] | None = None
    """As of a line."""


@dataclass(slots=True, eq=False)
class Embed:
    """A player, a frame, or a post of a social network."""

    node: HtmlElement
    zone: str
    url: str | None = None
    """The post's address; ``None`` for players and frames (``embeds.embed_address`` finds it)."""
    articles: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Inset:
    """An inset of related articles, recognised by the site's class name for it."""

    node: HtmlElement
    zone: str
    articles: tuple[str, ...] = ()


Piece = Line | Picture | Embed | Inset


@dataclass(slots=True)
class Flow:
    """The pieces of a page from one element on, in reading order."""

    pieces: list[Piece] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    """Block element → the pieces it holds: index of the first, index after the last."""
    marked: list[HtmlElement] = field(default_factory=list)
    """Elements with the site's class name for the body or the summary (``MARKED_CLASSES``)."""
    hidden: list[tuple[HtmlElement, int]] = field(default_factory=list)
    """Elements that are left out because they are hidden, each with the index of the piece before
    which it stands."""
