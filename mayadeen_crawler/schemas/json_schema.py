"""The JSON Schema (2020-12) of each kind of record: made of its class, shipped as a file.

What is shipped for a version stays: ``make schemas`` only ever adds the files of a new one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from importlib import resources
from typing import Any, get_args, get_type_hints

from itemadapter import ItemAdapter

from mayadeen_crawler.schemas.kinds import TOLD, Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: Keys that say something to people only.
_WORDS = ("title", "description")

Schema = dict[str, Any]


def made(kind: Kind) -> Schema:
    """Return the schema of *kind* as its class says it."""
    head = {
        "$schema": DIALECT,
        "$id": f"urn:mayadeen-crawler:{kind.name}:{kind.version}",
        "title": kind.name,
        "description": _description(kind.record),
    }
    return head | _closed(ItemAdapter.get_json_schema(kind.record), kind.record)


def shipped(kind: Kind) -> Schema:
    """Return the schema of *kind* in its present version, as it is part of the package."""
    file = resources.files(__package__) / file_name(kind)
    schema: Schema = json.loads(file.read_text(encoding="utf-8"))
    return schema


def file_name(kind: Kind) -> str:
    """Return the name of its file in this folder."""
    return f"{kind.name}.v{kind.version}.json"


def of_any(kinds: Mapping[str, Kind] = TOLD) -> Schema:
    """Return one schema for records of all *kinds*: each is held to that of its ``record_type``."""
    return {
        "$schema": DIALECT,
        "$id": "urn:mayadeen-crawler:any",
        "title": "any",
        "description": "A record of any kind: its record_type says which schema holds.",
        "type": "object",
        "properties": {"record_type": {"enum": list(kinds)}},
        "required": ["record_type"],
        "allOf": [
            {
                "if": {"properties": {"record_type": {"const": name}}},
                "then": {"$ref": f"#/$defs/{name}"},
            }
            for name in kinds
        ],
        "$defs": {name: shipped(kind) for name, kind in kinds.items()},
    }


def text(schema: Schema) -> str:
    """Return *schema* as it is shipped and printed."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def shape(schema: Any) -> Any:
    """Return *schema* without what is meant for people: the same means the same records."""
    if not isinstance(schema, dict):
        return schema
    return {
        name: shape(value)
        for name, value in schema.items()
        if not (name in _WORDS and isinstance(value, str))
    }


def _closed(schema: Schema, record: Any) -> Schema:
    """Return *schema* with every key required and no other allowed, in the order we print."""
    left = {name: value for name, value in schema.items() if name != "default"}
    ordered: Schema = {name: left.pop(name) for name in ("description", "type") if name in left}
    if "description" in ordered:
        ordered["description"] = " ".join(ordered["description"].split())
    if "items" in left:
        (record,) = get_args(record) or (None,)
        left["items"] = _closed(left["items"], record)
    if "properties" in left:
        hints = get_type_hints(record) if is_dataclass(record) else {}
        if hints and "description" not in ordered:
            ordered = {"description": _description(record), **ordered}
        names = left.pop("properties")
        ordered["properties"] = {n: _closed(s, hints.get(n)) for n, s in names.items()}
        ordered |= {"required": list(names), "additionalProperties": False}
        left = {n: s for n, s in left.items() if n not in ordered}
    return ordered | left


def _description(record: Any) -> str:
    return " ".join(record.__doc__.split())
