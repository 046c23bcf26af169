"""The browser tab that one listing is read in, and the request keys that send a request to it.

``crawling/listings/browser_visit.py`` makes one `Tab` a listing and puts it into ``Request.meta``;
``middlewares/browser.py`` sends such requests to the browser, and ``session.py`` fills the tab
in. Nothing of Playwright is imported here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mayadeen_crawler.middlewares.chromium.live_page import LivePage
    from mayadeen_crawler.middlewares.chromium.one_browser import OneBrowser

#: Request.meta key: the `Tab` that the request is made in.
TAB = "browser_tab"
#: Request.meta key: the mark (a str) of the load-more control to press in the tab. The request's
#: URL is then not requested: the response is the page after the press.
PRESS = "browser_press"
#: Request.meta key, with PRESS: the number that BROWSER_PATIENCE is multiplied by for this press.
PATIENCE = "browser_patience"


@dataclass(eq=False)
class Tab:
    """A tab of the browser in which one listing is read, over several requests."""

    mark: str
    """Name of the HTML attribute that marks, in the tab's responses, what can be pressed."""
    last: str | None = None
    """The mark of the control that was pressed last; None once it cannot be pressed again."""
    live: LivePage | None = None
    """The open page; None before the first request and after the tab was closed."""
    browser: OneBrowser | None = None
    """The browser that the tab is in; None as for `live`."""
    closing: Callable[[Tab], Awaitable[None]] | None = None
    """Closes the browser; set by `Chromium` when it starts one."""

    async def close(self) -> None:
        """Close the tab's browser, if it is open; never raises."""
        if self.closing is not None:
            await self.closing(self)
