"""The feeds as DuckDB views: SQL that runs as it is printed."""

from __future__ import annotations

from collections.abc import Mapping

from mayadeen_crawler.schemas.duckdb_columns import (
    columns_of,
    name,
    read_json,
)
from mayadeen_crawler.schemas.kinds import RUN, Kind

HEAD = """\
-- Malformed JSON at the end of the newest file is a record that a run is writing: ask again.
-- If the run was killed, the next one mends it.

-- Times are UTC.
SET TimeZone = 'UTC';
"""

#: The newest revision of each article, which is what most questions are about.
LATEST = """\
-- The newest revision of each article.
CREATE OR REPLACE VIEW articles_latest AS
SELECT * FROM articles
QUALIFY row_number() OVER (PARTITION BY id ORDER BY revision DESC) = 1;
"""


def script(files: Mapping[Kind, str | None]) -> str:
    """Return the SQL that makes a view of each kind, named as its folder is.

    *files*: kind → path or glob of its files; None where there is none yet, which DuckDB
    would not read.
    """
    parts = [HEAD]
    for kind, paths in files.items():
        parts.append(view(kind, paths))
        if kind.name == "article":
            parts.append(LATEST)
    return "\n".join(parts)


def view(kind: Kind, files: str | None) -> str:
    """Return the SQL of one view, an empty one without *files*."""
    if files is not None:
        source = f"SELECT * FROM {read_json(kind.record, files, of_lines=kind != RUN)}"  # noqa: S608
        return f"CREATE OR REPLACE VIEW {kind.folder} AS\n{source};\n"
    columns = ", ".join(f"CAST(NULL AS {of}) AS {name(one)}" for one, of in columns_of(kind.record))
    return (
        f"-- {kind.folder}/ has no file yet, so this one is empty: print it again once it has.\n"
        f"CREATE OR REPLACE VIEW {kind.folder} AS\nSELECT {columns} WHERE false;\n"
    )
