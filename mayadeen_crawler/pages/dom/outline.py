"""A listing page read once: its links, and where on the page they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.links import base_of, links_in
from mayadeen_crawler.urls.canonical import canonicalize, is_article_url
from mayadeen_crawler.utils.text import clean

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements that hold what every page shows.
_FRAME = frozenset({"footer", "aside"})
#: Elements whose header or footer is their own and not the page's.
_CONTENT = frozenset({"main", "article", "section", "li"})
#: Levels from a link up to its card.
_CARD_DEPTH = 30
#: More links elsewhere than a card holds: label, author, some tags.
_MENU_LINKS = 6
#: Elements looked at for a short text.
_FEW = 24


class Place(Enum):
    """Where an element stands."""

    OPEN = 0
    CONTENT = 1
    HEADER = 2
    """In the page's own header, which may also hold the first card."""
    NAV = 3
    FRAME = 4
    """Beside the page's matter."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that stays on the site."""

    anchor: HtmlElement
    url: str
    key: str
    """Canonical."""
    is_article: bool


class Outline:
    """The links and places of a page; every part is linear in the page's size."""

    def __init__(self, root: HtmlElement, url: str, site: Site) -> None:
        self.root, self.site = root, site
        self.base = base_of(root, url)
        # Held, so that an element is the same object wherever it is met again.
        self.elements = [element for element in root.iter() if isinstance(element.tag, str)]
        self.position = {element: n for n, element in enumerate(self.elements)}
        self.links = [
            Link(anchor, link, canonicalize(link, site), is_article_url(link, site))
            for anchor, link in links_in(root, self.base, site)
        ]
        self.articles = {link.anchor: link for link in self.links if link.is_article}
        self.places = self.places_with(frozenset())

    def places_with(self, beside: frozenset[HtmlElement]) -> dict[HtmlElement, Place]:
        """Return where every element stands, if *beside* hold lists that are not the page's."""
        places: dict[HtmlElement, Place] = {}
        for element in self.elements:
            parent = element.getparent()
            place = places[parent] if parent is not None else Place.OPEN
            tag = element.tag
            if place in (Place.NAV, Place.FRAME):
                pass
            elif tag == "nav":
                place = Place.NAV
            elif tag in _FRAME or element in beside:
                place = Place.FRAME
            elif place is Place.HEADER:
                place = Place.FRAME if tag == "ul" else place
            elif tag in _CONTENT:
                place = Place.CONTENT
            elif tag == "header" and place is Place.OPEN and self._is_the_pages(element):
                place = Place.HEADER
            places[element] = place
        return places

    def _is_the_pages(self, header: HtmlElement) -> bool:
        """Whether a header holds more than cards: a menu, a search, links to no article."""
        if next(header.iter("nav", "ul", "form", "input"), None) is not None:
            return True
        return any(anchor not in self.articles for anchor in header.iter("a"))

    @cached_property
    def counts(self) -> dict[HtmlElement, int]:
        """How many links to articles an element holds outside frames; repeats count once."""
        own: dict[HtmlElement, int] = {}
        before = ""
        for link in self.articles.values():
            # A card links its picture and its headline.
            if link.key != before and self.places[link.anchor] in (Place.OPEN, Place.CONTENT):
                own[link.anchor] = 1
                before = link.key
        return self._summed(own)

    @cached_property
    def _others(self) -> dict[HtmlElement, int]:
        """How many links to other than articles an element holds."""
        return self._summed({link.anchor: 1 for link in self.links if not link.is_article})

    def _summed(self, own: dict[HtmlElement, int]) -> dict[HtmlElement, int]:
        for element in reversed(self.elements):
            if element in own and (parent := element.getparent()) is not None:
                own[parent] = own.get(parent, 0) + own[element]
        return own

    @cached_property
    def _bounds(self) -> set[HtmlElement]:
        """Elements larger than a card: they hold parts of the page."""
        frames: list[HtmlElement] = []
        for tag in ("header", "footer"):
            # More than two belong to cards.
            found = [e for e in self.root.iter(tag) if self._outside_content(e)]
            frames += found if len(found) <= 2 else ()
        titles = (h1 for h1 in self.root.iter("h1") if not _is_linked(h1))
        bounds: set[HtmlElement] = set()
        for part in (*frames, *titles, *self.root.iter("nav", "main", "form", "aside")):
            element: HtmlElement | None = part
            while element is not None and element not in bounds:
                bounds.add(element)
                element = element.getparent()
        # A hero in a header is a card of its own.
        return bounds - {e for e in frames if e.tag == "header" and e in self.counts}

    def _outside_content(self, element: HtmlElement) -> bool:
        parent = element.getparent()
        return parent is None or self.places[parent] is not Place.CONTENT

    def boxes(self, links: Iterable[Link]) -> Boxes:
        """Return the boxes of *links*, each up to where another's begins."""
        owners: dict[HtmlElement, str | None] = {}
        for link in links:
            for element in (link.anchor, *ancestors(link.anchor)):
                owners[element] = link.key if owners.get(element, link.key) == link.key else None
        return Boxes(self, owners)

    def is_larger_than_a_card(self, element: HtmlElement) -> bool:
        """Whether *element* holds parts of the page, or a menu."""
        return (
            element.tag in ("body", "html")
            or element in self._bounds
            or self._others.get(element, 0) >= _MENU_LINKS
        )


class Boxes:
    """The elements around each link that hold one article alone."""

    def __init__(self, outline: Outline, owners: dict[HtmlElement, str | None]) -> None:
        self._outline, self._owners = outline, owners

    def around(self, link: Link) -> Iterator[HtmlElement]:
        """Yield the link's own element and what is around it, up to the whole card."""
        yield link.anchor
        for element in ancestors(link.anchor):
            if self._owners.get(element) != link.key:
                return
            if self._outline.is_larger_than_a_card(element):
                return
            yield element
            if element.tag == "article":
                return


def ancestors(element: HtmlElement, depth: int = _CARD_DEPTH) -> Iterator[HtmlElement]:
    """Yield the *depth* next elements above."""
    return islice(element.iterancestors(), depth)


def short_text(element: HtmlElement, longest: int) -> str | None:
    """Return all the text of an element of few parts; None where it is longer."""
    if not len(element):  # most links
        whole = (element.text or "")[: 8 * longest + 1]
        text = clean(whole) if len(whole) <= 8 * longest else whole
        return text if len(text) <= longest else None
    if sum(1 for _ in islice(element.iter(), _FEW)) == _FEW:
        return None
    text = ""
    for part in element.itertext():
        text += str(part)
        if len(text) > 8 * longest:
            return None
    text = clean(text)
    return text if len(text) <= longest else None


def is_headed(anchor: HtmlElement) -> bool:
    """Whether a link is or holds a heading."""
    if any(parent.tag in HEADINGS for parent in ancestors(anchor, 3)):
        return True
    return any(element.tag in HEADINGS for element in islice(anchor.iter(), _FEW))


def _is_linked(heading: HtmlElement) -> bool:
    if any(parent.tag == "a" for parent in ancestors(heading, 3)):
        return True
    return next(heading.iter("a"), None) is not None
