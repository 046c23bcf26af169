"""Find the next page of a listing: ``rel=next``, a load-more control's address, a pager's link; or
guess it from the page's own address.

``crawling/listings/list_page.py`` and the doctor call ``next_page`` with each page of a listing.
What a load-more control is and which addresses it names is in ``load_more``; what the control
answers is read by ``load_more_response``; pressing it in a browser is ``middlewares/chromium/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement
from w3lib.url import add_or_replace_parameter

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.html_elements import ancestors, short_text
from mayadeen_crawler.pages.dom.links import Area, Outline, absolute, outline
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout import load_more, load_more_response, side_lists
from mayadeen_crawler.urls.canonical import canonicalize, is_article_url
from mayadeen_crawler.urls.parsed_url import LONGEST as MAX_URL
from mayadeen_crawler.urls.parsed_url import read
from mayadeen_crawler.utils.text import ascii_digits

#: Load-more controls of one page that are looked at; real pages have one or two.
_MAX_CONTROLS = 100
#: Characters of the longest text of a pager's link.
_LONGEST = 40
#: The text of a pager's link to the next page, without arrows.
_NEXT_WORDS = frozenset(
    {"next", "next page", "older", "older posts", "older news", "older stories", "older articles",
     "older entries", "التالي", "التالية", "الصفحة التالية", "الأقدم", "أخبار أقدم", "مقالات أقدم",
     "siguiente", "página siguiente", "siguientes", "próxima", "próxima página", "más antiguas",
     "noticias anteriores", "entradas anteriores"}
)  # fmt: skip
_NEXT_ARROWS = frozenset({"»", "›", "→", ">", ">>", "››"})
_BACK_ARROWS = frozenset({"«", "‹", "←", "<", "<<", "‹‹"})
_BACK = 3
#: Attributes of a list that a script lengthens as a reader scrolls: the address of its next page.
_SCROLLED_TO = ("data-next", "data-next-url", "data-next-href", "data-next-page")
#: A class name of a pager's link to the next page, or of the element around it.
_NEXT_NAME = re.compile(r"(?<![^\s_-])next(?![^\s_-])", re.IGNORECASE)

# The end of a path that numbers its pages: `/page/2`, `/2`.
_PAGE_TAIL = re.compile(r"/(?:(?:page|pagina|p)[-/]?)?(\d{1,6})\Z")
# Query parameters that number a list's pages, and those that say how many cards are passed over.
_PAGES = re.compile(
    r"p|pg|pn|(?:current[-_]?)?pag(?:e|ed|ing|er|ina)?(?:[-_]?(?:no|nr|num|number|index))?",
    re.IGNORECASE,
)
_PASSED = re.compile(r"offset|start|skip|from", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class NextPage:
    """The address of a listing's next page, and how it was found."""

    url: str | None
    """Absolute address on the site; None if the response is no page at all, or says that it is the
    last one."""
    guessed: bool
    """The page names no next page: ``url`` is its own address, one page on."""
    has_control: bool
    """The page has a load-more control, whether or not the control names an address; or it is a
    piece that a script puts above one, and does not say what the script asks for next."""
    control: str | None = None
    """The value of ``load_more.MARK`` on the control to press, on a page of a browser."""


def next_page(page: Page, number: int, cards: int = 0, *, is_piece: bool = False) -> NextPage:
    """Return where page *number* (1 is the first) of a listing goes on.

    The first of: ``rel=next``; the address that a load-more control names; a pager's link
    to the next page; what a list without these names in an attribute; a guess. *cards*: how many
    it shows; *is_piece*: it is the answer of a load-more address, and no whole page.
    """
    finder = _NextPageFinder(page.once(outline), page.once(side_lists.places), number)
    controls = sorted(islice(finder.controls(), _MAX_CONTROLS))
    named = (url for *_, url, _ in controls if url)
    urls = [*islice(finder.rel_next(), 1), *named, *finder.pager_links()]
    if not urls and b"data-next" in page.source:
        urls = [*finder.scrolled_to()]
    control = next((mark for *_, mark in controls if mark), None)
    if urls:
        return NextPage(urls[0], guessed=False, has_control=bool(controls), control=control)
    if is_piece and page.source.startswith(load_more_response.LAST.encode()):
        return NextPage(None, guessed=False, has_control=bool(controls), control=control)
    counted = counted_on(page.response.url, number, cards) if number > 1 else None
    url = counted or add_or_replace_parameter(page.response.url, "page", str(number + 1))
    has_control = bool(controls) or (is_piece and counted is None)
    return NextPage(url, guessed=True, has_control=has_control, control=control)


