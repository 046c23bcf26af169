"""Strategy ``meta``: ``meta`` and ``link`` elements, ``title``, and the language of the document.

The functions here are strategies of ``article.py``: each returns a raw value that ``loaders.py``
cleans, ``None`` where the page lacks the element. ``article_layout/headline.py`` uses the titles
to tell which heading is the headline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from mayadeen_crawler.author_names import without_by
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.pages.extraction import identity
from mayadeen_crawler.pages.extraction.identity import Named
from mayadeen_crawler.pages.extraction.json_values import plain
from mayadeen_crawler.pages.extraction.page import Page, ValueReader
from mayadeen_crawler.urls.canonical import is_on_site, list_kind_at, section_at
from mayadeen_crawler.utils.text import clean, comma_separated, fold, unescape

#: Characters of a description in which the site's slogan is looked for.
MAX_SLOGAN = 200

#: Names of ``meta`` elements with the time of publication, and of the last change, best first.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "publish-date",
    "publish_date", "publishdate", "pubdate", "parsely-pub-date", "sailthru.date", "dc.date.issued",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified")

_SITE_NAME = "og:site_name"

# Names of files that stand for a picture on pages without one.
_LOGO = re.compile(
    r"(?<![^\W_])logo(?![^\W\d_])"
    r"|(?<![^\W_])(?:og|social|share|sharing|facebook|twitter)[-_]?(?:card|cover|default|image"
    r"|preview|share)[-_\dx]*(?:\.\w+)?$"
    r"|^(?:default|fallback|no[-_]?image|placeholder)(?:[-_](?:cover|image|img|news|og|post|share"
    r"|social|thumb|thumbnail))*\.\w+$",
    re.IGNORECASE,
)
# What separates a headline from the site's name in a title.
_SEPARATORS = ("|", " - ", " – ", " — ", "::", "•", "·")


def read(page: Page) -> Mapping[str, list[str]]:
    """Return name (lower case) → contents of the page's ``meta`` elements, in page order.

    The name is ``property``, ``name`` or ``itemprop``, the first that the element has. Those of
    another post are left out: all but the site's name. Where they present the home page, what they
    say of it is left out.
    """
    found = page.once(_elements)
    if page.once(_are_of_another_post):
        return {_SITE_NAME: found[_SITE_NAME]} if _SITE_NAME in found else {}
    if page.once(_present_the_site):
        said = set(found.get("og:description", ()))
        return {
            name: texts
            for name, texts in found.items()
            if name == _SITE_NAME
            or not (name.startswith(("og:", "twitter:")) or said.intersection(texts))
        }
    return found


def _are_of_another_post(page: Page) -> bool:
    """Whether ``og:url`` names another post; or without one ``<link rel=canonical>`` does.

    A canonical link alone may be wrong: then the title is of no headline that the page shows.
    """
    if urls := page.once(_og_urls):
        return any(not identity.is_own(page, url) for url in urls)
    links = page.once(_canonical_links)
    if not links or any(identity.is_own(page, url) for url in links):
        return False
    title, shown = _og_title(page), page.once(_shown_titles)
    return bool(title and shown) and not any(identity.agree(title, h1) for h1 in shown)


def _og_title(page: Page) -> str:
    return next(iter(page.once(_elements).get("og:title", ())), "")


def _present_the_site(page: Page) -> bool:
    """Whether ``og:`` elements are the home page's or a list's, left on a post's page.

    They give its address, or a title that begins with the site's name where the page's own is made
    of the words of its address; and their title is none of this page's.
    """
    found = page.once(_elements)
    title = clean(unescape(_og_title(page)))
    if not title or identity.speaks_of_page(page, None, title):
        return False  # nearly every page
    if identity.names_slug(page, title, page.url):
        return False
    if any(identity.is_own(page, url) for url in page.once(_og_urls)):
        return False  # a headline may begin with the site's name
    addresses = map(page.absolute, found.get("og:url", ()))
    if any(url and is_a_list(page, url) for url in addresses):
        return True
    names = page.site.edition.names
    shown = page.once(identity.shown_titles)
    return title.casefold().startswith(tuple(map(str.casefold, names))) and any(
        identity.names_slug(page, one, page.url) for one in shown
    )


def is_a_list(page: Page, url: str) -> bool:
    """Whether *url* is the address of the home page, a section or another list of the site."""
    if not is_on_site(url, page.site):
        return False
    return urlsplit(url).path in ("", "/") or bool(
        section_at(url, page.site) or list_kind_at(url, page.site)
    )


def others(page: Page) -> list[Named]:
    """Return the other posts that ``og:url`` and ``<link rel=canonical>`` name."""
    title = _og_title(page) or None
    named = [Named("og:url", url, title) for url in page.once(_og_urls)]
    named += [Named("canonical", url) for url in page.once(_canonical_links)]
    return [one for one in named if one.url and not identity.is_own(page, one.url)]


def named_addresses(page: Page) -> list[str]:
    """Return ``<link rel=canonical>`` and ``og:url``, absolute, whatever they lead to."""
    addresses = [*page.once(_links), *page.once(_elements).get("og:url", ())]
    return [url for address in addresses if (url := page.absolute(address))]


def _elements(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in page.found["meta"]:
        content = element.get("content")
        if content is None:
            continue
        for attribute in ("property", "name", "itemprop"):
            if name := element.get(attribute):
                found.setdefault(name.strip().lower(), []).append(content)
                break
    return found


def _og_urls(page: Page) -> list[str]:
    addresses = page.once(_elements).get("og:url", ())
    return [url for address in addresses if (url := identity.address_of_post(page, address))]


def _canonical_links(page: Page) -> list[str]:
    return [url for link in page.once(_links) if (url := identity.address_of_post(page, link))]


def _links(page: Page) -> list[str]:
    return [
        link.get("href") or ""
        for link in page.found["link"]
        if "canonical" in (link.get("rel") or "").lower().split()
    ]


def key(*names: str) -> ValueReader:
    """Return a strategy that reads the first content under any of *names* that is not blank."""
    wanted = [name.lower() for name in names]

    def strategy(page: Page) -> object:
        metas = page.once(read)
        contents = (content for name in wanted for content in metas.get(name, ()))
        return plain(next((content for content in contents if content.strip()), None))

    return strategy


post_id = key("postid")
_DESCRIPTIONS = ("og:description", "twitter:description", "description")
section_label = key("article:section", "og:article:section")
published = key(*_PUBLISHED)
modified = key(*_MODIFIED)
_TITLE = key("og:title", "twitter:title")


def summary(page: Page) -> object:
    """``og:description``, ``twitter:description`` or ``description``, but not the site's slogan."""
    metas = page.once(read)
    contents = (content for name in _DESCRIPTIONS for content in metas.get(name, ()))
    return plain(next((text for text in contents if text.strip() and not is_slogan(text)), None))


