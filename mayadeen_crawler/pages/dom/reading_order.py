"""A page in the order in which a reader meets it. Two walks over the elements of any page:

- ``read_flow`` gives the lines, pictures and embeds of an article's page. ``article_layout/``
  reads all of an article from them.
- ``rows`` gives the texts of a page as the rows of a list, whatever elements make them.
  ``ticker_layout/`` finds the breaking lines among them.

Only HTML's own elements decide what is a line or a row, and the site's class names
(``pages/markup.py``) what is an inset, a body or a ticker. Both walks are iterative and bounded:
depth and size of a page cost time, never an exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from mayadeen_crawler.pages.dom.embeds import post_of
from mayadeen_crawler.pages.dom.html_elements import (
    BLOCKS,
    EMBEDS,
    HEADINGS,
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
from mayadeen_crawler.pages.dom.similarity import are_alike, short_text_of
from mayadeen_crawler.utils.text import clean

#: Elements that ``read_flow`` looks at on one page; real ones have under 5,000.
MAX_ELEMENTS = 150_000
#: Begins and ends of elements that ``rows`` looks at, and characters of one row; real pages have
#: under 10,000 and 400.
MAX_EVENTS, MAX_ROW = 200_000, 2000
#: Children of an element that are compared with each other, and children or ancestors that are
#: looked at to tell a block.
_MAX_ALIKE, _MAX_NEAR = 300, 30
#: Average words from which inline elements side by side are rows of their own.
_ROW_WORDS = 3

# Elements that `rows` yields a mark for: no list goes on across them.
_MARKS = frozenset({"nav", "footer", "aside", "form", "main", "article", "video", "iframe"})
# Elements that begin and end a line beside BLOCKS.
_LINES = frozenset({"br", "marquee"})
_SILENT = SKIPPED | {"button"}
_ICON = re.compile(r"icon|bullet|dot|arrow|spacer|\.svg|^data:", re.IGNORECASE)
_BULLET = re.compile(r"\s*[•●■◆▪★‣∙·]+\s*")
_PIPE = re.compile(r"\s[|¦]\s")
_TIME = r"\d{1,2}[:.٫]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?|[صم](?!\w)|hrs?|h|GMT)?"
_CLOCK = re.compile(_TIME, re.IGNORECASE)
_TIMED = re.compile(rf"{_TIME}\s*[|¦•·–—-]+\s*(?=\S)", re.IGNORECASE)


class _Frame(NamedTuple):
    """An element whose children are being read, and the walk's state to restore after it."""

    children: Iterator[HtmlElement]
    element: HtmlElement
    block: bool
    node: HtmlElement
    kind: str
    zone: str
    link: HtmlElement | None
    start: int


def read_flow(start: HtmlElement, *, whole: bool = True) -> Flow:
    """Return the pieces of *start* and of everything after it in the document.

    With *whole* False, only those inside *start*.
    """
    return _LineWalk().run(start, whole)


class _LineWalk:
    """One walk of ``read_flow``."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._fragments: list[Fragment] = []
        """The texts of the line that is being read, and below its ``<time>`` elements."""
        self._times: list[HtmlElement] = []
        self._waiting: list[Piece] = []
        """Pictures inside the line: they follow it."""
        self._words = False
        """Whether the line has a text that is not white space."""
        self._break = False
        """Whether the line ends with a ``br``: a second one ends the line."""
        self._kind = "paragraph"
        self._zone = ""
        self._link: HtmlElement | None = None

    def run(self, start: HtmlElement, whole: bool) -> Flow:
        """Read *start*, and with *whole* all that follows it, and return the pieces."""
        path = [*reversed(list(start.iterancestors())), start] if whole else [start]
        node = path[0]
        frames: list[_Frame] = []
        for parent, child in pairwise(path):
            # An element around *start* is read from the child that leads to *start* on.
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
            # Most elements have none of the attributes that matter here, which saves time.
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
        """Begin a block element; return whether its content is to be read."""
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
            # An empty box with a background picture.
            self.flow.pieces.append(Picture(element, self._link, self._zone))
        frames.append(self._frame(element, block=True))
        self._node = element
        self._kind = KINDS.get(tag, self._kind)
        role = element.get("role") if named else None
        if role == "heading":
            self._kind = "heading"
        if not self._zone and (role or tag in ZONES):
            zone = ZONES.get(tag) or (ROLES.get(role, "") if role else "")
            # A quote's footer names who said it.
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
        # A picture within a paragraph, or as small as a letter, does not end the line: it comes
        # after the line. Any other picture ends it.
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


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One entry of a list; or a mark, with an empty text, where a list cannot go on."""

    text: str
    element: HtmlElement
    """The item, paragraph or innermost block that holds the text; of a mark, the heading, picture,
    menu or form itself."""
    href: str | None = None
    """The address of the first link in it, as written."""


