"""The reading of one listing in the browser: which request comes next, a press or a URL.

One `BrowserVisit` a listing, in its `ListingProgress.visit`.
``crawling/listings/browser_paging.py`` opens and closes it, ``spiders/base_listing.py`` asks it for
the next request after every page. The presses themselves are made in ``middlewares/chromium/``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scrapy import Request

from mayadeen_crawler.middlewares.chromium.tab import PATIENCE, PRESS, TAB, Tab
from mayadeen_crawler.pages.listing_layout.load_more import MARK
from mayadeen_crawler.pages.listing_layout.pagination import NextPage


@dataclass
class BrowserVisit:
    """How far the reading of a listing in the browser is."""

    addresses: bool
    """True with ``browser=always``: next-page URLs have not been tried yet, so fall back to them
    if the load-more button does not work."""
    tab: Tab = field(default_factory=lambda: Tab(MARK))
    begun: bool = False
    """The listing's first page was shown in the browser."""
    serves: bool = False
    """A press of the load-more button has brought new cards."""
    again: bool = False
    """The last press brought no new cards: press once more and wait twice as long."""
    in_vain: bool = False
    """The second, longer press brought no cards either, and no earlier press ever did: stop
    pressing."""

    def request(self, request: Request, **meta: Any) -> Request:
        """Return *request*, to be made in the visit's own browser tab."""
        # How long a page's scripts take says nothing about the site's health.
        meta |= {TAB: self.tab, "autothrottle_dont_adjust_delay": True}
        return request.replace(meta=meta)

    def next_request(self, shown: Request, following: NextPage, *, fresh: bool) -> Request | None:
        """Return the request that should bring further cards; None at the end of the listing.

        A press of the load-more button; without a button, or if pressing it does not work, the
        next page's URL, found or guessed. *shown*: the request that brought the current page;
        *fresh*: the page has new cards, as every page but the visit's first one should.
        """
        first, self.begun = not self.begun, True
        pressed = PRESS in shown.meta
        self.serves = self.serves or (pressed and fresh)
        twice = pressed and not fresh and self.again
        self.in_vain = self.in_vain or (twice and not self.serves)
        self.again = pressed and not fresh and not twice
        # A button stays one after it was pressed, whatever its text is now.
        control = following.control or self.tab.last
        if control and not self.in_vain and (fresh or first or self.again):
            more = {PRESS: control, PATIENCE: 2 if self.again else 1}
            return self.request(shown, **more)
        if following.guessed:
            untried = self.addresses
            other = self.in_vain or not (following.has_control or self.serves)
        else:
            untried = self.addresses or not self.in_vain
            other = not (following.has_control and self.serves)
        if following.url and untried and other and (fresh or first or twice):
            return self.request(shown.replace(url=following.url))
        return None
