"""A page as bytes or text → its record as a dict: ``from mayadeen_crawler import extract``.

For programs that have pages and want records, without a crawl. It is the spiders' own way: the
same ``pages.article.parse_article``, the pipelines' dates and their ``content_hash``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from w3lib.url import safe_url_string

from mayadeen_crawler import clock
from mayadeen_crawler.arguments import checked_base_url
from mayadeen_crawler.content_hash import content_hash
from mayadeen_crawler.exceptions import TooCostly
from mayadeen_crawler.items import as_record
from mayadeen_crawler.outlet import EDITIONS, ENGLISH, Site
from mayadeen_crawler.pages.article import Hints, parse_article
from mayadeen_crawler.urls.canonical import canonicalize, is_on_site
from mayadeen_crawler.urls.parsed_url import is_plain, origin_of, split
from mayadeen_crawler.utils.decoding import decoded

#: One site for all of its pages: what is remembered of addresses for it need not compare sites.
_kept = lru_cache(maxsize=64)(Site)
#: A site to canonicalise an address for, before its edition is known.
_ANY_SITE = Site(ENGLISH)


class NotAnArticle(Exception):
    """The page is no article: no record can be made of it. Raised by ``extract``.

    *reason* is the verdict on it, ``not_article/`` and one of ``not_found``, ``challenge``,
    ``consent``, ``login``, ``maintenance``, ``error_page``, ``front_page``, ``other_article``,
    ``no_headline``, ``nothing_recognised``; ``too_costly`` where reading it would have taken too
    long, and ``page_error`` where it raised, which ``__cause__`` has. docs/data.md explains each.
    *url* is the address that ``extract`` was given.
    """

    def __init__(self, reason: str, url: str) -> None:
        super().__init__(reason, url)  # all that pickle needs to make it again
        self.reason = reason
        self.url = url

    def __str__(self) -> str:
        return f"{self.reason}: {self.url}"


def extract(
    page: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    edition: str | None = None,
    base_url: str | None = None,
    retrieved_at: datetime | None = None,
) -> dict[str, Any]:
    """Return the record of the article that *page* shows, as a line of the feed would hold it.

    All keys of the schema are there, in its order; ``revision`` is 1, ``run_id`` is ``""``, times
    are RFC 3339 in UTC. ``docs/data.md`` explains each.

    *page* is HTML. Bytes are decoded as in a crawl: by byte order mark, *content_type* (the header:
    ``"text/html; charset=utf-8"``), the page's own ``charset``, else by what the bytes look like.
    *url* is the page's address after redirects. *edition* (``en``, ``ar``, ``es``) is that of
    *url*'s host if not given. *base_url* (``http://127.0.0.1:8000``) is the host that the record's
    addresses are put on: by default the edition's own, or that of *url* where an *edition* is given
    and *url* is on none of the outlet's hosts, as on a mirror. *retrieved_at* (aware) is the
    record's, and relative times ("2 hours ago") count from it; by default it is now.

    Raises NotAnArticle for a page that is not the article (a 404 in words, a wall, a list), and
    ValueError for a *url* that is no http(s) address or on a host of no edition (the message names
    it), for an unknown *edition*, for a *base_url* that is no host's address, and for a
    *retrieved_at* without a time zone; TypeError for a *page* that is neither bytes nor text, and
    a *retrieved_at* that is no datetime. Whatever the page holds, nothing else is raised. Makes no
    request, reads and writes no file, and may be called by several threads at the same time.
    """
    if not isinstance(page, bytes | str):
        raise TypeError(f"page is bytes or text, not {type(page).__name__}")
    if retrieved_at is not None and not isinstance(retrieved_at, datetime):
        raise TypeError(f"retrieved_at is a datetime, not {type(retrieved_at).__name__}")
    if retrieved_at and retrieved_at.tzinfo is None:
        raise ValueError(f"retrieved_at={retrieved_at} has no time zone")
    url = _address(url)
    site = _site(url, edition, base_url)
    try:
        return _record(page, url, content_type, site, retrieved_at or clock.now())
    except NotAnArticle:
        raise
    except TooCostly as error:
        raise NotAnArticle("too_costly", url) from error
    except Exception as error:
        raise NotAnArticle("page_error", url) from error


def _record(
    page: bytes | str, url: str, content_type: str | None, site: Site, retrieved_at: datetime
) -> dict[str, Any]:
    text = ("", page) if isinstance(page, str) else decoded(page, content_type)
    article = parse_article(
        _Decoded(url, *text, b"" if isinstance(page, str) else page),
        site,
        hints=Hints(),
        run_id="",
        retrieved_at=retrieved_at,
        stats=_Uncounted(),
        with_list_links=False,
    )
    if article.verdict:
        raise NotAnArticle(article.verdict, url)
    article.normalize_dates()
    record = as_record(article.as_article())
    record["content_hash"] = content_hash(record)
    return record


@dataclass(frozen=True, slots=True)
class _Decoded:
    """A page's address, text and bytes, which is what ``parse_article`` takes."""

    url: str
    encoding: str
    text: str
    body: bytes


class _Uncounted:
    """Statistics that nobody reads."""

    def inc_value(self, key: str) -> None:
        """Forget *key*."""


def _address(url: str) -> str:
    """Return *url* percent-encoded, as Scrapy requests it; ValueError if it is no http(s) URL."""
    try:
        if not is_plain(url):
            url = safe_url_string(url)
        canonicalize(url, _ANY_SITE)
    except ValueError as error:
        raise ValueError(f"url={url[:200]!r} is no http(s) address: {error}") from None
    return url


def _site(url: str, edition: str | None, base_url: str | None) -> Site:
    """Return the edition and host of the page at *url*; raises ValueError, see ``extract``."""
    origin = origin_of(split(url))
    host_of = next((e for e in EDITIONS.values() if origin.is_editions(Site(e))), None)
    if edition not in (None, *EDITIONS):
        raise ValueError(f"edition={edition!r} is none of {', '.join(EDITIONS)}")
    chosen = EDITIONS[edition] if edition else host_of
    if chosen is None:
        raise ValueError(
            f"{origin.host} is a host of no edition: give edition= ({', '.join(EDITIONS)})"
        )
    if host_of not in (None, chosen):
        raise ValueError(f"{origin.host} is a host of another edition than {chosen.code}")
    base = checked_base_url(base_url)
    site = _kept(chosen, base or ("" if host_of else str(origin)))
    if not is_on_site(url, site):
        raise ValueError(f"{origin.host} is a host of no edition, nor that of base_url={base}")
    return site
