"""The one walk over a page, in the order in which a reader meets its elements.

``Page.nodes`` is a `Nodes`: every element of the page with what is around and inside it. All
readers of a page go over this list: ``read_flow`` makes the lines, pictures and players of an
article of it, ``ticker_layout/rows.py`` the rows of a ticker, ``dom/links.py`` the links and areas
of a listing.

Only HTML's own elements decide what is a line, and the site's class names (``pages/markup.py``)
what is an inset, a body or a ticker. All is iterative and bounded: depth and size of a page cost
time, never an exception.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cached_property
from itertools import chain, islice

from lxml import etree
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
    unscripted,
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

# What `read_flow` does at an element, by its tag.
_SKIP, _BLOCK, _INLINE, _PICTURE, _BREAK, _EMBED = range(6)


_TREATMENTS = {
    **dict.fromkeys(SKIPPED, _SKIP),
    **dict.fromkeys(BLOCKS, _BLOCK),
    **dict.fromkeys(EMBEDS, _EMBED),
    "img": _PICTURE,
    "br": _BREAK,
}
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif)(?:[?#]|\Z)", re.IGNORECASE)
_NOTHING_KNOWN: frozenset[str] = frozenset()
# Their elements, or the union of all, would be asked for each whether it was found before.
_TELLING = tuple(etree.XPath(f"descendant-or-self::*/@{name}") for name in sorted(TELLING))

#: An element that is open, and the state to restore after it: whether it is a block, the block
#: around it, kind, zone and link there, the index of its first piece, and how many elements of
#: those beside it are still to come.
_Frame = tuple[HtmlElement, bool, HtmlElement, str, str, HtmlElement | None, int, int]


class Nodes:
    """The elements of a page; each is an object that stays the same while anything refers to it."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self._holding: dict[tuple[str, ...], set[HtmlElement]] = {}

    @cached_property
    def elements(self) -> list[HtmlElement]:
        """All, in reading order.

        The list keeps them: lxml makes a new object each time it meets an element that nothing
        refers to, which is then another key of a dictionary.
        """
        return list(self.root.iter())

    @cached_property
    def places(self) -> dict[HtmlElement, int]:
        """Element → its index in ``elements``."""
        return {element: place for place, element in enumerate(self.elements)}

    @cached_property
    def by_id(self) -> dict[str, HtmlElement]:
        """Id → the first element with it."""
        return {name: e for e in reversed(self.elements) if (name := e.get("id"))}

    @cached_property
    def telling(self) -> frozenset[HtmlElement]:
        """The elements with one of the attributes ``TELLING``: few, or none."""
        return frozenset(value.getparent() for find in _TELLING for value in find(self.root))

    def tagged(self, *tags: str) -> Iterator[HtmlElement]:
        """Yield the elements with any of *tags*."""
        return self.root.iter(*tags)

    def holding(self, *tags: str) -> set[HtmlElement]:
        """Return the elements that are or hold one with any of *tags*.

        Found once for a page: to look through each element anew takes very long where many are
        nested.
        """
        if tags not in self._holding:
            self._holding[tags] = with_ancestors(self.tagged(*tags))
        return self._holding[tags]


def with_ancestors(elements: Iterable[HtmlElement]) -> set[HtmlElement]:
    """Return *elements* and all elements around them."""
    found: set[HtmlElement] = set()
    for inner in elements:
        element: HtmlElement | None = inner
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def steps(
    element: HtmlElement, skips: Callable[[HtmlElement], bool]
) -> Iterator[tuple[HtmlElement, bool]]:
    """Yield *element* and those inside it: (it, False) where one begins, (it, True) at its end.

    Where *skips* is true of one, only its end is yielded, and nothing inside it.
    """
    opened: list[HtmlElement] = []
    elements = element.iter()
    for inner in elements:
        parent = inner.getparent()
        while opened and opened[-1] is not parent:
            yield opened.pop(), True
        opened.append(inner)
        if skips(inner):
            _pass_over(elements, inner)
        else:
            yield inner, False
    while opened:
        yield opened.pop(), True


