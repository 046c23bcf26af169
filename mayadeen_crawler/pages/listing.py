"""The articles that a listing's page shows, as cards. Called by the listing spiders and the doctor.

A card is recognised by its link, which leads to an article, not by class names. Lists beside the
listing (Most Read, Read Next, the ticker) are recognised by their headings and left out
(``listing_layout/side_lists.py``), as are menus (``listing_layout/menus.py``). What the words of a
card are is in ``listing_layout/card_text.py``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement
from scrapy.http import Response

from mayadeen_crawler import clock
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom import links
from mayadeen_crawler.pages.dom.html_elements import HEADINGS, is_headed
from mayadeen_crawler.pages.dom.links import Area, LinkBoxes, SiteLink
from mayadeen_crawler.pages.extraction.page import Page, response_time
from mayadeen_crawler.pages.listing_layout import (
    card_text,
    menus,
    pagination,
    side_lists,
)
from mayadeen_crawler.pages.listing_layout.load_more_response import as_html
from mayadeen_crawler.utils.text import clean

#: More cards than any page of the site shows.
MAX_CARDS = 1000
#: Links to one article that are looked at for its headline, label and day.
_MAX_PLACES = 8
#: Texts around one link that are looked at, one once for each box that holds it; cards have under
#: 60.
_MAX_TEXTS = 300


@dataclass(frozen=True, slots=True)
class Card:
    """An article as a listing shows it."""

    url: str
    """The link's address, absolute, otherwise as found."""
    key: str
    """The same in its canonical form."""
    headline: str | None
    label: str | None
    """The section or region shown on the card (``"MENA"``), or a short text in its place."""
    date: str | None
    """The day shown, ``YYYY-MM-DD`` on the site's clock."""


def listing_page(response: Response, site: Site) -> Page | None:
    """Return what is read of a listing, or of the answer of its load-more address (HTML or JSON).

    ``None`` if *response* is no text, such as a picture. Made once for a response: cards,
    navigation, Most Read and next page are read from it.
    """
    html = as_html(response)
    if html is None:
        return None
    return Page(html, site, now=response_time(response.headers.get("Date"), clock.now()))


def cards(page: Page, *, known: Collection[str] = ()) -> list[Card]:
    """Return the articles that the listing shows, in page order, each once.

    Articles whose canonical URL is in *known* are left out. At most ``MAX_CARDS``.
    """
    outline, site = page.once(links.outline), page.site
    places = page.once(side_lists.places)
    menu = page.once(menus.menus).keys_of_no_articles()
    # The address of a listing's second page can look like an article's.
    articles = [
        link
        for link in outline.articles.values()
        if link.key not in menu and not pagination.is_page_of(link.url, outline.url, site)
    ]
    found: dict[str, list[SiteLink]] = {}
    for link in articles:
        if link.key in known:
            continue
        if _is_content(link.anchor, places) and (link.key in found or len(found) < MAX_CARDS):
            found.setdefault(link.key, []).append(link)
    # A card also ends where a link of a list beside the listing begins.
    boxes = outline.boxes(articles)
    made = []
    for linked in found.values():
        page.budget.check()
        made.append(_card(linked[:_MAX_PLACES], boxes, page))
    return made


def _is_content(anchor: HtmlElement, places: dict[HtmlElement | None, Area]) -> bool:
    place = places[anchor]
    return place in (Area.OPEN, Area.CONTENT) or (place is Area.HEADER and is_headed(anchor))


def _card(places: list[SiteLink], boxes: LinkBoxes, page: Page) -> Card:
    first, site = places[0], page.site
    headline = _headline(places, boxes, site)
    date = label = other = None
    seen: set[HtmlElement] = set()
    for link in places:  # in a slider as well as in the list
        looked_at = 0
        for box in boxes.around(link):
            if box in seen:  # as is all that is around it
                break
            seen.add(box)
            # From the link outwards: the nearest day and label are the card's own.
            shown = card_text.texts_of(box)
            texts = [text for _, text in shown]
            date = date or card_text.find_day(box, texts, site, page.now)
            if label is None:
                name, known = card_text.find_label(texts, headline, site)
                if name and not known:
                    texts = [text for owner, text in shown if not card_text.is_no_label(owner)]
                    name, known = card_text.find_label(texts, headline, site)
                label, other = (name, other) if known else (None, other or name)
            if (looked_at := looked_at + len(texts)) > _MAX_TEXTS:
                break
        if date and label:
            break
    return Card(first.url, first.key, headline, label or other, date)


def _headline(places: list[SiteLink], boxes: LinkBoxes, site: Site) -> str | None:
    """Return the article's headline as its card shows it.

    In this order: the linked heading or the likeliest linked text, a heading beside the link, the
    picture's ``alt``, the link's ``title``, a linked text that is more likely a label.
    """
    text, likely = card_text.likeliest_headline((link.anchor for link in places), site)
    if likely:
        return text
    for link in places:
        *_, box = boxes.around(link)
        headings = (e for e in islice(box.iter(), 300) if e.tag in HEADINGS)
        beside = next(filter(None, (clean(str(e.text_content())) for e in headings)), None)
        if beside:
            return beside
    alts = (i.get("alt") or "" for link in places for i in islice(link.anchor.iter("img"), 5))
    titles = (link.anchor.get(name) or "" for link in places for name in ("title", "aria-label"))
    return next(filter(None, map(clean, (*alts, *titles, text))), None)
