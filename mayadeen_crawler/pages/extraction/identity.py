"""Whose words are these? Which post a page's metadata speaks of: this page's, or another's.

Sites leave metadata of a related or an earlier post on a page. The strategies ``tawsiyat``,
``jsonld`` and ``meta`` ask `speaks_of_page` before they read anything of a source, and
``judgement.py`` asks which post the sources name. A source is believed by the address that it
names; one that names none, by its headline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

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
#: Words of an address that can be told from a list's title.
MIN_SLUG_WORDS = 4
#: Letters of the shortest last segment of an address by which alone it names a post.
MIN_SLUG = 8

#: The editions on their own hosts.
_LIVE_SITES = tuple(Site(edition) for edition in EDITIONS.values())
_APPENDED = re.compile(r"[;&?][\w.]+=.*|[^\w&-]+", re.DOTALL)
_NUMBER, _LETTER = re.compile(r"\d+"), re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Named:
    """The post that a source speaks of."""

    source: str
    """``tawsiyat``, ``jsonld``, ``canonical`` or ``og:url``."""
    url: str | None
    """The canonical address that it names, ``None`` where it names no post's."""
    headline: str | None = None


def address_of_post(page: Page, address: str | None) -> str | None:
    """Return *address* in its canonical form if it is a post's, of any edition; else ``None``.

    A short link, the home page, and words (``mainEntityOfPage: "True"``) name no post. A post of
    another edition is one: its page may be served at an address of this one.
    """
    if not address or not (address.startswith("/") or "://" in address):
        return None
    url = page.absolute(address)
    if url is None:
        return None
    if canonical.is_article_url(url, page.site):
        return canonical.canonicalize(url, page.site)
    for site in _LIVE_SITES:
        if site.edition.host in url and canonical.is_article_url(url, site):
            return canonical.canonicalize(url, site)
    return None


def is_own(page: Page, url: str) -> bool:
    """Whether the canonical address *url* is a form of the page's own.

    It has the same path, or the same slug at its end and no other day or number before it, and no
    other query than the page's. One of another edition has the same path.
    """
    own = page.once(_own_address)
    if own is None:
        return False
    if url.casefold() == own.casefold():
        return True
    if not url.startswith(f"{page.site.base_url}/"):
        return urlsplit(url).path.casefold() == urlsplit(own).path.casefold()
    (ours, our_query), (theirs, their_query) = (_slug_and_query(page, one) for one in (own, url))
    is_path = canonical.without_query(url).casefold() == canonical.without_query(own).casefold()
    if not is_path and (
        not _is_of(ours, theirs) or len(theirs) < MIN_SLUG or _is_of_another_number(page, url)
    ):
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


def gives_slug(page: Page, headline: str) -> bool:
    """Whether the page's address is made of *headline*: it has all words but a cut last one.

    A list's title may share most of its few words with an address.
    """
    words = fold(slug_of(page, page.url)).split()
    return len(words) >= MIN_SLUG_WORDS and _words(headline).issuperset(words[:-1])


def slug_of(page: Page, url: str) -> str:
    """Return the words of the last segment of the address *url*."""
    return page.once(_own_slug) if url == page.url else _slug_words(page, url)


def _own_slug(page: Page) -> str:
    return _slug_words(page, page.url)


def _slug_words(page: Page, url: str) -> str:
    return _slug_and_query(page, url)[0].replace("-", " ")


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text[:MAX_TITLE]).split())


def _own_address(page: Page) -> str | None:
    try:
        return canonical.canonicalize(page.url, page.site)
    except ValueError:
        return None


def _is_of(ours: str, theirs: str) -> bool:
    """Whether the page's last segment is the slug *theirs*, perhaps with what links get at an end.

    ``a-story.``, ``a-story;jsessionid=7``, ``a-story&utm_source=mail``.
    """
    return ours == theirs or (
        ours.startswith(theirs) and _APPENDED.fullmatch(ours, len(theirs)) is not None
    )


def _is_of_another_number(page: Page, url: str) -> bool:
    """Whether the page's address and *url* have numbers in their folders, and not the same ones.

    ``/newscast/2026/2/3/the-noon-bulletin`` is another day's than ``/newscast/2026/2/1/…``.
    """
    ours = page.once(_own_numbers)
    return bool(ours) and _numbers(page, url) not in ([], ours)


def _own_numbers(page: Page) -> list[str]:
    return _numbers(page, page.url)


def _numbers(page: Page, url: str) -> list[str]:
    """Return the numbers in the folders of *url* that hold no letter, without leading zeros."""
    folders = [name for name in read(url, page.site).names[:-1] if not _LETTER.search(name)]
    return [number.lstrip("0") for name in folders for number in _NUMBER.findall(name)]


def _slug_and_query(page: Page, url: str) -> tuple[str, str]:
    """Return the last segment of *url*, decoded, and its query without tracking parameters."""
    try:
        parts = read(url, page.site)
    except ValueError:
        return "", ""
    return parts.names[-1] if parts.names else "", parts.query
