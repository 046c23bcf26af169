"""Helpers that declare dataclass fields together with their JSON Schema.

The item classes use them: ``shares: int | None = maybe(count())``. ``schemas/json_schema.py``
gets the schemas through ``ItemAdapter.get_json_schema``: the schema from a field's metadata,
its description from the docstring below the field. The schema describes a written record; the
Python type also allows ``None`` until a value is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import field
from typing import Any

Schema = Mapping[str, Any]


def matching(pattern: str, **more: Any) -> Schema:
    """Return the schema of text that matches *pattern* as a whole, with *more* keywords."""
    return {"type": "string", "pattern": f"^{pattern}$", **more}


def one_of(values: Iterable[str]) -> Schema:
    """Return the schema of text that is one of *values*."""
    return {"type": "string", "enum": list(values)}


def count(least: int = 0) -> Schema:
    """Return the schema of an integer of at least *least*."""
    return {"type": "integer", "minimum": least}


#: Text as ``utils.text.clean`` returns it: not empty, single spaces only.
LINE = matching(r"\S+( \S+)*", minLength=1)
#: Several such lines with a blank line between two.
PARAGRAPHS = matching(r"\S+(( |\n\n)\S+)*", minLength=1)
ADDRESS = matching(r"[Hh][Tt][Tt][Pp][Ss]?://\S+", minLength=1)
#: A moment: RFC 3339 in UTC, whole seconds.
MOMENT = matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", format="date-time")
DAY = matching(r"\d{4}-\d\d-\d\d", format="date")
SHA256 = matching("[0-9a-f]{64}")
EDITION = one_of(("en", "ar", "es"))
ARTICLE_ID = matching("(en|ar|es):([1-9][0-9]{0,19}|u[0-9a-f]{16})")
LINE_ID = matching("(en|ar|es):b[0-9a-f]{16}")
RUN_ID = matching("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

#: Names of all strategies in ``provenance``.
STRATEGIES = (
    "tawsiyat", "jsonld", "meta", "markup", "visible", "trafilatura", "listing", "sitemap", "url",
)  # fmt: skip


def always(schema: Schema, default: object = None) -> Any:
    """Return a field that is never null in a written record; *default* until it is filled."""
    return field(default=default, metadata=_with_schema(schema))


def maybe(schema: Schema) -> Any:
    """Return a field that may be null, ``None`` by default."""
    return field(default=None, metadata=_with_schema(nullable(schema)))


def constant(value: str | int) -> Any:
    """Return a field with the same *value* in every record."""
    return field(default=value, metadata=_with_schema({"const": value}))


def several(member: Schema | None = None, **more: Any) -> Any:
    """Return a field that is a list, ``[]`` by default.

    *member* is the schema of its members; without it, the field's type gives it (a list of
    item classes). *more* are keywords of the list.
    """
    items = {"items": member} if member else {}
    return field(default_factory=list, metadata=_with_schema({"type": "array", **items, **more}))


def maybe_several(member: Schema, **more: Any) -> Any:
    """Return a field that is a list or null, ``None`` by default; the rest as in `several`."""
    return maybe({"type": "array", "items": member, **more})


def mapped(**value: Any) -> Any:
    """Return a field that is an object with any keys; *value* are keywords for its values."""
    schema = {"type": "object", "additionalProperties": value}
    return field(default_factory=dict, metadata=_with_schema(schema))


def part(of: type[Any]) -> Any:
    """Return a field that is an object of the dataclass *of*."""
    return field(default_factory=of, metadata=_with_schema({"type": "object"}))


def served(names: Iterable[str], strategies: Iterable[str] = STRATEGIES) -> Any:
    """Return the field ``provenance``: an object with each of *names* → a strategy or null."""
    keys = tuple(names)
    schema = {"type": "object", "properties": dict.fromkeys(keys, nullable(one_of(strategies)))}
    return field(default_factory=lambda: dict.fromkeys(keys), metadata=_with_schema(schema))


def nullable(schema: Schema) -> Schema:
    """Return *schema* with null allowed."""
    either = {**schema, "type": [schema["type"], "null"]}
    return {**either, "enum": [*schema["enum"], None]} if "enum" in schema else either


def where(said: Schema, then: Schema, otherwise: Schema | None = None) -> dict[str, Any]:
    """Return a JSON Schema condition: where fields match *said*, fields must match *then*.

    Goes into a class's ``__json_schema_extra__``. *said*, *then* and *otherwise* map names of
    fields to schemas: ``{"event": {"const": "removed"}}``.
    """
    condition = {"if": {"properties": said}, "then": {"properties": then}}
    return condition | ({"else": {"properties": otherwise}} if otherwise else {})


def _with_schema(schema: Schema) -> dict[str, Any]:
    return {"json_schema_extra": deepcopy(dict(schema))}
