"""The articles a listing shows.

Cards are recognised by what their links lead to, not by class names; lists
beside the listing (Most Read, Read Next, the ticker) are told by their
headings and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement
from scrapy.http import TextResponse

from mayadeen_crawler import dates
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages import lists
from mayadeen_crawler.pages.links import links_in, root_of
from mayadeen_crawler.pages.navigation import LONGEST_LABEL, is_control, navigation
from mayadeen_crawler.text import clean, slugify
from mayadeen_crawler.urls import canonicalize, is_article_url

#: More cards than any page of the site shows.
MAX_CARDS = 1000
#: Levels from a link up to its card.
_CARD_DEPTH = 30

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


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


def cards(response: TextResponse, site: Site) -> list[Card]:
    """Return the articles the listing shows, in page order, each once."""
    root = root_of(response)
    if root is None:
        return []
    links: dict[str, list[HtmlElement]] = {}
    urls: dict[str, str] = {}
    beside = lists.beside(root, response.url, site)
    menu = {canonicalize(link.url, site) for link in navigation(response, site)}
    for anchor, url in links_in(root, response.url, site):
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
        if len(text) > LONGEST_LABEL or text == headline:
            continue
        if day := _day(text, site):
            date = date or day
        elif any(map(str.isalpha, text)) and not is_control(text, site):
            names.append(text)
    known = (name for name in names if slugify(name) in site.edition.labels)
    other = (name for name in names if name not in (headline or ""))
    label = next(known, next(other, None))
    return Card(url, key, headline, label, date)


def _day(text: str, site: Site) -> str | None:
    """Return the day a short text names, ``YYYY-MM-DD``."""
    time = dates.parse(text, site.edition.time_zone) if len(text) <= LONGEST_LABEL else None
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
