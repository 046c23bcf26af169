"""Whether elements are entries of one list."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages.dom.html_elements import classes
from mayadeen_crawler.utils.text import clean

#: Parts of an element whose texts are read, and characters of each.
_MAX_PARTS, _MAX_TEXT = 30, 2000


def short_text_of(element: HtmlElement) -> str:
    """Return the first texts of *element*."""
    parts: list[str] = []
    for count, inner in enumerate(islice(element.iter(), _MAX_PARTS)):
        if isinstance(inner.tag, str):
            parts.append((inner.text or "")[:_MAX_TEXT])
        if count:
            parts.append((inner.tail or "")[:_MAX_TEXT])
    return clean("".join(parts))


def are_alike(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether two elements look like entries of one list."""
    if one is other:
        return True
    if one.tag != other.tag:
        return False
    names, others = classes(one), classes(other)
    return one.tag == "li" or not names.isdisjoint(others) or (not names and not others)
