"""What a home page, a page of a listing or the feed says: read from a response, or as it was kept.

``spiders/section.py``, ``spiders/base_listing.py``, ``spiders/latest.py`` and
``crawling/listings/tag_lookup.py`` go by a `ListPage` only, never by the response: after a 304 it
comes from the ledger (``crawling/remembered_pages.py``), and what follows is the same.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from scrapy.http import Response

from mayadeen_crawler.items.parts import Related
from mayadeen_crawler.ledger.frontier.failure_reasons import TRUNCATED
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages import rss
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import Card, cards, listing_page
from mayadeen_crawler.pages.listing_layout.most_read import most_read
from mayadeen_crawler.pages.listing_layout.navigation import NavigationLink, navigation
from mayadeen_crawler.pages.listing_layout.pagination import NextPage, next_page
from mayadeen_crawler.pages.rss import feed_link
from mayadeen_crawler.tdmrep import TdmStatement
from mayadeen_crawler.utils.text import slugify

#: Bytes under which a response without cards is taken as empty: the end of the listing.
_EMPTY = 200

#: A whole page without a card and without the site's menu: an error, or a wall.
NO_LISTING = "no_listing"

#: A page that ends in the middle of a text or tag: it is cut, whatever other pages end with.
CUT = "cut"

#: Of a response that is no text: it names no next page, and none is guessed.
NOWHERE = NextPage(None, guessed=False, has_control=False)


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a home page or a page of a listing says."""

    url: str
    """The URL that answered, redirects followed."""
    cards: tuple[Card, ...] = ()
    """Of a page in the browser: those that no earlier page showed."""
    links: tuple[NavigationLink, ...] = ()
    """The navigation; of a home page only."""
    most_read: tuple[Related, ...] = ()
    """The Most Read list; of a home page and of a listing's first page only."""
    following: NextPage = NOWHERE
    """Where the listing goes on; of a listing only."""
    is_whole: bool = False
    """It is a whole HTML page, and no piece that a script would put into one."""
    is_unreadable: bool = False
    """It holds content without any card: JSON of the cards' parts, say, for a script only."""
    left_out: int = 0
    """Items of a feed that link no article of the site."""
    fault: str | None = None
    """Why it may be no page of the listing, or only a part of one: `CUT`, `TRUNCATED` (it has no
    end), `NO_LISTING`. Of a home page `CUT` alone."""
    feed: str | None = None
    """The address of the RSS feed that it names; of a home page only."""
    statements: tuple[TdmStatement, ...] = ()
    """What its headers and meta elements reserve; of a page from the ledger only."""

    def names_section(self, site: Site) -> bool:
        """Whether the navigation has one of the edition's sections."""
        return any(slugify(link.label) in site.edition.labels for link in self.links)


def read_home(response: Response, site: Site) -> ListPage:
    """Return what the home page in *response* says."""
    page = listing_page(response, site)
    if page is None:
        return ListPage(response.url)
    return ListPage(
        response.url,
        cards=tuple(cards(page)),
        links=tuple(navigation(page)),
        most_read=tuple(most_read(page)),
        feed=feed_link(page),
        fault=CUT if page.breaks_off else None,
    )


def read_feed(response: Response, site: Site) -> ListPage | None:
    """Return what the RSS feed in *response* says; None if it is no feed."""
    feed = rss.read_feed(response.body, site)
    if feed is None:
        return None
    fault = None if feed.ended else TRUNCATED
    return ListPage(response.url, tuple(feed.cards), left_out=feed.left_out, fault=fault)


def read_listing(
    response: Response,
    site: Site,
    number: int,
    known: Collection[str] = (),
    parsed: Page | None = None,
) -> ListPage:
    """Return what page *number* (from 1) of a listing says.

    *known*: the canonical URLs of cards to leave out; the browser shows all earlier pages too.
    *parsed*: the page, where it is parsed already.
    """
    page = parsed or listing_page(response, site)
    shown = tuple(cards(page, known=known)) if page else ()
    size = len(page.source if page else response.body)
    # A page in the browser without further cards is still the page before it.
    last = number - int(number > 1 and not shown)
    is_whole = b"<html" in response.body[:1000].lower()
    is_piece = number > 1 and not is_whole
    return ListPage(
        response.url,
        cards=shown,
        most_read=tuple(most_read(page)) if page and number == 1 else (),
        following=next_page(page, last, len(shown), is_piece=is_piece) if page else NOWHERE,
        is_whole=is_whole,
        fault=_fault(page, bool(shown)) if is_whole and page else None,
        # An empty response is the end of the listing.
        is_unreadable=not shown and size < _EMPTY <= len(response.body),
    )


def _fault(page: Page, has_cards: bool) -> str | None:
    if page.breaks_off:
        return CUT
    if not page.ended:
        return TRUNCATED
    return None if has_cards or navigation(page) else NO_LISTING


def packed(page: ListPage, statements: Sequence[TdmStatement]) -> bytes:
    """Return *page* in the form in which the ledger keeps it: compressed JSON.

    *statements*: what the page's headers and meta elements reserve.
    """
    kept = replace(page, statements=tuple(statements))
    return zlib.compress(json.dumps(asdict(kept)).encode())


def unpacked(said: bytes) -> ListPage:
    """Return the page of which *said* is the form in the ledger."""
    values: dict[str, Any] = json.loads(zlib.decompress(said))
    kinds = {"cards": Card, "links": NavigationLink, "most_read": Related}
    lists = {name: tuple(kind(**one) for one in values[name]) for name, kind in kinds.items()}
    statements = tuple(TdmStatement(*one) for one in values["statements"])
    following = NextPage(**values["following"])
    return ListPage(**{**values, **lists, "statements": statements, "following": following})
