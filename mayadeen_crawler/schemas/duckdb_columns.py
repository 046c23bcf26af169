"""Names and DuckDB types of a record's columns, from its item class.

Used for Parquet exports, the report's tables, ``scrapy schema`` and Table Schemas. DuckDB's own
inference from sampled files goes wrong: empty lists become JSON, ids become numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from mayadeen_crawler.schemas.type_hints import without_none

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_FORMATS = {"date-time": "TIMESTAMPTZ", "date": "DATE"}
_PLAIN = {int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN"}

#: Bytes of the longest line that DuckDB reads; a page of the site is at most 32 MiB.
LONGEST_LINE = 64 * 1024 * 1024


def columns_of(record: type[DataclassInstance]) -> tuple[tuple[str, str], ...]:
    """Return name and DuckDB type of each field of the item class *record*, in order.

    Example: ``(("id", "VARCHAR"), ("published_at", "TIMESTAMPTZ"), ("tags", "VARCHAR[]"), …)``.
    """
    return _columns_of(record)  # apart: mypy takes no type[Any] for what `cache` has to hash


@cache
def _columns_of(record: type[DataclassInstance]) -> tuple[tuple[str, str], ...]:
    hints = get_type_hints(record)
    return tuple(
        (one.name, typed(one.metadata["json_schema_extra"], hints[one.name]))
        for one in fields(record)
    )


def read_json(
    record: type[Any],
    files: str,
    *,
    of_lines: bool = True,
    longest: int = LONGEST_LINE,
    as_json: Collection[str] = (),
) -> str:
    """Return the SQL of a DuckDB table function that reads *files* (a path or glob) as *record*.

    *of_lines*: each line of a file is a record; otherwise each file is one.
    *longest*: bytes of the longest record; DuckDB takes a multiple of it as memory.
    *as_json*: columns that are not parsed, but are JSON texts.
    """
    columns = ", ".join(
        f"{name(one)}: {text('JSON' if one in as_json else kind)}"
        for one, kind in columns_of(record)
    )
    kind = "newline_delimited" if of_lines else "unstructured"
    return (
        f"read_json({text(files)}, format = '{kind}', columns = {{{columns}}}, "
        f"maximum_object_size = {longest})"
    )


def name(column: str) -> str:
    """Quote an identifier for DuckDB."""
    return '"' + column.replace('"', '""') + '"'


def text(value: str) -> str:
    """Quote a string for DuckDB."""
    return "'" + value.replace("'", "''") + "'"


def typed(schema: Mapping[str, Any], hint: Any) -> str:
    """Return the DuckDB type of a field with the type hint *hint* and the JSON Schema *schema*."""
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    hint = without_none(hint)
    if get_origin(hint) is list:
        return f"{typed(schema.get('items', {}), get_args(hint)[0])}[]"
    if names := schema.get("properties"):
        return f"STRUCT({', '.join(f'{name(one)} VARCHAR' for one in names)})"
    if get_origin(hint) is dict:
        value = get_args(hint)[1]
        return "JSON" if value is Any else f"MAP(VARCHAR, {typed({}, value)})"
    if is_dataclass(hint) and isinstance(hint, type):
        return f"STRUCT({', '.join(f'{name(n)} {t}' for n, t in columns_of(hint))})"
    return _PLAIN.get(hint, "VARCHAR")
