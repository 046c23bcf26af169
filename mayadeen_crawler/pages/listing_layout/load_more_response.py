"""Turn the answer of a load-more address into HTML: a page, a piece of HTML, or JSON.

``pages/listing.py`` calls ``as_html`` before cards or links are read from a response. JSON with
HTML in it gives that HTML; JSON with titled addresses gives a card for each. Look here when a
listing stops after its first page although the answer has articles.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import escape
from itertools import islice
from typing import Any

from scrapy.http import HtmlResponse, Response, TextResponse

from mayadeen_crawler.pages.extraction.json_values import plain

#: Values looked at in one JSON answer.
_MAX_VALUES = 10_000

_MARKUP = re.compile(r"<(?:a|article|button|div|h[1-6]|li|link|section|ul)\b", re.IGNORECASE)

# Keys as `_plain_key` writes them. The first that has a value is taken.
_URL = ("url", "link", "href", "permalink", "path")
_TITLE = ("title", "headline", "name")
_SECTION = ("section", "sectionname", "category", "categoryname", "label", "region")
_DATE = ("date", "published", "publishedat", "publishedtime", "publishedon", "datepublished",
         "publisheddate", "publishdate", "pubdate", "createdat", "time")  # fmt: skip
_NEXT = ("next", "nexturl", "nextpage", "nextpageurl", "nextlink", "nexthref", "more", "moreurl",
         "loadmore", "loadmoreurl")  # fmt: skip
#: Those by which an answer without an address says that it is the last one.
_MORE = ("hasmore", "hasnext", "hasnextpage", "nextcursor", *_NEXT)
#: Begins an answer that says so.
LAST = '<link rel="end">'
#: Keys of a titled object whose values may hold further cards rather than its own text.
_HOLDERS = frozenset({"html", "markup", "items", "articles", "posts", "results", "news", "list"})


@dataclass
class _JsonContents:
    """What a JSON answer holds of a listing."""

    html: list[str] = field(default_factory=list)
    """Pieces of HTML: those in the answer, and a card for each titled address."""
    next_urls: list[tuple[int, str]] = field(default_factory=list)
    """Depth in the JSON value, and the address of the next page; the least deep is taken."""
    is_last: bool = False
    """Whether it says that nothing follows: ``"has_more": false``, ``"next": null``."""


def as_html(response: Response) -> TextResponse | None:
    """Return *response* as HTML; None if it is no text, such as a picture.

    For JSON these are the pieces of HTML in it, its titled addresses as cards, and the
    address of the next page as ``<link rel="next">`` (``LAST`` if it says that there is none).
    ``{"title": "Talks resume", "url":
    "/news/talks"}`` gives ``<article><h3><a href="/news/talks">Talks resume</a></h3></article>``.
    Any other text is returned as it is.
    """
    if not isinstance(response, TextResponse):
        return None
    text = response.text.lstrip("\ufeff \t\r\n")
    if text[:1] not in ("{", "["):
        return response
    try:
        found = _collect(json.loads(text))
    except (ValueError, RecursionError):
        return response
    if found.next_urls:
        found.html.insert(0, f'<link rel="next" href="{escape(min(found.next_urls)[1])}">')
    elif found.is_last:
        found.html.insert(0, LAST)
    # JSON can spell lone surrogates, which no encoding has.
    body = "\n".join(found.html).encode("utf-8", "replace")
    return HtmlResponse(response.url, body=body, encoding="utf-8")


def _collect(value: Any) -> _JsonContents:
    """Collect from a JSON value the HTML, cards and next addresses, in order."""
    found = _JsonContents()
    waiting: list[tuple[int, Any]] = [(0, value)]
    for _ in range(_MAX_VALUES):
        if not waiting:
            break
        depth, value = waiting.pop()
        if isinstance(value, str) and _MARKUP.search(value):
            found.html.append(value)
        elif isinstance(value, list):
            waiting.extend((depth + 1, member) for member in reversed(value[:_MAX_VALUES]))
        elif isinstance(value, dict):
            first = islice(value.items(), _MAX_VALUES)
            members = {_plain_key(key): member for key, member in first}
            if card := _card(members):
                found.html.append(card)
                members = {name: members[name] for name in members if name in _HOLDERS}
            elif url := _next_url(members):
                found.next_urls.append((depth, url))
                members = {name: members[name] for name in members if members[name] != url}
            elif any(members.get(name, "") in (None, False) for name in _MORE):
                found.is_last = True
            waiting.extend((depth + 1, member) for member in reversed(members.values()))
    return found


def _plain_key(key: str) -> str:
    """Return a key in lower case without ``_`` and ``-``: ``next_page-URL`` → ``nextpageurl``."""
    return re.sub(r"[\W_]", "", key[:40]).lower()


def _card(members: dict[str, Any]) -> str | None:
    """Return an object with an address and a title as a card's HTML; None for others."""
    url, title = _text(members, _URL), _text(members, _TITLE)
    if not url or not title:
        return None
    if not re.match(r"[a-z]+:|/", url, re.IGNORECASE):
        url = f"/{url}"  # of the site, not of the address that answered
    card = f'<h3><a href="{escape(url)}">{escape(title)}</a></h3>'
    if section := _text(members, _SECTION):
        card += f"<span>{escape(section)}</span>"
    if date := _text(members, _DATE):
        card += f"<time>{escape(date)}</time>"
    return f"<article>{card}</article>"


def _text(members: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """Return the text of the first of *names*, also from ``{"name": …}`` or a list's first."""
    for name in names:
        value = members.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            named = {_plain_key(key): inner for key, inner in islice(value.items(), 100)}
            value = next((named[key] for key in ("rendered", "name", "title") if key in named), "")
        if isinstance(value, str) and (text := (plain(value) or "").strip()):
            return text
    return None


def _next_url(members: dict[str, Any]) -> str | None:
    """Return the address of the next page that an object names, also as ``{"href": …}``."""
    for name in _NEXT:
        value = members.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("href") or value.get("url")
        if isinstance(value, str) and re.match(r"\s*(?:https?:/|/|\?|[\w.-]+[/?])", value):
            return value.strip()
    return None
