"""The one walk over a page, in the order in which a reader meets its elements.

``Page.nodes`` is the result of ``read_nodes``: every element of the page with what is around and
inside it. All readers of a page go over this list: ``read_flow`` makes the lines, pictures and
players of an article of it, ``ticker_layout/rows.py`` the rows of a ticker, ``dom/links.py`` the
links and areas of a listing.

Only HTML's own elements decide what is a line, and the site's class names (``pages/markup.py``)
what is an inset, a body or a ticker. All is iterative and bounded: depth and size of a page cost
time, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages.dom.embeds import post_of
from mayadeen_crawler.pages.dom.html_elements import (
    BLOCKS,
    EMBEDS,
    INSET_CLASSES,
    KINDS,
    MARKED_CLASSES,
    PARAGRAPHS,
    ROLES,
    SKIPPED,
    TELLING,
    TICKER_CLASSES,
    ZONES,
    is_hidden,
    is_small,
    meaning,
)
from mayadeen_crawler.pages.dom.nodes import (
    Embed,
    Flow,
    Fragment,
    Inset,
    Line,
    Picture,
    Piece,
    has_words,
)
from mayadeen_crawler.utils.text import clean

#: Elements of one page that are read; real pages have under 5,000.
MAX_ELEMENTS = 150_000

# What `read_flow` does at an element, by its tag. Other elements are inline.
_SKIP, _BLOCK, _PICTURE, _BREAK, _EMBED = "skip", "block", "picture", "break", "embed"
_TREATMENT = {
    **dict.fromkeys((*SKIPPED, ""), _SKIP),
    **dict.fromkeys(BLOCKS, _BLOCK),
    **dict.fromkeys(EMBEDS, _EMBED),
    "img": _PICTURE,
    "br": _BREAK,
}
_NOTHING_KNOWN: frozenset[str] = frozenset()

#: An element that is open, and the state to restore after it: the place after its last element,
#: the element, whether it is a block, the block around it, kind, zone and link there, and the
#: index of its first piece.
_Frame = tuple[int, HtmlElement, bool, HtmlElement, str, str, HtmlElement | None, int]


class Nodes:
    """The elements of a page in reading order, comments among them. An element's *place* is its
    index in the lists.
    """

    def __init__(self) -> None:
        self.elements: list[HtmlElement] = []
        # They are kept, because elements are keys of dictionaries: lxml makes a new object each
        # time it meets an element that is not referenced.
        self.tags: list[str] = []
        """Of each element; ``""`` for a comment."""
        self.parents: list[int] = []
        """Place of the element around each one; -1 for the page's root."""
        self.ends: list[int] = []
        """Place after the last element inside each one."""

    @cached_property
    def places(self) -> dict[HtmlElement, int]:
        """Element → its place."""
        return {element: place for place, element in enumerate(self.elements)}

    def inside(self, element: HtmlElement) -> range:
        """Return the places of *element* and of all elements inside it."""
        place = self.places.get(element)
        return range(0) if place is None else range(place, self.ends[place])

    def steps(
        self, element: HtmlElement, skips: Callable[[HtmlElement], bool]
    ) -> Iterator[tuple[HtmlElement, bool]]:
        """Yield *element* and those inside it: (it, False) where one begins, (it, True) at its end.

        Where *skips* is true of one, only its end is yielded, and nothing inside it.
        """
        opened: list[int] = []
        inside = self.inside(element)
        place = inside.start
        while place < inside.stop:
            while opened and self.ends[opened[-1]] <= place:
                yield self.elements[opened.pop()], True
            inner = self.elements[place]
            opened.append(place)
            if skips(inner):
                place = self.ends[place]
            else:
                yield inner, False
                place += 1
        while opened:
            yield self.elements[opened.pop()], True


def read_nodes(root: HtmlElement) -> Nodes:
    """Return the elements of the page, at most ``MAX_ELEMENTS``."""
    nodes = Nodes()
    elements, tags, parents, ends = nodes.elements, nodes.tags, nodes.parents, nodes.ends
    around: list[HtmlElement | None] = [None]
    opened = [-1]  # the places of the elements in `around`
    for place, element in enumerate(islice(root.iter(), MAX_ELEMENTS)):
        parent = element.getparent()
        while around[-1] is not parent:
            around.pop()
            ends[opened.pop()] = place
        tag = element.tag
        elements.append(element)
        tags.append(tag if type(tag) is str else "")
        parents.append(opened[-1])
        ends.append(0)
        around.append(element)
        opened.append(place)
    for place in opened[1:]:
        ends[place] = len(elements)
    return nodes


