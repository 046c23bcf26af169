"""Whether the records in a folder are what their schemas say: each whole line, each manifest."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import jsonschema_rs

from mayadeen_crawler.ledger.feeds import DAY_FILES
from mayadeen_crawler.schemas.json_schema import shipped
from mayadeen_crawler.schemas.kinds import ALL_KINDS, KINDS, RUN
from mayadeen_crawler.schemas.write_files import FOLDER

_FEEDS = {kind.folder: kind.name for kind in KINDS.values()}
#: Faults of one folder that are told.
_TOLD = 5


@functools.cache
def validator(kind: str, version: int | None = None) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of a kind of record, in its present version or an older one."""
    schema = shipped(ALL_KINDS[kind])
    if version:
        path = FOLDER / f"{kind}.v{version}.json"
        schema = json.loads(path.read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def faults(folder: Path) -> list[str]:
    """Return what is wrong with the records below *folder*, a line each."""
    found: list[str] = []
    for where, kind, line in _records(folder):
        found += [f"{where}: {fault}" for fault in wrong(kind, line)]
        if len(found) >= _TOLD:
            break
    return found


def wrong(kind: str, line: bytes) -> list[str]:
    """Return what is wrong with *line* as a record of *kind*."""
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        return [f"no JSON: {line[:80]!r}"]
    version = record.get("schema_version") if isinstance(record, dict) else None
    checked = validator(kind, version if version in _versions(kind) else None)
    if checked.is_valid(record):
        return []
    return [
        f"{error.instance_path}: {error.message}"[:300] for error in checked.iter_errors(record)
    ]


@functools.cache
def _versions(kind: str) -> range:
    return range(1, ALL_KINDS[kind].version + 1)


def _records(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield place, kind and bytes of each record; a line without its end is none yet."""
    for path, folders, files in os.walk(folder):
        name = Path(path).name
        if name in _FEEDS:
            for file in files:
                if fnmatch(file, DAY_FILES):
                    with Path(path, file).open("rb") as stream:
                        for number, line in enumerate(stream, 1):
                            if line.endswith(b"\n"):
                                yield f"{path}/{file}:{number}", _FEEDS[name], line
        elif name == RUN.folder:
            for file in files:
                if file.endswith(".json") and not file.startswith("."):
                    yield f"{path}/{file}", RUN.name, Path(path, file).read_bytes()
        folders[:] = [one for one in folders if one not in ("__pycache__", "site-packages")]
