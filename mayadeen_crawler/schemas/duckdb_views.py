"""The SQL that ``scrapy schema --duckdb`` prints: a DuckDB view of each feed."""

from __future__ import annotations

from collections.abc import Mapping

from mayadeen_crawler.schemas.duckdb_columns import (
    columns_of,
    name,
    read_json,
)
from mayadeen_crawler.schemas.kinds import RUN, RecordKind

HEAD = """\
-- Malformed JSON at the end of the newest file is a record that a run is writing: ask again.
-- If that run was killed, the next run repairs the file.

-- Times are UTC.
SET TimeZone = 'UTC';
"""

#: The view of the newest revisions, which most questions are about.
LATEST = """\
-- The newest revision of each article.
CREATE OR REPLACE VIEW articles_latest AS
SELECT * FROM articles
QUALIFY row_number() OVER (PARTITION BY id ORDER BY revision DESC) = 1;
"""


def script(files: Mapping[RecordKind, str | None]) -> str:
    """Return the SQL that makes a view of each kind, with the name of its folder.

    *files*: kind → path or glob of its files; None for a kind without a file, because DuckDB
    cannot read a glob that matches nothing.
    """
    parts = [HEAD]
    for kind, paths in files.items():
        parts.append(view(kind, paths))
        if kind.name == "article":
            parts.append(LATEST)
    return "\n".join(parts)


def view(kind: RecordKind, files: str | None) -> str:
    """Return the SQL of one view; it has no rows if *files* is None."""
    if files is not None:
        source = f"SELECT * FROM {read_json(kind.record, files, of_lines=kind != RUN)}"  # noqa: S608
        return f"CREATE OR REPLACE VIEW {kind.folder} AS\n{source};\n"
    columns = ", ".join(f"CAST(NULL AS {of}) AS {name(one)}" for one, of in columns_of(kind.record))
    return (
        f"-- {kind.folder}/ has no file yet, so this view is empty: print it again later.\n"
        f"CREATE OR REPLACE VIEW {kind.folder} AS\nSELECT {columns} WHERE false;\n"
    )
