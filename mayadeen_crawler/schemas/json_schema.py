"""The JSON Schema (2020-12) of each kind of record, generated from its class or read from its file.

``scrapy schema`` prints the shipped files (``article.v2.json``, …). A shipped version never
changes: ``make schemas`` (``write_files``) adds the file of a new one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from importlib import resources
from typing import Any, get_args, get_type_hints

from mayadeen_crawler.schemas.kinds import ALL_KINDS, RecordKind
from mayadeen_crawler.schemas.type_hints import without_none

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: Keys for people only: they do not change which records are valid.
_WORDS = ("title", "description")

Schema = dict[str, Any]


def generated(kind: RecordKind) -> Schema:
    """Return the schema of *kind*, generated from its item class."""
    from itemadapter import ItemAdapter  # loads pydantic where that is installed

    head = {
        "$schema": DIALECT,
        "$id": f"urn:mayadeen-crawler:{kind.name}:{kind.version}",
        "title": kind.name,
        "description": _description(kind.record),
    }
    return head | _closed(ItemAdapter.get_json_schema(kind.record), kind.record)


def shipped(kind: RecordKind) -> Schema:
    """Return the schema of *kind* in its present version, read from the package's file."""
    file = resources.files(__package__) / file_name(kind)
    schema: Schema = json.loads(file.read_text(encoding="utf-8"))
    return schema


def file_name(kind: RecordKind) -> str:
    """Return the name of the kind's file in this folder: ``article.v2.json``."""
    return f"{kind.name}.v{kind.version}.json"


def of_any(kinds: Mapping[str, RecordKind] = ALL_KINDS) -> Schema:
    """Return one schema for records of all *kinds*; ``record_type`` selects which applies."""
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
    """Return the JSON text of *schema*, as in its file and on standard output."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def shape(schema: Any) -> Any:
    """Return *schema* without titles and descriptions.

    Two schemas with equal shapes accept the same records.
    """
    if not isinstance(schema, dict):
        return schema
    return {
        name: shape(value)
        for name, value in schema.items()
        if not (name in _WORDS and isinstance(value, str))
    }


def _closed(schema: Schema, record: Any) -> Schema:
    """Return *schema* with every property required and no other allowed, its keys in our order."""
    left = {name: value for name, value in schema.items() if name != "default"}
    ordered: Schema = {name: left.pop(name) for name in ("description", "type") if name in left}
    if "description" in ordered:
        ordered["description"] = " ".join(ordered["description"].split())
    if "items" in left:
        left.pop("anyOf", None)  # of a list that may be null: its own schema says so already
        (record,) = get_args(without_none(record)) or (None,)
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
