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

_FEEDS = {kind.folder: kind.name for kind in KINDS.values()}
#: Faults of one folder that are told.
_TOLD = 5


@functools.cache
def validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of a kind of record."""
    return jsonschema_rs.Draft202012Validator(shipped(ALL_KINDS[kind]), validate_formats=True)


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
    checked = validator(kind)
    if checked.is_valid(record):
        return []
    return [
        f"{error.instance_path}: {error.message}"[:300] for error in checked.iter_errors(record)
    ]


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
