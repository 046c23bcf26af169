"""What kinds of records share: their versions, and ``as_record``, an item as a dict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: The ``schema_version`` of all feeds but the articles'; a kind whose fields change gets its own.
SCHEMA_VERSION = 1
#: The ``schema_version`` of manifests (``run.py``), raised when their keys change;
#: docs/schema-versions.md says what each version holds. Here, since a crawl makes no instance of
#: that module's classes, which take long to import.
RUN_VERSION = 2


def as_record(item: DataclassInstance, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Return *item* as the dict that becomes its line, keys in the order of the fields.

    *names*: only these fields, in this order. The same as ``dataclasses.asdict`` and ten times as
    fast, because records nest one level deep only, and a list holds texts or parts, never both.
    """
    record: dict[str, Any] = {}
    for name in names or _names(type(item)):
        value = getattr(item, name)
        if isinstance(value, list):
            is_parts = value and not isinstance(value[0], str)
            value = [vars(one).copy() for one in value] if is_parts else value.copy()
        elif isinstance(value, dict):
            value = dict(value)
        record[name] = value
    return record


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
