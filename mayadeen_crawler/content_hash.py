"""When two versions of an article have the same content: the hashes that decide it. Pure.

``content_hash`` fills the record's field; the ledger keeps ``field_hashes`` to tell which
fields changed. An edit that is not seen, or a revision without a visible change: see
``_FORMS``, where each content field is put into the form in which it is compared. Records are
dicts as a feed line holds them, so that a new record and one read from a feed hash alike.

Changing a form is a migration of the ledger (``ledger/database/content_migration.py``), which
computes every hash again from the feeds: no visit is needed, and no article looks edited.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mayadeen_crawler.items import CONTENT_FIELDS
from mayadeen_crawler.urls.pictures import picture_path
from mayadeen_crawler.utils.text import clean

Record = Mapping[str, Any]


def _text(value: str | None) -> str | None:
    return clean(value) if value else None


def _set(values: Iterable[str | None]) -> list[str]:
    """Return the texts without order and repeats, which the site changes without an edit."""
    return sorted({clean(value) for value in values if value})


def _paragraphs(value: str | None) -> str | None:
    # As `_text`, but a paragraph at a time: those are clean already.
    texts = map(clean, value.split("\n\n")) if value else ()
    return " ".join(filter(None, texts)) or None


def _image(image: Record) -> list[str | None]:
    url = image["url"]
    return [picture_path(url) if url else None, _text(image["alt"]), _text(image["caption"])]


#: Content field → the form in which it is compared: authors, sources and tags as sets, times to
#: the minute, pictures by what they show rather than how they are served.
_FORMS: Mapping[str, Callable[[Record], Any]] = {
    "headline": lambda r: _text(r["headline"]),
    "summary": lambda r: _text(r["summary"]),
    "body_text": lambda r: _paragraphs(r["body_text"]),
    "authors": lambda r: _set(author["name"] for author in r["authors"]),
    "sources": lambda r: _set(r["sources"]),
    "tags": lambda r: _set(r["tags"]),
    "section": lambda r: r["section"],
    "images": lambda r: [_image(image) for image in r["images"]],
    "published_at": lambda r: r["published_at"][:16] if r["published_at"] else None,
    # The CMS serves a path in any capitalisation.
    "canonical_url": lambda r: r["canonical_url"].casefold(),
}


_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _sha256(value: Any) -> str:
    return _sha256_of(_ENCODE(value))


def _sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def field_hashes(record: Record, names: Iterable[str] = CONTENT_FIELDS) -> dict[str, str]:
    """Return each content field of *names* → its hash (16 hex digits).

    *record* is a decoded feed line.
    """
    return _hashes(_encoded(record, names))


def joined(hashes: Mapping[str, str]) -> str:
    """Return one hash (32 hex digits) of the content fields' *hashes*: equal means the same."""
    return _sha256([hashes.get(name) for name in CONTENT_FIELDS])[:32]


def differing_fields(old: Record, new: Record) -> list[str]:
    """Return the content fields whose `field_hashes` differ between two records."""
    return [
        name
        for name in CONTENT_FIELDS
        # Most are equal as they are, and a body takes long to be put into its form.
        if old[name] != new[name] and _FORMS[name](old) != _FORMS[name](new)
    ]


def content_hash(record: Record) -> str:
    """Return the SHA-256 (64 hex digits) of the canonical JSON of *record*'s content fields."""
    return _whole_hash(_encoded(record))


def content_hashes(record: Record) -> tuple[str, dict[str, str]]:
    """Return `content_hash` and `field_hashes` of *record*, whose fields are compared once."""
    forms = _encoded(record)
    return _whole_hash(forms), _hashes(forms)


def _encoded(record: Record, names: Iterable[str] = CONTENT_FIELDS) -> dict[str, str]:
    """Return content field → the JSON of the form in which it is compared."""
    return {name: _ENCODE(_FORMS[name](record)) for name in names}


def _hashes(forms: Mapping[str, str]) -> dict[str, str]:
    return {name: _sha256_of(form)[:16] for name, form in forms.items()}


def _whole_hash(forms: Mapping[str, str]) -> str:
    # Canonical JSON: the keys in order, without white space.
    whole = ",".join(f'"{name}":{forms[name]}' for name in sorted(forms))
    return _sha256_of(f"{{{whole}}}")


def ledger_hashes(record: Record, of_fields: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what the ledger keeps of *record*: `field_hashes`, likewise ``keywords``, ``words``.

    *of_fields*: its field hashes, if they are known.
    The keywords are no content; they tell whether a page that shows no tags still has the same.
    A capture has none. How many words the body has tells what a page lost, though the file of the
    record was moved away.
    """
    kept = {**(of_fields or field_hashes(record)), "words": str(words_of(record))}
    if "keywords" in record or "provenance" in record:
        kept["keywords"] = keywords_hash(record)
    return kept


def words_of(record: Record) -> int:
    """Return how many words the body of *record* has."""
    return len((record["body_text"] or "").split())


def keywords_hash(record: Record) -> str:
    """Return the hash (16 hex digits) of the keywords that *record*'s metadata lists."""
    return _sha256(_set(listed_keywords(record)))[:16]


def listed_keywords(record: Record) -> list[str]:
    """Return the keywords of *record*'s metadata, in order and with repeats.

    A record of version 1 has them as its tags, where its metadata served these, else not at all.
    """
    if "keywords" in record:
        return list(record["keywords"])
    served = record["provenance"].get("tags")
    return list(record["tags"]) if served in ("tawsiyat", "jsonld", "meta") else []
