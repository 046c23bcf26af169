"""Where a page leads: the navigation's sections, and the listing's next page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.links import Area, Outline, absolute, root_of
from mayadeen_crawler.pages.listing_layout import load_more, side_lists
from mayadeen_crawler.pages.listing_layout.menus import Menus
from mayadeen_crawler.urls.canonical import canonicalize, is_article_url
from mayadeen_crawler.urls.parts import LONGEST as MAX_URL
from mayadeen_crawler.utils.text import slugify


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """An entry of the navigation."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the listing goes on."""

    url: str | None
    guessed: bool
    """The page does not name it: ``?page=N`` is tried."""
    has_control: bool
    """A load-more control stands on the page, whether or not it says where it leads."""
    control: str | None = None
    """The mark of the control to press, on a page that a browser shows."""


def navigation(response: TextResponse, site: Site) -> list[NavigationLink]:
    """Return the labelled links to listings, in page order, a label once.

    Those are the short ones that lead to no article, and those of menus wherever
    they lead. Where several have one label, a menu's wins over any other.
    """
    root = root_of(response)
    if root is None:
        return []
    found: dict[str, tuple[int, NavigationLink]] = {}
    for rank, label, link in Menus(Outline(root, response.url, site)).entries():
        slug = slugify(label)
        if slug not in found or rank < found[slug][0]:
            found[slug] = (rank, NavigationLink(label, link.url))
    return [link for _, link in found.values()]


def next_page(response: TextResponse, site: Site, page: int) -> NextPage:
    """Return where page *page* (1 is the first) of a listing goes on.

    In order: ``rel=next``; what a load-more control names; a pager's link to the
    next page; ``?page=N`` as a guess.
    """
    root = root_of(response)
    if root is None:
        return NextPage(None, guessed=False, has_control=False)
    outline = Outline(root, response.url, site)
    found = _Following(outline, response.url, page)
    more = sorted(found.controls())
    urls = [*found.declared(), *(url for *_, url, _ in more if url), *found.pagers()]
    control = next((mark for *_, mark in more if mark), None)
    guessed = not urls
    if guessed:
        urls = [add_or_replace_parameter(response.url, "page", str(page + 1))]
    return NextPage(urls[0], guessed=guessed, has_control=bool(more), control=control)


class _Following:
    """The addresses a page names as next."""

    def __init__(self, outline: Outline, url: str, page: int) -> None:
        self._outline, self._url, self._page = outline, url, page
        self._site = outline.site
        self._here = canonicalize(url, self._site)
        self._places = outline.places_with(side_lists.beside(outline))
        content = (a for a in outline.articles if self._is_content(a))
        self._first = next((outline.position[anchor] for anchor in content), 0)

    def _is_content(self, element: HtmlElement) -> bool:
        return self._places[element] in (Area.OPEN, Area.CONTENT)

    def _elsewhere(self, href: str | None) -> str | None:
        url = absolute(href or "", self._outline.base, self._site)
        return url if url and canonicalize(url, self._site) != self._here else None

    def declared(self) -> Iterator[str]:
        """Yield what ``rel=next`` names."""
        for link in self._outline.root.iter("link", "a"):
            if "next" not in (link.get("rel") or "")[:100].lower().split():
                continue
            if self._places[link] is not Area.FRAME and (url := self._elsewhere(link.get("href"))):
                yield url

    def controls(self) -> Iterator[tuple[bool, bool, int, str, str]]:
        """Yield the listing's load-more controls, to be sorted: the best first.

        Each with what it names, and with its mark, or ``""``. A link that leads to
        another listing or to an article is no control of this one.
        """
        for element in self._outline.root.iter("a", "button", "div", "span", "input"):
            if not (self._is_content(element) and load_more.is_more(element, self._site)):
                continue
            position = self._outline.position[element]
            url = next(filter(None, map(self._elsewhere, load_more.addresses(element))), "")
            if not url and (href := (element.get("href") or "")[:MAX_URL].strip()):
                url = self._elsewhere(href) or ""
                if not (self._could_be_next(url) if url else self._leads_nowhere(href)):
                    continue
            early = position < self._first
            if early and not url:
                continue  # some other block's
            family = bool(url) and load_more.is_family(url, self._url, self._site)
            yield not family, early, position, url, load_more.mark_of(element, self._site)

    def _leads_nowhere(self, href: str) -> bool:
        """Whether a link only runs a script: it names this very page, or none."""
        if href.startswith("#") or href.lower().startswith("javascript:"):
            return True
        return absolute(href, self._outline.base, self._site) is not None

    def _could_be_next(self, url: str) -> bool:
        """Whether a link's address could be this listing's, going on."""
        if is_article_url(url, self._site) and not load_more.counts_pages(url):
            return False
        if load_more.is_page_of(url, self._url, self._site):
            return True
        menu = {link.key for link in self._outline.links if self._places[link.anchor] is Area.NAV}
        if canonicalize(url, self._site) in menu:
            return False
        return load_more.counts_pages(url) and not is_article_url(url, self._site)

    def pagers(self) -> Iterator[str]:
        """Yield the links that say the next page's number, then those that say `next`."""
        found: list[tuple[int, str]] = []
        for link in self._outline.links:
            # A pager may well be a <nav>.
            if self._places[link.anchor] is Area.FRAME or link.key == self._here:
                continue
            rank = load_more.pager_rank(link.anchor, self._page)
            if rank is not None and load_more.is_page_of(link.url, self._url, self._site):
                found.append((rank, link.url))
        return (url for _, url in sorted(found, key=lambda each: each[0]))
