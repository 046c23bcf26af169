"""Reads the site's RSS feed: its newest articles as cards. Called by ``spiders/latest.py``.

The feed's markup is hostile until proven otherwise: no entity is expanded and nothing is loaded,
and a character or element that XML does not allow costs the item that it is in.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import MAX_CARDS, Card
from mayadeen_crawler.urls.canonical import canonicalize, is_article_url, is_on_site, rehost
from mayadeen_crawler.utils.text import clean, slugify

#: Bytes of a feed that are read, and characters of a value; real ones are far smaller.
MAX_BYTES, _MAX_VALUE = 8 << 20, 2000
_MEDIA_TYPE = "application/rss+xml"
#: Names of a feed's root element: RSS 2.0, and RSS 1.0 as RDF.
_ROOTS = frozenset({"rss", "rdf"})
# After its first error the parser drops every named entity, XML's own too: these are written as
# numbers. Any other ampersand is a bare one, in a link's query say, or begins an entity of HTML.
_NUMBERS = {"amp": "&#38;", "lt": "&#60;", "gt": "&#62;", "quot": "&#34;", "apos": "&#39;"}
_AMPERSAND = re.compile(r"&(?!#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};)")
_OTHER_ENCODING = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
#: The end of a feed, and in how many of its last bytes it is looked for.
_END, _TAIL = re.compile(rb"</(?:[A-Za-z]+:)?(?:rss|rdf)\s*>", re.IGNORECASE), 2000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says."""

    cards: list[Card]
    """Its articles, in its order, each once; at most ``MAX_CARDS``."""
    left_out: int
    """Items that link no article of the site."""
    ended: bool
    """Whether it has its end, ``</rss>``: only a part of it came if not."""


def read_feed(body: bytes, site: Site) -> Feed | None:
    """Return what a feed says; ``None`` if *body* is no feed, such as a page.

    A card's label is the item's category, its day that of ``pubDate`` on the site's clock.
    """
    root = _parse(body[:MAX_BYTES])
    if root is None or _name(root) not in _ROOTS:
        return None
    found: dict[str, Card] = {}
    left_out = 0
    for item in islice(root.iter("{*}item"), 5 * MAX_CARDS):
        card = _card(item, site)
        left_out += card is None
        if card is not None and len(found) < MAX_CARDS:
            found.setdefault(card.key, card)
    ended = _END.search(body[-_TAIL:].replace(b"\0", b"")) is not None  # UTF-16, too
    return Feed(list(found.values()), left_out, ended)


def feed_link(page: Page) -> str | None:
    """Return the address of the feed that *page* names in its head, if it is on the site."""
    for link in page.found["link"]:
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        url = page.link(link.get("href"))
        if "alternate" in relations and kind == _MEDIA_TYPE and url and is_on_site(url, page.site):
            return url
    return None


def _parse(body: bytes) -> etree._Element | None:
    if not body.startswith(_UTF16):
        # What the other encodings are is left to the parser: their ampersand is ASCII's.
        encoding = "utf-8" if _OTHER_ENCODING.match(body) is None else "latin-1"
        text = body.decode(encoding, "replace")
        for name, number in _NUMBERS.items():
            text = text.replace(f"&{name};", number)
        body = _AMPERSAND.sub("&#38;", text).encode(encoding)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):  # empty, or an unknown encoding
        return None


def _name(element: etree._Element) -> str:
    """Return an element's name without prefix or namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _namespace(element: etree._Element) -> str:
    """Return an element's namespace, or the prefix of one that is not declared."""
    return str(element.tag).rpartition("}")[0] or str(element.tag).rpartition(":")[0]


def _card(item: etree._Element, site: Site) -> Card | None:
    values: dict[str, list[str]] = {}
    children = [child for child in islice(item, 100) if isinstance(child.tag, str)]
    # RSS's own before those of other vocabularies: `media:title` is a picture's.
    for child in sorted(children, key=lambda child: _namespace(child) != _namespace(item)):
        text = "".join(islice(child.itertext(), 20))[:_MAX_VALUE]
        values.setdefault(_name(child), []).append(text)
    links = (_article_url(url, site) for name in ("link", "guid") for url in values.get(name, ()))
    link = next(filter(None, links), None)
    if link is None:
        return None
    date = next(iter(values.get("pubdate") or values.get("date") or ()), None)
    time = site_time.parse(date, site.edition.time_zone) if date else None
    labels, titles = (
        [text for raw in values.get(name, ()) if (text := clean(html.unescape(raw)))]
        for name in ("category", "title")
    )
    known = (label for label in labels if slugify(label) in site.edition.labels)
    return Card(
        link,
        canonicalize(link, site),
        next(iter(titles), None),
        next(known, labels[0] if labels else None),
        time.day.isoformat() if time else None,
    )


def _article_url(link: str, site: Site) -> str | None:
    """Return *link* on the host that this run crawls, if it is an article's; else None."""
    # In CDATA an ampersand may be escaped all the same.
    link = clean(link).replace("&amp;", "&").replace("&#38;", "&")
    root_relative = link.startswith("/") and not link.startswith("//")
    url = rehost(site.base_url + link if root_relative else link, site)
    return url if is_article_url(url, site) else None
