"""How the paragraphs of a body stand on their page, and what stands like them or beside them."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages.article_layout.parts import Shape, shape
from mayadeen_crawler.pages.dom.nodes import (
    Flow,
    Line,
    Piece,
)

#: How far up from a piece the element that holds the body too is looked for.
NEAR = 4
#: The same for an element that holds nothing but the body.
MAX_CLIMB = 60


class Standing:
    """Where the paragraphs of the body were so far."""

    def __init__(self, flow: Flow, headline: int) -> None:
        self._flow = flow
        self._headline = headline
        self._shapes: set[Shape] = set()
        self._homes: set[HtmlElement | None] = set()
        self._nodes: set[HtmlElement] = set()
        self._first: HtmlElement | None = None
        self._last: HtmlElement | None = None
        self._paragraphs = 0

    def add(self, line: Line) -> None:
        """Note a paragraph of the body."""
        self._first = line.node if self._first is None else self._first
        self._last = line.node
        self._nodes.add(line.node)
        self._paragraphs += 1
        self._homes.add(line.node.getparent())
        self._shapes.add(shape(line))

    def is_home(self, element: HtmlElement | None) -> bool:
        """Whether *element* is the parent of a paragraph."""
        return element in self._homes

    def is_container(self, element: HtmlElement | None) -> bool:
        """Whether *element* holds the paragraphs of the body, and not the whole article."""
        if element is None or not (element in self._homes or element in self._nodes):
            return False
        return self._is_apart(element)

    def is_continued_by(self, piece: Piece) -> bool:
        """Whether *piece* stands like the paragraphs of the body, or in an element of its own."""
        if isinstance(piece, Line) and (
            shape(piece) in self._shapes or (piece.kind == "quote" and self.is_near(piece.node))
        ):
            return True
        return self._is_within(piece.node) or self._is_alone_too(piece)

    def is_beside(self, piece: Piece) -> bool:
        """Whether *piece* is near the paragraphs of the body."""
        return self.is_near(piece.node) or self._is_alone_too(piece)

    def is_near(self, node: HtmlElement) -> bool:
        """Whether an element close above *node* is the parent of a paragraph."""
        return any(element in self._homes for element in islice(node.iterancestors(), NEAR))

    def _is_within(self, node: HtmlElement) -> bool:
        """Whether *node* is in an element that holds the body and not the page."""
        for element in islice(node.iterancestors(), MAX_CLIMB):
            if element in self._homes:
                return self._is_apart(element)
        return False

    def _is_alone_too(self, piece: Piece) -> bool:
        """Whether each paragraph of the body is in an element of its own, and *piece* beside."""
        if self._paragraphs > len(self._homes) or self._first is None or self._last is None:
            return False
        if self._paragraphs > 1:
            common = _common(self._first, self._last)
            above = islice(piece.node.iterancestors(), NEAR)
            return common is not None and common in above and self._is_apart(common)
        common = _common(self._first, piece.node, alike=True)
        return isinstance(piece, Line) and common is not None and self._is_apart(common)

    def _is_apart(self, element: HtmlElement) -> bool:
        """Whether *element* does not hold the headline, and so not the whole page."""
        span = self._flow.spans.get(element)
        return span is not None and span[0] > self._headline


def _common(one: HtmlElement, other: HtmlElement, *, alike: bool = False) -> HtmlElement | None:
    """Return the element close above both; *alike*: with the same elements between."""
    ones, others = ([e, *islice(e.iterancestors(), NEAR)] for e in (one, other))
    for first, second in zip(ones, others, strict=False):
        if first is second:
            return first
        if alike and first.tag != second.tag:
            return None
    return None if alike else next((element for element in ones if element in others), None)