def rows(
    root: HtmlElement,
    is_label: Callable[[str], bool],
    is_aside: Callable[[str], bool],
    *,
    hidden: bool = False,
) -> Iterator[Row]:
    """Yield the rows and marks of *root* in page order; those in hidden elements only if *hidden*.

    A row is what a reader takes for one entry: the text of a list item, a paragraph or a block, or
    of one of several inline elements that are alike. Texts at its beginning and end that are no
    part of an entry are cut off: a label (*is_label*: ``BREAKING``), which becomes a row of its
    own where it heads what follows; a text beside it (*is_aside*: ``Read more``); a time of day.
    """
    walk = _RowWalk(root, is_label, is_aside)
    events = etree.iterwalk(root, events=("start", "end"))
    for count, (event, element) in enumerate(events):
        if count >= MAX_EVENTS:
            break
        if event == "start":
            if not isinstance(element.tag, str):
                continue
            if element.tag in _SILENT or (not hidden and is_hidden(element)):
                events.skip_subtree()
                continue
            yield from walk.begin(element)
        else:
            yield from walk.end(element)
    yield from walk.flush(root)


class _RowWalk:
    """One walk of ``rows``: the row that is being read."""

    def __init__(
        self,
        root: HtmlElement,
        is_label: Callable[[str], bool],
        is_aside: Callable[[str], bool],
    ) -> None:
        self._root = root
        self._is_label, self._is_aside = is_label, is_aside
        self._fragments: list[tuple[str, str | None]] = []
        """The row's texts, each with the address of the link around it."""
        self._length = 0
        self._whole: HtmlElement | None = None
        """The element all of whose text is one row, whatever blocks it holds."""
        self._links: list[HtmlElement] = []
        self._alike: set[HtmlElement] = set()
        """Inline elements that are rows of their own."""

    def begin(self, element: HtmlElement) -> Iterator[Row]:
        """Read *element*'s start and the text before its first child."""
        tag = element.tag
        breaks = _breaks(element)
        if tag == "a":
            self._links.append(element)
        if self._whole is not None:
            if breaks:
                self._add(" ")
        else:
            if breaks or element in self._alike:
                yield from self.flush(_block_around(element))
            if tag in _MARKS or tag in HEADINGS:
                yield Row("", element)
            if element in self._alike or _is_one_row(element):
                self._whole = element
            else:
                self._alike.update(_rows_among(element, self._is_label, self._is_apart))
        if tag == "img":
            alt = clean(element.get("alt") or "")
            if self._is_label(alt):
                self._add(alt)
            elif not is_small(element) and (alt or not _ICON.search(element.get("src") or "")):
                yield Row("", element)
        elif self._is_label(clean(element.get("aria-label") or "")):
            self._add(str(element.get("aria-label")))
        if element.text:
            self._add(element.text)

    def end(self, element: HtmlElement) -> Iterator[Row]:
        """Read *element*'s end and the text after it."""
        if self._links and self._links[-1] is element:
            self._links.pop()
        if element is self._whole:
            yield from self.flush(element)
            self._whole = None
        elif _breaks(element):
            if self._whole is not None:
                self._add(" ")
            else:
                yield from self.flush(element)
        if element.tail and element is not self._root:
            self._add(element.tail)

    def _add(self, text: str) -> None:
        self._length += len(text)
        # One text over the limit is kept, so that a row that is too long is seen as such.
        if self._length - len(text) <= 4 * MAX_ROW:
            link = self._links[-1].get("href") if self._links else None
            self._fragments.append((text[: 4 * MAX_ROW], link))

    def flush(self, owner: HtmlElement) -> Iterator[Row]:
        """Yield the rows of the texts read since the last call; *owner* is their element."""
        if not self._fragments:
            return
        fragments = [f for f in self._fragments if f[0]]
        self._fragments, self._length = [], 0
        whole = clean("".join(text for text, _ in fragments))
        if not has_words(whole) or self._is_label(whole):
            if whole:
                yield Row(whole, owner)
            return
        while fragments and self._is_apart(text := clean(fragments[0][0])):
            del fragments[0]
            if self._whole is None and self._is_label(text):
                yield Row(text, owner)
        more: str | None = None
        while fragments and self._is_apart(clean(fragments[-1][0])):
            more = fragments.pop()[1] or more  # the link of "Read more"
        for text in self._split(clean("".join(text for text, _ in fragments))):
            href = next((link for _, link in fragments if link), more)
            yield Row(text, owner, href)

    def _is_apart(self, text: str) -> bool:
        """Whether *text* is no part of an entry: without words, a time, a label, an aside."""
        if not has_words(text) or _CLOCK.fullmatch(text) is not None:
            return True
        return self._is_label(text) or self._is_aside(text)

    def _split(self, text: str) -> list[str]:
        """Return the entries of a text that holds several, parted by bullets or bars."""
        parts = [part for part in _BULLET.split(text) if has_words(part)]
        if self._whole is None and len(piped := _PIPE.split(text)) > 2:
            parts = [part for part in map(str.strip, piped) if has_words(part)]
        if self._whole is None and len(parts) > 1:
            label, colon, rest = parts[0].partition(":")
            if colon and has_words(rest) and self._is_label(label):
                parts[:1] = [label, rest.strip()]  # `BREAKING: one • two`
        if len(parts) > 1 and any(" " not in p and not self._is_label(p) for p in parts):
            parts = [text]  # a bullet between two words parts no entries
        return [_TIMED.sub("", part, count=1) if _TIMED.match(part) else part for part in parts]


