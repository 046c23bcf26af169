"""A listing: the articles it shows, the page that follows, and the navigation above it.

Cards are recognised by what their links lead to, not by class names; lists
beside the listing (Most Read, Read Next, the ticker) are told by their
headings and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter

from mayadeen_crawler import dates
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages import lists
from mayadeen_crawler.text import clean, slugify
from mayadeen_crawler.urls import canonicalize, is_article_url, is_on_site, rehost

#: More cards than any page of the site shows.
MAX_CARDS = 1000
#: A label or a date is never longer.
_SHORT = 40
#: Levels from a link up to its card.
_CARD_DEPTH = 30

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTROL_NAME = re.compile(r"(load|show|view)[-_ ]?more|more[-_ ]?(news|articles)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Card:
    """An article as a listing shows it."""

    url: str
    """Absolute, as found."""
    key: str
    """Canonical."""
    headline: str | None
    label: str | None
    date: str | None
    """The day shown, ``YYYY-MM-DD`` on the site's clock."""


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


def cards(response: TextResponse, site: Site) -> list[Card]:
    """Return the articles the listing shows, in page order, each once."""
    root = _root(response)
    if root is None:
        return []
    links: dict[str, list[HtmlElement]] = {}
    urls: dict[str, str] = {}
    beside = lists.beside(root, response.url, site)
    menu = {canonicalize(link.url, site) for link in navigation(response, site)}
    for anchor, url in _links(root, response.url, site):
        if not is_article_url(url, site) or lists.is_outside(anchor, beside):
            continue
        key = canonicalize(url, site)
        if key in menu:
            continue
        urls.setdefault(key, url)
        links.setdefault(key, []).append(anchor)
        if len(links) >= MAX_CARDS:
            break
    keys = {anchor: key for key, anchors in links.items() for anchor in anchors}
    owners = _owners(keys)
    return [_card(urls[key], key, anchors, owners, site) for key, anchors in links.items()]


def _card(
    url: str,
    key: str,
    anchors: list[HtmlElement],
    owners: dict[HtmlElement, str | None],
    site: Site,
) -> Card:
    headline = _headline(anchors, site)
    container = anchors[0]
    for parent in _ancestors(anchors[0]):
        if owners.get(parent) != key:
            break
        container = parent
    date, names = None, []
    for text in _texts(container):
        if len(text) > _SHORT or text == headline:
            continue
        if day := _day(text, site):
            date = date or day
        elif any(map(str.isalpha, text)) and not _is_control(text, site):
            names.append(text)
    known = (name for name in names if slugify(name) in site.edition.labels)
    other = (name for name in names if name not in (headline or ""))
    label = next(known, next(other, None))
    return Card(url, key, headline, label, date)


def _day(text: str, site: Site) -> str | None:
    """Return the day a short text names, ``YYYY-MM-DD``."""
    time = dates.parse(text, site.edition.time_zone) if len(text) <= _SHORT else None
    return time.day.isoformat() if time else None


def _headline(anchors: list[HtmlElement], site: Site) -> str | None:
    """Return the linked heading, else the longest linked text, else a picture's alternative."""
    texts = [(_is_heading(anchor), _linked_text(anchor, site)) for anchor in anchors]
    best = max(texts, key=lambda found: (found[0] and bool(found[1]), len(found[1])))[1]
    alts = (clean(image.get("alt") or "") for anchor in anchors for image in anchor.iter("img"))
    return best or next(filter(None, alts), None)


def _linked_text(anchor: HtmlElement, site: Site) -> str:
    """Return a link's words; of a card that is one link its heading, or all but label and date."""
    heading = next((element for element in anchor.iter() if element.tag in _HEADINGS), None)
    if heading is not None:
        return clean(str(heading.text_content()))
    pieces = list(_texts(anchor))
    if len(pieces) > 1:
        labels = site.edition.labels
        pieces = [p for p in pieces if slugify(p) not in labels and not _day(p, site)] or pieces
    return clean(" ".join(pieces))


def _is_heading(anchor: HtmlElement) -> bool:
    inside = any(element.tag in _HEADINGS for element in anchor.iter())
    return inside or any(parent.tag in _HEADINGS for parent in _ancestors(anchor, 3))


