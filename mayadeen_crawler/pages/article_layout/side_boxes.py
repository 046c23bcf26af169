"""Side boxes of an article page: Most Read, Read Next, Coverage, related cards, tickers, forms.

They are no text of the article. A box is found by its heading: a line that says
one of the edition's words (``outlet/``) and nothing else, in any element; or, without
a heading, by its cards, each a picture and a line with one link. The elements around
the heading show where the box ends; on a page without such elements it ends where prose
begins.

``segment`` finds the boxes (``find_boxes``), ``body_selection`` cuts them out of the text,
``visible.related`` and ``body_blocks`` read their cards (``entries``), ``most_read`` reads
the Most Read of a listing, and tags and the ticker ask ``heading_kind`` of lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice, zip_longest

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import EDITIONS, Edition
from mayadeen_crawler.pages.article_layout.tags import leads_to_tags
from mayadeen_crawler.pages.dom.nodes import (
    Flow,
    Line,
    Picture,
    Piece,
    has_words,
)
from mayadeen_crawler.pages.dom.phrases import (
    BREAKING,
    COVERAGE,
    FORM,
    INSET,
    LONGEST_HEADING,
    MOST_READ,
    READ_NEXT,
    SEPARATORS,
    heading_kind,
    is_sentence,
)
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout import card_text
from mayadeen_crawler.pages.listing_layout.menus import LONGEST_LABEL
from mayadeen_crawler.utils.text import clean, plain_letters

#: Boxes of one page that are looked for.
MAX_BOXES = 50
#: Levels above a heading or link at which its box or card is looked for.
MAX_CLIMB = 60
#: Links of one line that are looked at.
MAX_LINKS = 20
#: Pieces of one box that are looked at for its entries.
MAX_INSIDE = 1000
#: Pieces of one entry, and entries of one box.
MAX_PIECES = 20
MAX_ENTRIES = 50
#: A line that is a whole ticker (``BREAKING`` and its lines) has more fragments than this.
MIN_TICKER = 2
#: Characters from which an unlinked paragraph is prose.
PROSE = 80

# Kinds whose words also label cards.
_LABELS = frozenset({COVERAGE, BREAKING})
# A heading of these kinds without a link to an article below it heads no box.
_NEEDS_ARTICLES = frozenset({MOST_READ, READ_NEXT, INSET})

_DIGIT = re.compile(r"\d")
# Between the label and the day of a card, in one line.
_SEPARATED = re.compile(rf"\s*[{SEPARATORS}]\s*|\s+[-–—/]\s+|,\s+")


@dataclass(slots=True, eq=False)
class Box:
    """A side box: the pieces ``start`` to ``end`` (exclusive) of a flow."""

    kind: str
    """One of the kinds of ``phrases.heading_kind``."""
    start: int
    end: int
    headed: bool = True
    """Whether the first piece is the heading."""

    @property
    def inside(self) -> range:
        """The indices of its pieces without the heading."""
        return range(self.start + self.headed, min(self.end, self.start + MAX_INSIDE))


def find_boxes(page: Page, flow: Flow, headline: int) -> list[Box]:
    """Return the boxes after the headline (the index of its last line), in page order."""
    boxes = _headed(page, flow, headline, len(flow.pieces))
    return sorted([*boxes, *_unheaded(page, flow, headline, boxes)], key=lambda box: box.start)


def lists_before(page: Page, flow: Flow, headline: int, *, after: int = -1) -> list[Box]:
    """Return Most Read and Read Next between the pieces *after* and *headline*: a sidebar's."""
    boxes = _headed(page, flow, after, headline)
    return [box for box in boxes if box.kind in (MOST_READ, READ_NEXT)]


def entries(page: Page, flow: Flow, box: Box, kind: str) -> list[dict[str, object]]:
    """Return the cards of *box* as members of the record's ``related``.

    ``{"list": kind, "url": str, "headline": str | None, "label": str | None,
    "date": "2022-02-03" | None}`` each, in page order.
    """
    inside = flow.pieces[box.inside.start : box.inside.stop]
    links = [article_links(page, piece) for piece in inside]
    if max(map(len, links), default=0) > 1:
        # Without a block element between entries they make one line.
        pieces = [part for piece in inside for part in _split_line(piece)]
        flow, box = Flow(pieces), Box(box.kind, 0, len(pieces), headed=False)
        links = [article_links(page, piece) for piece in pieces[:MAX_INSIDE]]
    cards = _cards(page, flow, box, links)
    found = []
    for number, card in enumerate(cards):
        start, end, url = card.start, card.end, card.url
        pieces = flow.pieces[start:end]
        if all(not isinstance(p, Line) or url in article_links(page, p) for p in pieces):
            # No element holds the entry: Most Read shows label and date after
            # the headline, the other lists show the label before it.
            if kind == MOST_READ:
                end = cards[number + 1].start if number + 1 < len(cards) else box.end
            else:
                start = cards[number - 1].end if number else box.inside.start
            pieces = flow.pieces[start:end]
        lines = [piece for piece in pieces[:MAX_PIECES] if isinstance(piece, Line)]
        found.append({"list": kind, "url": url, **_read_card(page, url, lines)})
    return found


