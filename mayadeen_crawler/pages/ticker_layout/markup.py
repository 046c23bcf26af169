"""Strategy ``markup`` of the ticker: its lines by class names such as ``ticker-item``.

``pages/ticker.py`` calls ``read`` first, and ``visible.read`` if no line is found here.
Elements named as one item are read before boxes named as the whole ticker.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages.dom.html_elements import MAX_NAMES, is_hidden
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.markup import (
    TICKER_BOX,
    TICKER_HINT,
    TICKER_ITEM,
    TICKER_TEXT,
)
from mayadeen_crawler.pages.ticker_layout.labels import is_ticker_line
from mayadeen_crawler.pages.ticker_layout.rows import Row, rows

#: Elements of one page with a ticker's name that are read.
_MAX_NAMED = 400
#: Levels above an element, or elements within it, that are looked at; rows of one box.
_DEPTH, _MAX_ROWS = 60, 500

#: Reads the rows of one element; the last argument: whether hidden ones too.
_ReadRows = Callable[[Page, HtmlElement, bool], list[Row]]

#: What a ticker does not hold.
_PAGE = ("main", "nav", "h1")


def read(page: Page) -> list[Row] | None:
    """Return the rows of the elements that are named as a ticker; None if no element is.

    ``[]`` if the ticker is there and empty.
    """
    items: list[HtmlElement] = []
    boxes: list[HtmlElement] = []
    for element in page.nodes.elements:
        if len(items) + len(boxes) >= _MAX_NAMED:
            continue
        if _has_name(element, TICKER_ITEM):
            items.append(element)
        elif _has_name(element, TICKER_BOX) and element not in page.nodes.holding(*_PAGE):
            boxes.append(element)
    if not items and not boxes:
        return None
    return _visible_rows(page, _innermost(items), _item_rows) or _visible_rows(
        page, _outermost(boxes), _box_rows
    )


def _visible_rows(page: Page, elements: list[HtmlElement], read_one: _ReadRows) -> list[Row]:
    """Return the rows a reader sees; hidden ones too if the ticker shows one line at a time."""
    seen = [e for e in elements if not any(map(is_hidden, (e, *islice(e.iterancestors(), _DEPTH))))]
    found = [row for element in seen for row in read_one(page, element, False)]
    if len({row.text for row in found}) > 1:
        return found
    return [row for element in elements for row in read_one(page, element, True)] or found


def _item_rows(page: Page, element: HtmlElement, hidden: bool) -> list[Row]:
    """Return the one row of an item, or none."""
    parts = (e for e in islice(element.iter(), _DEPTH) if _has_name(e, TICKER_TEXT))
    found = _rows(page, next(parts, element), hidden)
    if not found:
        return []
    links = (a.get("href") for a in islice(element.iter("a"), 1))
    href = next((row.href for row in found if row.href), None) or next(links, None)
    return [Row(" ".join(row.text for row in found), element, href)]


def _box_rows(page: Page, element: HtmlElement, hidden: bool) -> list[Row]:
    """Return the rows of a box: those of its list items, if it has any."""
    found = _rows(page, element, hidden)
    return [row for row in found if _is_in_list_item(row.element)] or found


def _is_in_list_item(element: HtmlElement) -> bool:
    return element.tag == "li" or next(element.iterancestors("li"), None) is not None


def _rows(page: Page, element: HtmlElement, hidden: bool) -> list[Row]:
    found = islice(rows(page, element, hidden=hidden), _MAX_ROWS)
    return [row for row in found if is_ticker_line(row.text, page.site)]


def _has_name(element: HtmlElement, pattern: re.Pattern[str]) -> bool:
    """Whether an element's id or one of its class names matches *pattern*."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:MAX_NAMES].lower()
    if TICKER_HINT.search(names) is None:
        return False
    return any(pattern.fullmatch(name) for name in names.split())


def _innermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Return those of *elements*, in page order, that contain no other of them."""
    outer = {a for b in elements for a in islice(b.iterancestors(), _DEPTH)}
    return [element for element in elements if element not in outer]


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Return those of *elements* that are in no other of them."""
    every = set(elements)
    return [e for e in elements if every.isdisjoint(islice(e.iterancestors(), _DEPTH))]
