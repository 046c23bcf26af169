"""What counts as an article's content, and its hashes. Pure.

Works on the plain form of a record (a decoded line), so that a record about
to be written and one read back from a feed hash alike.
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


def _texts(values: list[str]) -> list[str]:
    return [clean(value) for value in values]


def _image(image: Record) -> list[str | None]:
    # The same picture is served in many sizes (``?v=3&width=1000``).
    url = image["url"]
    return [without_query(url) if url else None, _text(image["alt"]), _text(image["caption"])]


#: Content field → its comparable form. Times compare to the minute.
_FORMS: Mapping[str, Callable[[Record], Any]] = {
    "headline": lambda r: _text(r["headline"]),
    "summary": lambda r: _text(r["summary"]),
    "body_text": lambda r: _text(r["body_text"]),
    "authors": lambda r: [_text(author["name"]) for author in r["authors"]],
    "sources": lambda r: _texts(r["sources"]),
    "tags": lambda r: _texts(r["tags"]),
    "section": lambda r: r["section"],
    "images": lambda r: [_image(image) for image in r["images"]],
    "published_at": lambda r: r["published_at"][:16] if r["published_at"] else None,
    # The CMS answers to any capitalisation of a path.
    "canonical_url": lambda r: r["canonical_url"].casefold(),
}


def _sha256(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def field_hashes(record: Record) -> dict[str, str]:
    """Return a short hash (16 hex) for each content field of *record*."""
    return {name: _sha256(_FORMS[name](record))[:16] for name in CONTENT_FIELDS}


def content_hash(record: Record) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of *record*'s content."""
    return _sha256({name: _FORMS[name](record) for name in CONTENT_FIELDS})
