"""Find the lists beside a listing (Most Read, Read Next, the ticker), so that they give no cards.

``find_side_lists`` runs once for a page; ``pages/listing.py`` and ``pagination`` leave out every
link within the elements that it returns. A list is found by its heading or label, or by
a class name such as ``news-ticker`` or ``sidebar``.

A heading is strong evidence only for what follows it directly. Weaker evidence is
ignored if the list would hold most of the page's articles (but for a column whose name is
``sidebar`` or ``footer``): to lose the listing is worse than to take a few cards too many.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.outlet.box_words import RANKED
from mayadeen_crawler.pages.dom.html_elements import HEADINGS, ancestors, short_text
from mayadeen_crawler.pages.dom.links import Area, Outline, outline
from mayadeen_crawler.pages.dom.phrases import (
    BREAKING,
    MOST_READ,
    READ_NEXT,
    Spelled,
    heading_kind,
    is_date,
    word_of,
)
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.markup import SIDE_BOX, TICKER_ANY, TICKER_HINT, TICKER_MODIFIER
from mayadeen_crawler.utils.text import clean

#: Levels above a heading within which its list is looked for.
_CLIMB = 6
#: Elements after a heading among which its list is looked for.
_NEAR = 40
#: Characters of the longest heading, white space in the page's source included.
_LONGEST_LABEL = 200
#: Headings of side lists that are looked at on one page.
_MAX_LABELS = 60

_KINDS = (MOST_READ, READ_NEXT, BREAKING)
_RANKED = Spelled(dict.fromkeys(RANKED, MOST_READ))
#: Names of a column or foot that no layout around the listing has.
_PLAIN = frozenset({"sidebar", "footer"})
_INLINE = frozenset({"a", "span", "b", "strong", "em", "i", "font", "small", "svg", "img"})
_BOX = frozenset({"div", "ul", "ol", "section", "script", "noscript", "template"})
_TABS = frozenset({"li", "button", "a", "label", "option"})
_CLOSED = frozenset({"body", "main", "html", "section", "aside", "article", "nav", "footer"})
_PAGE = ("main", "nav", "h1")
_TARGETS = ("href", "aria-controls", "data-target", "data-bs-target", "data-tab")


@dataclass(frozen=True, slots=True)
class _ListAfter:
    """The list that follows a heading: its element, or its items if no element holds them."""

    elements: list[HtmlElement]
    direct: bool
    """False if an empty box is between, which may be the list itself (filled by a script)."""


#: Nothing after the element: its list may be after the elements around it.
_LOOK_HIGHER = _ListAfter([], direct=True)
#: Something else, or a list that is empty: there is no list to leave out.
_NO_LIST = _ListAfter([], direct=False)


def places(page: Page) -> dict[HtmlElement | None, Area]:
    """Return the area of each element of a listing; a list beside it is ``Area.FRAME``."""
    found = page.once(outline)
    return found.places_with(find_side_lists(found))


def find_side_lists(outline: Outline) -> frozenset[HtmlElement]:
    """Return the elements that hold Most Read, Read Next and the ticker."""
    found: set[HtmlElement] = set()
    labels: set[HtmlElement] = set()
    within: set[HtmlElement] = set()
    for element in outline.nodes.elements:
        parent = element.getparent()
        if parent in within:
            within.add(element)
        elif (name := _name_of(element)) and (
            _is_ticker(element, name, outline) or _is_column(element, name, outline)
        ):
            within.add(element)
            found.add(element)
        elif len(labels) < _MAX_LABELS and parent not in labels:
            if not (text := _own_text(element)) or element.tag == "h1":
                continue
            kind = heading_kind(text, outline.site.edition)
            # They also head bare lists, of tags say.
            bare = kind == BREAKING or (not kind and _RANKED.get(word_of(text)) is not None)
            if not (bare or kind in _KINDS) or outline.places[element] in (Area.NAV, Area.FRAME):
                continue
            labels.add(element)
            found.update(_lists_of(element, outline, ticker=bare))
    return frozenset(found)


def _name_of(element: HtmlElement) -> str:
    """Return an element's class names and id in lower case, ``""`` if it has none."""
    classes, own_id = element.get("class"), element.get("id")
    return f"{classes or ''} {own_id or ''}"[:500].lower() if classes or own_id else ""


