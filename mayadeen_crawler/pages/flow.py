"""A page as a reader meets it: lines of text, pictures and embeds in document order.

Works on any DOM: only HTML's own elements decide what is a line. The walk is
iterative and bounded, so depth and size of a page cost no more than time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from lxml.html import HtmlElement

from mayadeen_crawler.pages.embeds import POST_CLASSES, post_of
from mayadeen_crawler.pages.pieces import Embed, Flow, Fragment, Inset, Line, Picture, Piece
from mayadeen_crawler.text import clean

#: Elements looked at on one page; real ones have under 5,000.
MAX_ELEMENTS = 150_000

#: Class names of the site that mean something to the walk, as named by public
#: scrapers of it: an inset of related articles, the body and the summary, the ticker.
INSET_CLASSES = frozenset({"dual-related"})
MARKED_CLASSES = frozenset({"p-content", "lg_para"})
TICKER_CLASSES = frozenset({"ticker", "ticker-box", "ticker-item", "ticker__item"})

_HIDDEN_CLASSES = frozenset({"sr-only", "visually-hidden", "screen-reader-text"})
_KNOWN = INSET_CLASSES | MARKED_CLASSES | TICKER_CLASSES | _HIDDEN_CLASSES | frozenset(POST_CLASSES)
#: Characters of the class names that are remembered from page to page.
MAX_NAMES = 200
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_SMALL = re.compile(r"\s*[1-4]?\d(?:px)?\s*", re.ASCII)

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "svg", "math", "canvas", "select",
     "option", "textarea", "input", "map", "applet", "noframes", "datalist", "dialog"}
)  # fmt: skip
_PARAGRAPHS = _HEADINGS | {"p"}
_EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})
_KINDS = {
    **dict.fromkeys(_HEADINGS, "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "list"),
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "button": "control",
}
# What a role or an element says of the part of the page it is.
_ZONES = {"nav": "nav", "footer": "footer", "aside": "aside"}
_ROLES = {
    "navigation": "nav", "banner": "nav", "search": "nav", "menu": "nav", "menubar": "nav",
    "contentinfo": "footer", "complementary": "aside",
}  # fmt: skip


class _Frame(NamedTuple):
    children: Iterator[HtmlElement]
    element: HtmlElement
    block: bool
    node: HtmlElement
    kind: str
    zone: str
    link: HtmlElement | None
    start: int


def classes(element: HtmlElement) -> frozenset[str]:
    """The class names of *element*."""
    return frozenset((element.get("class") or "").split())


def _meaning(names: str) -> frozenset[str]:
    """Return those of an element's class names that mean something to the walk."""
    # Pages repeat a few names on all their elements; no page's own length is kept.
    return _known_names(names) if len(names) < MAX_NAMES else _KNOWN.intersection(names.split())


@lru_cache(maxsize=4096)
def _known_names(names: str) -> frozenset[str]:
    return _KNOWN.intersection(names.split())


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
            block = parent.tag in _BLOCKS
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
                if frame.block:
                    self._flush()
                    spans[frame.element] = (frame.start, len(pieces))
                _, _, _, self._node, self._kind, self._zone, self._link, _ = frame
                if tail := frame.element.tail:
                    self._text(tail)
                continue
            budget -= 1
            if budget < 0:
                return
            tag = element.tag
            if type(tag) is not str or tag in _SKIPPED or is_hidden(element):
                pass
            elif tag in _BLOCKS:
                if self._block(element, tag, frames):
                    continue
            elif tag == "img":
                self._place(Picture(element, self._link, self._zone))
            elif tag == "br":
                self._line_break()
            elif tag in _EMBEDS:
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

    def _block(self, element: HtmlElement, tag: str, frames: list[_Frame]) -> bool:
        """Begin a block; whether what it holds is to be read."""
        self._flush()
        names = element.get("class")
        known = _meaning(names) if names else frozenset()
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
        frames.append(self._frame(element, block=True))
        self._node = element
        self._kind = _KINDS.get(tag, self._kind)
        role = element.get("role")
        if role == "heading":
            self._kind = "heading"
        if not self._zone:
            zone = _ZONES.get(tag) or (_ROLES.get(role, "") if role else "")
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
        if self._words and self._node.tag not in _PARAGRAPHS and not _is_small(piece.node):
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


def _is_small(node: HtmlElement) -> bool:
    return any(_SMALL.fullmatch(node.get(side) or "") for side in ("width", "height"))


def is_hidden(element: HtmlElement) -> bool:
    """Whether *element* says that no reader sees it."""
    if not element.keys():
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style) and element.tag != "body":
        return True
    names = element.get("class")
    return bool(names and not _HIDDEN_CLASSES.isdisjoint(_meaning(names)))
