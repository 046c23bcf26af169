"""Whose words are these? Which post a page's metadata speaks of: this page's, or another's.

Sites leave metadata of a related or an earlier post on a page. The strategies ``tawsiyat``,
``jsonld`` and ``meta`` ask `speaks_of_page` before they read anything of a source, and
``judgement.py`` asks which post the sources name. A source is believed by the address that it
names; one that names none, by its headline.
"""

from __future__ import annotations

from dataclasses import dataclass

from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls import canonical
from mayadeen_crawler.urls.parsed_url import read
from mayadeen_crawler.utils.text import clean, fold

#: Headings and titles of one page that are compared.
MAX_TITLES = 20
#: Characters of each that are compared.
MAX_TITLE = 400
#: Share of the words of the shorter of two headlines that the other holds, if they are one's.
MIN_SHARED = 0.6
#: Letters of the shortest last segment of an address by which alone it names a post.
MIN_SLUG = 8

#: The editions on their own hosts.
_EDITIONS = tuple(map(Site, EDITIONS.values()))


@dataclass(frozen=True, slots=True)
class Named:
    """The post that a source speaks of."""

    source: str
    """``tawsiyat``, ``jsonld``, ``canonical`` or ``og:url``."""
    url: str | None
    """The canonical address that it names, ``None`` where it names no post's."""
    headline: str | None = None


def address_of_post(page: Page, address: str | None) -> str | None:
    """Return *address* in its canonical form if it is that of a post of the outlet, else ``None``.

    A short link, the home page, and words (``mainEntityOfPage: "True"``) name no post. A post of
    another edition is one: its page may be served at an address of this one.
    """
    if not address or not (address.startswith("/") or "://" in address):
        return None
    url = page.absolute(address)
    if url is None:
        return None
    sites = (page.site, *_EDITIONS)
    return next(
        (canonical.canonicalize(url, one) for one in sites if canonical.is_article_url(url, one)),
        None,
    )


def is_own(page: Page, url: str) -> bool:
    """Whether the canonical address *url* is a form of the page's own.

    It has the same path, or the same slug at its end, and no other query than the page's.
    """
    own = page.once(_own_address)
    if own is None:
        return False
    if url.casefold() == own.casefold():
        return True
    (ours, our_query), (theirs, their_query) = (_slug_and_query(page, one) for one in (own, url))
    is_path = canonical.without_query(url).casefold() == canonical.without_query(own).casefold()
    if not is_path and (ours != theirs or len(ours) < MIN_SLUG):
        return False
    return not (our_query and their_query) or our_query == their_query


def speaks_of_page(page: Page, url: str | None, headline: str | None) -> bool:
    """Whether a source that names the post at *url* and has this *headline* speaks of this page.

    *url* is ``address_of_post``'s. A source without one speaks of it if its headline is the
    page's; where one of the two has no headline, nothing says otherwise.
    """
    if url is not None:
        return is_own(page, url)
    titles = page.once(shown_titles)
    return not (headline and titles) or any(agree(headline, title) for title in titles)


def shown_titles(page: Page) -> tuple[str, ...]:
    """Return what the page shows as its title: its ``h1`` elements and its ``<title>``, cleaned."""
    elements = [*page.found["h1"], *page.found["title"][:1]][:MAX_TITLES]
    texts = (clean("".join(element.itertext())[:MAX_TITLE]) for element in elements)
    return tuple(text for text in texts if text)


def agree(one: str, other: str) -> bool:
    """Whether two headlines are one post's, though one may be cut, or have the site's name on it.

    They share at least MIN_SHARED of the words of the shorter, and more than one.
    """
    words, others = _words(one), _words(other)
    if not words or not others:
        return False
    shared = len(words & others)
    return words == others or (shared > 1 and shared >= MIN_SHARED * min(len(words), len(others)))


def names_slug(page: Page, headline: str, url: str) -> bool:
    """Whether the last segment of the address *url* is made of the *headline*'s words."""
    return agree(headline, slug_of(page, url))


def slug_of(page: Page, url: str) -> str:
    """Return the words of the last segment of the address *url*."""
    return _slug_and_query(page, url)[0].replace("-", " ")


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text[:MAX_TITLE]).split())


def _own_address(page: Page) -> str | None:
    try:
        return canonical.canonicalize(page.url, page.site)
    except ValueError:
        return None


def _slug_and_query(page: Page, url: str) -> tuple[str, str]:
    """Return the last segment of *url*, decoded, and its query without tracking parameters."""
    try:
        parts = read(url, page.site)
    except ValueError:
        return "", ""
    return parts.names[-1] if parts.names else "", parts.query