def _is_ticker(element: HtmlElement, name: str, outline: Outline) -> bool:
    """Whether an element is a ticker by its class or id, and does not hold the page's cards."""
    if TICKER_HINT.search(name) is None or element.tag in ("body", "html", "main"):
        return False
    tokens = (token for token in name.split() if not TICKER_MODIFIER.search(token))
    if not any(map(TICKER_ANY.fullmatch, tokens)):
        return False
    return not _holds_the_page(element, outline) and not (
        _is_most([element], outline) and _is_like_cards(element, outline)
    )


def _is_column(element: HtmlElement, name: str, outline: Outline) -> bool:
    """Whether an element is the column beside the listing, or the foot, by its class or id."""
    if ("bar" not in name and "foot" not in name) or element.tag in ("body", "html", "main"):
        return False
    names = name.split()
    if not any(map(SIDE_BOX.fullmatch, names)) or _holds_the_page(element, outline):
        return False
    # The foot of a card, which may hold its headline.
    if (count := outline.counts.get(element, 0)) < 2:
        return False
    # The list of a rare tag is shorter than the column beside it; `right-sidebar` may hold both.
    is_all = count == outline.counts.get(outline.root)
    return not _is_most([element], outline) or (not is_all and not _PLAIN.isdisjoint(names))


def _own_text(element: HtmlElement) -> str:
    """Return an element's own short text, or ``""``.

    There may be icons beside the text; a heading's words may also be in inline elements.
    """
    heading = element.tag in HEADINGS
    if len(element) > 3 or not (heading or element.text or len(element)):
        return ""
    parts, own = [element.text or ""], bool(element.text and element.text.strip())
    for child in element:
        if child.tag not in _INLINE or (len(child) and child.tag != "svg"):
            return ""
        inner = "" if child.tag in ("svg", "img") else (child.text or "")
        own = own or bool(child.tail and child.tail.strip())
        parts += [inner, child.tail or ""]
    # If an inner element holds all of the text, the inner element is the label.
    if not (own or heading) or sum(map(len, parts)) > _LONGEST_LABEL:
        return ""
    return clean("".join(parts))


def _lists_of(label: HtmlElement, outline: Outline, *, ticker: bool) -> list[HtmlElement]:
    """Return the elements of the list that a label heads; ``[]`` where that is doubtful."""
    tabs = _tabs_of(label, outline)
    strong = label.tag in HEADINGS
    if tabs is not None:
        if (pane := _pane_of(label, outline)) is not None:
            return [] if _holds_the_page(pane, outline) else [pane]
        # Of tabs without targets only the first one's list is shown.
        if tabs[0] is not label and tabs[0] not in set(ancestors(label, 3)):
            return []
        label, strong = next(tabs[0].iterancestors()), False
    element: HtmlElement = label
    for level in range(_CLIMB):
        group = _following(element, outline, ticker=ticker)
        if group.elements:
            first = group.elements[0]
            # `<h5>Breaking</h5><h3>…` is a badge as `<span>Breaking</span><h3>…` is.
            is_higher = first.tag in HEADINGS and str(first.tag) < str(label.tag)
            if (not strong or is_higher) and _is_card_of(first, outline):
                return []
            direct = level == 0 and group.direct
            accepted = _is_side_list(group.elements, outline, direct, strong, ticker)
            return group.elements if accepted else []
        parent = element.getparent()
        # A list that is empty is the list all the same.
        if not group.direct or parent is None or parent.tag in _CLOSED:
            return []
        element = parent
    return []


def _is_card_of(first: HtmlElement, outline: Outline) -> bool:
    """Whether *first*, after a label, is a part of one card, so that the label is its badge."""
    card = first.getparent()
    if card is None or outline.counts.get(card) != 1:
        return False
    if first.tag in _BOX or first.tag in ("article", "li"):  # of a list with one entry
        return card.tag in ("article", "li") or _has_twin(card, outline)
    return card.tag in ("article", "li") or _is_like_cards(card, outline)


def _has_twin(card: HtmlElement, outline: Outline) -> bool:
    """Whether an element of the class names of *card*, beside it, holds one article, too."""
    near = (*islice(card.itersiblings(), 2), *islice(card.itersiblings(preceding=True), 2))
    alike = (card.tag, card.get("class"))
    return alike[1] is not None and any(
        (element.tag, element.get("class")) == alike and outline.counts.get(element) == 1
        for element in near
    )