def read_flow(nodes: Nodes, start: HtmlElement, *, whole: bool = True) -> Flow:
    """Return the pieces of *start* and of everything after it in the document.

    With *whole* False, only those inside *start*. (One loop, and its state in variables: calls
    and objects for each element would be most of the cost of a page.)
    """
    flow = Flow()
    pieces, spans = flow.pieces, flow.spans
    elements, tags, ends = nodes.elements, nodes.tags, nodes.ends
    inside = nodes.inside(start)
    place, stop = inside.start, inside.stop
    frames: list[_Frame] = []
    node, kind, zone, link = start, "paragraph", "", None
    if not whole:
        place += 1
    elif inside:
        stop = len(elements)
        node, frames = _frames_around(nodes, start)
    fragments: list[Fragment] = []  # the texts of the line that is being read
    times: list[HtmlElement] = []  # its `<time>` elements
    waiting: list[Piece] = []  # pictures in it: they follow it
    broken = False  # whether it ends with a `br`: a second one ends the line
    meanings: dict[str, frozenset[str]] = {}
    while True:
        while frames and frames[-1][0] <= place:
            _, ended, block, outer, outer_kind, outer_zone, outer_link, first = frames.pop()
            if block:
                if fragments or times or waiting:
                    _end_line(pieces, fragments, times, waiting, node, kind, zone)
                    fragments, times, waiting = [], [], []
                broken = False
                spans[ended] = (first, len(pieces))
            node, kind, zone, link = outer, outer_kind, outer_zone, outer_link
            if text := ended.tail:
                if not text.isspace():
                    broken = False
                    fragments.append((text, link))
                elif fragments:
                    fragments.append((" ", link))
        if place >= stop:
            break
        element, tag, end = elements[place], tags[place], ends[place]
        treatment = _TREATMENT.get(tag) or (_BLOCK if "-" in tag else "")
        known, telling = _NOTHING_KNOWN, False
        if treatment != _SKIP:
            if names := element.get("class"):
                if (found := meanings.get(names)) is None:
                    found = meanings[names] = meaning(names)
                known = found
            # Most elements have no attribute but a class.
            telling = not TELLING.isdisjoint(element.keys())
            if (telling or known) and is_hidden(element):
                treatment = _SKIP
        text = None
        if treatment == _BLOCK:
            if fragments or times or waiting:
                _end_line(pieces, fragments, times, waiting, node, kind, zone)
                fragments, times, waiting = [], [], []
            broken = False
            if (known or tag == "blockquote") and _is_whole(element, known, zone, pieces):
                frames.append((end, element, False, node, kind, zone, link, 0))
                place = end
                continue
            if known and not known.isdisjoint(MARKED_CLASSES):
                flow.marked.append(element)
            if telling and end == place + 1 and "url(" in (element.get("style") or ""):
                # An empty box with a background picture.
                pieces.append(Picture(element, link, zone))
            frames.append((end, element, True, node, kind, zone, link, len(pieces)))
            node = element
            kind = KINDS.get(tag, kind)
            role = element.get("role") if telling else None
            if role == "heading":
                kind = "heading"
            if not zone and (role or tag in ZONES):
                zone = ZONES.get(tag) or (ROLES.get(role, "") if role else "")
                if zone == "footer" and kind == "quote":
                    zone = ""  # it names who said it
            text = element.text
            place += 1
        elif not treatment:
            frames.append((end, element, False, node, kind, zone, link, 0))
            if tag == "a":
                link = element
            elif tag == "time" and element.get("datetime"):
                times.append(element)
            text = element.text
            place += 1
        else:
            frames.append((end, element, False, node, kind, zone, link, 0))
            place = end
            if treatment == _BREAK:
                if broken:
                    _end_line(pieces, fragments, times, waiting, node, kind, zone)
                    fragments, times, waiting = [], [], []
                    broken = False
                elif fragments:
                    broken = True
                    fragments.append((" ", link))
            elif treatment != _SKIP:
                # A picture within a paragraph, or as small as a letter, does not end the line: it
                # comes after the line. Any other picture ends it.
                if fragments and node.tag not in PARAGRAPHS and not is_small(element):
                    _end_line(pieces, fragments, times, waiting, node, kind, zone)
                    fragments, times, waiting = [], [], []
                    broken = False
                piece: Piece = Embed(element, zone)
                if treatment == _PICTURE:
                    piece = Picture(element, link, zone)
                (waiting if fragments else pieces).append(piece)
        if text:
            if not text.isspace():
                broken = False
                fragments.append((text, link))
            elif fragments:
                fragments.append((" ", link))
    _end_line(pieces, fragments, times, waiting, node, kind, zone)
    return flow


def _frames_around(nodes: Nodes, start: HtmlElement) -> tuple[HtmlElement, list[_Frame]]:
    """Return the block around *start*, and the frames of the elements that hold it.

    What these elements are has no meaning for *start*: no zone, no kind.
    """
    around = list(start.iterancestors())[::-1]
    node = around[0] if around else start
    frames: list[_Frame] = []
    for parent in around:
        block = parent.tag in BLOCKS
        if parent is not around[0]:
            end = nodes.ends[nodes.places[parent]]
            frames.append((end, parent, block, node, "paragraph", "", None, 0))
        node = parent if block else node
    return node, frames


def _is_whole(element: HtmlElement, known: frozenset[str], zone: str, pieces: list[Piece]) -> bool:
    """Whether a block is left out (a ticker), or is one piece (inset, post), which is added."""
    if not known.isdisjoint(TICKER_CLASSES):
        return True
    if not known.isdisjoint(INSET_CLASSES):
        pieces.append(Inset(element, zone))
        return True
    if (post := post_of(element)) is not None:
        pieces.append(Embed(element, zone, post))
        return True
    return False


def _end_line(
    pieces: list[Piece],
    fragments: list[Fragment],
    times: list[HtmlElement],
    waiting: list[Piece],
    node: HtmlElement,
    kind: str,
    zone: str,
) -> None:
    """Add the line of *fragments*, and the pictures in it, to *pieces*."""
    if fragments and (text := clean("".join([text for text, _ in fragments]))):
        links: list[HtmlElement] = []
        linked = True
        for part, link in fragments:
            if link is None:
                linked = linked and not has_words(part)
            elif not links or links[-1] is not link:
                links.append(link)
        linked = linked and bool(links)
        pieces.append(Line(text, node, kind, zone, fragments, times, links, linked))
    pieces += waiting
