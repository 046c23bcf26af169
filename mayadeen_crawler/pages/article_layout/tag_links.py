"""Learn the addresses of tag pages from the links of articles; the site lists them nowhere.

``list_links.py`` calls ``tag_links`` for every article, and the ledger keeps what it returns:
that is where the spider ``tag`` finds a tag's page in later runs. Its lookup
(``crawling/listings/tag_lookup.py``) calls ``shows_tag_label`` for pages at guessed addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.items.parts import Link
from mayadeen_crawler.pages.article_layout import segment
from mayadeen_crawler.pages.article_layout.tags import MAX_TAG, is_in_page_footer
from mayadeen_crawler.pages.dom.html_elements import short_text
from mayadeen_crawler.pages.dom.nodes import Flow, Line
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls.canonical import canonicalize, is_list_url
from mayadeen_crawler.utils.text import fold

#: Tags of one page whose addresses are learned; real pages have about six.
MAX_TAG_LINKS = 40
#: Links that are looked at; real pages have under 200 from the headline on.
MAX_SEEN = 5000
#: Characters of the longest address that is learned.
MAX_ADDRESS = 1000
#: Characters of the longest title or heading of a tag page.
MAX_HEADING = 200

_HEADINGS = frozenset({"title", "h1", "h2"})
#: Elements whose text is not looked at for a label.
_SKIPPED = frozenset({"a", "script", "style"})


def tag_links(page: Page, names: Iterable[str] = ()) -> tuple[Link, ...]:
    """Return canonical address and label of each tag that the page links, each once.

    The tags are those that a reader sees and those of the metadata (*names*). A link is
    a tag's if its text is the tag's name and its address can be a tag page's
    (``urls.canonical.is_list_url``). Example: ``(Link("https://…/tags/gaza", "Gaza"),)``.
    """
    wanted = {fold(name) for name in (*page.once(segment.read).tags, *names)} - {""}
    begins = {_first_word(name) for name in wanted}
    found: dict[str, Link] = {}
    for anchor, text in page.once(content_links) if wanted else ():
        label = text.lstrip("#").strip()
        if (first := fold(_first_word(label))) and _first_word(first) not in begins:
            continue  # most links
        key = fold(label)
        if key not in wanted or key in found:
            continue
        url = page.link(anchor.get("href"))
        if url is None or len(url) > MAX_ADDRESS or not is_list_url(url, label, page.site, "tag"):
            continue
        found[key] = Link(canonicalize(url, page.site), label)
        if len(found) == MAX_TAG_LINKS:
            break
    return tuple(found.values())


def shows_tag_label(page: Page, label: str) -> bool:
    """Whether a page reached by a guessed URL shows the tag's label in its title or headings.

    The label may also be in any other short text that is no link. True if the page has
    neither title nor headings.
    """
    wanted = fold(label).replace(" ", "")
    headings = 0
    for element in page.nodes.elements:
        text = element.text
        if not text or len(text) > MAX_HEADING or text.isspace() or element.tag in _SKIPPED:
            continue
        shown = wanted in fold(text).replace(" ", "")
        linked = next(element.iterancestors("a"), None) is not None
        if (shown or element.tag in _HEADINGS) and not linked:
            if shown:
                return True
            headings += 1
    return not headings


def _first_word(text: str) -> str:
    return text.split(" ", 1)[0]


def content_links(page: Page) -> list[tuple[HtmlElement, str]]:
    """Return the links from the headline on with their texts, ``""`` for a text over MAX_TAG.

    Without those of menus and the page's footer; at most MAX_SEEN.
    """
    return list(islice(_content_links(page.once(segment.read).flow), MAX_SEEN))


def _content_links(flow: Flow) -> Iterator[tuple[HtmlElement, str]]:
    for piece in flow.pieces:
        if not isinstance(piece, Line) or not piece.links:
            continue  # most of them
        if piece.zone == "nav" or is_in_page_footer(piece):
            continue
        for link in piece.links:
            if len(piece.fragments) == 1 and not len(link):  # the line is the link
                yield link, piece.text if len(piece.text) <= MAX_TAG else ""
            else:
                yield link, short_text(link, MAX_TAG) or ""