def article_links(page: Page, piece: Piece) -> tuple[str, ...]:
    """Return the addresses of articles on the site that *piece* links to."""
    if piece.articles is None:
        links: tuple[HtmlElement, ...] = ()
        if isinstance(piece, Line):
            links = piece.links[:MAX_LINKS]
        elif isinstance(piece, Picture) and piece.link is not None:
            links = (piece.link,)
        urls = [page.article_link(link.get("href")) for link in links]
        piece.articles = tuple(filter(None, urls))
    return piece.articles


# --- headings of boxes


def mentions_most_read(page: Page) -> bool:
    """Whether the page contains a heading of Most Read anywhere. A quick look at its bytes."""
    source = page.source.lower()
    return any(word in source for word in _most_read_bytes(page.site.edition.code))


@cache
def _most_read_bytes(code: str) -> frozenset[bytes]:
    # `bytes.lower` changes ASCII letters only: other letters are looked for small, capital and
    # without marks, and the last of `قراءة`, which may be a ha, not at all. No form twice: each
    # costs a look at the whole page.
    forms = {
        form.removesuffix("ة").encode().lower()
        for word in EDITIONS[code].words.most_read
        for form in (word, word.upper(), plain_letters(word, keep_ta_marbuta=True))
    }
    return frozenset(f for f in forms if not any(other in f for other in forms - {f}))


def _heading_kind_of_row(line: Line, edition: Edition) -> str | None:
    """Like ``heading_kind``; also ``breaking`` for a ticker's heading and lines in one line."""
    if line.node.tag != "p":
        first = line.fragments[0][0]
        if len(first) < LONGEST_LABEL and heading_kind(clean(first), edition) == BREAKING:
            return BREAKING
    return heading_kind(line.text, edition)


# --- where boxes begin and end


def _headed(page: Page, flow: Flow, headline: int, end: int) -> list[Box]:
    """Return the boxes with a heading between the headline and *end*."""
    headings, edition = [], page.site.edition
    for index, piece in enumerate(flow.pieces[headline + 1 : end], headline + 1):
        if not isinstance(piece, Line):
            continue
        if len(piece.fragments) > MIN_TICKER:
            kind = _heading_kind_of_row(piece, edition)
        elif len(piece.text) <= LONGEST_HEADING:
            kind = heading_kind(piece.text, edition)
        else:
            continue
        if kind:
            if kind in (INSET, READ_NEXT) and _is_pressed(page, piece):
                continue
            if leads_to_tags(page, piece):
                continue
            if kind not in _LABELS or not _is_label_of_card(page, flow, index):
                headings.append((index, kind))
            if len(headings) == MAX_BOXES:
                break
    boxes: list[Box] = []
    for number, (index, kind) in enumerate(headings):
        if boxes and index < boxes[-1].end:
            continue
        limit = headings[number + 1][0] if number + 1 < len(headings) else end
        if kind == BREAKING and heading_kind(_text(flow.pieces[index]), page.site.edition) is None:
            limit = index + 1  # heading and lines in one
        if box := _box(page, flow, Box(kind, index, limit), headline):
            boxes.append(box)
    return boxes


def _is_pressed(page: Page, line: Line) -> bool:
    """Whether *line* is a button, or a link that leads nowhere: it shows the rest of a text."""
    leads = any(page.link(link.get("href")) for link in line.links)
    return line.kind == "control" or (line.linked and not leads)


def _is_label_of_card(page: Page, flow: Flow, index: int) -> bool:
    """Whether the line at *index* follows a link to an article within that article's card."""
    for element in _upwards(flow.pieces[index].node):
        start, end = flow.spans.get(element) or (index, index)
        if end - start > MAX_PIECES:
            return False
        linked = ""
        for url in chain.from_iterable(article_links(page, p) for p in flow.pieces[start:end]):
            if url != (linked := linked or url):
                return False
        if linked:
            return any(article_links(page, piece) for piece in flow.pieces[start:index])
    return False


