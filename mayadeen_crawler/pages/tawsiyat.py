"""Strategy ``tawsiyat``: the metadata that the site's own recommendation script reads.

A JSON object in ``script#tawsiyat-metadata[type="text/tawsiyat"]``, as a dozen
public scrapers of the site name it. Id or type alone will do.
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
    """Return the first metadata object of the page."""
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
    """Return the strategy that reads one key; ``""`` where it is there and empty."""

    def strategy(page: Page) -> object:
        value = (page.once(read) or {}).get(name)
        # A number is no title, and no time either.
        return plain(value) if isinstance(value, str) else None

    return strategy


def classified(mapping: str, *, first: bool = False) -> ValueReader:
    """Return the strategy that reads the values of one mapping of ``classes``, or the *first*."""

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
    """The post's number, as text or as a number."""
    return plain((page.once(read) or {}).get("postid"))


def url(page: Page) -> object:
    """The page's address as the metadata names it."""
    return page.absolute(plain((page.once(read) or {}).get("url")))


def keywords(page: Page) -> object:
    """The tags: comma-separated, or a list. Present and empty: the page has none."""
    value = (page.once(read) or {}).get("keywords")
    if isinstance(value, list):
        return [text for text in map(plain, members(value)) if text]
    return (plain(value) or "").split(",") if isinstance(value, str) else None


def authors(page: Page) -> object:
    """The author, and those among the classes."""
    named = map(plain, members((page.once(read) or {}).get("author")))
    names = [*named, *page.once(_classes).get("author", [])]
    return [{"name": name} for name in names if name]


def images(page: Page) -> object:
    """The thumbnail, which is the cover."""
    address = page.absolute(plain((page.once(read) or {}).get("thumbnail")))
    return [{"url": address, "role": "cover"}] if address else None


def videos(page: Page) -> object:
    """The length of the page's video. Its address is for other strategies to know."""
    seconds = whole_number((page.once(read) or {}).get("video_duration"))
    return [{"url": None, "duration_seconds": seconds}] if seconds else None
