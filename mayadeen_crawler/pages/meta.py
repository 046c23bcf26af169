"""Strategy ``meta``: ``meta`` and ``link`` elements, ``title``, and the language of the document.

The functions here are strategies of ``article.py``: each returns a raw value that ``loaders.py``
cleans, ``None`` where the page lacks the element. ``article_layout/headline.py`` uses the titles
to tell which heading is the headline.
"""

from __future__ import annotations

from collections.abc import Mapping

from mayadeen_crawler.pages.extraction.page import Page, ValueReader
from mayadeen_crawler.urls import canonical as urls
from mayadeen_crawler.utils.text import clean

#: Names of ``meta`` elements with the time of publication, and of the last change, best first.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "publish-date",
    "publish_date", "publishdate", "pubdate", "parsely-pub-date", "sailthru.date", "dc.date.issued",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified")

# What separates a headline from the site's name in a title.
_SEPARATORS = ("|", " - ", " – ", " — ", "::", "•", "·")


def read(page: Page) -> Mapping[str, list[str]]:
    """Return name (lower case) → contents of the page's ``meta`` elements, in page order.

    The name is ``property``, ``name`` or ``itemprop``, the first that the element has.
    """
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


def key(*names: str) -> ValueReader:
    """Return a strategy that reads the first content under any of *names* that is not blank."""
    wanted = [name.lower() for name in names]

    def strategy(page: Page) -> object:
        metas = page.once(read)
        contents = (content for name in wanted for content in metas.get(name, ()))
        return next((content for content in contents if content.strip()), None)

    return strategy


post_id = key("postid")
summary = key("og:description", "twitter:description", "description")
section_label = key("article:section", "og:article:section")
published = key(*_PUBLISHED)
modified = key(*_MODIFIED)
_TITLE = key("og:title", "twitter:title")


def headline(page: Page) -> object:
    """``og:title`` or ``twitter:title``, without the site's name at its end."""
    return without_site(page, _TITLE(page))


def title(page: Page) -> object:
    """``<title>`` without the site's name at its end: the last resort for a headline."""
    return without_site(page, document_title(page))


def document_title(page: Page) -> str | None:
    """Return the first ``<title>``, cleaned; later ones are those of drawings (``svg``)."""
    return next((clean("".join(t.itertext())) for t in page.found["title"]), None) or None


def without_site(page: Page, value: object) -> str | None:
    """Return the title *value* without the site's name at its end.

    The names are ``og:site_name`` and the edition's publisher. ``None`` for a title that is
    nothing but the site's name.
    """
    if not isinstance(value, str):
        return None
    value = clean(value)
    names = {clean(name).casefold() for name in page.once(read).get("og:site_name", [])}
    names.add(page.site.edition.publisher.casefold())
    for separator in _SEPARATORS:
        rest, found, last = value.rpartition(separator)
        if found and last.strip().casefold() in names:
            return rest.strip()
    return None if value.casefold() in names else value


def canonical(page: Page) -> object:
    """``<link rel=canonical>``, else ``og:url``: the first that is an article's address.

    One that names the home page or a section would make all articles one article.
    """
    links = [
        link.get("href")
        for link in page.found["link"]
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for address in (*links, *page.once(read).get("og:url", ())):
        if (url := page.absolute(address)) and urls.is_article_url(url, page.site):
            return url
    return None


def tags(page: Page) -> object:
    """``article:tag``, else ``keywords``: one element for each tag, or comma-separated text."""
    metas = page.once(read)
    for name in ("article:tag", "og:article:tag"):
        if contents := metas.get(name):
            return contents if len(contents) > 1 else contents[0].split(",")
    return _keywords(page)


def keywords(page: Page) -> object:
    """``keywords``, else ``article:tag``, in the same forms."""
    found = _keywords(page)
    return tags(page) if found is None else found


def _keywords(page: Page) -> list[str] | None:
    metas = page.once(read)
    contents = metas.get("keywords") or metas.get("news_keywords")
    return None if contents is None else [word for c in contents for word in c.split(",")]


def authors(page: Page) -> object:
    """``author`` or ``article:author``, without URLs and without the outlet's own name.

    Every page gives the outlet's name there.
    """
    metas = page.once(read)
    site = {clean(name).casefold() for name in metas.get("og:site_name", [])}
    site.add(page.site.edition.publisher.casefold())
    for name in ("author", "article:author", "og:article:author"):
        found = [
            {"name": content}
            for content in metas.get(name, ())
            if "//" not in content and clean(content).casefold() not in site
        ]
        if found:
            return found
    return None


def images(page: Page) -> object:
    """``og:image`` with ``og:image:alt``, else ``twitter:image``: the first is the cover."""
    found: list[dict[str, object]] = []
    for element in page.found["meta"]:
        name = (element.get("property") or element.get("name") or "").strip().lower()
        content = element.get("content")
        if name in ("og:image", "og:image:url", "twitter:image", "twitter:image:src"):
            if (address := page.absolute(content)) and (name[0] == "o" or not found):
                found.append({"url": address, "role": "inline" if found else "cover"})
        elif found and name in ("og:image:alt", "twitter:image:alt"):
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
    """``lang`` of the ``html`` element."""
    return page.root.get("lang") or page.root.get("xml:lang")