def is_slogan(text: object) -> bool:
    """Whether *text* says what the outlet is: the description of a page that has none."""
    return isinstance(text, str) and fold(unescape(text[:MAX_SLOGAN])).startswith(_slogans())


def is_logo(address: str) -> bool:
    """Whether the picture at *address* is that of pages without one, by its file's name: a logo."""
    return _LOGO.search(urlsplit(address).path.rsplit("/", 1)[-1]) is not None


@cache
def _slogans() -> tuple[str, ...]:
    return tuple(fold(slogan) for edition in EDITIONS.values() for slogan in edition.slogans)


def headline(page: Page) -> object:
    """``og:title`` or ``twitter:title``, without the site's name at its end."""
    return without_site(page, _TITLE(page))


def title(page: Page) -> object:
    """``<title>`` without the site's name at its end: the last resort for a headline."""
    return without_site(page, document_title(page))


def document_title(page: Page) -> str | None:
    """Return the first ``<title>``, cleaned; later ones are those of drawings (``svg``)."""
    return next((_text_of(title) for title in page.found["title"]), None) or None


def without_site(page: Page, value: object) -> str | None:
    """Return the title *value* without the site's name at its end, and a section's before it.

    The names are ``og:site_name`` and those of the outlet. What a first-level heading shows is the
    headline, whatever name it holds. ``None`` for a title that is nothing but the site's name.
    """
    if not isinstance(value, str):
        return None
    value = clean(unescape(value))
    names = page.once(site_names)
    if value.casefold() in names:
        return None
    for separator in _SEPARATORS:
        first, _, rest = value.partition(separator)
        before, _, last = value.rpartition(separator)
        if last.strip().casefold() in names and before:
            shown = page.once(_shown_titles)
            if value in shown:
                return value
            whole = next((h1 for h1 in shown if begins(before, h1)), before.strip())
            return None if whole.casefold() in names else whole
        if first.strip().casefold() in names and rest.strip() in page.once(_shown_titles):
            return rest.strip()
    return value