def _pass_over(elements: Iterator[HtmlElement | None], element: HtmlElement) -> None:
    """Leave out of *elements* what is inside *element*, the last that they yielded."""
    deque(islice(elements, sum(1 for _ in element.iterdescendants())), maxlen=0)


def _from(start: HtmlElement) -> Iterator[HtmlElement]:
    """Return *start*, the elements inside it, and all that follow it in the page."""
    *within, _ = (start, *start.iterancestors())  # what follows the root is not of the page's tree
    after = (sibling.iter() for element in within for sibling in element.itersiblings())
    return chain(start.iter(), chain.from_iterable(after))


def read_flow(
    nodes: Nodes,
    start: HtmlElement,
    *,
    whole: bool = True,
    shown: Container[HtmlElement] = frozenset(),
) -> Flow:
    """Return the pieces of *start* and of everything after it in the document.

    With *whole* False, only those inside *start*. (One loop, with its state in variables: a call
    and an object for each element would be most of the cost of a page.)
    """
    flow = Flow()
    pieces, spans = flow.pieces, flow.spans
    fragments: list[Fragment] = []  # the texts of the line that is being read
    times: list[HtmlElement] = []  # its `<time>` elements
    waiting: list[Piece] = []  # pictures in it: they follow it
    broken = False  # whether it ends with a `br`: a second one ends the line
    node, kind, zone = start, "paragraph", ""
    link: HtmlElement | None = None
    frames: list[_Frame] = []
    left = len(start)  # elements in the innermost open one that are still to come
    if whole:
        node, left, frames = _around(start)

    def end_line() -> None:
        nonlocal fragments, times, waiting, broken
        broken = False
        if fragments:
            links: tuple[HtmlElement, ...] = ()
            raw, link = fragments[0]
            linked = link is not None
            if len(fragments) > 1:
                raw, links, linked = _joined(fragments)
            elif link is not None:  # one link is the line
                links = (link,)
            if text := clean(raw):
                line = Line(text, node, kind, zone, fragments, tuple(times), links, linked)
                pieces.append(line)
            fragments = []
        if times:
            times = []
        if waiting:
            pieces.extend(waiting)
            waiting = []

    meanings: dict[str, frozenset[str]] = {}
    attributed = nodes.telling
    elements = chain(_from(start) if whole else start.iterdescendants(), (None,))
    for element in elements:
        while not left and frames:
            ended, block, node_around, kind_around, zone_around, link, first, left = frames.pop()
            if block:
                if fragments or times or waiting:
                    end_line()
                broken = False
                spans[ended] = (first, len(pieces))
            node, kind, zone = node_around, kind_around, zone_around
            if text := ended.tail:
                if not text.isspace():
                    broken = False
                    fragments.append((text, link))
                elif fragments:
                    fragments.append((" ", link))
        if element is None:
            break
        tag: str = element.tag  # type: ignore[assignment]  # without comments, all are texts
        treatment, known, telling = _TREATMENTS.get(tag), _NOTHING_KNOWN, element in attributed
        if treatment is None:
            treatment = (
                _BLOCK if "-" in tag else _INLINE
            )  # pages use elements of their own as boxes
        if treatment:
            if name := element.get("class"):
                if (found := meanings.get(name)) is None:
                    found = meanings[name] = meaning(name)
                known = found
            if (telling or known) and is_hidden(element) and element not in shown:
                flow.hidden.append((element, len(pieces)))
                treatment = _SKIP
        if treatment == _BLOCK:
            if fragments or times or waiting:
                end_line()
            broken = False
            if (known or tag == "blockquote") and _is_whole(element, known, zone, pieces):
                treatment = _SKIP
            else:
                if known and not known.isdisjoint(MARKED_CLASSES):
                    flow.marked.append(element)
                if telling and not len(element) and "url(" in (element.get("style") or ""):
                    # An empty box with a background picture.
                    pieces.append(Picture(element, link, zone))
                frames.append((element, True, node, kind, zone, link, len(pieces), left - 1))
                node, left = element, len(element)
                kind = KINDS.get(tag, kind)
                if telling or tag in ZONES:
                    kind, zone = _kind_and_zone(element, kind, zone)
                if (text := element.text) and not text.isspace():
                    fragments.append((text, link))
                continue
        elif treatment == _INLINE:
            link_around = link
            if tag == "a":
                link = element
            elif tag == "time" and element.get("datetime"):
                times.append(element)
            if text := element.text:
                if not text.isspace():
                    broken = False
                    fragments.append((text, link))
                elif fragments:
                    fragments.append((" ", link))
            if inside := len(element):
                frames.append((element, False, node, kind, zone, link_around, 0, left - 1))
                left = inside
                continue
            link = link_around
        elif treatment == _BREAK:
            if broken:
                end_line()
            elif fragments:
                fragments.append((" ", link))
                broken = True
        elif treatment or tag == "noscript":
            picture = element if treatment else _unscripted_picture(element)
            # A picture within a paragraph, or as small as a letter, does not end the line: it
            # comes after the line. Any other picture ends it.
            if picture is not None:
                if fragments and node.tag not in PARAGRAPHS and not is_small(picture):
                    end_line()
                embed = treatment == _EMBED
                piece = Embed(element, zone) if embed else Picture(picture, link, zone)
                (waiting if fragments else pieces).append(piece)
        if treatment != _INLINE and len(element):
            _pass_over(elements, element)
        left -= 1
        if text := element.tail:
            if not text.isspace():
                broken = False
                fragments.append((text, link))
            elif fragments:
                fragments.append((" ", link))
    end_line()
    return flow


