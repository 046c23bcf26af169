"""Whether the first line of text is set off from those that follow it, as a summary is."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages.article_layout.body_blocks import is_noise
from mayadeen_crawler.pages.article_layout.parts import Parts, shape
from mayadeen_crawler.pages.dom.nodes import Line
from mayadeen_crawler.pages.dom.phrases import is_sentence
from mayadeen_crawler.pages.extraction.page import Page

#: Elements around a paragraph that tell whether it stands like another.
MAX_PATH = 3
#: Pieces after the first line of text among which the paragraphs begin.
MAX_AHEAD = 30


def is_set_off(page: Page, found: Parts, prose: list[int]) -> bool:
    """Whether the first prose line is set off from those that follow it."""
    pieces = found.flow.pieces
    first = pieces[prose[0]]
    ahead = range(prose[0] + 1, min(prose[0] + MAX_AHEAD, len(pieces)))
    following = (pieces[index] for index in ahead if _is_paragraph(page, found, index))
    paragraphs = [first, *islice(following, 2)]
    shapes = [shape(piece) for piece in paragraphs]
    if len(prose) < 2 or len(shapes) < 2 or shapes[0] in shapes[1:]:
        return False
    if isinstance(first, Line) and first.kind == "quote":
        # A text can begin with a quote, but then in the same element.
        return shapes[1:2] == shapes[2:] and shapes[0][1] is not shapes[1][1]
    if isinstance(first, Line) and first.kind not in ("paragraph", "heading"):
        return False
    if isinstance(first, Line) and first.kind == "heading" and not is_sentence(first.text):
        return False  # a subheading
    # With every paragraph in an element of its own, none is set off.
    if len(shapes) == 2 or shapes[1] == shapes[2] or shapes[0][0] != shapes[1][0]:
        return True
    paths = [_path(piece.node) for piece in paragraphs]
    return paths[1] == paths[2] != paths[0]


def _is_paragraph(page: Page, found: Parts, index: int) -> bool:
    piece = found.flow.pieces[index]
    if not isinstance(piece, Line) or piece.kind != "paragraph" or piece.linked:
        return False
    if any(box.start <= index < box.end for box in found.boxes):
        return False
    return not is_noise(page, piece)


def _path(node: HtmlElement) -> list[object]:
    """Return the elements' names around a paragraph, the nearest first."""
    return [element.tag for element in islice(node.iterancestors(), MAX_PATH)]
