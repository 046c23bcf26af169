"""How the raw value of each field of an article is cleaned, and which values are valid.

To mend when the right text of a page ends up unclean in its record. A strategy reads the raw
value, and ``pages/extraction/runner.py`` calls ``ArticleLoader.cleaned`` with it. The field's
processor returns the value as the record holds it, or ``None`` (``[]`` for lists) if the raw value
is no valid one: then the next strategy is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from itemloaders import ItemLoader

from mayadeen_crawler.author_names import people, person
from mayadeen_crawler.author_names import sources as parted_sources
from mayadeen_crawler.items import Article
from mayadeen_crawler.items.parts import (
    Author,
    Image,
    Link,
    Related,
    Video,
)
from mayadeen_crawler.utils.text import ascii_digits, clean, unescape

#: Characters of the longest valid value of each kind.
MAX_HEADLINE, MAX_SUMMARY, MAX_LABEL, MAX_NAME, MAX_TAG = 1000, 5000, 100, 120, 200
MAX_RAW, MAX_ALT = 200, 2000
#: Members that are kept of one list.
MAX_TAGS, MAX_SOURCES, MAX_IMAGES, MAX_VIDEOS, MAX_RELATED, MAX_AUTHORS = 300, 20, 500, 50, 200, 50

#: A count of seconds reaches it in the year 5138, one of milliseconds in 1973.
_LEAST_MILLISECONDS = 10**11

_SURROGATE = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,4}", re.IGNORECASE | re.ASCII)
_COUNT = re.compile(r"(\d{1,12}|\d{1,3}(?:[,.٬]\d{3}){1,3})", re.ASCII)
_ROUNDED = re.compile(r"(\d{1,6}(?:[.,٫]\d{1,3})?)\s?([km])", re.ASCII | re.IGNORECASE)
# `{{ title }}`, `%%title%%`, `${title}`, `<%= title %>`, `undefined`, `[object Object]`; words as
# programming languages print them: Null and Nan are people's names, and Nan is a town's.
_PLACEHOLDER = re.compile(
    r"\{[{%][^{}]{0,80}[}%]\}|%%[^%]{1,80}%%|[$#]\{[^{}]{0,80}\}|<%[^%]{0,80}%>"
    r"|__[A-Za-z_.]{1,40}__|#[A-Z_]{2,40}#|\{[a-z_.]{2,40}\}|undefined(?:\W{1,3}undefined)+"
    r"|\[object Object\]|undefined|null|NULL|None|none|NaN|nan",
)
_BEGINS_PLACEHOLDER = frozenset("{%$#<_u[nN")
_SOURCES = re.compile(r"[,،;؛+|•·]")


def text(value: object) -> str | None:
    """Return text as records have it (NFC, one space, no invisible marks); a number as digits."""
    if isinstance(value, str):
        return clean(value) or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def words(value: object) -> str | None:
    """Return what people wrote, as ``text``; what was escaped for HTML twice or more is decoded.

    ``None`` for what a template or a script shows where its value is missing.
    """
    found = text(unescape(value) if isinstance(value, str) and "&" in value else value)
    if found and found[0] in _BEGINS_PLACEHOLDER and _PLACEHOLDER.fullmatch(found):
        return None
    return found


def address(value: object) -> str | None:
    """Return an address with lone surrogates, which no encoding has, replaced."""
    if not isinstance(value, str) or not value:
        return None
    return value if value.isascii() else _SURROGATE.sub("%3F", value)


def digits(value: str) -> str | None:
    """Return a post id as ASCII digits without leading zeros; ``None`` for 0 and other texts."""
    number = ascii_digits(value)
    if not re.fullmatch(r"\d{1,20}", number, re.ASCII):
        return None
    return number.lstrip("0") or None


def language(value: str) -> str | None:
    """Return a BCP 47 code (``en``, ``ar-LB``), its language in lower case."""
    if not _LANGUAGE.fullmatch(value):
        return None
    first, *rest = value.replace("_", "-").split("-")
    return "-".join([first.lower(), *rest])


def names(value: object) -> list[str]:
    """Return cleaned labels, without repeats and empty ones, in their order."""
    found = (words(member) for member in _members(value))
    return list(dict.fromkeys(name for name in found if name and len(name) <= MAX_TAG))[:MAX_TAGS]


def keywords(value: object) -> list[str]:
    """Return cleaned keywords without empty ones; a word that is listed twice stays twice."""
    found = (text(member) for member in _members(value))
    return [word for word in found if word and len(word) <= MAX_TAG][:MAX_TAGS]


def sources(value: object) -> list[str]:
    """Return the sources named after ``Source:`` (``"Agencies, Al Mayadeen"`` → two)."""
    parts = [part for member in _members(value) for part in _SOURCES.split(unescape(str(member)))]
    return names([name for part in parts for name in parted_sources(clean(part))])[:MAX_SOURCES]


def share_count(value: str) -> int | None:
    """Return a counter's number: ``5``, ``1,234`` → 1234, ``1.2K`` → 1200."""
    number = ascii_digits(value)
    if match := _COUNT.fullmatch(number):
        return int(re.sub(r"\D", "", match[1]))
    if match := _ROUNDED.fullmatch(number):
        factor = 1_000 if match[2] in "kK" else 1_000_000
        return round(float(match[1].replace(",", ".").replace("٫", ".")) * factor)
    return None


