"""Lists that stand beside a page's own matter: told by their headings and places."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.text import clean

#: Elements that hold what every page shows.
_FRAME = frozenset({"nav", "footer", "aside"})
_CONTENT = frozenset({"main", "article", "section", "li"})
#: Levels from a heading up to what holds its list.
_CLIMB = 6


def beside(root: HtmlElement, site: Site) -> frozenset[HtmlElement]:
    """Return the elements that hold Most Read, Read Next and the ticker."""
    words = site.edition.words
    names = {*words.most_read, *words.read_next, *words.breaking}
    longest = max(map(len, names)) + 4
    found: set[HtmlElement] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if "ticker" in (element.get("class") or "").lower() + (element.get("id") or "").lower():
            found.add(element)
        elif len(element) <= 2 and _own_name(element, longest) in names:
            found.update(_list_after(element))
    return frozenset(found)


def is_outside(element: HtmlElement, lists: frozenset[HtmlElement]) -> bool:
    """Whether *element* stands in one of *lists*, in the navigation or in the footer."""
    for level, parent in enumerate(element.iterancestors()):
        if parent in lists or parent.tag in _FRAME:
            return True
        if parent.tag == "header" and not any(
            above.tag in _CONTENT for above in parent.iterancestors()
        ):
            return True
        if level > 200:
            return False
    return False


def _own_name(element: HtmlElement, longest: int) -> str:
    """Return a short element's text in lower case, without a colon after it."""
    text = ""
    for part in element.itertext():
        text += str(part)
        if len(text) > 4 * longest:
            return ""
    return clean(text).casefold().rstrip(" :")


def _list_after(heading: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what follows *heading* up to the next heading: the first with links, and its like."""
    element: HtmlElement | None = heading
    for _ in range(_CLIMB):
        if element is None or element.tag in ("body", "main"):
            return
        first: HtmlElement | None = None
        for sibling in element.itersiblings():
            if first is None:
                if next(sibling.iter("a"), None) is not None:
                    first = sibling
                    yield sibling
            elif (sibling.tag, sibling.get("class")) == (first.tag, first.get("class")):
                yield sibling
            else:
                break
        if first is not None:
            return
        element = element.getparent()
