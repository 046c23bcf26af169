"""Boxes that are no text of the article, found by their heads: Most Read, Coverage, Read Next …

A head is a line that says one of the edition's words and nothing else, in any
element. How far its box goes, the elements around it say; on a page without
any, the box ends where prose begins.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from mayadeen_crawler.pages.article_layout.heads import (
    BREAKING,
    COVERAGE,
    FORM,
    INSET,
    MOST_READ,
    READ_NEXT,
    head_of,
)
from mayadeen_crawler.pages.dom.nodes import (
    Flow,
    Line,
    Picture,
    Piece,
)
from mayadeen_crawler.pages.dom.phrases import is_sentence
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import clean

#: Boxes of one page; and how far up from a head its box is looked for.
MAX_BOXES = 50
MAX_CLIMB = 60
#: Links of one line that are looked at.
MAX_LINKS = 20
#: Pieces of one box that are looked at for its entries.
MAX_INSIDE = 1000
#: Characters of the longest label or date of a card.
MAX_LABEL = 40
#: Pieces of a line, the head among them, from which it can be a ticker.
MIN_TICKER = 2
#: Characters from which an unlinked paragraph is prose.
PROSE = 80

# Heads whose words also label cards.
_LABELS = frozenset({COVERAGE, BREAKING})
_NEEDS_ARTICLES = frozenset({MOST_READ, READ_NEXT, INSET})


@dataclass(slots=True, eq=False)
class Box:
    """A head and what belongs to it: pieces ``start`` to ``end`` (the one after the last)."""

    kind: str
    start: int
    end: int
    headed: bool = True
    """Whether its first piece is its head."""

    @property
    def inside(self) -> range:
        """Its pieces without the head."""
        return range(self.start + self.headed, min(self.end, self.start + MAX_INSIDE))


def _head(page: Page, line: Line) -> str | None:
    """Return the kind of box that *line* is the head of, or a ticker in one line."""
    edition = page.site.edition
    if len(line.fragments) > MIN_TICKER and line.node.tag != "p":
        first = line.fragments[0].text
        if len(first) < 40 and head_of(clean(first), edition) == BREAKING:
            return BREAKING
    return head_of(line.text, edition)


def _text(piece: Piece) -> str:
    return piece.text if isinstance(piece, Line) else ""


def article_links(page: Page, piece: Piece) -> list[str]:
    """Return the addresses of articles on the site that *piece* links to."""
    if not isinstance(piece, (Line, Picture)):
        return []
    if piece.articles is None:
        if isinstance(piece, Line):
            links = piece.links[:MAX_LINKS]
        else:
            links = [piece.link] if piece.link is not None else []
        piece.articles = [url for link in links if (url := page.article_link(link.get("href")))]
    return piece.articles


def find(page: Page, flow: Flow, headline: int) -> list[Box]:
    """Return the boxes after the headline (the index of its line), in page order."""
    boxes = _headed(page, flow, headline, len(flow.pieces))
    return sorted([*boxes, *_unheaded(page, flow, headline, boxes)], key=lambda box: box.start)


def lists_before(page: Page, flow: Flow, headline: int, *, after: int = -1) -> list[Box]:
    """Return Most Read and Read Next *after* a piece, before the headline, as in a sidebar."""
    boxes = _headed(page, flow, after, headline)
    return [box for box in boxes if box.kind in (MOST_READ, READ_NEXT)]


def _headed(page: Page, flow: Flow, headline: int, end: int) -> list[Box]:
    """Return the boxes with a head between the headline and *end*."""
    heads = []
    for index in range(headline + 1, end):
        piece = flow.pieces[index]
        if isinstance(piece, Line) and (kind := _head(page, piece)):
            if kind not in _LABELS or not _is_in_card(page, flow, index):
                heads.append((index, kind))
            if len(heads) == MAX_BOXES:
                break
    boxes: list[Box] = []
    for number, (index, kind) in enumerate(heads):
        if boxes and index < boxes[-1].end:
            continue
        limit = heads[number + 1][0] if number + 1 < len(heads) else end
        if kind == BREAKING and head_of(_text(flow.pieces[index]), page.site.edition) is None:
            limit = index + 1  # head and lines in one
        if box := _box(page, flow, Box(kind, index, limit), headline):
            boxes.append(box)
    return boxes


def _is_in_card(page: Page, flow: Flow, index: int) -> bool:
    """Whether the line at *index* stands behind a link to an article, in that one's element."""
    for element in _upwards(flow.pieces[index].node):
        span = flow.spans.get(element) or (index, index)
        linked = {url for piece in flow.pieces[slice(*span)] for url in article_links(page, piece)}
        if linked:
            before = flow.pieces[span[0] : index]
            return len(linked) == 1 and any(article_links(page, piece) for piece in before)
    return False


