"""Scrapy's own limit on redirects, failing with a class of its own.

Scrapy raises a bare IgnoreRequest for it as for other failures, which
``crawling/request_failures.py`` could tell apart by the words of its message only. Enabled in
``settings.py`` in the places of Scrapy's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from mayadeen_crawler.exceptions import TooManyRedirects


@contextmanager
def failing_as(failure: type[IgnoreRequest]) -> Iterator[None]:
    """Raise *failure*, with the same message, in place of Scrapy's bare IgnoreRequest."""
    try:
        yield
    except IgnoreRequest as error:
        raise failure(str(error)) from None


class Redirects(RedirectMiddleware):
    """Follows HTTP redirects, REDIRECT_MAX_TIMES at most."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the response or the next request; raises TooManyRedirects."""
        with failing_as(TooManyRedirects):
            return super().process_response(request, response)


class MetaRefreshes(MetaRefreshMiddleware):
    """Follows redirects by ``<meta http-equiv="refresh">``, REDIRECT_MAX_TIMES at most."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the response or the next request; raises TooManyRedirects."""
        with failing_as(TooManyRedirects):
            return super().process_response(request, response)
