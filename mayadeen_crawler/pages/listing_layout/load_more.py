"""Load-more controls and pagers, and the addresses they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.html_elements import ancestors, short_text
from mayadeen_crawler.pages.markup import LOAD_MORE
from mayadeen_crawler.urls.parts import read
from mayadeen_crawler.utils.text import ascii_digits

#: The attribute by which a browser marks what can be pressed.
MARK = "data-crawler-mark"

_LONGEST = 40
#: More elements than any control holds.
_MAX_INSIDE = 50
#: More attributes than any control has.
_MAX_ATTRIBUTES = 100
_ARROWS = " .…+»›→⟩>«‹←<↓▼"
#: Around a control's words: it may say how many cards are left.
_AROUND = _ARROWS + "()[]0123456789"
#: What a pager says for the next page, without its arrows.
_NEXT_WORDS = frozenset(
    {"next", "next page", "older", "older posts", "older news", "التالي", "التالية",
     "الصفحة التالية", "siguiente", "página siguiente", "siguientes"}
)  # fmt: skip
_NEXT_ARROWS = frozenset({"»", "›", "→", ">", ">>"})

_ADDRESS_NAME = re.compile(
    r"url|href|next|endpoint|load|src|link|path|action|ajax|api|more|page|hx-get"
)
_PICTURE_NAME = re.compile(r"ima?ge?|icon|thumb|poster|logo|background|(?:^|-)bg(?:-|$)|sprite")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|ico)(?:[?#]|$)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*(?:(?:https?:/)?/|\?)")
_RELATIVE = re.compile(r"[\w.~%-]+(?:/[\w.~%/-]*)?(?:\?[^\s<>]*)?")
# The tail of an address that counts its pages.
_PAGE_TAIL = re.compile(r"/(?:(?:page|pagina|p)[-/]?)?\d{1,6}\Z")


def is_control(text: str, site: Site) -> bool:
    """Whether *text* is what a load-more control says."""
    return text.casefold().strip(_AROUND) in site.edition.words.load_more


def is_more(element: HtmlElement, site: Site) -> bool:
    """Whether *element* is a load-more control: by its words, or a button or link by its name."""
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
    """Return the mark of *control*, or of the control within it: presses go outwards only."""
    inside = islice(control.iter("a", "button", "div", "span", "input"), _MAX_INSIDE)
    marks = [element.get(MARK) for element in inside if is_more(element, site)]
    return next(filter(None, reversed(marks)), "")


def pager_rank(anchor: HtmlElement, page: int) -> int | None:
    """Return how surely a pager's link leads to the page after *page*.

    0 for its number, 1 for `next`, 2 for an arrow (which may mean the last), else None.
    """
    text = short_text(anchor, _LONGEST)
    if text is None:
        return None
    text = ascii_digits(text or (anchor.get("aria-label") or "")[:_LONGEST]).casefold()
    if text == str(page + 1):
        return 0
    if text.strip(_ARROWS) in _NEXT_WORDS:
        return 1
    return 2 if text.replace(" ", "") in _NEXT_ARROWS else None


def addresses(control: HtmlElement) -> Iterator[str]:
    """Yield what a control, or a box around it alone, names as address in attributes.

    Attributes whose name speaks of an address come first, and only they may hold
    a relative one; those that name pictures are none.
    """
    yield from _in_attributes(control)
    for parent in ancestors(control, 2):
        if len(parent) > 2 or parent.tag in ("body", "main", "a"):
            return
        yield from _in_attributes(parent)


def _in_attributes(element: HtmlElement) -> list[str]:
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


def is_family(url: str, listing: str, site: Site) -> bool:
    """Whether *url* is of the same path as the address of *listing*, or below it."""
    base, path = _base(listing, site), read(url, site).names
    return path[: len(base)] == base


def is_page_of(url: str, listing: str, site: Site) -> bool:
    """Whether *url* is a page of *listing*: its path but for a number, or with a query."""
    base, other = _base(listing, site), _base(url, site)
    return base == other


def counts_pages(url: str) -> bool:
    """Whether an address has a query or a number, as those of further pages have."""
    parts = urlsplit(url)
    return bool(parts.query) or re.search(r"\d", parts.path) is not None


def _base(url: str, site: Site) -> tuple[str, ...]:
    names = read(url, site).names
    path = "".join(f"/{name}" for name in names)
    return tuple(filter(None, _PAGE_TAIL.sub("", path).split("/")))
