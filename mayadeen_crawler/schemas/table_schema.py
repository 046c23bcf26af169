"""The Table Schema (Data Package 2.0) of each kind of record, for ``datapackage.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mayadeen_crawler.schemas.duckdb_columns import columns_of
from mayadeen_crawler.schemas.kinds import RecordKind

#: DuckDB type → Table Schema type, of columns that are neither list nor structure.
_TYPES: Mapping[str, str] = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "TIMESTAMPTZ": "datetime",
    "DATE": "date",
    "JSON": "any",
}
#: Kind → its primary key: fields that identify a record.
_KEYS: Mapping[str, list[str]] = {"article": ["id", "revision"]}


def table_schema(kind: RecordKind) -> dict[str, Any]:
    """Return ``{"fields": [{"name": str, "type": str}, …]}``, and ``primaryKey`` where one is."""
    columns = columns_of(kind.record)
    schema: dict[str, Any] = {
        "fields": [{"name": name, "type": _type(column)} for name, column in columns]
    }
    if kind.name in _KEYS:
        schema["primaryKey"] = _KEYS[kind.name]
    return schema


def _type(column: str) -> str:
    if column.endswith("[]"):
        return "array"
    return "object" if column.startswith(("STRUCT", "MAP")) else _TYPES[column]
