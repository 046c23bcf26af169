"""The browser's part of paging: when it is used, and by how many listings at once."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from mayadeen_crawler.arguments import Choice
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.middlewares.chromium.locate import find_browser, missing
from mayadeen_crawler.middlewares.chromium.tab import PATIENCE, PRESS, TAB, Tab
from mayadeen_crawler.pages.listing_layout.load_more import MARK
from mayadeen_crawler.pages.listing_layout.navigation import NextPage

logger = logging.getLogger(__name__)


def check(choice: Choice, settings: BaseSettings) -> None:
    """Raise WrongUseError where a browser is wanted for every listing, and there is none."""
    if choice == "always" and find_browser(settings) is None:
        raise WrongUseError(f"browser=always cannot be: {missing(settings)}")


class Browsing:
    """What a run does in the browser: few listings at once, the others wait for their turn."""

    def __init__(self, crawler: Crawler, choice: Choice) -> None:
        self._choice = choice
        self._settings = crawler.settings
        self._free = max(1, crawler.settings.getint("BROWSER_PAGES"))
        self._waiting: deque[Request] = deque()

    @property
    def always(self) -> bool:
        """Whether every listing is paged in the browser, from its first page on."""
        return self._choice == "always"

    @cached_property
    def possible(self) -> bool:
        """Whether script-only listings go on in the browser; says once why they do not."""
        if self._choice == "never":
            return False
        if find_browser(self._settings) is None:
            why = missing(self._settings)
            logger.warning("Load-more buttons that work by script only are not pressed: %s", why)
            return False
        return True

    def enter(self, visit: Visit, request: Request) -> Request | None:
        """Return *request*, which opens a listing in the browser; None where it waits its turn."""
        request = visit.request(request)
        if not self._free:
            self._waiting.append(request)
            return None
        self._free -= 1
        return request

    async def leave(self, visit: Visit) -> Request | None:
        """Close the visit's page; return the request of the listing whose turn it is now."""
        await visit.tab.close()
        if self._waiting:
            return self._waiting.popleft()
        self._free += 1
        return None


@dataclass
class Visit:
    """How far a listing's reading in the browser is."""

    addresses: bool
    """Nothing but the browser has been tried: where no control serves, addresses may."""
    tab: Tab = field(default_factory=lambda: Tab(MARK))
    begun: bool = False
    """Its first page was shown."""
    serves: bool = False
    """Pressing its load-more control has brought further cards."""
    again: bool = False
    """The last press brought nothing: the next one is given more time."""
    in_vain: bool = False
    """Nor did that one, and none before."""

    def request(self, request: Request, **meta: Any) -> Request:
        """Return *request* made in the visit's page."""
        # How long a page's scripts take says nothing of how well the site is.
        meta |= {TAB: self.tab, "autothrottle_dont_adjust_delay": True}
        return request.replace(meta=meta)

    def further(self, shown: Request, following: NextPage, *, fresh: bool) -> Request | None:
        """Return the request for what follows the page that *shown* brought; None at the end.

        That is its load-more control; where it has none, or none that serves, an
        address that the page names, or one that is guessed. *fresh*: the page has
        new cards, which only the visit's first page need not have.
        """
        first, self.begun = not self.begun, True
        pressed = PRESS in shown.meta
        self.serves = self.serves or (pressed and fresh)
        twice = pressed and not fresh and self.again
        self.in_vain = self.in_vain or (twice and not self.serves)
        self.again = pressed and not fresh and not twice
        # A control that was pressed is one, whatever it says by now.
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