def minutes(value: str) -> int | None:
    """Return a reading time in minutes, 1 to 599."""
    number = ascii_digits(value)
    return int(number) or None if re.fullmatch(r"[1-5]?\d{1,2}", number, re.ASCII) else None


def time_text(value: object) -> str | None:
    """Return a text that may name a time; ``dates/`` reads it, where all sources are compared.

    A number, as JSON may have it, counts seconds or milliseconds since 1970: it is returned as
    milliseconds.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value if value >= _LEAST_MILLISECONDS else value * 1000))
    return _short(value, MAX_RAW)


def authors(value: object) -> list[Author]:
    """Return who signed: *value* is ``{"name": str, "url": str | None}`` or a list of them.

    A name without a URL may hold several people (``Jane Doe and John Roe``); ``author_names.py``
    takes them apart, and positions and places off.
    """
    found: dict[str, Author] = {}
    for member in _dicts(value):
        whole = words(member.get("name"))
        url = address(member.get("url"))
        for name in [person(whole or "")] if url else people(whole or ""):
            if name and len(name) <= MAX_NAME and any(map(str.isalnum, name)):
                author = found.setdefault(name.casefold(), Author(name))
                author.url = author.url or url
    return list(found.values())[:MAX_AUTHORS]


def images(value: object) -> list[Image]:
    """Return the pictures of ``{"url", "alt", "caption", "credit", "role"}``, a list or one."""
    return [
        Image(
            url=url,
            alt=_short(member.get("alt"), MAX_ALT),
            caption=_short(member.get("caption"), MAX_ALT),
            credit=_short(member.get("credit"), MAX_TAG),
            role=member.get("role") or "inline",
        )
        for member in _dicts(value)[:MAX_IMAGES]
        if (url := address(member.get("url")))
    ]


def videos(value: object) -> list[Video]:
    """Return the videos of ``{"url", "duration_seconds"}``; a length can stand without a URL."""
    found = []
    for member in _dicts(value)[:MAX_VIDEOS]:
        seconds = member.get("duration_seconds")
        if isinstance(seconds, str):
            seconds = int(seconds) if re.fullmatch(r"\d{1,6}", seconds, re.ASCII) else None
        found.append(Video(url=address(member.get("url")), duration_seconds=seconds or None))
    return found


def links(value: object) -> list[Link]:
    """Return the body's links of ``{"url", "text"}``."""
    return [Link(address(m.get("url")), _short(m.get("text"), MAX_ALT)) for m in _dicts(value)]


def related(value: object) -> list[Related]:
    """Return the entries of ``{"list", "url", "headline", "label", "date"}``.

    Each URL once in a list: the first of its entries.
    """
    found = {
        (member["list"], member.get("url")): Related(
            list=member["list"],
            url=address(member.get("url")),
            headline=_short(member.get("headline"), MAX_HEADLINE),
            label=_short(member.get("label"), MAX_LABEL),
            date=member.get("date"),
        )
        for member in reversed(_dicts(value))
    }
    return list(reversed(found.values()))[:MAX_RELATED]


def _short(value: object, limit: int) -> str | None:
    cleaned = words(value)
    return cleaned if cleaned and len(cleaned) <= limit else None


def _members(value: object) -> Iterable[object]:
    return value if isinstance(value, (list, tuple)) else [value]


def _dicts(value: object) -> list[dict[str, Any]]:
    return [member for member in _members(value) if isinstance(member, dict)]


class UpTo:
    """Processor: text of at most *limit* characters with a letter or digit, else ``None``."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def __call__(self, value: str) -> str | None:
        """Return *value*, or ``None``."""
        return value if len(value) <= self._limit and any(map(str.isalnum, value)) else None


class Steps:
    """Processor: applies functions one after another, until one returns ``None``.

    As ``itemloaders.processors.Compose``, which looks at each function's arguments on each call.
    """

    def __init__(self, *functions: Callable[[Any], Any]) -> None:
        self._functions = functions

    def __call__(self, value: object) -> Any:
        """Return the last function's value, or ``None``."""
        for function in self._functions:
            if value is None:
                break
            value = function(value)
        return value


class ArticleLoader(ItemLoader):
    """The processors of an article's fields."""

    default_item_class = Article

    canonical_url_in = text
    post_id_in = Steps(text, digits)
    headline_in = Steps(words, UpTo(MAX_HEADLINE))
    summary_in = Steps(words, UpTo(MAX_SUMMARY))
    section_label_in = Steps(words, UpTo(MAX_LABEL))
    regions_in = coverage_in = tags_in = names
    keywords_in = keywords
    sources_in = sources
    language_in = Steps(text, language)
    read_minutes_in = Steps(text, minutes)
    shares_in = Steps(text, share_count)
    published_at_in = modified_at_in = time_text
    authors_in = authors
    images_in = images
    videos_in = videos
    links_in = links
    related_in = related

    def cleaned(self, field: str, value: object) -> Any:
        """Return *value* as *field* holds it; ``None`` or ``[]`` if it is not valid there."""
        if value is None:
            return None
        return _processor(field)(value)


@cache
def _processor(field: str) -> Callable[[object], Any]:
    """Return a field's processor. Looked up once a process."""
    processor: Callable[[object], Any] = ArticleLoader().get_input_processor(field)
    return processor
