"""Where an article's tags lead: the addresses of tag pages, which the site tells nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from lxml.html import HtmlElement
from scrapy.http import Response, TextResponse

from mayadeen_crawler.items.parts import Link
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.article_layout import segment
from mayadeen_crawler.pages.article_layout.parts import Parts
from mayadeen_crawler.pages.article_layout.tags import MAX_TAG, is_at_foot
from mayadeen_crawler.pages.dom.html_elements import short_text
from mayadeen_crawler.pages.dom.links import root_of
from mayadeen_crawler.pages.dom.nodes import Line
from mayadeen_crawler.pages.extraction.page import Hints, Page
from mayadeen_crawler.pages.listing_layout.load_more_response import as_html
from mayadeen_crawler.urls.canonical import canonicalize, is_tag_url
from mayadeen_crawler.utils.text import fold

#: Tags of one page whose addresses are learned; real pages have about six.
MAX_TAG_LINKS = 40
#: Links that are looked at; real pages have under 200 from the headline on.
MAX_SEEN = 5000
#: Characters of the longest address that is learned.
MAX_ADDRESS = 1000
#: Characters of the longest text that names what a page lists.
MAX_HEAD = 200

_HEADS = frozenset({"title", "h1", "h2"})
#: Elements whose text is none of what the page says of itself.
_SILENT = frozenset({"a", "script", "style"})


def tag_links(page: Page, names: Iterable[str]) -> tuple[Link, ...]:
    """Return canonical address and label of each tag that the page links, each once.

    The tags are those a reader sees and those of the metadata (*names*). A link is a
    tag's when it says the tag's name and could lead to its page.
    """
    seen = page.once(segment.read)
    wanted = {fold(name) for name in (*seen.tags, *names)} - {""}
    found: dict[str, Link] = {}
    for anchor in islice(_links(seen), MAX_SEEN if wanted else 0):
        label = (short_text(anchor, MAX_TAG) or "").lstrip("#").strip()
        key = fold(label)
        if key not in wanted or key in found:
            continue
        url = page.link(anchor.get("href"))
        if url is None or len(url) > MAX_ADDRESS or not is_tag_url(url, label, page.site):
            continue
        found[key] = Link(canonicalize(url, page.site), label)
        if len(found) == MAX_TAG_LINKS:
            break
    return tuple(found.values())


def _links(seen: Parts) -> Iterator[HtmlElement]:
    """Yield the links a reader meets from the headline on, but for menus and the foot."""
    for piece in seen.flow.pieces:
        if not isinstance(piece, Line) or not piece.links:
            continue  # most of them
        if piece.zone != "nav" and not is_at_foot(piece):
            yield from piece.links


def says(response: Response, label: str) -> bool:
    """Whether a page that nobody linked as *label*'s says the label outside its links.

    One that has neither title nor heading says nothing of itself: then it may be.
    """
    html = as_html(response)
    root = root_of(html) if html is not None else None
    wanted = fold(label).replace(" ", "")
    heads = 0
    for element in root.iter() if root is not None else ():
        text = element.text if isinstance(element.tag, str) else None
        if not text or len(text) > MAX_HEAD or text.isspace() or element.tag in _SILENT:
            continue
        said = wanted in fold(text).replace(" ", "")
        linked = next(element.iterancestors("a"), None) is not None
        if (said or element.tag in _HEADS) and not linked:
            if said:
                return True
            heads += 1
    return not heads


def tag_links_on(response: TextResponse, site: Site) -> tuple[Link, ...]:
    """Return the tag links of an article's page that nothing else is read of."""
    return tag_links(Page(response, site, Hints(), datetime.now(UTC)), ())
