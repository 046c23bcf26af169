"""Strategy ``visible`` of the ticker: the list that follows the word BREAKING.

``pages/ticker.py`` calls ``read`` if ``markup`` finds no line. The word also labels cards,
headlines and menus. A ticker differs from these by what follows the word: short texts in
similar elements, side by side; it ends at the first text that is different.
"""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.html_elements import HEADINGS
from mayadeen_crawler.pages.dom.nodes import has_words
from mayadeen_crawler.pages.dom.phrases import is_date
from mayadeen_crawler.pages.dom.similarity import are_alike, short_text_of
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.ticker_layout.labels import (
    ends_ticker,
    is_ticker_label,
    is_ticker_line,
)
from mayadeen_crawler.pages.ticker_layout.rows import Row, rows

#: Rows of one page that are looked at, labels among them, and rows after one label.
_MAX_ROWS, _MAX_LABELS, _MAX_AFTER = 10_000, 20, 500
#: Levels above an element that are looked at, and children or siblings of one.
_DEPTH, _MAX_CHILDREN = 300, 40
#: Words of the shortest line, characters of the longest; longer texts are prose.
_MIN_WORDS, _MAX_LINE = 2, 400

_PAGE = frozenset({"body", "main", "html"})
_MENUS = frozenset({"nav", "footer", "article"})
_LISTS = ("ul", "ol", "marquee")


def read(page: Page) -> list[Row] | None:
    """Return the rows of the longest list after the word; None if no ticker is recognised.

    ``[]`` if the ticker is there and empty. Hidden rows are read too if only one is visible.
    """
    best: list[Row] | None = None
    site = page.site
    for hidden in (False, True):
        found = list(islice(rows(page, page.root, hidden=hidden), _MAX_ROWS))
        labels = [n for n, row in enumerate(found) if is_ticker_label(row.text, site)]
        if not labels:
            break
        lines = _longest_list(found, labels[:_MAX_LABELS], site)
        best = lines if best is None or lines else best
        if len(best or ()) > 1:
            break  # else perhaps one line of a rotation
    return best


def _longest_list(found: list[Row], labels: list[int], site: Site) -> list[Row] | None:
    """Return the longest list after one of the *labels* (indices of rows), or None."""
    best: list[Row] | None = None
    for index in labels:
        label = found[index]
        if any(parent.tag in _MENUS for parent in _path(label.element)):
            continue
        lines = _LinesAfterLabel(label, site).read(found[index + 1 : index + 1 + _MAX_AFTER])
        if lines and len(lines) > len(best or ()):
            best = lines
        elif best is None and _is_empty_ticker(label):
            best = []
    return best


