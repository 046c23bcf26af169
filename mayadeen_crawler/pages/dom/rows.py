"""The texts of a page row by row, for lists whose rows may be made of any elements.

A row is what a reader takes for one entry: the text of a list item, a
paragraph, a block, or of one of several inline elements alike. Between them
stand the marks of what is no row: headings, pictures, menus.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from mayadeen_crawler.pages.dom.html_elements import (
    BLOCKS,
    SKIPPED,
    is_hidden,
    is_small,
)
from mayadeen_crawler.pages.dom.nodes import has_words
from mayadeen_crawler.pages.dom.outline import HEADINGS
from mayadeen_crawler.pages.dom.similarity import are_alike, short_text_of
from mayadeen_crawler.utils.text import clean

#: Events of one walk, and characters of one row; real pages have under 10,000 and 400.
MAX_EVENTS, MAX_ROW = 200_000, 2000
#: Children that are compared with each other, and of those that say something of one element.
_MAX_ALIKE, _MAX_NEAR = 300, 30
#: Words from which inline elements side by side are rows of their own.
_ROW_WORDS = 3

_MARKS = frozenset({"nav", "footer", "aside", "form", "main", "article", "video", "iframe"})
_LINES = frozenset({"br", "marquee"})
_SILENT = SKIPPED | {"button"}
_ICON = re.compile(r"icon|bullet|dot|arrow|spacer|\.svg|^data:", re.IGNORECASE)
_BULLET = re.compile(r"\s*[•●■◆▪★‣∙·]+\s*")
_PIPE = re.compile(r"\s[|¦]\s")
_TIME = r"\d{1,2}[:.٫]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?|[صم](?!\w)|hrs?|h|GMT)?"
_CLOCK = re.compile(_TIME, re.IGNORECASE)
_TIMED = re.compile(rf"{_TIME}\s*[|¦•·–—-]+\s*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One entry, or with an empty text the mark of an element that is none."""

    text: str
    element: HtmlElement
    """What holds it: an item, a paragraph, the innermost block."""
    href: str | None = None


def rows(
    root: HtmlElement,
    is_label: Callable[[str], bool],
    is_aside: Callable[[str], bool],
    *,
    hidden: bool = False,
) -> Iterator[Row]:
    """Yield the rows and marks of *root* in page order, those of what is *hidden* too if asked.

    A text that *is_label* is a row of its own where it names what follows, and
    no part of the entry that it stands in; nor is one that *is_aside* beside it, or a time.
    """
    walk = _Walk(root, is_label, is_aside)
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


class _Walk:
    """The row that is being read."""

    def __init__(
        self,
        root: HtmlElement,
        is_label: Callable[[str], bool],
        is_aside: Callable[[str], bool],
    ) -> None:
        self._root = root
        self._is_label, self._is_aside = is_label, is_aside
        self._fragments: list[tuple[str, str | None]] = []
        """Texts, each with the address of the link around it."""
        self._length = 0
        self._whole: HtmlElement | None = None
        """The element whose text is one row, whatever it holds."""
        self._links: list[HtmlElement] = []
        self._alike: set[HtmlElement] = set()
        """Inline elements that are rows."""

    def begin(self, element: HtmlElement) -> Iterator[Row]:
        """Read where an element begins, up to its first child."""
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
        """Read where an element ends, up to what follows it."""
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
        # One text more than the longest shows that it is too long.
        if self._length - len(text) <= 4 * MAX_ROW:
            link = self._links[-1].get("href") if self._links else None
            self._fragments.append((text[: 4 * MAX_ROW], link))

    def flush(self, owner: HtmlElement) -> Iterator[Row]:
        """Yield what was read since the last row."""
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
            more = fragments.pop()[1] or more  # Read more
        for text in self._split(clean("".join(text for text, _ in fragments))):
            href = next((link for _, link in fragments if link), more)
            yield Row(text, owner, href)

    def _is_apart(self, text: str) -> bool:
        """Whether an element's own text is no part of the entry it stands in."""
        if not has_words(text) or _CLOCK.fullmatch(text) is not None:
            return True
        return self._is_label(text) or self._is_aside(text)

    def _split(self, text: str) -> list[str]:
        """Return the entries of a text that separates them."""
        parts = [part for part in _BULLET.split(text) if has_words(part)]
        if self._whole is None and len(piped := _PIPE.split(text)) > 2:
            parts = [part for part in map(str.strip, piped) if has_words(part)]
        if self._whole is None and len(parts) > 1:
            label, colon, rest = parts[0].partition(":")
            if colon and has_words(rest) and self._is_label(label):
                parts[:1] = [label, rest.strip()]  # BREAKING: one • two
        if len(parts) > 1 and any(" " not in p and not self._is_label(p) for p in parts):
            parts = [text]  # a dot between two words
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
    """Whether all of *element* is one row, whatever blocks are in it."""
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
    """Return the inline children that are rows: alike, several words each, nothing between them."""
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
