"""When two versions of an article have the same content: the hashes that decide it. Pure.

``content_hash`` fills the record's field; the ledger keeps ``field_hashes`` to tell which
fields changed. An edit that is not seen, or a revision without a visible change: see
``_FORMS``, where each content field is put into the form in which it is compared. Records are
dicts as a feed line holds them, so that a new record and one read from a feed hash alike.

Changing a form makes every known article look edited once: raise ``EXTRACTOR_VERSION`` with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from mayadeen_crawler.items import CONTENT_FIELDS
from mayadeen_crawler.urls.canonical import without_query
from mayadeen_crawler.utils.text import clean

Record = Mapping[str, Any]


def _text(value: str | None) -> str | None:
    return clean(value) if value else None


def _paragraphs(value: str | None) -> str | None:
    # As `_text`, but a paragraph at a time: those are clean already.
    return " ".join(filter(None, _texts(value.split("\n\n")))) if value else None


def _texts(values: list[str]) -> list[str]:
    return [clean(value) for value in values]


def _image(image: Record) -> list[str | None]:
    # The same picture is served in many sizes: ``?v=3&width=1000``.
    url = image["url"]
    return [without_query(url) if url else None, _text(image["alt"]), _text(image["caption"])]


#: Content field → the form in which it is compared. Times are compared to the minute.
_FORMS: Mapping[str, Callable[[Record], Any]] = {
    "headline": lambda r: _text(r["headline"]),
    "summary": lambda r: _text(r["summary"]),
    "body_text": lambda r: _paragraphs(r["body_text"]),
    "authors": lambda r: [_text(author["name"]) for author in r["authors"]],
    "sources": lambda r: _texts(r["sources"]),
    "tags": lambda r: _texts(r["tags"]),
    "section": lambda r: r["section"],
    "images": lambda r: [_image(image) for image in r["images"]],
    "published_at": lambda r: r["published_at"][:16] if r["published_at"] else None,
    # The CMS serves a path in any capitalisation.
    "canonical_url": lambda r: r["canonical_url"].casefold(),
}


_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _sha256(value: Any) -> str:
    return hashlib.sha256(_ENCODE(value).encode(errors="replace")).hexdigest()


def field_hashes(record: Record) -> dict[str, str]:
    """Return content field → its hash (16 hex digits); *record* is a decoded feed line."""
    return {name: _sha256(_FORMS[name](record))[:16] for name in CONTENT_FIELDS}


def content_hash(record: Record) -> str:
    """Return the SHA-256 (64 hex digits) of the canonical JSON of *record*'s content fields."""
    return _sha256({name: _FORMS[name](record) for name in CONTENT_FIELDS})