def _unheaded(page: Page, flow: Flow, headline: int, boxes: list[Box]) -> list[Box]:
    """Return the boxes without a head: cards, that is a picture and a line with one link."""
    pieces = flow.pieces
    boxed = [(box.start, box.end) for box in boxes]
    found: list[Box] = []
    for index in range(headline + 1, len(pieces) - 1):
        picture, line = pieces[index], pieces[index + 1]
        if not isinstance(picture, Picture) or not isinstance(line, Line):
            continue
        linked = article_links(page, picture)
        if not linked or article_links(page, line) != linked or not line.linked:
            continue
        if any(start <= index < end for start, end in boxed):
            continue
        box = Box(INSET, index, index + 2, headed=False)
        for element in _upwards(picture.node):
            span = flow.spans.get(element)
            if span is None:
                continue
            if not all(_is_of_cards(page, pieces[i]) for i in range(*span)):
                break
            box.start, box.end = min(box.start, span[0]), max(box.end, span[1])
        found.append(box)
        boxed.append((box.start, box.end))
        if len(found) == MAX_BOXES:
            break
    return found


def _is_of_cards(page: Page, piece: Piece) -> bool:
    """Whether *piece* can be part of a card: a link to an article, or a label beside one."""
    if isinstance(piece, Line):
        return len(piece.text) <= MAX_LABEL or (piece.linked and bool(article_links(page, piece)))
    return isinstance(piece, Picture) and bool(article_links(page, piece))


def _box(page: Page, flow: Flow, whole: Box, headline: int) -> Box | None:
    """Return the box of a head: *whole* reaches as far as it could at all."""
    pieces, start = flow.pieces, whole.start
    head = pieces[start]
    assert isinstance(head, Line)
    if whole.kind in (BREAKING, FORM):
        return _of_elements(flow, whole, headline)
    end = whole.end
    for element in _upwards(head.node):
        span = flow.spans.get(element)
        if span is None:
            continue
        if span[0] <= headline or span[1] > whole.end or _prose_between(pieces, span[0], start):
            break
        if any(article_links(page, piece) for piece in pieces[start + 1 : span[1]]):
            end = span[1]
            break
        if whole.kind == COVERAGE and span[1] > start + 1:
            end = span[1]
    end = _before_prose(page, pieces, start + 1, end, whole.kind)
    if whole.kind in _NEEDS_ARTICLES and not any(
        article_links(page, piece) for piece in pieces[start + 1 : end]
    ):
        return None
    return Box(whole.kind, start, end)


def _of_elements(flow: Flow, whole: Box, headline: int) -> Box:
    """Return the box of a ticker or form: they hold prose, so only elements say where it ends."""
    start = whole.start
    if whole.end == start + 1:
        return whole
    head = flow.pieces[start]
    below = head.node
    for element in _upwards(head.node):
        span = flow.spans.get(element)
        if span is None or span[1] - span[0] <= 1:
            below = element
            continue
        if headline < span[0] >= start and span[1] <= whole.end:
            return Box(whole.kind, start, span[1])
        break
    beside = below.getnext()
    span = flow.spans.get(beside) if beside is not None else None
    return Box(whole.kind, start, span[1] if span and span[1] > start else start + 1)


def _upwards(element: HtmlElement) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    parent: HtmlElement | None = element
    while parent is not None and len(found) < MAX_CLIMB:
        found.append(parent)
        parent = parent.getparent()
    return found


def is_prose(piece: Piece) -> bool:
    """Whether *piece* is a sentence or more of text that is no link."""
    return (
        isinstance(piece, Line)
        and piece.kind in ("paragraph", "quote")
        and (len(piece.text) >= PROSE or is_sentence(piece.text))
        and not piece.linked
    )


def _prose_between(pieces: list[Piece], start: int, end: int) -> bool:
    return any(is_prose(piece) for piece in pieces[start:end])


def _before_prose(page: Page, pieces: list[Piece], start: int, end: int, kind: str) -> int:
    """Return where the box ends: before the first prose after its first article."""
    seen = kind == COVERAGE
    for index in range(start, end):
        piece = pieces[index]
        if seen and is_prose(piece) and not article_links(page, piece):
            return index
        seen = seen or bool(article_links(page, piece))
    return end
