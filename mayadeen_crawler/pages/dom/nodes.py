"""The pieces a reader meets on a page: lines of text, pictures, players, insets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.html import HtmlElement

_WORD = re.compile(r"[^\W_]")


def has_words(text: str) -> bool:
    """Whether *text* holds a letter or a digit."""
    return _WORD.search(text) is not None


class Fragment(NamedTuple):
    """A text node of a line, and the link around it."""

    text: str
    link: HtmlElement | None


@dataclass(slots=True, eq=False)
class Line:
    """A run of text that no block boundary or empty line interrupts."""

    text: str
    """Cleaned; never empty."""
    node: HtmlElement
    """The block element that holds it."""
    kind: str
    """``paragraph``, ``heading``, ``quote``, ``list``, ``caption`` or ``control``."""
    zone: str
    """``""``, ``nav``, ``footer`` or ``aside``."""
    fragments: list[Fragment]
    times: list[HtmlElement]
    """``<time datetime>`` elements in it."""
    links: list[HtmlElement]
    """The links in it, in order, without repeats."""
    articles: list[str] | None = None
    """The articles it leads to, once somebody asked."""

    @property
    def linked(self) -> bool:
        """Whether all of its words are links."""
        return bool(self.links) and all(
            fragment.link is not None or not has_words(fragment.text) for fragment in self.fragments
        )


@dataclass(slots=True, eq=False)
class Picture:
    """An ``img``, or an empty box with a picture as its background."""

    node: HtmlElement
    link: HtmlElement | None
    zone: str
    articles: list[str] | None = None
    """The articles it leads to, once somebody asked."""


@dataclass(slots=True, eq=False)
class Embed:
    """A player, a frame or a post of a social network; ``url`` where it is already known."""

    node: HtmlElement
    zone: str
    url: str | None = None


@dataclass(slots=True, eq=False)
class Inset:
    """An inset of related articles that the site's markup names as such."""

    node: HtmlElement
    zone: str


Piece = Line | Picture | Embed | Inset


@dataclass(slots=True)
class Flow:
    """The pieces of a page from one element on, and which element holds which of them."""

    pieces: list[Piece] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    """Block element → first piece and the one after its last."""
    marked: list[HtmlElement] = field(default_factory=list)
    """Elements with one of MARKED_CLASSES."""
