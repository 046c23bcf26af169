"""The parts of an article page, as indices into the pieces a reader meets."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from mayadeen_crawler.pages.article_layout.body_blocks import Members
from mayadeen_crawler.pages.article_layout.credit import Byline
from mayadeen_crawler.pages.article_layout.side_boxes import Box
from mayadeen_crawler.pages.dom.nodes import Flow, Piece

Shape = tuple[str, HtmlElement | None]


def shape(piece: Piece) -> Shape:
    """Return how a piece stands on its page: paragraphs of one body are alike."""
    return str(piece.node.tag), piece.node.getparent()


@dataclass(slots=True)
class Parts:
    """The parts of a page. Indices point into ``flow.pieces``."""

    flow: Flow
    headline: str | None = None
    headline_end: int = -1
    """Index of the last line of the headline."""
    byline: Byline = field(default_factory=Byline)
    summary: str | None = None
    marked_summary: str | None = None
    """The summary that the site's own markup names."""
    cover: dict[str, object] | None = None
    videos: Members = field(default_factory=list)
    """Players between headline and body."""
    body: list[int] = field(default_factory=list)
    containers: list[tuple[int, int]] = field(default_factory=list)
    """Spans of the bodies that the site's own markup names."""
    tags: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    known_headline: bool = False

    before: tuple[Flow, list[Box]] | None = None
    """The page from its beginning, and the boxes before the headline that are lists."""
    insets: list[Box] = field(default_factory=list)
    """Boxes within the body."""

    @property
    def recognised(self) -> bool:
        """Whether this is an article's page, even one without a text."""
        return self.headline is not None and (self.byline.found or bool(self.containers))
