"""Where the next article begins on a page that shows one below the other.

Sites load the next story under the one that was asked for, with a headline, a byline and a text of
its own. ``segment`` calls ``up_to_next_article`` before it looks for any part but the headline, so
that nothing of the second is taken for the first's. A card is no next article: it has no text. Nor
are the entries of a live blog or a chronicle, each of which may be signed and dated: they stand in
the element that holds the headline and the introduction, while two articles stand in two boxes of
one kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lxml.html import HtmlElement

from mayadeen_crawler.pages import markup
from mayadeen_crawler.pages.article_layout.asides import is_prose
from mayadeen_crawler.pages.article_layout.byline import BylineReader
from mayadeen_crawler.pages.article_layout.headline import Headline
from mayadeen_crawler.pages.dom.html_elements import classes
from mayadeen_crawler.pages.dom.nodes import Embed, Flow, Line, Piece
from mayadeen_crawler.pages.extraction.page import Page

#: Headings that are looked at.
MAX_HEADINGS = 20
#: Pieces after a heading among which its byline, and the first sentences of its text, stand.
MAX_BYLINE, MAX_TEXT = 8, 30
#: Sentences that make a text, where a card has a teaser.
MIN_SENTENCES = 2
#: Signs of another article's headline: it is an ``h1``, it is dated, it is signed.
MIN_SIGNS = 2

_HEADINGS = ("h1", "h2")


def up_to_next_article(page: Page, headline: Headline) -> Flow:
    """Return the flow of *headline* up to the next article's headline; whole where there is none.

    That is an ``h1`` or ``h2`` with a byline (a time and an author or a source; below an ``h1`` one
    of them is enough) and a text after it, all in a box beside the first article's; or one whose
    box, and text, the site's class names mark.
    """
    flow, found = headline.flow, 0
    if headline.last < 0:
        return flow  # none that a next one could come after
    for index, piece in enumerate(flow.pieces[headline.last + 1 :], headline.last + 1):
        if not isinstance(piece, Line) or piece.kind != "heading" or piece.zone:
            continue  # most pieces
        if piece.node.tag not in _HEADINGS:
            continue
        found += 1
        if found > MAX_HEADINGS:
            break
        if piece.text != headline.text and _begins_article(page, headline, index):
            return _cut(flow, index)
    return flow


def _begins_article(page: Page, headline: Headline, index: int) -> bool:
    """Whether the heading at *index* has a byline and a text, in a box beside the first article."""
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
    if sentences and _is_marked(headline, index):
        return True
    byline = reader.byline
    signs = bool(byline.published) + bool(byline.authors or byline.sources)
    if signs + (heading.node.tag == "h1") < MIN_SIGNS or len(sentences) < MIN_SENTENCES:
        return False
    return _stands_apart(headline, index, sentences[0])


def _is_marked(headline: Headline, index: int) -> bool:
    """Whether the site's class names mark a headline's box at *index*, and a body on either side.

    No byline need be found then, and no further box.
    """
    flow, last = headline.flow, headline.last
    if not _is_in(markup.HEADLINE_BOX, _boxes(flow.pieces[index], beside=flow.pieces[last])):
        return False
    bodies = [
        flow.spans[element]
        for element in flow.marked
        if markup.BODY in classes(element) and element in flow.spans
    ]
    return any(last < start < end <= index for start, end in bodies) and any(
        index < start < end and start < index + MAX_TEXT for start, end in bodies
    )


def _stands_apart(headline: Headline, index: int, text: Piece) -> bool:
    """Whether the heading at *index* and its *text* are in a box beside that of the first article.

    The two boxes are of one kind, or the site's class name for a headline's box marks the second.
    """
    pieces, last = headline.flow.pieces, headline.last
    heading = pieces[index]
    ours = _boxes(pieces[last], beside=heading)
    theirs = _boxes(heading, beside=pieces[last])
    if not ours or not theirs or theirs[-1] not in text.node.iterancestors():
        return False
    if any(element.tag == "article" for element in ours[-1].iterancestors()):
        return False  # one article holds both
    following = pieces[last + 1 : last + 1 + MAX_TEXT]
    first = next((p for p in following if is_prose(p) or isinstance(p, Embed)), None)
    if first is None:
        return False
    if _is_in(markup.HEADLINE_BOX, theirs):
        return True
    around = set(first.node.iterancestors())
    with_text = [box for box in ours if box in around]
    of_one_level = heading.node.tag == pieces[last].node.tag
    return any(_is_like(one, other, of_one_level) for one in with_text for other in theirs)


def _is_in(name: str, elements: Iterable[HtmlElement]) -> bool:
    return any(name in classes(element) for element in elements)


def _boxes(piece: Piece, *, beside: Piece) -> list[HtmlElement]:
    """Return the elements around *piece* that do not hold *beside*, the innermost first."""
    around = set(beside.node.iterancestors())
    return [element for element in piece.node.iterancestors() if element not in around]


def _is_like(one: HtmlElement, other: HtmlElement, of_one_level: bool) -> bool:
    """Whether two boxes are of one kind: ``article`` elements, or of the same class names.

    Without a class name they are if their headings are *of_one_level*, such as two ``h1``.
    """
    if one.tag != other.tag:
        return False
    named = classes(one)
    return one.tag == "article" or (named == classes(other) and (bool(named) or of_one_level))


def _cut(flow: Flow, end: int) -> Flow:
    spans = {e: (first, min(last, end)) for e, (first, last) in flow.spans.items() if first < end}
    return replace(
        flow,
        pieces=flow.pieces[:end],
        spans=spans,
        marked=[element for element in flow.marked if element in spans],
        hidden=[(element, at) for element, at in flow.hidden if at < end],
    )
