"""The texts of a page as the rows of a list, whatever elements make them.

``markup`` and ``visible`` look for the breaking lines among the rows. Look here when two lines of a
ticker become one row, or a line two rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.html_elements import (
    BLOCKS,
    HEADINGS,
    SKIPPED,
    is_hidden,
    is_small,
)
from mayadeen_crawler.pages.dom.nodes import has_words
from mayadeen_crawler.pages.dom.reading_order import steps
from mayadeen_crawler.pages.dom.similarity import are_alike, short_text_of
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.ticker_layout.labels import is_ticker_label, is_time_or_button
from mayadeen_crawler.utils.text import clean

#: Begins and ends of elements that are looked at, and characters of one row; real pages have
#: under 10,000 and 400.
MAX_STEPS, MAX_ROW = 200_000, 2000
#: Children of an element that are compared with each other; children or ancestors among which a
#: block element is looked for.
_MAX_ALIKE, _MAX_NEAR = 300, 30
#: Average words from which inline elements side by side are rows of their own.
_ROW_WORDS = 3

# Elements that `rows` yields a mark for: no list goes on across them.
_MARKS = frozenset({"nav", "footer", "aside", "form", "main", "article", "video", "iframe"})
# Elements that begin and end a line beside BLOCKS.
_LINES = frozenset({"br", "marquee"})
_SILENT = SKIPPED | {"button"}
_ICON = re.compile(r"icon|bullet|dot|arrow|spacer|\.svg|^data:", re.IGNORECASE)
_BULLET = re.compile(r"\s*[•●■◆▪★‣∙·♦]+\s*|(?<!\S)(?:\*{2,3}|\+{2,3}|/{2,3})(?!\S)")
_PIPE = re.compile(r"\s[|¦]\s")
_TIME = r"\d{1,2}[:.٫]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?|[صم](?!\w)|hrs?|h|GMT)?"
_CLOCK = re.compile(_TIME, re.IGNORECASE)
_TIMED = re.compile(rf"{_TIME}\s*[|¦•·–—-]+\s*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One entry of a list; or a mark, with an empty text, where a list cannot go on."""

    text: str
    element: HtmlElement
    """The item, paragraph or innermost block that holds the text; of a mark, the heading, picture,
    menu or form itself."""
    href: str | None = None
    """The address of the first link in it, as written."""


def rows(page: Page, root: HtmlElement, *, hidden: bool = False) -> Iterator[Row]:
    """Yield the rows and marks of *root*, an element of *page*, in page order.

    Those in hidden elements only if *hidden*. A row is what a reader takes for one entry: the text
    of a list item, a paragraph or a block, or of one of several inline elements that are alike.
    Texts at its beginning and end that are no part of an entry are cut off: a label (``BREAKING``),
    which becomes a row of its own where it heads what follows; a time or button beside it.
    """
    maker = _RowMaker(root, page.site)

    def is_silent(element: HtmlElement) -> bool:
        return element.tag in _SILENT or (not hidden and is_hidden(element))

    for element, ended in islice(steps(root, is_silent), MAX_STEPS):
        yield from maker.end(element) if ended else maker.begin(element)
    yield from maker.flush(root)


class _RowMaker:
    """Makes rows of the texts of elements; holds the row that is being read."""

    def __init__(self, root: HtmlElement, site: Site) -> None:
        self._root, self._site = root, site
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
                self._alike.update(self._rows_among(element))
        if tag == "img":
            alt = clean(element.get("alt") or "")
            if self._is_label(alt):
                self._add(alt)
            elif not (is_small(element) or _parts_lines(element, alt)):
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
        return self._is_label(text) or is_time_or_button(text, self._site)

    def _is_label(self, text: str) -> bool:
        return is_ticker_label(text, self._site)

    def _rows_among(self, element: HtmlElement) -> list[HtmlElement]:
        """Return the inline children that are rows: alike, of several words, no text between."""
        own = clean(element.text or "") if len(element) > 1 else ""
        if len(element) < 2 or (has_words(own) and not self._is_label(own)):
            return []
        found, texts = [], []
        for child in islice(element, _MAX_ALIKE):
            if has_words(child.tail or ""):
                return []
            if child.tag in _SILENT or _breaks(child):
                continue
            text = short_text_of(child)
            if not self._is_apart(text):
                found.append(child)
                texts.append(text)
        if len(found) < 2 or not all(are_alike(found[0], other) for other in found[1:]):
            return []
        words = sum(len(text.split()) for text in texts)
        led = any(text.endswith((":", "：")) for text in texts[:-1])
        return found if words >= _ROW_WORDS * len(found) and not led else []

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


def _parts_lines(image: HtmlElement, alt: str) -> bool:
    """Whether an image is a mark between lines: an icon, or anything in a marquee."""
    if not alt and _ICON.search(image.get("src") or "") is not None:
        return True
    return next(image.iterancestors("marquee"), None) is not None


def _breaks(element: HtmlElement) -> bool:
    """Whether *element* begins and ends a line."""
    tag = str(element.tag)
    return tag in BLOCKS or tag in _LINES or "-" in tag


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