def _box(page: Page, flow: Flow, widest: Box, headline: int) -> Box | None:
    """Return the box of a heading; *widest* reaches up to the next heading."""
    pieces, start = flow.pieces, widest.start
    heading = pieces[start]
    assert isinstance(heading, Line)
    if widest.kind in (BREAKING, FORM):
        return _ticker_or_form(flow, widest, headline)
    end, held = widest.end, False
    for element in _upwards(heading.node):
        span = flow.spans.get(element)
        if span is None:
            continue
        if span[0] <= headline or span[1] > widest.end or _prose_between(pieces, span[0], start):
            # It holds the text: a box of its own does not reach beyond it.
            if any(article_links(page, piece) for piece in pieces[start + 1 : span[1]]):
                end = min(end, span[1])
            break
        if any(article_links(page, piece) for piece in pieces[start + 1 : span[1]]):
            end, held = span[1], True
            break
        if widest.kind == COVERAGE and span[1] > start + 1:
            end = span[1]
    end = _before_prose(page, flow, start + 1, end, widest.kind, held=held)
    if widest.kind in _NEEDS_ARTICLES and not any(
        article_links(page, piece) for piece in pieces[start + 1 : end]
    ):
        return None
    return Box(widest.kind, start, end)


def _ticker_or_form(flow: Flow, widest: Box, headline: int) -> Box:
    """Return the box of a ticker or form: they contain prose, so only elements show its end."""
    start = widest.start
    if widest.end == start + 1:
        return widest
    heading, first = flow.pieces[start], flow.pieces[start + 1]
    if (
        heading.node.tag == first.node.tag == "p"
        and heading.node.getparent() is first.node.getparent()
        and is_sentence(_text(first))
    ):
        return Box(widest.kind, start, start + 1)  # a label within a text
    below = heading.node
    for element in _upwards(heading.node):
        span = flow.spans.get(element)
        if span is None or span[1] - span[0] <= 1:
            below = element
            continue
        if headline < span[0] >= start and span[1] <= widest.end:
            return Box(widest.kind, start, span[1])
        break
    beside = below.getnext()
    span = flow.spans.get(beside) if beside is not None else None
    if (
        span
        and beside is not None
        and beside.tag == "p"
        and is_sentence(_text(flow.pieces[span[0]]))
    ):
        return Box(widest.kind, start, start + 1)  # a label within a text
    return Box(widest.kind, start, span[1] if span and span[1] > start else start + 1)


def _unheaded(page: Page, flow: Flow, headline: int, boxes: list[Box]) -> list[Box]:
    """Return the boxes without a heading: cards, each a picture and a line with one link."""
    pieces = flow.pieces
    boxed = [(box.start, box.end) for box in boxes]
    found: list[Box] = []
    for index, picture in enumerate(pieces[headline + 1 : -1], headline + 1):
        if not isinstance(picture, Picture):
            continue  # most pieces
        line = pieces[index + 1]
        if not isinstance(line, Line) or not line.linked:
            continue
        linked = article_links(page, picture)
        if not linked or article_links(page, line) != linked:
            continue
        if any(start <= index < end for start, end in boxed):
            continue
        box = Box(INSET, index, index + 2, headed=False)
        for element in _upwards(picture.node):
            span = flow.spans.get(element)
            if span is None:
                continue
            if not all(_can_be_in_card(page, pieces[i]) for i in range(*span)):
                break
            box.start, box.end = min(box.start, span[0]), max(box.end, span[1])
        found.append(box)
        boxed.append((box.start, box.end))
        if len(found) == MAX_BOXES:
            break
    return found


def _can_be_in_card(page: Page, piece: Piece) -> bool:
    """Whether *piece* can be part of a card: a link to an article, or a label beside one."""
    if isinstance(piece, Line):
        return len(piece.text) <= LONGEST_LABEL or (
            piece.linked and bool(article_links(page, piece))
        )
    return isinstance(piece, Picture) and bool(article_links(page, piece))


def _upwards(element: HtmlElement) -> list[HtmlElement]:
    """Return *element* and the elements around it, innermost first."""
    found: list[HtmlElement] = []
    parent: HtmlElement | None = element
    while parent is not None and len(found) < MAX_CLIMB:
        found.append(parent)
        parent = parent.getparent()
    return found


def _text(piece: Piece) -> str:
    return piece.text if isinstance(piece, Line) else ""


def _texts(line: Line) -> list[str]:
    """Return the texts of a line, parted where its elements end, without empty ones."""
    if len(line.fragments) == 1:
        return [line.text]
    return [text for part, _ in line.fragments if part != " " and (text := clean(part))]


def _is_prose(piece: Piece) -> bool:
    """Whether *piece* is a sentence or more of text that is no link."""
    return (
        isinstance(piece, Line)
        and piece.kind in ("paragraph", "quote")
        and (len(piece.text) >= PROSE or is_sentence(piece.text))
        and not piece.linked
    )


