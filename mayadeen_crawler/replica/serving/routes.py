"""Which page a path shows. Tests call it directly, the server through ``faults/apply.py``.

Paths are decoded, and without the query.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from mayadeen_crawler.replica.rendering.page import (
    Quirks,
    ReplicaPage,
    Target,
)
from mayadeen_crawler.replica.rendering.render import Renderer
from mayadeen_crawler.replica.serving.load_more import LoadMoreAnswers
from mayadeen_crawler.replica.serving.rss import feed
from mayadeen_crawler.replica.serving.sitemap_files import FOLDER, SitemapFiles
from mayadeen_crawler.replica.serving.tdmrep import TDM_FILE
from mayadeen_crawler.replica.site.site import ReplicaSite

#: A GIF of one pixel, for every picture.
TINY_GIF = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b"
)

#: Pages that only have a heading, and folders of such pages.
PLAIN_PAGES = ("/live", "/privacy-policy", "/about-us", "/contact-us")
PLAIN_FOLDERS = ("/search",)
#: Pages that link all authors, or all coverages.
INDEXES = ("/authors", "/coverage")
MEDIA_FOLDERS = ("/media/", "/static/")

SOUND = Quirks()

#: Characters that are not percent-encoded in a Location; ``&`` for ``Art&Culture``.
SAFE = "/&'!$()*+,;=:@-._~"


class Routes:
    """Answers the paths of one site."""

    def __init__(self, site: ReplicaSite, cache_pages: int = 1024) -> None:
        self._site = site
        self.renderer = Renderer(site, cache_pages)
        self._more = LoadMoreAnswers(site, self.renderer)
        self._sitemaps = SitemapFiles(site)

    def target(self, path: str) -> Target:
        """Return the kind of page at a path."""
        path = _normal(path)
        if self._site.find(path) is not None:
            return "article"
        if path.startswith(FOLDER):
            return "sitemap"
        return "listing" if self._site.listing_at(path) or self._more.listing(path) else "other"

    def answer(self, path: str, query: Mapping[str, str], quirks: Quirks = SOUND) -> ReplicaPage:
        """Return the page at a path, or the one for unknown paths (404)."""
        path = _normal(path)
        number = self._site.find(path)
        if number is not None:
            return self._article(number, path, quirks)
        listing = self._site.listing_at(path)
        if listing:
            page = query.get("page", "1")
            shown = int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1
            return ReplicaPage(self.renderer.listing(listing, max(1, shown), quirks), lasting=True)
        fetched = self._more.listing(path)
        if fetched:
            return self._more.page(*fetched, quirks)
        if path == "/":
            return ReplicaPage(self.renderer.home(), lasting=True)
        if path.startswith(FOLDER):
            return self._sitemaps.answer(path, quirks) or self.missing(404)
        if path == self._site.feed:
            return feed(self._site)
        if path == "/robots.txt":
            return ReplicaPage(self._robots(), content_type="text/plain; charset=utf-8")
        if path == TDM_FILE and self._site.reservations.file is not None:
            body = self._site.reservations.file.encode()
            return ReplicaPage(body, content_type="application/json")
        if path == "/static/listing.js":
            return ReplicaPage(
                self.renderer.script(), content_type="text/javascript; charset=utf-8"
            )
        if path.startswith(MEDIA_FOLDERS):
            return ReplicaPage(TINY_GIF, content_type="image/gif")
        if path in PLAIN_PAGES or path.startswith(PLAIN_FOLDERS):
            return ReplicaPage(self.renderer.plain(self._site.lexicon.interface.heading(path)))
        if path in INDEXES:
            heading = self._site.lexicon.interface.heading(path)
            return ReplicaPage(self.renderer.plain(heading, self._site.topics_in(path)))
        return self.missing(404)

    def missing(self, status: int) -> ReplicaPage:
        """Return the page for a path without an article, such as a removed one."""
        return ReplicaPage(self.renderer.plain(self._site.lexicon.interface.not_found), status)

    def _article(self, number: int, path: str, quirks: Quirks) -> ReplicaPage:
        current = self._site.path(number)
        if number in self._site.removed:
            return self.missing(self._site.removed[number])
        if path != current:
            return ReplicaPage(b"", 301, headers={"Location": quote(current, safe=SAFE)})
        return ReplicaPage(
            self.renderer.article(number, quirks), headers=dict(self._site.reservations.headers)
        )

    def _robots(self) -> bytes:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in self._site.disallow)]
        if self._site.crawl_delay is not None:
            lines.append(f"Crawl-delay: {self._site.crawl_delay:g}")
        lines += self._sitemaps.robots_lines()
        lines += self._site.reservations.robots
        return ("\n".join(lines) + "\n").encode()


def _normal(path: str) -> str:
    """Remove a trailing slash: both forms show the same page."""
    return path.rstrip("/") or "/"
