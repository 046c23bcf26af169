"""Writers of the export formats: JSON Lines (lines of the feed unchanged), CSV and Parquet.

Called by ``delivery``. Only Parquet needs DuckDB, of the extra [analysis].
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.items import Article
from mayadeen_crawler.schemas.duckdb_columns import read_json, text

#: First characters of what a spreadsheet takes for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

#: Rows of a Parquet row group, which DuckDB holds in memory at once.
_GROUP = 10_000


def write_jsonl(lines: Iterable[bytes], stream: BinaryIO) -> None:
    """Write the lines byte for byte."""
    stream.writelines(lines)


def write_csv(lines: Iterable[bytes], stream: BinaryIO) -> None:
    """Write a table (RFC 4180, UTF-8) with a column for each field of Article, in its order.

    Lists and objects are JSON; a text that a spreadsheet would take for a formula gets an
    apostrophe in front. A key that a record of an older version lacks is an empty cell.
    """
    names = [one.name for one in fields(Article)]
    wrapped = TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    try:
        rows = csv.writer(wrapped)
        rows.writerow(names)
        for line in lines:
            record = json.loads(line)
            rows.writerow([_cell(record.get(name)) for name in names])
    finally:
        wrapped.detach()


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.lstrip(" '\"").startswith(_FORMULA):
        return f"'{value}"
    return value


def write_parquet(lines: Iterable[bytes], target: Path) -> None:
    """Write a Parquet file at *target*, from a temporary JSON Lines file beside it.

    Times are UTC. Raises ExportError if DuckDB fails.
    """
    import duckdb  # large, and other formats do without

    plain = target.with_name(f"{target.name}.jsonl")
    try:
        with plain.open("wb") as stream:
            write_jsonl(lines, stream)
        db = duckdb.connect(config={"memory_limit": "1GB", "threads": 2})
        with db:
            db.execute("SET TimeZone = 'UTC'")
            db.execute("SET preserve_insertion_order = true")
            db.execute(
                f"COPY (SELECT * FROM {read_json(Article, str(plain))}) "  # noqa: S608
                f"TO {text(str(target))} (FORMAT parquet, ROW_GROUP_SIZE {_GROUP})"
            )
    except duckdb.Error as error:
        raise ExportError(f"DuckDB could not write {target}: {error}") from error
    finally:
        plain.unlink(missing_ok=True)


#: Format → its writer to a stream; Parquet needs a file.
STREAMED: dict[str, Callable[[Iterable[bytes], BinaryIO], None]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
}
FORMATS = (*STREAMED, "parquet")
