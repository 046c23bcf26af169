"""Lists that stand beside a page's own matter: told by their headings and places."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.text import clean
from mayadeen_crawler.urls import is_article_url

#: Elements that hold what every page shows.
_FRAME = frozenset({"nav", "footer", "aside"})
_CONTENT = frozenset({"main", "article", "section", "li"})
#: Levels from a heading up to what holds its list.
_CLIMB = 6


def beside(root: HtmlElement, base: str, site: Site) -> frozenset[HtmlElement]:
    """Return the elements that hold Most Read, Read Next and the ticker."""
    words = site.edition.words
    names = {*words.most_read, *words.read_next, *words.breaking}
    links = {anchor for anchor in root.iter("a") if _leads_to_article(anchor, base, site)}
    longest = max(map(len, names)) + 4
    found: set[HtmlElement] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if "ticker" in (element.get("class") or "").lower() + (element.get("id") or "").lower():
            found.add(element)
        elif len(element) <= 2 and _own_name(element, longest) in names:
            # A ticker need not be linked: what follows its name is the list all the same.
            linked = _own_name(element, longest) not in words.breaking
            found.update(_list_after(element, links if linked else None))
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


def _leads_to_article(anchor: HtmlElement, base: str, site: Site) -> bool:
    try:
        return is_article_url(urljoin(base, anchor.get("href") or ""), site)
    except ValueError:
        return False


def _list_after(heading: HtmlElement, links: set[HtmlElement] | None) -> Iterator[HtmlElement]:
    """Yield what follows *heading* up to the next heading: its list, and siblings like it.

    The list is the first that holds one of *links*; any text will do without them.
    """
    element: HtmlElement | None = heading
    for _ in range(_CLIMB):
        if element is None or element.tag in ("body", "main"):
            return
        first: HtmlElement | None = None
        for sibling in element.itersiblings():
            if first is None:
                if _is_list(sibling, links):
                    first = sibling
                    yield sibling
            elif (sibling.tag, sibling.get("class")) == (first.tag, first.get("class")):
                yield sibling
            else:
                break
        if first is not None:
            return
        element = element.getparent()


def _is_list(element: HtmlElement, links: set[HtmlElement] | None) -> bool:
    if links is None:
        return bool(clean(str(element.text_content())))
    return any(anchor in links for anchor in element.iter("a"))
