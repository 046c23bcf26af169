"""Writes the newest articles as a JSON Feed (version 1.1). ``formats.py`` has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import chain, repeat
from typing import Any, BinaryIO

from mayadeen_crawler.exports.entries import FeedEntry, document
from mayadeen_crawler.exports.selection import Selection, Tally

VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(
    lines: Iterable[bytes], stream: BinaryIO, wanted: Selection, _tally: Tally
) -> None:
    """Write *lines*, articles with the newest first, as the feed of the edition they are of."""
    with closing(document(lines, wanted)) as feed:
        edition = feed.edition
        head = {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": feed.home_page,
            "authors": [{"name": edition.publisher if edition else feed.title}],
            "language": edition.language if edition else None,
        }
        stream.write(_encoded(head)[:-1] + b',"items":[')
        items = (_encoded(_item(entry)) for entry in feed.entries())
        for before_item in zip(chain([b"\n"], repeat(b",\n")), items, strict=False):
            stream.writelines(before_item)
        stream.write(b"\n]}\n")


def _item(entry: FeedEntry) -> dict[str, Any]:
    text = None if entry.html else entry.summary or entry.title
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "content_text": text,
        "summary": entry.summary,
        "image": entry.image,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [_without_null(one) for one in _authors(entry)],
        "tags": list(entry.tags),
        "language": entry.language,
    }


def _authors(entry: FeedEntry) -> list[dict[str, str | None]]:
    found: list[dict[str, str | None]] = [
        {"name": author.name, "url": author.url} for author in entry.authors
    ]
    return found or [{"name": entry.publisher, "url": None}]


def _without_null(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _encoded(members: Mapping[str, Any]) -> bytes:
    """Return an object without its null members, which a JSON Feed does not know."""
    return json.dumps(_without_null(members), ensure_ascii=False).encode()
