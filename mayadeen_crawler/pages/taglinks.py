"""Where an article's tags lead: the addresses of tag pages, which the site tells nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from lxml.html import HtmlElement
from scrapy.http import TextResponse

from mayadeen_crawler.item_parts import Link
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages import structure
from mayadeen_crawler.pages.outline import short_text
from mayadeen_crawler.pages.page import Hints, Page
from mayadeen_crawler.pages.parts import Parts
from mayadeen_crawler.pages.pieces import Line
from mayadeen_crawler.pages.tags import MAX_TAG
from mayadeen_crawler.text import fold
from mayadeen_crawler.urls import canonicalize, is_tag_url

#: Tags of one page whose addresses are learned; real pages have about six.
MAX_TAG_LINKS = 40
#: Links that are looked at; real pages have under 200 from the headline on.
MAX_SEEN = 5000
#: Characters of the longest address that is learned.
MAX_ADDRESS = 1000


def tag_links(page: Page, names: Iterable[str]) -> tuple[Link, ...]:
    """Return canonical address and label of each tag that the page links, each once.

    The tags are those a reader sees and those of the metadata (*names*). A link is a
    tag's when it says the tag's name and could lead to its page.
    """
    seen = page.once(structure.read)
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
        if isinstance(piece, Line) and piece.zone not in ("nav", "footer"):
            yield from piece.links


def tag_links_on(response: TextResponse, site: Site) -> tuple[Link, ...]:
    """Return the tag links of an article's page that nothing else is read of."""
    return tag_links(Page(response, site, Hints(), datetime.now(UTC)), ())
