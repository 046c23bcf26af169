"""Text that a page hides until a reader presses "Read more": it is text of the article.

``segment`` calls ``hidden_text`` once it knows the headline, and has the page read again
with the elements that it returns. Most of what is hidden is none: menus, dialogs, forms, thanks
for a subscription.
"""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages import markup
from mayadeen_crawler.pages.article_layout.asides import (
    box_strength,
    is_prose,
    is_read_more,
    names_of,
    words_of_names,
)
from mayadeen_crawler.pages.dom.html_elements import BLOCKS
from mayadeen_crawler.pages.dom.nodes import Flow, Line
from mayadeen_crawler.pages.dom.phrases import is_sentence
from mayadeen_crawler.pages.dom.reading_order import Nodes, read_flow
from mayadeen_crawler.utils.text import clean

#: Hidden elements of one page that are looked at.
MAX_HIDDEN = 40
#: Levels above a hidden element at which an element also holds a paragraph of the text.
NEAR = 3
#: Pieces before a hidden element among which a paragraph of the text is.
MAX_BACK = 12
#: Pieces around a hidden element among which its control is.
MAX_BESIDE = 6
#: Characters of the shortest rest of a paragraph.
MIN_REST = 20
#: Elements of a hidden one that are looked at for something to fill in.
MAX_INSIDE = 2000

_NO_TEXT = frozenset({"form", "input", "textarea", "select", "nav", "iframe"})
_NO_TEXT_ROLES = frozenset({"dialog", "alertdialog", "menu", "tooltip", "navigation", "status"})


def hidden_text(nodes: Nodes, flow: Flow, headline: int) -> frozenset[HtmlElement]:
    """Return the hidden elements after the headline (index of its last line) that hold text."""
    after = (hidden for hidden in flow.hidden if hidden[1] > headline)
    return frozenset(
        element
        for element, place in islice(after, MAX_HIDDEN)
        if _can_hold_text(element)
        and _is_beside_text(flow, element, place, headline)
        and _is_text(nodes, flow, element, place)
    )


def _can_hold_text(element: HtmlElement) -> bool:
    if element.get("role") in _NO_TEXT_ROLES or element.tag in _NO_TEXT:
        return False
    names = names_of(element)
    if box_strength(names) or not words_of_names(names).isdisjoint(markup.POPUP_NAMES):
        return False
    inside = islice(element.iter(), MAX_INSIDE)
    return not any(inner.tag in _NO_TEXT for inner in inside)


def _is_beside_text(flow: Flow, element: HtmlElement, place: int, headline: int) -> bool:
    """Whether an element near *element* also holds the paragraph before it."""
    before = range(place - 1, max(headline, place - 1 - MAX_BACK), -1)
    last = next((index for index in before if is_prose(flow.pieces[index])), None)
    if element.tag not in BLOCKS and place < len(flow.pieces):
        last = place  # the rest of the line that is read there
    if last is None:
        return False
    for above in islice(element.iterancestors(), NEAR):
        span = flow.spans.get(above)
        if span and span[0] <= last < span[1]:
            return True
    return False


def _is_text(nodes: Nodes, flow: Flow, element: HtmlElement, place: int) -> bool:
    """Whether *element* holds sentences, and something shows that they are the text's rest."""
    if element.tag not in BLOCKS:
        text = clean("".join(islice(element.itertext(), MAX_INSIDE)))
        return len(text) >= MIN_REST and _has_control(flow, place)
    inside = read_flow(nodes, element, whole=False).pieces
    own = (element.text, *(child.tail for child in islice(element, MAX_INSIDE)))
    sentences = sum(map(is_prose, inside)) + sum(is_sentence(clean(text or "")) for text in own)
    if not sentences:
        return False
    return (
        sentences > 1
        or not words_of_names(names_of(element)).isdisjoint(markup.REST_NAMES)
        or _has_control(flow, place)
    )


def _has_control(flow: Flow, place: int) -> bool:
    """Whether a reader can press "Read more" near the piece at *place*."""
    around = flow.pieces[max(0, place - MAX_BESIDE) : place + MAX_BESIDE]
    return any(isinstance(piece, Line) and is_read_more(piece.text) for piece in around)
