"""Have each request ask for the one form of its URL: what robots.txt is asked for, too.

Scrapy calls the middleware with every request, before that of robots.txt: a link's, a redirect's,
a sitemap's, and the first one of a page in the browser, which puts further ones into this form
itself.
"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import is_mirror, rehost
from mayadeen_crawler.urls.request_form import request_form
from mayadeen_crawler.utils.meta_keys import SERVICE


class OneForm:
    """Replaces a request whose path has dot segments or empty ones.

    In a run on a mirror also one for the edition's own host, which a redirect or a meta refresh of
    the mirror leads to: it is asked for on the mirror, as links are.
    """

    def __init__(self, mirror: Site | None) -> None:
        """*mirror*: the run's site, if it is one."""
        self._mirror = mirror

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        site: Site | None = getattr(crawler.spider, "site", None)
        return cls(site if site is not None and is_mirror(site) else None)

    def process_request(self, request: Request) -> Request | None:
        """Return the request to make in place of *request*; None: it is in that form already."""
        if SERVICE in request.meta:
            return None  # an archive's addresses hold whole ones of the site
        url = request_form(request.url)
        if self._mirror is not None:
            url = rehost(url, self._mirror)
        return None if url == request.url else request.replace(url=url)
