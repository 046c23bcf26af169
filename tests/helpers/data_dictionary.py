"""docs/data.md read, and what the classes and the table of strategies say it must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from mayadeen_crawler.items.schema_fields import ADDRESS
from mayadeen_crawler.pages import article, ticker
from mayadeen_crawler.schemas.kinds import ALL_KINDS
from mayadeen_crawler.schemas.type_hints import without_none

DATA = Path(__file__).parents[2] / "docs" / "data.md"
#: In the place of the strategy that served the body.
_BODY = "body"
_FORMATS = {"date-time": "time", "date": "date"}


@dataclass(frozen=True)
class Field:
    """A row as it must be."""

    type: str
    nullable: bool
    strategies: tuple[str, ...]
    schema: dict[str, Any]
    """Of the field; objects in it are looked at in their own tables."""
    words: tuple[str, ...]
    """Of an enum: what the meaning has to list."""


def tables() -> dict[str, dict[str, Field]]:
    """Return every table that the dictionary must have: kind or class → field → row."""
    found: dict[str, dict[str, Field]] = {}
    for kind in ALL_KINDS.values():
        for name, record in _with_parts(kind.name, kind.record):
            served = strategies() if name == "article" else {}
            served = breaking() if name == "breaking" else served
            found[name] = _rows(record, served)
    return found


def _with_parts(name: str, record: Any) -> Iterator[tuple[str, Any]]:
    yield name, record
    for hint in get_type_hints(record).values():
        for one in (hint, *get_args(hint)):
            if is_dataclass(one) and isinstance(one, type):
                yield from _with_parts(one.__name__, one)


def _rows(record: Any, served: dict[str, tuple[str, ...]]) -> dict[str, Field]:
    hints = get_type_hints(record)
    rows = {}
    for one in fields(record):
        schema = dict(one.metadata["json_schema_extra"])
        words = schema.get("enum", schema.get("items", {}).get("enum", ()))
        rows[one.name] = Field(
            _type(schema, hints[one.name]),
            "null" in schema.get("type", ()),
            served.get(one.name, ()),
            schema,
            tuple(word for word in words if word is not None),
        )
    return rows


def _type(schema: dict[str, Any], hint: Any) -> str:
    hint = without_none(hint)
    if get_origin(hint) is list:
        return f"list of {_type(dict(schema.get('items', {})), get_args(hint)[0])}"
    if is_dataclass(hint) and isinstance(hint, type):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    if "properties" in schema or get_origin(hint) is dict:
        return "object"
    if "enum" in schema:
        return "enum"
    if schema.get("pattern") == ADDRESS["pattern"]:
        return "URL"
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    plain = next(kinds[of] for of in kinds if of is hint)
    return _FORMATS.get(schema.get("format", ""), plain)


def strategies() -> dict[str, tuple[str, ...]]:
    """Return for each extracted field of an article the names of its strategies, in order."""
    times = (article.PUBLISHED, article.MODIFIED)
    lists = (article.AUTHORS, article.IMAGES, article.VIDEOS, article.RELATED)
    choices = (*article.FIRST, *times, *lists)
    found = {one.field: tuple(name for name, _ in one.strategies) for one in choices}
    body = tuple(name for name, _ in (*article.BODY, article.LAST_RESORT))
    return {
        **found,
        "images": (*found["images"], _BODY),
        "videos": (*found["videos"], _BODY),
        "related": (_BODY, *found["related"]),
        **dict.fromkeys(("body_text", "body_blocks", "links"), body),
        **dict.fromkeys(("published_date", "published_raw"), found["published_at"]),
        "canonical_url": (*(name for name, _ in article.CANONICAL), "url"),
        **dict.fromkeys(("content_type", "section"), ("url",)),
    }


def breaking() -> dict[str, tuple[str, ...]]:
    """Return the same for a breaking line: one strategy reads the whole of it."""
    return dict.fromkeys(("text", "attribution", "url"), tuple(ticker.STRATEGIES))


def written() -> dict[str, list[dict[str, str]]]:
    """Return the tables of docs/data.md: heading → rows, by column."""
    found: dict[str, list[dict[str, str]]] = {}
    for part in re.split(r"^##+ ", DATA.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        lines = [line.strip("| ") for line in part.splitlines() if line.startswith("|")]
        head, _, *rows = ([cell.strip() for cell in line.split(" |")] for line in lines)
        found[part.splitlines()[0]] = [dict(zip(head, row, strict=True)) for row in rows]
    return found
