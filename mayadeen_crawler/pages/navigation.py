"""Where a page leads: the navigation's sections, and the listing's next page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.links import absolute, links_in, root_of
from mayadeen_crawler.text import clean, slugify
from mayadeen_crawler.urls import canonicalize, is_article_url

#: A label is never longer.
LONGEST_LABEL = 40

_CONTROL_NAME = re.compile(r"(load|show|view)[-_ ]?more|more[-_ ]?(news|articles)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """An entry of the navigation."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the listing goes on."""

    url: str | None
    guessed: bool
    """The page does not name it: ``?page=N`` is tried."""
    has_control: bool
    """A load-more control stands on the page, whether or not it says where it leads."""


def navigation(response: TextResponse, site: Site) -> list[NavigationLink]:
    """Return the labelled links to listings, in page order, a label once.

    Those are links named as a section of the catalogue, wherever they lead,
    and the other short ones that lead to no article.
    """
    root = root_of(response)
    names = site.edition.labels
    found: dict[str, NavigationLink] = {}
    for anchor, url in links_in(root, response.url, site) if root is not None else ():
        label = clean(str(anchor.text_content()))
        if len(label) > LONGEST_LABEL or not (slug := slugify(label)):
            continue
        if slug in names or not is_article_url(url, site):
            found.setdefault(slug, NavigationLink(label, url))
    return list(found.values())


def next_page(response: TextResponse, site: Site, page: int) -> NextPage:
    """Return where page *page* (1 is the first) of a listing goes on.

    In order: ``rel=next``; the load-more control's link or ``data-*`` address;
    a link to ``?page=N``; that same parameter as a guess.
    """
    root = root_of(response)
    if root is None:
        return NextPage(None, guessed=False, has_control=False)
    controls = [element for element in root.iter("a", "button", "div", "span", "input")
                if _is_more(element, site)]  # fmt: skip
    follow = [
        *(link.get("href") for link in root.iter("link", "a") if _is_rel_next(link)),
        *(value for control in controls for value in _addresses(control)),
    ]
    here = canonicalize(response.url, site)
    for href in filter(None, follow):
        url = absolute(href, response.url, site)
        if url and canonicalize(url, site) != here:
            return NextPage(url, guessed=False, has_control=bool(controls))
    guess = add_or_replace_parameter(response.url, "page", str(page + 1))
    return NextPage(guess, guessed=True, has_control=bool(controls))


def _is_rel_next(element: HtmlElement) -> bool:
    return "next" in (element.get("rel") or "").lower().split()


def _is_more(element: HtmlElement, site: Site) -> bool:
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in ("a", "button") and _CONTROL_NAME.search(name):
        return True
    text = clean(element.get("value") or "") if element.tag == "input" else ""
    if element.tag != "input" and len(element) <= 2:
        text = clean(str(element.text_content())[:200])
    return bool(text) and is_control(text, site)


def is_control(text: str, site: Site) -> bool:
    """Whether *text* is what a load-more control says."""
    return text.casefold().rstrip(" .…+") in site.edition.words.load_more


def _addresses(control: HtmlElement) -> Iterator[str]:
    """Yield what a control's attributes name as address, its link first."""
    for name, value in sorted(control.items(), key=lambda item: item[0] != "href"):
        if (name == "href" or name.startswith("data-")) and re.match(r"(https?:/)?/|\?", value):
            yield value
