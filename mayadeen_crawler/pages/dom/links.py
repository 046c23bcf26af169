"""The links of a page as addresses on the site, and where on the page they stand.

``Outline`` is what ``listing.py`` and ``listing_layout/`` know of a listing's page: its links to
articles, its areas (header, navigation, content, what stands beside it) and how far each card
reaches; ``page.once(outline)`` makes it. ``base_of`` and ``absolute`` serve the ticker too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.html_elements import ancestors
from mayadeen_crawler.pages.dom.reading_order import Nodes, with_ancestors
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls.canonical import (
    canonicalize,
    is_article_url,
    is_on_site,
    rehost,
)
from mayadeen_crawler.urls.parsed_url import LONGEST, writable

#: Links of one page that are looked at; real pages have under 1,000. Fewer than the addresses that
#: are remembered (``parsed_url.CACHED``): each is taken apart once, however often it is asked for.
MAX_LINKS = 4000

#: Elements beside the page's content.
_FRAME = frozenset({"footer", "aside"})
#: Values of ``role`` that say what an element is, whatever its tag.
_ROLES = {"navigation": "nav", "complementary": "aside", "contentinfo": "footer", "main": "main"}
#: Elements of the page's content: a ``header`` in them is not the page's.
_CONTENT = frozenset({"main", "article", "section", "li"})
#: Links to other pages than articles that make an element a menu: a card has fewer (label,
#: author, some tags).
_MENU_LINKS = 6


def base_of(page: Page) -> str:
    """Return the address that relative ones are joined to: ``<base href>``, else the response's."""
    url = page.response.url
    href = next(filter(None, (base.get("href") for base in page.found["base"])), "")
    if not href or len(href) > LONGEST:
        return url
    try:
        return urljoin(url, href.strip())
    except ValueError:
        return url


def absolute(href: str, base: str, site: Site) -> str | None:
    """Return the absolute address on the site that *href* leads to, safely encoded.

    ``None`` if it leads off the site, is a ``#fragment``, or cannot be parsed.
    """
    # The length first: the functions below remember the addresses they have seen.
    if not href or len(href) > LONGEST or href.startswith("#"):
        return None
    if "\\" in href[:2]:  # to a browser `/\host` is another host
        return None
    if "{{" in href:  # of a template that a script fills
        return None
    try:
        url = urljoin(base, href.strip())
        if len(url) > LONGEST or not is_on_site(url, site):
            return None
        url = writable(rehost(url, site))
        canonicalize(url, site)  # of what is returned: encoding may have made it too long
    except ValueError:
        return None
    return url


def outline(page: Page) -> Outline:
    """Return the links and areas of *page*."""
    return Outline(page.nodes, page.response.url, base_of(page), page.site)


class Area(Enum):
    """The area of the page that holds an element."""

    OPEN = 0
    """No other area, because the page has no ``main`` or ``article``."""
    CONTENT = 1
    HEADER = 2
    """The page's own header, which may also hold the first card."""
    NAV = 3
    FRAME = 4
    """Beside the content: footer, aside, a list such as Most Read."""


@dataclass(frozen=True, slots=True)
class SiteLink:
    """A link that stays on the site."""

    anchor: HtmlElement
    """The ``a`` element."""
    url: str
    """Its address, absolute."""
    key: str
    """The same in its canonical form."""
    is_article: bool


