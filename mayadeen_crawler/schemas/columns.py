"""Records as DuckDB tables: a name and a type for every column, none of them inferred.

Inference from sampled files goes wrong: empty lists become JSON, ids become numbers.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

#: Bytes of the longest line that is read; a page of the site is at most 32 MiB.
LONGEST_LINE = 64 * 1024 * 1024


def columns_of(record: type[Any]) -> list[tuple[str, str]]:
    """Return name and DuckDB type of each field of the item class *record*, in order."""
    hints = get_type_hints(record)
    return [(one.name, _type(record, one.name, hints[one.name])) for one in fields(record)]


def read_json(record: type[Any], files: str) -> str:
    """Return a DuckDB table function that reads *files* (a path or glob) as *record*."""
    columns = ", ".join(f"{name(one)}: {text(kind)}" for one, kind in columns_of(record))
    return (
        f"read_json({text(files)}, format = 'newline_delimited', columns = {{{columns}}}, "
        f"maximum_object_size = {LONGEST_LINE})"
    )


def name(column: str) -> str:
    """Quote an identifier for DuckDB."""
    return '"' + column.replace('"', '""') + '"'


def text(value: str) -> str:
    """Quote a string for DuckDB."""
    return "'" + value.replace("'", "''") + "'"


def _type(record: type[Any], field: str, hint: Any) -> str:
    if field.endswith("_at"):
        return "TIMESTAMPTZ"
    if field == "published_date":
        return "DATE"
    if field == "provenance":
        return f"STRUCT({', '.join(f'{name(one)} VARCHAR' for one in record().provenance)})"
    if get_origin(hint) is list:
        return f"{_type(record, '', get_args(hint)[0])}[]"
    if is_dataclass(hint) and isinstance(hint, type):
        return f"STRUCT({', '.join(f'{name(n)} {t}' for n, t in columns_of(hint))})"
    return "BIGINT" if int in (hint, *get_args(hint)) else "VARCHAR"
