"""Answer what a listing's load-more script requests: further cards.

The URL is ``/feed/<key of the listing>/<number of the last card shown>``. No page contains it as
a whole: the page has the key, and ``templates/listing.js`` the folder. Since the request names the
last card, articles published meanwhile do not shift the cards. Called by ``routes.py``.
"""

from __future__ import annotations

import json

from mayadeen_crawler.replica.rendering.page import Quirks, ReplicaPage
from mayadeen_crawler.replica.rendering.render import Renderer
from mayadeen_crawler.replica.site.addresses import list_key
from mayadeen_crawler.replica.site.listings import ReplicaListing
from mayadeen_crawler.replica.site.site import ReplicaSite

FOLDER = "/feed/"


class LoadMoreAnswers:
    """Answers requests of the load-more scripts of one site."""

    def __init__(self, site: ReplicaSite, renderer: Renderer) -> None:
        self._site = site
        self._renderer = renderer
        self._paths = {
            list_key(site.seed, section.path): section.path
            for section in site.sections.values()
            if section.paging == "script"
        }

    def listing(self, path: str) -> tuple[ReplicaListing, int] | None:
        """Return the listing and the last card's number that *path* names; None for other paths."""
        name, _, last = path.removeprefix(FOLDER).partition("/")
        found = self._site.listing_at(self._paths.get(name, ""))
        number = last.isascii() and last.isdigit() and len(last) < 10
        return (found, int(last)) if found and number and path.startswith(FOLDER) else None

    def page(self, listing: ReplicaListing, last: int, quirks: Quirks) -> ReplicaPage:
        """Return the cards after *last*, and the number for the next request if there are more."""
        with self._site.lock:
            size = self._site.page_size
            numbers = listing.older(last, size)
            if quirks.endless == "first" or (quirks.endless and not numbers):
                pages = listing.pages(size) if quirks.endless == "last" else 1
                numbers = listing.page(pages, size)
            more = numbers and (quirks.endless or listing.older(numbers[-1], 1))
            cards = self._renderer.cards(listing.section, numbers)
        following = str(numbers[-1]) if more else None
        if listing.section.script.answer == "json":
            answer = json.dumps({"html": cards, "next": following}, ensure_ascii=False)
            return ReplicaPage(answer.encode(), content_type="application/json", lasting=True)
        headers = {"X-Next": following} if following else {}
        return ReplicaPage(cards.encode(), headers=headers, lasting=True)
