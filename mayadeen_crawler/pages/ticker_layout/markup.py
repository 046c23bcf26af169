"""The ticker by the names that the site's markup gives it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.html_elements import MAX_NAMES, is_hidden
from mayadeen_crawler.pages.dom.reading_order import Row, rows
from mayadeen_crawler.pages.markup import (
    TICKER_BOX,
    TICKER_HINT,
    TICKER_ITEM,
    TICKER_TEXT,
)
from mayadeen_crawler.pages.ticker_layout.labels import (
    is_aside,
    is_label,
    is_line,
)

#: Elements of one page that are looked at, and named ones of it that are read.
_MAX_ELEMENTS, _MAX_NAMED = 150_000, 400
#: Elements above or within one that say something of it, and rows of one box.
_DEPTH, _MAX_ROWS = 60, 500

_Reader = Callable[[HtmlElement, Site, bool], list[Row]]

_PAGE = ("main", "nav", "h1")


def read(root: HtmlElement, site: Site) -> list[Row] | None:
    """Return the rows of the elements that are named as a ticker; ``None`` where none is."""
    items: list[HtmlElement] = []
    boxes: list[HtmlElement] = []
    for element in islice(root.iter(), _MAX_ELEMENTS):
        if not isinstance(element.tag, str) or len(items) + len(boxes) >= _MAX_NAMED:
            continue
        if _named(element, TICKER_ITEM):
            items.append(element)
        elif _named(element, TICKER_BOX) and not _holds_the_page(element):
            boxes.append(element)
    if not items and not boxes:
        return None
    return _shown(_innermost(items), _item, site) or _shown(_outermost(boxes), _box, site)


def _shown(elements: list[HtmlElement], read_one: _Reader, site: Site) -> list[Row]:
    """Return the rows a reader sees; all of them where that is one line of a rotation."""
    seen = [e for e in elements if not any(map(is_hidden, (e, *islice(e.iterancestors(), _DEPTH))))]
    found = [row for element in seen for row in read_one(element, site, False)]
    if len({row.text for row in found}) > 1:
        return found
    return [row for element in elements for row in read_one(element, site, True)] or found


def _item(element: HtmlElement, site: Site, hidden: bool) -> list[Row]:
    """Return the one line of an item."""
    parts = (e for e in islice(element.iter(), _DEPTH) if _named(e, TICKER_TEXT))
    found = _rows(next(parts, element), site, hidden)
    if not found:
        return []
    links = (a.get("href") for a in islice(element.iter("a"), 1))
    href = next((row.href for row in found if row.href), None) or next(links, None)
    return [Row(" ".join(row.text for row in found), element, href)]


def _box(element: HtmlElement, site: Site, hidden: bool) -> list[Row]:
    """Return the lines of a box: its list items, where it has any."""
    found = _rows(element, site, hidden)
    return [row for row in found if _in_item(row.element)] or found


def _in_item(element: HtmlElement) -> bool:
    return element.tag == "li" or next(element.iterancestors("li"), None) is not None


def _rows(element: HtmlElement, site: Site, hidden: bool) -> list[Row]:
    own = partial(is_label, site=site), partial(is_aside, site=site)
    found = islice(rows(element, *own, hidden=hidden), _MAX_ROWS)
    return [row for row in found if is_line(row.text, site)]


def _named(element: HtmlElement, pattern: re.Pattern[str]) -> bool:
    """Whether an element's id or one of its class names is such a name."""
    if not isinstance(element.tag, str):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:MAX_NAMES].lower()
    if TICKER_HINT.search(names) is None:
        return False
    return any(pattern.fullmatch(name) for name in names.split())


def _holds_the_page(element: HtmlElement) -> bool:
    return element.tag in _PAGE or next(element.iter(*_PAGE), None) is not None


def _innermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Return those of *elements*, in page order, that hold none of the others."""
    outer = {a for b in elements for a in islice(b.iterancestors(), _DEPTH)}
    return [element for element in elements if element not in outer]


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Return those of *elements* that none of the others holds."""
    every = set(elements)
    return [e for e in elements if every.isdisjoint(islice(e.iterancestors(), _DEPTH))]
