"""Strategy ``tawsiyat``: the JSON object that the site embeds for its own recommendation script.

It stands in ``<script id="tawsiyat-metadata" type="text/tawsiyat">``, as a dozen public scrapers
of the Arabic site say; the id or the type alone is enough. Its keys are ``type``, ``postid``,
``title``, ``url``, ``keywords``, ``thumbnail``, ``video_duration``, ``word_count``, ``lang``,
``published_time``, ``last_updated``, ``description``, ``author`` and ``classes`` (a list of
``{"mapping": str, "value": str}``). The functions here are strategies of ``article.py``: each
returns a raw value that ``loaders.py`` cleans, ``None`` where the key is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from mayadeen_crawler.pages import meta
from mayadeen_crawler.pages.extraction import identity
from mayadeen_crawler.pages.extraction.identity import Named
from mayadeen_crawler.pages.extraction.json_values import (
    is_number,
    load,
    members,
    plain,
    whole_number,
)
from mayadeen_crawler.pages.extraction.page import Page, ValueReader
from mayadeen_crawler.utils.text import clean, comma_separated

_ID, _TYPE = "tawsiyat-metadata", "text/tawsiyat"


def read(page: Page) -> Mapping[str, object] | None:
    """Return the metadata object that speaks of this page's post, ``None`` without one.

    Of several, one that names this page's address before one that has its title, and that before
    one that names nothing, as a player's may; in one script, the one with the most keys.
    """
    own = [found for found, other in page.once(_judged) if other is None]
    if len(own) < 2:
        return own[0] if own else None
    return min(
        own, key=lambda found: (_address_of_post(page, found) is None, not found.get("title"))
    )


def others(page: Page) -> list[Named]:
    """Return the other posts that metadata objects of the page speak of."""
    return [other for _, other in page.once(_judged) if other]


def _judged(page: Page) -> list[tuple[Mapping[str, object], Named | None]]:
    """Return the metadata objects of the page, each with the other post that it speaks of."""
    return [(found, _speaks_of(page, found)) for found in _objects(page)]


def _speaks_of(page: Page, found: Mapping[str, object]) -> Named | None:
    """Return the other post that an object speaks of, ``None`` if it is this page's."""
    url = _address_of_post(page, found)
    title = plain(title) if isinstance(title := found.get("title"), str) else None
    if identity.speaks_of_page(page, url, title):
        return None
    return Named("tawsiyat", url, title)


def _address_of_post(page: Page, found: Mapping[str, object]) -> str | None:
    return identity.address_of_post(page, plain(found.get("url")))


def _objects(page: Page) -> list[Mapping[str, object]]:
    """Return the metadata objects of the page.

    Notes in ``page.malformed`` where there is none, and a script that cannot be parsed.
    """
    found: list[Mapping[str, object]] = []
    malformed = False
    for script in page.found["script"]:
        kind = (script.get("type") or "").split(";")[0].strip().lower()
        if script.get("id") != _ID and kind != _TYPE:
            continue
        try:
            values = load(script.text or "")
        except ValueError:
            values = []
        objects = [value for value in values if isinstance(value, dict)]
        malformed = malformed or not objects
        found += sorted(objects, key=len, reverse=True)
    if malformed and not found:
        page.malformed.add("tawsiyat")
    return found


def is_of_list(page: Page) -> bool:
    """Whether the metadata is that of a list or another page that is no post.

    Its ``type`` is ``page``, where a post's is ``article`` or ``video``, or it names the address of
    the home page or a list.
    """
    found = page.once(read) or {}
    url = page.absolute(plain(found.get("url")))
    return found.get("type") == "page" or (url is not None and meta.is_a_list(page, url))


def key(name: str) -> ValueReader:
    """Return a strategy that reads the key *name*: its text, ``""`` if the page has it empty."""

    def strategy(page: Page) -> object:
        value = (page.once(read) or {}).get(name)
        # No number is a title.
        return plain(value) if isinstance(value, str) else None

    return strategy


def time_key(name: str) -> ValueReader:
    """Return a strategy that reads the key *name* as ``key`` does, or its number."""

    def strategy(page: Page) -> object:
        value = (page.once(read) or {}).get(name)
        return value if is_number(value) else key(name)(page)

    return strategy


def classified(mapping: str, *, first: bool = False) -> ValueReader:
    """Return a strategy that reads the values of ``classes`` with this *mapping*.

    A list of texts; with *first*, the first of them alone.
    """

    def strategy(page: Page) -> object:
        values = page.once(classes).get(mapping)
        return next(iter(values or ()), None) if first else values

    return strategy


def classes(page: Page) -> Mapping[str, list[str]]:
    """Return mapping → values of the metadata's ``classes``: ``{"posttype": ["أخبار"], …}``."""
    found: dict[str, list[str]] = {}
    for entry in members((page.once(read) or {}).get("classes")):
        if isinstance(entry, dict) and isinstance(mapping := entry.get("mapping"), str):
            values = found.setdefault(mapping.strip().lower(), [])
            values += [text for text in map(plain, members(entry.get("value"))) if text]
    return found


_title, _description = key("title"), key("description")


def headline(page: Page) -> object:
    """``title``, without the site's name at its end."""
    return meta.without_site(page, _title(page))


def summary(page: Page) -> object:
    """``description``, but not the site's slogan."""
    text = _description(page)
    return None if meta.is_slogan(text) else text


language = key("lang")
published = time_key("published_time")
modified = time_key("last_updated")
section_label = classified("category", first=True)
regions = classified("country")
coverage = classified("coverage")


def post_id(page: Page) -> object:
    """``postid``, which the site writes as text or as a number.

    An object without address and title may be a player's: the page's own ``meta`` goes before it.
    """
    found = page.once(read) or {}
    is_own = found.get("title") or _address_of_post(page, found)
    return plain(found.get("postid")) if is_own or not meta.post_id(page) else None


def url(page: Page) -> object:
    """``url`` if it is a post's, canonical."""
    return post_url(page)


def post_url(page: Page) -> str | None:
    """Return ``url`` in its canonical form if it is a post's."""
    found = page.once(read)
    return _address_of_post(page, found) if found else None


def keywords(page: Page) -> object:
    """``keywords``: comma-separated text or a list. Empty: the page has no tags."""
    value = (page.once(read) or {}).get("keywords")
    if isinstance(value, list):
        return [text for text in map(plain, members(value)) if text]
    return comma_separated(plain(value) or "") if isinstance(value, str) else None


def authors(page: Page) -> object:
    """``author``, then the values of ``classes`` with the mapping ``author``."""
    named = map(plain, members((page.once(read) or {}).get("author")))
    names = [*named, *page.once(classes).get("author", [])]
    return [{"name": name} for name in names if name]


def labels(page: Page) -> frozenset[str]:
    """Return what ``classes`` calls the post: its category, country, coverage and the like."""
    named = page.once(classes).items()
    return frozenset(clean(one) for by, values in named if by != "author" for one in values)


def images(page: Page) -> object:
    """``thumbnail``: the cover."""
    address = page.absolute(plain((page.once(read) or {}).get("thumbnail")))
    if address is None or meta.is_logo(address):
        return None
    return [{"url": address, "role": "cover"}]


def videos(page: Page) -> object:
    """``video_duration``, in seconds. The metadata has no URL: other strategies find it."""
    seconds = whole_number((page.once(read) or {}).get("video_duration"))
    return [{"url": None, "duration_seconds": seconds}] if seconds else None


def word_count(page: Page) -> int | None:
    """``word_count``: the words of the text, as the site counts them."""
    return whole_number((page.once(read) or {}).get("word_count"))