def _around(start: HtmlElement) -> tuple[HtmlElement, int, list[_Frame]]:
    """Return the block around *start*, the elements from it on there, and the frames around it.

    What these elements are has no meaning for *start*: they give it no kind and no zone.
    """
    outermost, *within = *reversed(list(start.iterancestors())), start
    node, frames = outermost, list[_Frame]()
    lefts = [sum(1 for _ in element.itersiblings()) for element in within]
    for parent, left in zip(within[:-1], lefts, strict=False):
        block = parent.tag in BLOCKS
        frames.append((parent, block, node, "paragraph", "", None, 0, left))
        node = parent if block else node
    return node, lefts[-1] + 1 if within else 1, frames


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


def _kind_and_zone(element: HtmlElement, kind: str, zone: str) -> tuple[str, str]:
    """Return kind and zone of the text in a block, from those that its tag and parent give it."""
    role = element.get("role")
    if role == "heading":
        kind = "heading"
    if not zone:
        zone = ZONES.get(str(element.tag)) or ROLES.get(role or "", "")
        if zone == "footer" and kind == "quote":
            zone = ""  # it names who said it
    return kind, zone


def _unscripted_picture(element: HtmlElement) -> HtmlElement | None:
    """Return the picture in a ``noscript``, unless an ``img`` beside it stands for the same.

    One that counts readers has no address of a picture's file.
    """
    if (picture := unscripted(element)) is None:
        return None
    for near in (element.getprevious(), element.getnext()):
        if near is not None and (near.tag == "img" or unscripted(near) is not None):
            return None
    seen = _PICTURE_FILE.search(picture.get("src") or "") and not is_small(picture)
    return picture if seen and not is_hidden(picture) else None


def _joined(fragments: list[Fragment]) -> tuple[str, tuple[HtmlElement, ...], bool]:
    """Return the text of a line's *fragments*, its links, and whether these hold all its words."""
    links: list[HtmlElement] = []
    linked = True
    for part, link in fragments:
        if link is None:
            linked = linked and (part == " " or not has_words(part))
        elif not links or links[-1] is not link:
            links.append(link)
    return "".join([part for part, _ in fragments]), tuple(links), linked and bool(links)
