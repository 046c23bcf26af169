"""Where the next article begins on a page that shows one below the other.

Sites load the next story under the one that was asked for, with a headline, a byline and a text of
its own. ``segment`` calls ``up_to_next_article`` before it looks for any part, so that nothing of
the second is taken for the first's. Cards are none: they have no text. Entries of a chronicle are
none: they stand in the element that holds the article's paragraphs.
"""

from __future__ import annotations

from dataclasses import replace

from mayadeen_crawler.pages.article_layout.asides import is_prose
from mayadeen_crawler.pages.article_layout.byline import BylineReader
from mayadeen_crawler.pages.article_layout.headline import Headline
from mayadeen_crawler.pages.dom.nodes import Flow, Line, Piece
from mayadeen_crawler.pages.extraction.page import Page

#: Headings that are looked at.
MAX_HEADINGS = 20
#: Pieces after a heading among which its byline, and the first sentences of its text, stand.
MAX_BYLINE, MAX_TEXT = 8, 30
#: Sentences that make a text, where a card has a teaser.
MIN_SENTENCES = 2

_HEADINGS = ("h1", "h2")


def up_to_next_article(page: Page, headline: Headline) -> Flow:
    """Return the flow of *headline* up to the next article's headline; whole where there is none.

    That is an ``h1`` or ``h2`` with a byline (a time, and but for an ``h1`` an author or a source)
    and a text after it, all in an element that does not hold the first article's text.
    """
    flow, found = headline.flow, 0
    for index in range(headline.last + 1, len(flow.pieces)):
        piece = flow.pieces[index]
        if not isinstance(piece, Line) or piece.node.tag not in _HEADINGS or piece.zone:
            continue
        found += 1
        if found > MAX_HEADINGS:
            break
        if piece.text != headline.text and _begins_article(page, headline, index):
            return _cut(flow, index)
    return flow


def _begins_article(page: Page, headline: Headline, index: int) -> bool:
    """Whether the heading at *index* has a byline and a text, in an element of their own."""
    pieces = headline.flow.pieces
    heading = pieces[index]
    reader, sentences = BylineReader(page), list[Piece]()
    for at in range(index + 1, min(index + MAX_TEXT, len(pieces))):
        piece = pieces[at]
        if isinstance(piece, Line) and piece.node.tag == heading.node.tag:
            break
        if isinstance(piece, Line) and at <= index + MAX_BYLINE and not sentences:
            reader.take(piece)
        if is_prose(piece):
            sentences.append(piece)
    byline = reader.byline
    signed = bool(byline.authors or byline.sources) or heading.node.tag == "h1"
    if not (byline.published and signed and len(sentences) >= MIN_SENTENCES):
        return False
    before = range(index - 1, headline.last, -1)
    text = next((pieces[at] for at in before if is_prose(pieces[at])), None)
    is_entry = text is not None and _shares_element(headline, heading, text)
    return _shares_element(headline, heading, sentences[0]) and not is_entry


def _shares_element(headline: Headline, one: Piece, other: Piece) -> bool:
    """Whether an element without the headline holds both pieces."""
    around = set(other.node.iterancestors())
    shared = next((element for element in one.node.iterancestors() if element in around), None)
    span = None if shared is None else headline.flow.spans.get(shared)
    return span is not None and span[0] > headline.last


def _cut(flow: Flow, end: int) -> Flow:
    spans = {e: (first, min(last, end)) for e, (first, last) in flow.spans.items() if first < end}
    return replace(
        flow,
        pieces=flow.pieces[:end],
        spans=spans,
        marked=[element for element in flow.marked if element in spans],
        hidden=[(element, at) for element, at in flow.hidden if at < end],
    )
