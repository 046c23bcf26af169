"""Records as Table Schemas (Data Package 2.0): a name and a type for every field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mayadeen_crawler.schemas.duckdb_columns import columns_of
from mayadeen_crawler.schemas.kinds import Kind

#: DuckDB's type → Table Schema's; lists and structures are looked at first.
_TYPES: Mapping[str, str] = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "TIMESTAMPTZ": "datetime",
    "DATE": "date",
}
#: Kind → fields that no two of its records have in common.
_KEYS: Mapping[str, list[str]] = {"article": ["id", "revision"]}


def table_schema(kind: Kind) -> dict[str, Any]:
    """Return the Table Schema of records of *kind*: ``fields`` in order, and their key."""
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
    return "object" if column.startswith("STRUCT") else _TYPES[column]
