"""``make schemas``: writes the schema files of the versions that the classes have now.

A version that is shipped already never gets other fields: readers rely on it.
"""

from __future__ import annotations

import json
from pathlib import Path

from mayadeen_crawler.schemas.json_schema import (
    file_name,
    made,
    shape,
    text,
)
from mayadeen_crawler.schemas.kinds import TOLD, Kind

FOLDER = Path(__file__).parent


def ship(kind: Kind, folder: Path = FOLDER) -> None:
    """Write the file of *kind* into *folder*; SystemExit where its version has other fields."""
    path, schema = folder / file_name(kind), made(kind)
    if path.exists() and shape(json.loads(path.read_text(encoding="utf-8"))) != shape(schema):
        raise SystemExit(
            f"{path.name} is shipped, and the fields of {kind.record.__name__} are others now: "
            f"raise its schema_version ({kind.version}), say in docs/schema-versions.md what "
            "changed, and run `make schemas` again"
        )
    path.write_text(text(schema), encoding="utf-8")


def main() -> None:
    """Write the files of all kinds."""
    for kind in TOLD.values():
        ship(kind)


if __name__ == "__main__":
    main()
