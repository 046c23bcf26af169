"""Whether two elements look like entries of the same list, as the lines of a ticker do."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages.dom.html_elements import classes
from mayadeen_crawler.utils.text import clean

#: Elements within one whose texts are read, and characters of each text.
_MAX_PARTS, _MAX_TEXT = 30, 2000


def short_text_of(element: HtmlElement) -> str:
    """Return the texts of *element* and of the first elements within it, cleaned."""
    parts: list[str] = []
    for count, inner in enumerate(islice(element.iter(), _MAX_PARTS)):
        parts.append((inner.text or "")[:_MAX_TEXT])
        if count:
            parts.append((inner.tail or "")[:_MAX_TEXT])
    return clean("".join(parts))


def are_alike(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether two elements have the same tag and, unless it is ``li``, a class name in common.

    Two elements without any class name are alike, too.
    """
    if one is other:
        return True
    if one.tag != other.tag:
        return False
    names, others = classes(one), classes(other)
    return one.tag == "li" or not names.isdisjoint(others) or (not names and not others)