def _owners(keys: dict[HtmlElement, str]) -> dict[HtmlElement, str | None]:
    """Return for every element above a card's link the one article it holds, or None for many."""
    owners: dict[HtmlElement, str | None] = {}
    for anchor, key in keys.items():
        for parent in _ancestors(anchor):
            owners[parent] = key if owners.get(parent, key) == key else None
    return owners


def _ancestors(element: HtmlElement, depth: int = _CARD_DEPTH) -> Iterator[HtmlElement]:
    for level, parent in enumerate(element.iterancestors()):
        if level >= depth:
            return
        yield parent


def _texts(element: HtmlElement) -> Iterator[str]:
    for text in element.itertext():
        if cleaned := clean(str(text)):
            yield cleaned


def navigation(response: TextResponse, site: Site) -> list[NavigationLink]:
    """Return the labelled links to listings, in page order, a label once.

    Those are links named as a section of the catalogue, wherever they lead,
    and the other short ones that lead to no article.
    """
    root = _root(response)
    names = site.edition.labels
    found: dict[str, NavigationLink] = {}
    for anchor, url in _links(root, response.url, site) if root is not None else ():
        label = clean(str(anchor.text_content()))
        if len(label) > _SHORT or not (slug := slugify(label)):
            continue
        if slug in names or not is_article_url(url, site):
            found.setdefault(slug, NavigationLink(label, url))
    return list(found.values())


def next_page(response: TextResponse, site: Site, page: int) -> NextPage:
    """Return where page *page* (1 is the first) of a listing goes on.

    In order: ``rel=next``; the load-more control's link or ``data-*`` address;
    a link to ``?page=N``; that same parameter as a guess.
    """
    root = _root(response)
    if root is None:
        return NextPage(None, guessed=False, has_control=False)
    controls = [element for element in root.iter("a", "button", "div", "span", "input")
                if _is_more(element, site)]  # fmt: skip
    follow = [
        *(link.get("href") for link in root.iter("link", "a") if _is_rel_next(link)),
        *(value for control in controls for value in _addresses(control)),
    ]
    here = canonicalize(response.url, site)
    for href in filter(None, follow):
        url = _absolute(href, response.url, site)
        if url and canonicalize(url, site) != here:
            return NextPage(url, guessed=False, has_control=bool(controls))
    guess = add_or_replace_parameter(response.url, "page", str(page + 1))
    return NextPage(guess, guessed=True, has_control=bool(controls))


def _is_rel_next(element: HtmlElement) -> bool:
    return "next" in (element.get("rel") or "").lower().split()


def _is_more(element: HtmlElement, site: Site) -> bool:
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in ("a", "button") and _CONTROL_NAME.search(name):
        return True
    text = clean(element.get("value") or "") if element.tag == "input" else ""
    if element.tag != "input" and len(element) <= 2:
        text = clean(str(element.text_content())[:200])
    return bool(text) and _is_control(text, site)


def _is_control(text: str, site: Site) -> bool:
    return text.casefold().rstrip(" .…+") in site.edition.words.load_more


def _addresses(control: HtmlElement) -> Iterator[str]:
    """Yield what a control's attributes name as address, its link first."""
    for name, value in sorted(control.items(), key=lambda item: item[0] != "href"):
        if (name == "href" or name.startswith("data-")) and re.match(r"(https?:/)?/|\?", value):
            yield value


def _root(response: TextResponse) -> HtmlElement | None:
    root = response.selector.root
    return root if isinstance(root, HtmlElement) else None


def _links(root: HtmlElement, base: str, site: Site) -> Iterator[tuple[HtmlElement, str]]:
    for anchor in root.iter("a"):
        url = _absolute(anchor.get("href") or "", base, site)
        if url:
            yield anchor, url


def _absolute(href: str, base: str, site: Site) -> str | None:
    """Return the on-site address *href* leads to, None for any other."""
    if not href or href.startswith("#"):
        return None
    try:
        url = urljoin(base, href.strip())
    except ValueError:
        return None
    return rehost(url, site) if is_on_site(url, site) else None