def _prose_between(pieces: list[Piece], start: int, end: int) -> bool:
    return any(_is_prose(piece) for piece in pieces[start:end])


def _before_prose(page: Page, flow: Flow, start: int, end: int, kind: str, *, held: bool) -> int:
    """Return where the box ends: before the first prose after its first article.

    Or before the article's tags, where no element holds the box (*held*). The teaser of a card,
    which an element holds together with one article's link, ends no box.
    """
    seen = kind == COVERAGE
    for index in range(start, end):
        piece = flow.pieces[index]
        if not seen:
            seen = bool(article_links(page, piece))
        elif (
            _is_prose(piece)
            and not article_links(page, piece)
            and not _is_teaser(page, flow, start, index)
        ):
            return index
        if not held and isinstance(piece, Line) and leads_to_tags(page, piece):
            return index
    return end


def _is_teaser(page: Page, flow: Flow, start: int, index: int) -> bool:
    """Whether the prose at *index* is the only one in a card, which is after *start*."""
    for element in _upwards(flow.pieces[index].node):
        first, last = flow.spans.get(element) or (index, index)
        if first < start or last - first > MAX_PIECES:
            return False
        inside = flow.pieces[first:last]
        if urls := {url for piece in inside for url in article_links(page, piece)}:
            return len(urls) == 1 and sum(map(_is_prose, inside)) == 1
    return False


# --- the cards of a box


@dataclass(slots=True)
class _BoxCard:
    """The pieces ``start`` to ``end`` (exclusive) of a box that belong to one article."""

    url: str
    start: int
    end: int


def _split_line(piece: Piece) -> list[Piece]:
    """Split a line where its elements end."""
    if not isinstance(piece, Line):
        return [piece]
    return [
        replace(
            piece,
            articles=None,
            prose=None,
            boilerplate=None,
            text=text,
            fragments=[fragment],
            links=(fragment[1],) if fragment[1] is not None else (),
            linked=fragment[1] is not None,
        )
        for fragment in piece.fragments
        if has_words(text := clean(fragment[0]))
    ]


def _cards(page: Page, flow: Flow, box: Box, links: list[tuple[str, ...]]) -> list[_BoxCard]:
    """Return the cards of a box: each is the largest element that links to one article only.

    *links* are those of each of its pieces without the heading.
    On a page without such elements a card is its link alone; ``entries`` widens it.
    """
    first = box.inside.start
    cards: list[_BoxCard] = []
    limit = box.end  # the first link after the cards, if there are too many
    for index, urls in enumerate(links, first):
        piece = flow.pieces[index]
        if not urls or (isinstance(piece, Line) and _is_label_or_share(page, piece.text)):
            continue
        if cards and cards[-1].url == urls[0]:
            cards[-1].end, limit = index + 1, box.end
        elif len(cards) < MAX_ENTRIES:
            cards.append(_BoxCard(urls[0], index, index + 1))
        else:
            limit = min(limit, index)
    for card, following in zip_longest(cards, cards[1:]):
        start, end, last = card.start, card.end, following.start if following else limit
        node = flow.pieces[start].node
        for element in islice(chain((node,), node.iterancestors()), MAX_CLIMB):
            if span := flow.spans.get(element):
                if span[0] < first or span[1] > last:
                    break
                start, end = min(start, span[0]), max(end, span[1])
        first = card.end  # the links of the next card are after it
        card.start, card.end = start, end
    return cards


def _is_label_or_share(page: Page, text: str) -> bool:
    """Whether a linked line names a section or region, or shares: whatever it leads to."""
    if len(text) > LONGEST_LABEL:
        return False
    edition = page.site.edition
    return text.casefold() in edition.words.share or card_text.is_label(text, edition)


def _read_card(page: Page, url: str, lines: list[Line]) -> dict[str, object]:
    """Return headline, label and date of a card; None for what it does not show."""
    site = page.site
    anchors: list[HtmlElement] = []
    texts: list[str] = []
    for line in lines:
        texts += _texts(line)
        if url in article_links(page, line):
            anchors += [e for e in line.links if page.article_link(e.get("href")) == url]
    headline, likely = card_text.likeliest_headline(anchors, site)
    if not likely:  # only the picture may be the link
        rest = [line for line in lines if not card_text.day(line.text, site, page.now)]
        best = max(rest, key=lambda line: (line.kind == "heading", len(line.text)), default=None)
        headline = best.text if best else ""
    label, _ = card_text.find_label(texts, headline, site)
    date = card_text.shown_day(texts, site, page.now)
    return {"headline": headline or None, "label": label, "date": date}
