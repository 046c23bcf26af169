"""What a field of a record holds, as JSON Schema: the words the item classes are told with.

``ItemAdapter.get_json_schema`` reads it from the fields' metadata, and their meaning from
the docstrings below them. Types in the classes are those of items on their way: a value
that is not found yet is ``None``. Schemas are of written records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import field
from typing import Any

Schema = Mapping[str, Any]


def matching(pattern: str, **more: Any) -> Schema:
    """Return the schema of text of the form *pattern*, which is all of it."""
    return {"type": "string", "pattern": f"^{pattern}$", **more}


def one_of(values: Iterable[str]) -> Schema:
    """Return the schema of text that is one of *values*."""
    return {"type": "string", "enum": list(values)}


def count(least: int = 0) -> Schema:
    """Return the schema of a whole number from *least* up."""
    return {"type": "integer", "minimum": least}


#: Text as ``text.clean`` leaves it: not empty, no white space but single spaces.
LINE = matching(r"\S+( \S+)*", minLength=1)
#: Lines, with a blank one between two.
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

#: What can serve an extracted field.
STRATEGIES = (
    "tawsiyat", "jsonld", "meta", "markup", "visible", "trafilatura", "listing", "sitemap", "url",
)  # fmt: skip


def always(schema: Schema, default: object = None) -> Any:
    """Return a field that every written record fills; *default* until then."""
    return field(default=default, metadata=_told(schema))


def maybe(schema: Schema) -> Any:
    """Return a field that is ``None`` where there is no such value."""
    return field(default=None, metadata=_told(nullable(schema)))


def constant(value: str | int) -> Any:
    """Return a field that is *value* in every record."""
    return field(default=value, metadata=_told({"const": value}))


def several(member: Schema | None = None, **more: Any) -> Any:
    """Return a list of *member*, ``[]`` where there is none; without, its type says of what."""
    items = {"items": member} if member else {}
    return field(default_factory=list, metadata=_told({"type": "array", **items, **more}))


def mapped(**value: Any) -> Any:
    """Return an object with keys that are not known before; each value is as *value* says, too."""
    schema = {"type": "object", "additionalProperties": value}
    return field(default_factory=dict, metadata=_told(schema))


def part(of: type[Any]) -> Any:
    """Return an object of the class *of*."""
    return field(default_factory=of, metadata=_told({"type": "object"}))


def served(names: Iterable[str], strategies: Iterable[str] = STRATEGIES) -> Any:
    """Return the provenance of the fields *names*: for each a strategy, or ``None``."""
    keys = tuple(names)
    schema = {"type": "object", "properties": dict.fromkeys(keys, nullable(one_of(strategies)))}
    return field(default_factory=lambda: dict.fromkeys(keys), metadata=_told(schema))


def nullable(schema: Schema) -> Schema:
    """Return *schema*, or null."""
    either = {**schema, "type": [schema["type"], "null"]}
    return {**either, "enum": [*schema["enum"], None]} if "enum" in schema else either


def where(said: Schema, then: Schema, otherwise: Schema | None = None) -> dict[str, Any]:
    """Return a condition of a class: where its fields are as *said*, they are as in *then*."""
    condition = {"if": {"properties": said}, "then": {"properties": then}}
    return condition | ({"else": {"properties": otherwise}} if otherwise else {})


def _told(schema: Schema) -> dict[str, Any]:
    return {"json_schema_extra": deepcopy(dict(schema))}
