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

from mayadeen_crawler.pages.extraction.json_values import (
    load,
    members,
    plain,
    whole_number,
)
from mayadeen_crawler.pages.extraction.page import Page, ValueReader

_ID, _TYPE = "tawsiyat-metadata", "text/tawsiyat"


def read(page: Page) -> Mapping[str, object] | None:
    """Return the page's first metadata object, ``None`` without one.

    Notes in ``page.malformed`` where the only one there cannot be parsed.
    """
    malformed = False
    for script in page.found["script"]:
        kind = (script.get("type") or "").split(";")[0].strip().lower()
        if script.get("id") != _ID and kind != _TYPE:
            continue
        try:
            value = load(script.text or "", strict=True)
        except ValueError:
            malformed = True
            continue
        if isinstance(value, dict):
            return value
        malformed = True
    if malformed:
        page.malformed.add("tawsiyat")
    return None


def key(name: str) -> ValueReader:
    """Return a strategy that reads the key *name*: its text, ``""`` if the page has it empty."""

    def strategy(page: Page) -> object:
        value = (page.once(read) or {}).get(name)
        # No number is a title or a time.
        return plain(value) if isinstance(value, str) else None

    return strategy


def classified(mapping: str, *, first: bool = False) -> ValueReader:
    """Return a strategy that reads the values of ``classes`` with this *mapping*.

    A list of texts; with *first*, the first of them alone.
    """

    def strategy(page: Page) -> object:
        values = page.once(_classes).get(mapping)
        return next(iter(values or ()), None) if first else values

    return strategy


def _classes(page: Page) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in members((page.once(read) or {}).get("classes")):
        if isinstance(entry, dict) and isinstance(mapping := entry.get("mapping"), str):
            values = found.setdefault(mapping.strip().lower(), [])
            values += [text for text in map(plain, members(entry.get("value"))) if text]
    return found


headline = key("title")
summary = key("description")
language = key("lang")
published = key("published_time")
modified = key("last_updated")
section_label = classified("category", first=True)
regions = classified("country")
coverage = classified("coverage")


def post_id(page: Page) -> object:
    """``postid``, which the site writes as text or as a number."""
    return plain((page.once(read) or {}).get("postid"))


def url(page: Page) -> object:
    """``url``, absolute."""
    return page.absolute(plain((page.once(read) or {}).get("url")))


def keywords(page: Page) -> object:
    """``keywords``: comma-separated text or a list. Empty: the page has no tags."""
    value = (page.once(read) or {}).get("keywords")
    if isinstance(value, list):
        return [text for text in map(plain, members(value)) if text]
    return (plain(value) or "").split(",") if isinstance(value, str) else None


def authors(page: Page) -> object:
    """``author``, then the values of ``classes`` with the mapping ``author``."""
    named = map(plain, members((page.once(read) or {}).get("author")))
    names = [*named, *page.once(_classes).get("author", [])]
    return [{"name": name} for name in names if name]


def images(page: Page) -> object:
    """``thumbnail``: the cover."""
    address = page.absolute(plain((page.once(read) or {}).get("thumbnail")))
    return [{"url": address, "role": "cover"}] if address else None


def videos(page: Page) -> object:
    """``video_duration``, in seconds. The metadata has no URL: other strategies find it."""
    seconds = whole_number((page.once(read) or {}).get("video_duration"))
    return [{"url": None, "duration_seconds": seconds}] if seconds else None


def word_count(page: Page) -> int | None:
    """``word_count``: the words of the text, as the site counts them."""
    return whole_number((page.once(read) or {}).get("word_count"))