def begins(title: str, shown: str) -> bool:
    """Whether *title* is *shown*, a separator and something else."""
    rest = title[len(shown) :].lstrip(" ") if title.startswith(shown) else ""
    return any(f" {rest}".startswith((mark, f" {mark}")) for mark in _SEPARATORS)


def own_names(page: Page) -> frozenset[str]:
    """Return the edition's publisher and ``og:site_name``, in lower case: no author's names."""
    own = (page.site.edition.publisher, *page.once(read).get(_SITE_NAME, []))
    return frozenset(clean(unescape(name)).casefold() for name in own)


def site_names(page: Page) -> frozenset[str]:
    """The names that pages give the site at the end of titles, in lower case."""
    return page.once(own_names).union(map(str.casefold, page.site.edition.other_names))


def _shown_titles(page: Page) -> list[str]:
    return [text for heading in page.found["h1"] if (text := _text_of(heading))]


def _text_of(element: HtmlElement) -> str:
    return clean(unescape("".join(element.itertext(with_tail=False))))


def canonical(page: Page) -> object:
    """``<link rel=canonical>``, else ``og:url``: the first that is a form of the page's address.

    One that names the home page or a section would make all articles one article, and one that
    names another post would make two articles one.
    """
    named = (*page.once(_canonical_links), *page.once(_og_urls))
    return next((url for url in named if identity.is_own(page, url)), None)


def tags(page: Page) -> object:
    """``article:tag``, else ``keywords``: one element for each tag, or comma-separated text."""
    metas = page.once(read)
    for name in ("article:tag", "og:article:tag"):
        if contents := metas.get(name):
            return contents if len(contents) > 1 else comma_separated(contents[0])
    return _keywords(page)


def keywords(page: Page) -> object:
    """``keywords``, else ``article:tag``, in the same forms."""
    found = _keywords(page)
    return tags(page) if found is None else found


def _keywords(page: Page) -> list[str] | None:
    metas = page.once(read)
    contents = metas.get("keywords") or metas.get("news_keywords")
    return None if contents is None else [word for c in contents for word in comma_separated(c)]


def authors(page: Page) -> object:
    """``author`` or ``article:author``, without URLs and without the outlet's own name.

    Every page gives the outlet's name there.
    """
    metas = page.once(read)
    site = page.once(own_names)
    for name in ("author", "article:author", "og:article:author"):
        found = [
            {"name": content}
            for content in metas.get(name, ())
            if "//" not in content and without_by(clean(content)).casefold() not in site
        ]
        if found:
            return found
    return None


def images(page: Page) -> object:
    """``og:image`` with ``og:image:alt``, else ``twitter:image``: the first is the cover."""
    found: list[dict[str, object]] = []
    if page.once(_are_of_another_post) or page.once(_present_the_site):
        return found
    is_left_out = False
    for element in page.found["meta"]:
        name = (element.get("property") or element.get("name") or "").strip().lower()
        content = element.get("content")
        if name in ("og:image", "og:image:url", "twitter:image", "twitter:image:src"):
            address = page.absolute(content)
            if address and not is_logo(address) and (name[0] == "o" or not found):
                found.append({"url": address, "role": "inline" if found else "cover"})
            is_left_out = bool(address and is_logo(address))
        elif found and not is_left_out and name in ("og:image:alt", "twitter:image:alt"):
            found[-1].setdefault("alt", content)
    return found


def videos(page: Page) -> object:
    """``og:video`` with its duration."""
    metas = page.once(read)
    for name in ("og:video:secure_url", "og:video:url", "og:video"):
        for content in metas.get(name, ()):
            if address := page.absolute(content):
                return [{"url": address, "duration_seconds": _duration(metas)}]
    return None


def _duration(metas: Mapping[str, list[str]]) -> str | None:
    return next(iter(metas.get("og:video:duration", metas.get("video:duration", []))), None)


def language(page: Page) -> object:
    """``lang`` of the ``html`` element, if it is the edition's: a template's is often another."""
    code = page.root.get("lang") or page.root.get("xml:lang") or ""
    first = code.strip().replace("_", "-").partition("-")[0].lower()
    return code if first == page.site.edition.language else None