def counted_on(url: str, number: int, cards: int) -> str | None:
    """Return the address after *url*, that of page *number*; None if nothing in it counts pages.

    ``?pageIndex=2`` → ``?pageIndex=3``, also where the first page is 0; ``/ajax/politics/2`` →
    ``/ajax/politics/3``; ``?offset=24`` → ``?offset=36`` below twelve *cards*.
    """
    parts = urlsplit(url)
    values = [(k, int(v)) for k, v in parse_qsl(parts.query) if _NUMBER.fullmatch(v)]
    for name, value in values:
        if value in (number, number - 1) and _PAGES.fullmatch(name):
            return add_or_replace_parameter(url, name, str(value + 1))
    for name, value in values:  # `/category/2?offset=12` has an id in its path
        if cards and value and _PASSED.fullmatch(name):
            return add_or_replace_parameter(url, name, str(value + cards))
    path = parts.path.rstrip("/")
    if (tail := _PAGE_TAIL.search(path)) and int(tail[1]) == number:
        further = f"{path[: tail.start(1)]}{number + 1}{parts.path[len(path) :]}"
        return parts._replace(path=further).geturl()
    return None


class _NextPageFinder:
    """Finds the addresses that a page names as its next page."""

    def __init__(
        self, outline: Outline, places: dict[HtmlElement | None, Area], number: int
    ) -> None:
        self._outline, self._url, self._number = outline, outline.url, number
        self._site = outline.site
        self._here = canonicalize(outline.url, self._site)
        self._places = places
        content = (a for a in outline.articles if self._is_content(a))
        self._first = next((outline.nodes.places[anchor] for anchor in content), 0)

    def _is_content(self, element: HtmlElement) -> bool:
        return self._places[element] in (Area.OPEN, Area.CONTENT)

    def _other_url(self, href: str | None) -> str | None:
        """Return the absolute address of *href* if it is on the site and not this page's."""
        url = absolute(href or "", self._outline.base, self._site)
        return url if url and canonicalize(url, self._site) != self._here else None

    def rel_next(self) -> Iterator[str]:
        """Yield the addresses of ``<link rel="next">`` and ``<a rel="next">``."""
        for link in self._outline.nodes.tagged("link", "a"):
            if "next" not in (link.get("rel") or "")[:100].lower().split():
                continue
            if self._places[link] is not Area.FRAME and (url := self._other_url(link.get("href"))):
                yield url

    def controls(self) -> Iterator[tuple[bool, bool, int, str, str]]:
        """Yield the listing's load-more controls as sort keys: the smallest is the best.

        ``(not of this listing's path, before the first card, position, address, mark)``,
        address and mark ``""`` where the control has none. A link that leads to another
        listing or to an article is no control of this one.
        """
        for element in self._outline.nodes.tagged("a", "button", "div", "span", "input"):
            if not (self._is_content(element) and load_more.is_load_more(element, self._site)):
                continue
            if any(parent in self._outline.articles for parent in ancestors(element, 3)):
                continue  # a card's own "Show more"
            position = self._outline.nodes.places[element]
            href = (element.get("href") or "")[:MAX_URL].strip()
            linked = (self._other_url(href) or "") if href else ""
            named = map(self._other_url, load_more.control_addresses(element))
            # A link to a further page serves whoever has no script.
            is_page = bool(linked) and is_page_of(linked, self._url, self._site)
            url = linked if is_page else next(filter(None, named), "")
            if not url and href:
                url = linked
                if not (self._could_be_next(url) if url else self._leads_nowhere(href)):
                    continue
            early = position < self._first
            if early and not url:
                continue  # another block's control
            same_path = bool(url) and is_below(url, self._url, self._site)
            yield not same_path, early, position, url, load_more.mark_of(element, self._site)

    def _leads_nowhere(self, href: str) -> bool:
        """Whether a link only runs a script: it names this same page, or no address."""
        if href.startswith("#") or href.lower().startswith("javascript:"):
            return True
        return absolute(href, self._outline.base, self._site) is not None

    def _could_be_next(self, url: str) -> bool:
        """Whether a load-more link's address can be a further page of this listing."""
        if is_article_url(url, self._site) and not has_number_or_query(url):
            return False
        if is_page_of(url, self._url, self._site):
            return True
        if canonicalize(url, self._site) in self._menu:
            return False
        return has_number_or_query(url) and not is_article_url(url, self._site)

    @cached_property
    def _menu(self) -> frozenset[str]:
        """The canonical addresses that the page's navigation links to."""
        links = self._outline.links
        return frozenset(link.key for link in links if self._places[link.anchor] is Area.NAV)

    def pager_links(self) -> Iterator[str]:
        """Yield a pager's links to the next page: by its number, then ``next``, then arrows.

        Of arrows first those whose address has the next page's number, others may mean the last
        page; and none that has the number of the page before. A pager may run from right to left.
        """
        found: list[tuple[int, bool, str]] = []
        for link in self._outline.links:
            # A pager may well be a <nav>.
            if self._places[link.anchor] is Area.FRAME or link.key == self._here:
                continue
            rank = pager_rank(link.anchor, self._number)
            if rank is None or not is_page_of(link.url, self._url, self._site):
                continue
            # `counted_on` is None where the address has neither this number nor the one below it.
            is_counted = rank > 1 and counted_on(link.url, self._number + 1, 0) is not None
            leads_back = rank > 1 and counted_on(link.url, self._number - 1, 0) is not None
            if not leads_back and (rank < _BACK or is_counted):
                found.append((min(rank, 2), not is_counted, link.url))
        return (url for *_, url in sorted(found, key=lambda each: each[:2]))

    def scrolled_to(self) -> Iterator[str]:
        """Yield the addresses that elements of the content have in ``_SCROLLED_TO``."""
        for element in self._outline.nodes.tagged("div", "section", "ul", "ol", "main"):
            for value in (element.get(name) or "" for name in _SCROLLED_TO):
                is_address = ("/" in value or "?" in value) and self._is_content(element)
                if is_address and (url := self._other_url(value)):
                    yield url


