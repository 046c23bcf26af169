"""The Table Schema (Data Package 2.0) of each kind of record, for ``datapackage.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mayadeen_crawler.schemas.duckdb_columns import columns_of
from mayadeen_crawler.schemas.kinds import RecordKind

#: DuckDB type → Table Schema type, of columns that are neither list nor structure.
_TYPES: Mapping[str, str] = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "TIMESTAMPTZ": "datetime",
    "DATE": "date",
    "JSON": "any",
}
#: Kind → its primary key: fields that identify a record.
_KEYS: Mapping[str, list[str]] = {"article": ["id", "revision"]}


def table_schema(kind: RecordKind, columns: Sequence[str] = ()) -> dict[str, Any]:
    """Return ``{"fields": [{"name": str, "type": str}, …]}``, and ``primaryKey`` where one is.

    *columns*: only these fields of *kind*, in this order.
    """
    types = dict(columns_of(kind.record))
    names = columns or types
    schema: dict[str, Any] = {
        "fields": [{"name": name, "type": _type(types[name])} for name in names]
    }
    key = _KEYS.get(kind.name, [])
    if key and set(key) <= set(names):
        schema["primaryKey"] = key
    return schema


def _type(column: str) -> str:
    if column.endswith("[]"):
        return "array"
    return "object" if column.startswith(("STRUCT", "MAP")) else _TYPES[column]
