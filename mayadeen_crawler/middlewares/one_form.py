"""Have each request ask for the one form of its URL: what robots.txt is asked for, too.

Scrapy calls the middleware with every request, before that of robots.txt: a link's, a redirect's,
a sitemap's, and the first one of a page in the browser, which puts further ones into this form
itself.
"""

from __future__ import annotations

from scrapy import Request

from mayadeen_crawler.urls.request_form import request_form
from mayadeen_crawler.utils.meta_keys import SERVICE


class OneForm:
    """Replaces a request whose path has dot segments or empty ones."""

    def process_request(self, request: Request) -> Request | None:
        """Return the request to make in place of *request*; None: it is in that form already."""
        if SERVICE in request.meta:
            return None  # an archive's addresses hold whole ones of the site
        url = request_form(request.url)
        return None if url == request.url else request.replace(url=url)
