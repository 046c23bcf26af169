"""``make schemas``: writes a schema file for the present version of each kind of record.

The fields of a version that has a file already must not change: consumers rely on it.
"""

from __future__ import annotations

import json
from pathlib import Path

from mayadeen_crawler.schemas.json_schema import (
    file_name,
    generated,
    shape,
    text,
)
from mayadeen_crawler.schemas.kinds import ALL_KINDS, RecordKind

FOLDER = Path(__file__).parent


def ship(kind: RecordKind, folder: Path = FOLDER) -> None:
    """Write the file of *kind* into *folder*; SystemExit if it exists with other fields."""
    path, schema = folder / file_name(kind), generated(kind)
    if path.exists() and shape(json.loads(path.read_text(encoding="utf-8"))) != shape(schema):
        raise SystemExit(
            f"{path.name} exists, and the fields of {kind.record.__name__} differ from it: "
            f"raise its schema_version ({kind.version}), say in docs/schema-versions.md what "
            "changed, and run `make schemas` again"
        )
    path.write_text(text(schema), encoding="utf-8")


def main() -> None:
    """Write the files of all kinds."""
    for kind in ALL_KINDS.values():
        ship(kind)


if __name__ == "__main__":
    main()
