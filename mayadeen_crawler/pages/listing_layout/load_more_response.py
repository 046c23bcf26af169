"""What a load-more address answers: a page, a piece of HTML, or JSON that holds one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

from scrapy.http import HtmlResponse, Response, TextResponse

from mayadeen_crawler.pages.extraction.json_values import plain

#: Values looked at in one JSON answer.
_MAX_VALUES = 10_000

_MARKUP = re.compile(r"<(?:a|article|button|div|h[1-6]|li|link|section|ul)\b", re.IGNORECASE)

# Keys as `_name` writes them. The first that holds a value is taken.
_URL = ("url", "link", "href", "permalink", "path")
_TITLE = ("title", "headline", "name")
_SECTION = ("section", "sectionname", "category", "categoryname", "label", "region")
_DATE = ("date", "published", "publishedat", "publishedtime", "publishedon", "datepublished",
         "publisheddate", "publishdate", "pubdate", "createdat", "time")  # fmt: skip
_NEXT = ("next", "nexturl", "nextpage", "nextpageurl", "nextlink", "nexthref", "more", "moreurl",
         "loadmore", "loadmoreurl")  # fmt: skip
#: Keys of a titled object that hold further cards, and not its own text.
_HOLDERS = frozenset({"html", "markup", "items", "articles", "posts", "results", "news", "list"})


@dataclass
class _Found:
    pieces: list[str] = field(default_factory=list)
    following: list[tuple[int, str]] = field(default_factory=list)
    """How deep it stands, and the address."""


def as_html(response: Response) -> TextResponse | None:
    """Return *response* as HTML; None where it holds no text at all.

    Of JSON that is the pieces of HTML in it, its titled addresses as cards, and
    the address of what comes next as ``<link rel="next">``.
    """
    if not isinstance(response, TextResponse):
        return None
    text = response.text.lstrip("\ufeff \t\r\n")
    if text[:1] not in ("{", "["):
        return response
    try:
        found = _look_through(json.loads(text))
    except (ValueError, RecursionError):
        return response
    if found.following:
        found.pieces.insert(0, f'<link rel="next" href="{escape(min(found.following)[1])}">')
    # JSON can spell lone surrogates, which no encoding has.
    body = "\n".join(found.pieces).encode("utf-8", "replace")
    return HtmlResponse(response.url, body=body, encoding="utf-8")


def _look_through(value: Any) -> _Found:
    """Collect from a JSON value what a page would show, in order."""
    found = _Found()
    waiting: list[tuple[int, Any]] = [(0, value)]
    for _ in range(_MAX_VALUES):
        if not waiting:
            break
        depth, value = waiting.pop()
        if isinstance(value, str) and _MARKUP.search(value):
            found.pieces.append(value)
        elif isinstance(value, list):
            waiting.extend((depth + 1, member) for member in reversed(value[:_MAX_VALUES]))
        elif isinstance(value, dict):
            members = {_name(key): member for key, member in value.items()}
            if card := _card(members):
                found.pieces.append(card)
                members = {name: members[name] for name in members if name in _HOLDERS}
            elif following := _following(members):
                found.following.append((depth, following))
                members = {name: members[name] for name in members if members[name] != following}
            waiting.extend((depth + 1, member) for member in reversed(members.values()))
    return found


def _name(key: str) -> str:
    return re.sub(r"[\W_]", "", key[:40]).lower()


def _card(members: dict[str, Any]) -> str | None:
    """Return an object with an address and a title as a card's HTML."""
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
    """Return the first of *names* that holds text, also as ``{"name": …}`` or a list of it."""
    for name in names:
        value = members.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = next((value[key] for key in ("rendered", "name", "title") if key in value), "")
        if isinstance(value, str) and (text := (plain(value) or "").strip()):
            return text
    return None


def _following(members: dict[str, Any]) -> str | None:
    """Return the address an object names as next, also as ``{"href": …}``."""
    for name in _NEXT:
        value = members.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("href") or value.get("url")
        if isinstance(value, str) and re.match(r"\s*(?:https?:/|/|\?|[\w.-]+[/?])", value):
            return value.strip()
    return None
