"""Learn the addresses of pages of tags, authors and coverages from the links of articles.

``parse_article`` calls `list_links` for every article, and the ledger keeps what it returns; the
lookup of the spider ``tag`` calls it for pages that it reads for nothing else. Links of tags are
found in ``tag_links.py``: theirs is the only kind whose folder is not known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from urllib.parse import quote

from mayadeen_crawler.items.fetched_article import ListLink
from mayadeen_crawler.items.parts import Author
from mayadeen_crawler.outlet import AUTHOR_FOLDERS, COVERAGE_FOLDERS
from mayadeen_crawler.pages.article_layout.tag_links import (
    MAX_ADDRESS,
    content_links,
    tag_links,
)
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls.canonical import canonicalize, is_list_url, list_kind_at
from mayadeen_crawler.utils.text import fold

#: Links of one page to authors and coverages that are learned; real pages have under ten.
MAX_LINKS = 40
_FOLDERS = AUTHOR_FOLDERS | COVERAGE_FOLDERS
_WRITTEN = _FOLDERS.union(quote(name).lower() for name in _FOLDERS)


def list_links(
    page: Page,
    *,
    tags: Iterable[str] = (),
    authors: Iterable[Author] = (),
    coverages: Iterable[str] = (),
) -> tuple[ListLink, ...]:
    """Return kind, canonical address and label of each tag, author and coverage that is linked.

    *tags*, *authors* and *coverages*: those of the article. Links into a folder of authors or
    coverages are learned whoever they name; a coverage's page elsewhere, by its name.
    Example: ``(ListLink("author", "https://…/authors/nila-reed", "Nila Reed"),)``.
    """
    found = [
        ListLink("tag", link.url, link.text)
        for link in tag_links(page, tags)
        if link.url and link.text
    ]
    named = {fold(name) for name in coverages} - {""}
    others = {
        (link.kind, fold(link.label), link.url): link
        for link in (*_of_authors(page, authors), *islice(_linked(page, named), MAX_LINKS))
    }
    return (*found, *islice(others.values(), MAX_LINKS))


def _of_authors(page: Page, authors: Iterable[Author]) -> Iterator[ListLink]:
    for author in authors:
        name, url = author.name, page.link(author.url)
        if name and url and len(url) <= MAX_ADDRESS and is_list_url(url, name, page.site, "author"):
            yield ListLink("author", canonicalize(url, page.site), name)


def _linked(page: Page, coverages: Collection[str]) -> Iterator[ListLink]:
    """Yield the links into folders of authors and coverages, and those that name a coverage."""
    for anchor, text in page.once(content_links):
        address = anchor.get("href") or ""
        # A quick look before the address is read: most links lead elsewhere.
        segments = address.lower().replace("?", "/").split("/")
        in_folder = not _WRITTEN.isdisjoint(segments[1:-1])
        if not (in_folder or coverages):
            continue
        label = text.strip()
        if not (in_folder or fold(label) in coverages):
            continue
        url = page.link(address)
        if url is None or len(url) > MAX_ADDRESS or not fold(label):
            continue
        kind = list_kind_at(url, page.site)
        if kind in ("author", "coverage"):
            yield ListLink(kind, canonicalize(url, page.site), label)
        elif fold(label) in coverages and is_list_url(url, label, page.site, "coverage"):
            yield ListLink("coverage", canonicalize(url, page.site), label)
