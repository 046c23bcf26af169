"""A page as a reader meets it: lines of text, pictures and embeds in document order.

Works on any DOM: only HTML's own elements decide what is a line. The walk is
iterative and bounded, so depth and size of a page cost no more than time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

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
)
from mayadeen_crawler.utils.text import clean

#: Elements looked at on one page; real ones have under 5,000.
MAX_ELEMENTS = 150_000


class _Frame(NamedTuple):
    children: Iterator[HtmlElement]
    element: HtmlElement
    block: bool
    node: HtmlElement
    kind: str
    zone: str
    link: HtmlElement | None
    start: int


def read_flow(start: HtmlElement, *, whole: bool = True) -> Flow:
    """Read *start* and everything after it in the document; not *whole*: only what it holds."""
    return _Walk().run(start, whole)


class _Walk:
    """The state of one walk."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._fragments: list[Fragment] = []
        self._waiting: list[Piece] = []
        self._times: list[HtmlElement] = []
        self._words = False
        self._break = False
        self._kind = "paragraph"
        self._zone = ""
        self._link: HtmlElement | None = None

    def run(self, start: HtmlElement, whole: bool) -> Flow:
        """Walk from *start* on."""
        path = [*reversed(list(start.iterancestors())), start] if whole else [start]
        node = path[0]
        frames: list[_Frame] = []
        for parent, child in pairwise(path):
            # Each open element goes on after the child that leads to the start.
            rest = child.itersiblings()
            children = chain((child,), rest) if child is start else rest
            block = parent.tag in BLOCKS
            frames.append(_Frame(children, parent, block, node, "paragraph", "", None, 0))
            node = parent if block else node
        if not frames:
            children = iter((start,)) if whole else iter(start)
            frames = [_Frame(children, start, False, start, "paragraph", "", None, 0)]
        self._node = node
        self._loop(frames)
        self._flush()
        return self.flow

    def _loop(self, frames: list[_Frame]) -> None:
        budget = MAX_ELEMENTS
        spans, pieces = self.flow.spans, self.flow.pieces
        while frames:
            frame = frames[-1]
            element = next(frame.children, None)
            if element is None:
                frames.pop()
                if not frames:
                    return
                _, ended, block, node, kind, zone, link, start = frame
                if block:
                    if self._words or self._waiting or self._times:
                        self._flush()
                    self._break = False
                    spans[ended] = (start, len(pieces))
                self._node, self._kind, self._zone, self._link = node, kind, zone, link
                if tail := ended.tail:
                    self._text(tail)
                continue
            budget -= 1
            if budget < 0:
                return
            tag = element.tag
            # Most elements have no attributes that say something here: no more is asked of those.
            named = type(tag) is str and not TELLING.isdisjoint(element.keys())
            if type(tag) is not str or tag in SKIPPED or (named and is_hidden(element)):
                pass
            elif tag in BLOCKS or "-" in tag:
                if self._block(element, tag, frames, named):
                    continue
            elif tag == "img":
                self._place(Picture(element, self._link, self._zone))
            elif tag == "br":
                self._line_break()
            elif tag in EMBEDS:
                self._place(Embed(element, self._zone))
            else:
                if len(element):
                    frames.append(self._frame(element, block=False))
                link = self._link
                if tag == "a":
                    self._link = element
                elif tag == "time" and element.get("datetime"):
                    self._times.append(element)
                if text := element.text:
                    self._text(text)
                if len(element):
                    continue
                self._link = link
            if tail := element.tail:
                self._text(tail)

    def _frame(self, element: HtmlElement, *, block: bool) -> _Frame:
        return _Frame(
            iter(element), element, block,
            self._node, self._kind, self._zone, self._link, len(self.flow.pieces),
        )  # fmt: skip

    def _block(self, element: HtmlElement, tag: str, frames: list[_Frame], named: bool) -> bool:
        """Begin a block; whether what it holds is to be read."""
        self._flush()
        names = element.get("class") if named else None
        known = meaning(names) if names else frozenset()
        if known:
            if known & TICKER_CLASSES:
                return False
            if known & INSET_CLASSES:
                self.flow.pieces.append(Inset(element, self._zone))
                return False
            if known & MARKED_CLASSES:
                self.flow.marked.append(element)
        if (known or tag == "blockquote") and (post := post_of(element)) is not None:
            self.flow.pieces.append(Embed(element, self._zone, post))
            return False
        if named and not len(element) and "url(" in (element.get("style") or ""):
            # A box with nothing in it but its background is a picture.
            self.flow.pieces.append(Picture(element, self._link, self._zone))
        frames.append(self._frame(element, block=True))
        self._node = element
        self._kind = KINDS.get(tag, self._kind)
        role = element.get("role") if named else None
        if role == "heading":
            self._kind = "heading"
        if not self._zone and (role or tag in ZONES):
            zone = ZONES.get(tag) or (ROLES.get(role, "") if role else "")
            # The foot of a quote names who said it.
            self._zone = "" if zone == "footer" and self._kind == "quote" else zone
        if text := element.text:
            self._text(text)
        return True

    def _text(self, text: str) -> None:
        if text.isspace():
            if self._words:
                self._fragments.append(Fragment(" ", self._link))
            return
        self._words = True
        self._break = False
        self._fragments.append(Fragment(text, self._link))

    def _line_break(self) -> None:
        if self._break:
            self._flush()
        elif self._words:
            self._break = True
            self._fragments.append(Fragment(" ", self._link))

    def _place(self, piece: Piece) -> None:
        # A picture within a paragraph does not cut it: it follows the line.
        # Elsewhere it stands by itself, unless it is as small as a letter.
        if self._words and self._node.tag not in PARAGRAPHS and not is_small(piece.node):
            self._flush()
        (self._waiting if self._words else self.flow.pieces).append(piece)

    def _flush(self) -> None:
        self._break = False
        if self._words:
            text = clean("".join([f.text for f in self._fragments]))
            if text:
                links: list[HtmlElement] = []
                for fragment in self._fragments:
                    link = fragment.link
                    if link is not None and (not links or links[-1] is not link):
                        links.append(link)
                self.flow.pieces.append(
                    Line(
                        text, self._node, self._kind, self._zone,
                        self._fragments, self._times, links,
                    )
                )  # fmt: skip
            self._words = False
            self._fragments = []
            self._times = []
        elif self._times:
            self._times = []
        if self._waiting:
            self.flow.pieces += self._waiting
            self._waiting = []