class _LinesAfterLabel:
    """Collects the rows after a label as long as they are in similar elements, side by side."""

    def __init__(self, label: Row, site: Site) -> None:
        self._label, self._site = label, site
        self._lines: list[Row] = []
        self._holder: HtmlElement | None = None
        """The element that holds the entries, once there are two."""

    def read(self, following: list[Row]) -> list[Row]:
        """Return the lines among the rows after the label; ``[]`` if it labels a card or prose."""
        for row in following:
            if not row.text or self._ends_list(row):
                if self._lines and _contains(self._entry_of(self._lines[-1]), row.element):
                    del self._lines[-1]  # a card
                break
            if is_ticker_line(row.text, self._site) and not self._add(row):
                break
        return self._lines if self._is_list() else []

    def _ends_list(self, row: Row) -> bool:
        """Whether *row* cannot be in a ticker: a date, a heading, a section's name, prose."""
        text = row.text
        if is_ticker_label(text, self._site) or not has_words(text):
            return False
        if len(text) > _MAX_LINE or ends_ticker(text, self._site):
            return True
        return len(text) <= 40 and is_date(text, self._site.edition)

    def _add(self, row: Row) -> bool:
        """Add *row* to the lines; return False if it is no line of this list."""
        if len(row.text.split()) < _MIN_WORDS:
            return False
        if self._lines:
            before = _path(self._lines[-1].element)
            path = _path(row.element)
            depth = _shared_depth(before, path)
            if depth == 0 or not self._is_beside_last(before, path, depth):
                return False
        self._lines.append(row)
        return True

    def _is_beside_last(
        self, before: list[HtmlElement], path: list[HtmlElement], depth: int
    ) -> bool:
        """Whether a row is in the list as the row before it is.

        *before* and *path*: the elements around both rows; *depth*: how many they share.
        """
        holder = path[depth - 1]
        if not are_alike(before[min(depth, len(before) - 1)], path[min(depth, len(path) - 1)]):
            return False
        if self._holder is None:
            self._holder = holder
            return True
        # Groups of lines: further ones may follow within the ticker's own box.
        box = self._box()
        return holder is self._holder or (box.tag not in _PAGE and _contains(box, holder))

    def _entry_of(self, line: Row) -> HtmlElement:
        """Return the element that holds one line and no other."""
        path = _path(line.element)
        if self._holder in path[:-1]:
            return path[path.index(self._holder) + 1]
        return line.element

    def _box(self) -> HtmlElement:
        """Return the innermost element around the label and the first line."""
        label, first = _path(self._label.element), _path(self._lines[0].element)
        return label[max(_shared_depth(label, first) - 1, 0)]

    def _is_list(self) -> bool:
        """Whether the lines are a ticker's, rather than a card or prose after its label."""
        if not self._lines:
            return False
        box = self._box()
        if _is_card_in_row(box, self._site):
            return False
        items = all(line.element.tag == "li" for line in self._lines)
        if len(self._lines) == 1:
            # A label with a text: a card's, unless there is nothing else of a card.
            plain = next(box.iter("img", "picture", "time", *HEADINGS), None) is None
            return items if box.tag in _PAGE else plain
        prose = all(line.element.tag == "p" for line in self._lines)
        return not (prose and box.tag in _PAGE and _is_below_headline(self._label.element))


def _path(element: HtmlElement) -> list[HtmlElement]:
    """Return the elements around *element* and itself, the outermost first."""
    return [*reversed(list(islice(element.iterancestors(), _DEPTH))), element]


def _shared_depth(one: list[HtmlElement], other: list[HtmlElement]) -> int:
    """Return how many elements two paths have in common at their beginning."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a is not b), min(len(one), len(other)))


def _contains(outer: HtmlElement, inner: HtmlElement) -> bool:
    return outer in _path(inner)


def _is_card_in_row(box: HtmlElement, site: Site) -> bool:
    """Whether a sibling of *box* has the same structure and another label, or no label."""
    if box.tag in _PAGE or box.tag in ("ul", "ol"):
        return False
    tags = [child.tag for child in islice(box, _MAX_CHILDREN)]
    for other in (box.getprevious(), box.getnext()):
        if other is None or not are_alike(box, other):
            continue
        children = list(islice(other, _MAX_CHILDREN))
        same = len(tags) > 1 and [child.tag for child in children][: len(tags)] == tags
        if same and not any(is_ticker_label(short_text_of(child), site) for child in children):
            return True
    return False


def _is_below_headline(element: HtmlElement) -> bool:
    """Whether an ``h1`` without a link is before *element*: it is in an article's text."""
    for parent in reversed(_path(element)):
        for before in islice(parent.itersiblings(preceding=True), _MAX_CHILDREN):
            if before.tag == "h1" and next(before.iter("a"), None) is None:
                return True
    return False


def _is_empty_ticker(label: Row) -> bool:
    """Whether a label is before an empty list, or alone between parts of the page."""
    element = label.element
    if label.href is not None or element.tag in HEADINGS:
        return False
    for parent in islice(element.iterancestors(), _DEPTH):
        if parent.tag in _PAGE or short_text_of(parent) != label.text:
            break
        element = parent
    if next(element.iter(*_LISTS), None) is not None:
        return True
    following = element.getnext()
    if following is not None and following.tag in _LISTS and not short_text_of(following):
        return next(following.iter("img", "a"), None) is None
    holder = element.getparent()
    return element is not label.element and holder is not None and holder.tag in _PAGE
