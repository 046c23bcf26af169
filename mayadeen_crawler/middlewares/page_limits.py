"""Scrapy's own limits on redirects and on unpacked size, each failing with a class of its own.

Scrapy raises a bare IgnoreRequest for both, which ``crawling/request_failures.py`` could tell
apart by the words of its message only. Enabled in ``settings.py`` in the places of Scrapy's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse

from mayadeen_crawler.exceptions import TooLarge, TooManyRedirects
from mayadeen_crawler.utils.decoding import encoding_of
from mayadeen_crawler.utils.scrapy_internals import given_encoding


@contextmanager
def _failing_as(failure: type[IgnoreRequest]) -> Iterator[None]:
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
        with _failing_as(TooManyRedirects):
            return super().process_response(request, response)


class MetaRefreshes(MetaRefreshMiddleware):
    """Follows redirects by ``<meta http-equiv="refresh">``, REDIRECT_MAX_TIMES at most."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the response or the next request; raises TooManyRedirects."""
        with _failing_as(TooManyRedirects):
            return super().process_response(request, response)


class Decompression(HttpCompressionMiddleware):
    """Unpacks compressed bodies, up to DOWNLOAD_MAXSIZE bytes, and finds the encoding of pages."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the unpacked response with its encoding; raises TooLarge.

        Scrapy's own choice of an encoding fails for some that a server can name (``zlib``).
        """
        with _failing_as(TooLarge):
            unpacked = super().process_response(request, response)
        if isinstance(unpacked, TextResponse) and given_encoding(unpacked) is None:
            header = (unpacked.headers.get(b"Content-Type") or b"").decode("latin-1")
            return unpacked.replace(encoding=encoding_of(unpacked.body, header))
        return unpacked
