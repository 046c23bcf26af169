"""Boxes that say who wrote the article: a portrait, a name, a sentence or two. They are no text.

``segment`` calls ``author_boxes`` before it reads the byline, which may be such a box, and again
with the names of the byline. A box is known by its first line, a link to an author's page or a
name of the byline alone, and by a position below it (``outlet/person_words.py``): ``Editor``.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from itertools import islice

from mayadeen_crawler.author_names import names_position
from mayadeen_crawler.pages.article_layout.asides import Aside, Span, is_prose
from mayadeen_crawler.pages.article_layout.byline import MAX_NAME, is_author_page
from mayadeen_crawler.pages.dom.nodes import Flow, Line, Picture, Piece
from mayadeen_crawler.pages.dom.phrases import is_date, patterns, word_of
from mayadeen_crawler.pages.extraction.page import Page

#: Pieces of the largest box, sentences and characters of its lines, and elements around its name
#: that are looked at.
MAX_PIECES, MAX_SENTENCES, MAX_LENGTH, MAX_CLIMB = 8, 2, 300, 6
#: Characters of the line below a name without a portrait: a longer one is a lead, or the text.
MAX_ALONE = 60
#: Words at the beginning of a line among which a position stands.
MAX_WORDS = 8


def author_boxes(page: Page, flow: Flow, start: int, names: Collection[str] = ()) -> list[Aside]:
    """Return the boxes from the piece *start* on.

    Those of the authors' *names*, in lower case; without any, those of links to authors' pages.
    """
    found: list[Aside] = []
    for index, piece in enumerate(islice(flow.pieces, start, None), start):
        if not isinstance(piece, Line) or len(piece.text) > MAX_NAME:
            continue
        if names:
            is_name = piece.text.casefold() in names
        else:
            is_name = piece.linked and all(map(partial(is_author_page, page), piece.links))
        if not is_name or (found and index < found[-1].end):
            continue
        if span := _box_at(page, flow, start, index):
            found.append(Aside(*span, prose=any(map(is_prose, flow.pieces[slice(*span)]))))
    return found


def _box_at(page: Page, flow: Flow, start: int, index: int) -> Span | None:
    """Return the box whose name is at *index*: the smallest element with a position below it."""
    first = index
    while first > start and _precedes_name(page, flow.pieces[first - 1]):
        first -= 1
    best: Span | None = None
    node = flow.pieces[index].node
    for around in (node, *islice(node.iterancestors(), MAX_CLIMB)):
        span = flow.spans.get(around)
        if span is None or span[1] == index + 1:
            continue
        inside = flow.pieces[index + 1 : span[1]]
        if not first <= span[0] <= index or len(inside) > MAX_PIECES:
            break
        if best and span[1] != best[1]:
            break  # more than portrait and label is beside the box
        lines = [piece for piece in inside if isinstance(piece, Line)]
        if sum(map(is_prose, lines)) > MAX_SENTENCES or not lines:
            break
        if sum(len(line.text) for line in lines) > MAX_LENGTH:
            break  # what somebody said at length
        if any(is_date(line.text, page.site.edition) for line in lines):
            break  # a byline
        if len(lines[0].text) > MAX_ALONE and not any(
            isinstance(piece, Picture) for piece in flow.pieces[span[0] : span[1]]
        ):
            break
        if not names_position(" ".join(lines[0].text.split()[:MAX_WORDS])):
            break
        best = span
    return best


def _precedes_name(page: Page, piece: Piece) -> bool:
    """Whether *piece* is a portrait, or a label such as ``Author``."""
    if isinstance(piece, Line):
        return patterns(page.site.edition.code).bare.get(word_of(piece.text)) == "by"
    return isinstance(piece, Picture)