def _breaks(element: HtmlElement) -> bool:
    """Whether *element* begins and ends a line."""
    tag = element.tag
    return isinstance(tag, str) and (tag in BLOCKS or tag in _LINES or "-" in tag)


def _block_around(element: HtmlElement) -> HtmlElement:
    for parent in islice(element.iterancestors(), _MAX_NEAR):
        if _breaks(parent):
            return parent
    return element


def _is_one_row(element: HtmlElement) -> bool:
    """Whether all text of *element* is one row, whatever blocks are in it."""
    if element.tag == "p":
        return True
    if element.tag == "a":
        return any(_breaks(child) for child in islice(element, _MAX_NEAR))
    if element.tag not in ("li", "dd", "dt", "td"):
        return False
    found = list(islice(element.iter("li", "ul", "table", "a"), 3))
    inner = [one.tag for one in found if one is not element]
    return inner in ([], ["a"])


def _rows_among(
    element: HtmlElement, is_label: Callable[[str], bool], is_apart: Callable[[str], bool]
) -> list[HtmlElement]:
    """Return the inline children that are rows: alike, of several words, with no text between."""
    if len(element) < 2 or (has_words(own := clean(element.text or "")) and not is_label(own)):
        return []
    found, texts = [], []
    for child in islice(element, _MAX_ALIKE):
        if has_words(child.tail or ""):
            return []
        if not isinstance(child.tag, str) or child.tag in _SILENT or _breaks(child):
            continue
        text = short_text_of(child)
        if not is_apart(text):
            found.append(child)
            texts.append(text)
    if len(found) < 2 or not all(are_alike(found[0], other) for other in found[1:]):
        return []
    words = sum(len(text.split()) for text in texts)
    led = any(text.endswith((":", "：")) for text in texts[:-1])
    return found if words >= _ROW_WORDS * len(found) and not led else []