def is_below(url: str, listing: str, site: Site) -> bool:
    """Whether *url* has the path of the address *listing*, or one below it."""
    base, path = _path_without_page(listing, site), read(url, site).names
    return path[: len(base)] == base


def is_page_of(url: str, listing: str, site: Site) -> bool:
    """Whether *url* is a page of *listing*: the same path but for a page's number or a query.

    ``/news/politics/page/2`` and ``/news/politics?page=2`` are pages of ``/news/politics``.
    """
    return _path_without_page(listing, site) == _path_without_page(url, site)


def has_number_or_query(url: str) -> bool:
    """Whether an address has a query or a digit in its path, as those of further pages have."""
    parts = urlsplit(url)
    return bool(parts.query) or re.search(r"\d", parts.path) is not None


def _path_without_page(url: str, site: Site) -> tuple[str, ...]:
    names = read(url, site).names
    path = "".join(f"/{name}" for name in names)
    return tuple(filter(None, _PAGE_TAIL.sub("", path).split("/")))


def pager_rank(anchor: HtmlElement, page: int) -> int | None:
    """Return how surely a pager's link leads to the page after *page*; 0 is the surest.

    0 for its number, 1 for ``next`` (also as a label, or a class name where it has no text), 2 for
    an arrow (which may mean the last page), 3 for an arrow back, None for other links.
    """
    text = short_text(anchor, _LONGEST)
    if text is None:
        return None
    labels = [text] if text else [anchor.get("aria-label"), anchor.get("title")]
    if not text:
        labels += [image.get("alt") for image in islice(anchor.iter("img"), 1)]
    text = ascii_digits(next(filter(None, labels), "")[:_LONGEST]).casefold().strip()
    if text == str(page + 1):
        return 0
    if text.strip(load_more.ARROWS) in _NEXT_WORDS:
        return 1
    if (arrows := text.replace(" ", "")) in _NEXT_ARROWS or arrows in _BACK_ARROWS:
        return 2 if arrows in _NEXT_ARROWS else _BACK
    names = [(e.get("class") or "")[:200] for e in (anchor, *ancestors(anchor, 1)) if not text]
    return 1 if any(map(_NEXT_NAME.search, names)) else None