def _is_side_list(
    group: list[HtmlElement], outline: Outline, direct: bool, strong: bool, ticker: bool
) -> bool:
    """Whether the list *group* is beside the listing, rather than the listing itself.

    *direct*: it follows its label directly; *strong*: the label is a heading element.
    """
    if any(_holds_the_page(element, outline) for element in group):
        return False
    if ticker and direct:  # a ticker's lines are bare, so it may well be most of a page
        return not (
            _is_most(group, outline) and any(_is_like_cards(element, outline) for element in group)
        )
    return (direct and strong) or not _is_most(group, outline)


def _following(element: HtmlElement, outline: Outline, *, ticker: bool) -> _ListAfter:
    """Return the list after *element*, before the next heading; items like the first are of it."""
    counts = outline.counts
    direct = True
    siblings = islice(element.itersiblings(), _NEAR)
    for sibling in siblings:
        if counts.get(sibling):
            group = [sibling]
            if counts[sibling] == 1:  # an item, and not a list
                group += _items_like(sibling)
            return _ListAfter(group, direct)
        if sibling.tag in _PAGE or sibling.tag in HEADINGS:
            return _NO_LIST
        if sibling.tag in _BOX and not _has_text(sibling):
            direct = False
        elif _has_heading(sibling) or (ticker and _has_text(sibling)):
            return _NO_LIST  # another list begins, or the ticker's lines are not linked
    return _LOOK_HIGHER if direct else _NO_LIST


def _items_like(first: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the following siblings with the same tag and class as *first*, up to another."""
    for sibling in first.itersiblings():
        if sibling.tag in ("br", "hr"):
            continue
        if (sibling.tag, sibling.get("class")) != (first.tag, first.get("class")):
            return
        yield sibling


def _tabs_of(label: HtmlElement, outline: Outline) -> list[HtmlElement] | None:
    """Return the row of tabs that *label* is one of; None if it is no tab."""
    for tab in (label, *ancestors(label, 3)):
        if tab.tag not in _TABS and tab.get("role") != "tab":
            if tab.tag in HEADINGS or tab.tag not in _INLINE:
                return None
            continue
        parent = tab.getparent()
        row = [e for e in islice(parent, _NEAR) if e.tag == tab.tag] if parent is not None else []
        if len(row) > 1 and all(
            short_text(other, 60) is not None and not outline.counts.get(other) for other in row
        ):
            return row
    return None


def _pane_of(label: HtmlElement, outline: Outline) -> HtmlElement | None:
    """Return the element that a tab opens, by the id in its ``href`` or ``aria-controls``."""
    for tab in (label, *ancestors(label, 3)):
        for name in _TARGETS:
            target = (tab.get(name) or "").removeprefix("#")
            if target and re.fullmatch(r"[\w-]{1,80}", target):
                pane = outline.nodes.by_id.get(target)
                if pane is not None:
                    return pane
    return None


def _holds_the_page(element: HtmlElement, outline: Outline) -> bool:
    """Whether *element* is or contains the page's ``main``, ``nav`` or ``h1``."""
    return element in outline.nodes.holding(*_PAGE)


def _is_most(group: Collection[HtmlElement], outline: Outline) -> bool:
    """Whether *group* holds more than half of the page's links to articles."""
    taken = sum(outline.counts.get(element, 0) for element in group)
    return 2 * taken > outline.counts.get(outline.root, 0)


def _is_like_cards(element: HtmlElement, outline: Outline) -> bool:
    """Whether *element* holds headings, pictures or dates, which a ticker's lines do not."""
    if element in outline.nodes.holding(*HEADINGS, "img", "picture", "time", "article"):
        return True
    edition = outline.site.edition
    texts = (clean(str(text)) for text in islice(element.itertext(), 200))
    return any(len(text) <= 40 and is_date(text, edition) for text in texts)


def _has_heading(element: HtmlElement) -> bool:
    return any(inner.tag in HEADINGS for inner in islice(element.iter(), 200))


def _has_text(element: HtmlElement) -> bool:
    if element.tag in ("script", "noscript", "template"):
        return False
    return any(str(text).strip() for text in islice(element.itertext(), 50))
