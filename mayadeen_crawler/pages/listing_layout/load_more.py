"""Recognise load-more controls of a listing, and read the addresses that they name.

``pagination`` asks ``is_load_more`` and ``control_addresses`` of the elements of a page, to find
the next page without a browser. In a browser each control has a mark (``MARK``), by which
``middlewares/chromium/`` presses the one that ``mark_of`` names. The words of
controls are the edition's (``outlet/``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.html_elements import ancestors, classes, short_text
from mayadeen_crawler.pages.dom.phrases import patterns
from mayadeen_crawler.pages.markup import LOAD_MORE, LOAD_MORE_CLASS

#: Attribute that the browser's script sets on what can be pressed (``middlewares/chromium``).
MARK = "data-crawler-mark"

#: Characters of the longest text of a control.
_LONGEST = 40
#: More elements than any control holds.
_MAX_INSIDE = 50
#: More attributes than any control has.
_MAX_ATTRIBUTES = 100
#: Arrows and marks around the text of a control or pager.
ARROWS = " .…+»›→⟩>«‹←<↓▼"
#: Characters around a control's words: ``Load more (12)`` shows how many cards are left.
_AROUND = ARROWS + "()[]0123456789"

_ADDRESS_NAME = re.compile(
    r"url|href|next|endpoint|load|src|link|path|action|ajax|api|more|page|hx-get"
)
_PICTURE_NAME = re.compile(r"ima?ge?|icon|thumb|poster|logo|background|(?:^|-)bg(?:-|$)|sprite")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|ico)(?:[?#]|$)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*(?:(?:https?:/)?/|\?)")
_RELATIVE = re.compile(r"[\w.~%-]+(?:/[\w.~%/-]*)?(?:\?[^\s<>]*)?")


def is_control(text: str, site: Site) -> bool:
    """Whether *text* is that of a load-more control, such as ``Load more``."""
    known = patterns(site.edition.code).load_more
    return known.fullmatch(text.casefold().strip(_AROUND)) is not None


def is_load_more(element: HtmlElement, site: Site) -> bool:
    """Whether *element* is a load-more control: by its text or the site's own class name.

    A button or link also by a class name like it.
    """
    if LOAD_MORE_CLASS in classes(element):
        return True
    if element.tag in ("a", "button"):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"[:500]
        if LOAD_MORE.search(name):
            return True
    elif element.tag != "input" and len(element) > 2:
        return False
    text = (element.get("value") or "")[:200]
    if element.tag != "input":
        text = short_text(element, _LONGEST) or ""
        if not text and element.tag in ("a", "button"):
            text = (element.get("aria-label") or "")[:200]
    return bool(text) and is_control(text, site)


def mark_of(control: HtmlElement, site: Site) -> str:
    """Return the value of MARK on the innermost control within *control* or on itself, or ``""``.

    The innermost, as a press on it also reaches the elements around it.
    """
    inside = islice(control.iter("a", "button", "div", "span", "input"), _MAX_INSIDE)
    marks = [element.get(MARK) for element in inside if is_load_more(element, site)]
    return next(filter(None, reversed(marks)), "")


def control_addresses(control: HtmlElement) -> Iterator[str]:
    """Yield the addresses in the attributes of a control, or of a box around it alone.

    ``data-url="/ajax/politics?page=2"`` and the like. Attributes with a name like ``url``,
    ``href`` or ``next`` come first, and only theirs may be relative; names and files of
    pictures are left out.
    """
    yield from _in_attributes(control)
    for parent in ancestors(control, 2):
        if len(parent) > 2 or parent.tag in ("body", "main", "a"):
            return
        yield from _in_attributes(parent)


def _in_attributes(element: HtmlElement) -> list[str]:
    """Return the addresses in an element's ``data-*``, ``hx-get`` and ``formaction``."""
    named: list[str] = []
    other: list[str] = []
    if len(element.attrib) > _MAX_ATTRIBUTES:
        return named
    for key, value in element.items():
        name = key.lower()
        if not (name.startswith("data-") or name in ("hx-get", "formaction")):
            continue
        if _PICTURE_NAME.search(name) or _PICTURE.search(value[:2000]):
            continue
        if _ADDRESS_NAME.search(name.removeprefix("data-")):
            # `2` is a number and `true` a switch: an address has a path or a query.
            short = value[:2000].strip()
            relative = ("/" in short or "?" in short) and _RELATIVE.fullmatch(short)
            if relative or _ABSOLUTE.match(value):
                named.append(value)
        elif _ABSOLUTE.match(value):
            other.append(value)
    return named + other
