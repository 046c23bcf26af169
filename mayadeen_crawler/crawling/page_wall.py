"""Reads a page in the middle of a spider's work, so that an unforeseen exception costs that page.

What a request's callback raises, ``extensions/page_errors.py`` is told by Scrapy. A page that a
spider awaits (`inline_requests.fetch`), or after which it has to go on, is read in `reading`.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager

from scrapy.crawler import Crawler
from scrapy.http import Response

from mayadeen_crawler.extensions.page_errors import PageErrors
from mayadeen_crawler.utils.raised import Raised


def reading(
    crawler: Crawler, response: Response, *, articles: Iterable[str] = ()
) -> AbstractContextManager[None]:
    """Return the context in which *response* is read; *articles*: the canonical URLs it was for.

    An exception that nobody foresaw ends its block, counted, logged, and the page kept; the code
    after the block goes on as for a page without anything on it.
    """
    return PageErrors.of(crawler).reading(response, articles)


def note_error(
    crawler: Crawler, error: Raised, response: Response, articles: Iterable[str]
) -> None:
    """Note that reading *response*, in this or another process, raised *error*.

    *articles*: the canonical URLs that led to it.
    """
    found = (*articles, response.url)
    PageErrors.of(crawler).note(error, response.url, response, articles=found)