class Outline:
    """The links and areas of a page, at a cost that is linear in the page's size."""

    def __init__(self, nodes: Nodes, url: str, base: str, site: Site) -> None:
        self.nodes, self.root = nodes, nodes.root
        self.url, self.base, self.site = url, base, site
        self.links = [
            SiteLink(anchor, link, canonicalize(link, site), is_article_url(link, site))
            for anchor in islice(nodes.tagged("a"), MAX_LINKS)
            if (link := absolute(anchor.get("href") or "", base, site))
        ]
        self.articles = {link.anchor: link for link in self.links if link.is_article}
        self.places = self.places_with(frozenset())

    def places_with(self, beside: frozenset[HtmlElement]) -> dict[HtmlElement | None, Area]:
        """Return the area of every element; what is inside *beside* counts as ``Area.FRAME``."""
        found: dict[HtmlElement | None, Area] = {None: Area.OPEN}
        for element in self.nodes.elements:
            place = found[element.getparent()]
            tag = _ROLES.get(element.get("role") or "", element.tag)
            if place in (Area.NAV, Area.FRAME):
                pass
            elif tag == "nav":
                place = Area.NAV
            elif tag in _FRAME or element in beside or _is_unfilled(element):
                place = Area.FRAME
            elif place is Area.HEADER:
                place = Area.FRAME if tag == "ul" else place
            elif tag in _CONTENT:
                place = Area.CONTENT
            elif tag == "header" and place is Area.OPEN and self._is_the_pages(element):
                place = Area.HEADER
            found[element] = place
        return found

    def _is_the_pages(self, header: HtmlElement) -> bool:
        """Whether a header is the page's own: it holds a menu, a search or links to other pages."""
        return header in self.nodes.holding("nav", "ul", "form", "input") or (
            header in self._with_other_links
        )

    @cached_property
    def _with_other_links(self) -> set[HtmlElement]:
        """The elements that hold an ``a`` which leads to no article."""
        return with_ancestors(a for a in self.nodes.tagged("a") if a not in self.articles)

    @cached_property
    def counts(self) -> dict[HtmlElement, int]:
        """Element → links to articles that it holds in open or content areas.

        Links to the same article right after each other count once.
        """
        own: dict[HtmlElement, int] = {}
        before = ""
        for link in self.articles.values():
            # A card's picture and its headline are two links.
            if link.key != before and self.places[link.anchor] in (Area.OPEN, Area.CONTENT):
                own[link.anchor] = 1
                before = link.key
        return self._summed(own)

    @cached_property
    def _others(self) -> dict[HtmlElement, int]:
        """Element → links to other pages than articles that it holds."""
        return self._summed({link.anchor: 1 for link in self.links if not link.is_article})

    def _summed(self, own: dict[HtmlElement, int]) -> dict[HtmlElement, int]:
        for element in reversed(self.nodes.elements):
            if element in own and (parent := element.getparent()) is not None:
                own[parent] = own.get(parent, 0) + own[element]
        return own

    @cached_property
    def _bounds(self) -> set[HtmlElement]:
        """Elements that hold parts of the page (header, navigation, title), so are no cards."""
        frames: list[HtmlElement] = []
        for tag in ("header", "footer"):
            # Where there are more than two, they are those of cards.
            found = [e for e in self.nodes.tagged(tag) if self._outside_content(e)]
            frames += found if len(found) <= 2 else ()
        titles = (h1 for h1 in self.nodes.tagged("h1") if not _is_linked(h1))
        parts = self.nodes.tagged("nav", "main", "form", "aside")
        bounds = with_ancestors((*frames, *titles, *parts))
        # A header with a link to an article holds the first card.
        return bounds - {e for e in frames if e.tag == "header" and e in self.counts}

    def _outside_content(self, element: HtmlElement) -> bool:
        parent = element.getparent()
        return parent is None or self.places[parent] is not Area.CONTENT

    def boxes(self, links: Iterable[SiteLink]) -> LinkBoxes:
        """Return the elements around each of *links*: how far its card reaches."""
        owners: dict[HtmlElement, str | None] = {}
        for link in links:
            for element in (link.anchor, *ancestors(link.anchor)):
                owners[element] = link.key if owners.get(element, link.key) == link.key else None
        return LinkBoxes(self, owners)

    def is_larger_than_a_card(self, element: HtmlElement) -> bool:
        """Whether *element* holds parts of the page or a menu."""
        return (
            element.tag in ("body", "html")
            or element in self._bounds
            or self._others.get(element, 0) >= _MENU_LINKS
        )


class LinkBoxes:
    """The elements around each link that link to its article and to no other."""

    def __init__(self, outline: Outline, owners: dict[HtmlElement, str | None]) -> None:
        self._outline, self._owners = outline, owners

    def around(self, link: SiteLink) -> Iterator[HtmlElement]:
        """Yield the link's element and the elements around it, up to the one of the whole card."""
        yield link.anchor
        for element in ancestors(link.anchor):
            if self._owners.get(element) != link.key:
                return
            if self._outline.is_larger_than_a_card(element):
                return
            yield element
            if element.tag == "article":
                return


def _is_unfilled(element: HtmlElement) -> bool:
    """Whether an element is a template, which no reader sees (but the root of a shadow tree)."""
    return element.tag == "template" and element.get("shadowrootmode") is None


def _is_linked(heading: HtmlElement) -> bool:
    if any(parent.tag == "a" for parent in ancestors(heading, 3)):
        return True
    return next(heading.iter("a"), None) is not None
