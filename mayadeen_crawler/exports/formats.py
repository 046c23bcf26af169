"""Writers of the export formats, each in the module that the table at the end names.

Called by ``delivery``. Only Parquet and xlsx need packages of the extra [analysis].
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.exports.atom import write_atom
from mayadeen_crawler.exports.cells import csv_text
from mayadeen_crawler.exports.database import write_database
from mayadeen_crawler.exports.json_feed import write_json_feed
from mayadeen_crawler.exports.selection import BODY, Selection, Tally
from mayadeen_crawler.exports.workbook import write_workbook
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.schemas.duckdb_columns import name, read_json, text

#: Rows of a Parquet row group, which DuckDB holds in memory at once.
_GROUP = 10_000


def write_jsonl(
    lines: Iterable[bytes], stream: BinaryIO, wanted: Selection, _tally: Tally | None = None
) -> None:
    """Write the lines byte for byte; with the columns that *wanted* names, lines of these only.

    Without bodies the fields of BODY stay, empty as the schema allows: null and [].
    """
    if not wanted.columns and wanted.body:
        stream.writelines(lines)
        return
    for line in lines:
        record = json.loads(line)
        if not wanted.body:
            record.update(dict(zip(BODY, (None, []), strict=True)))
        if wanted.columns:
            record = {one: record.get(one) for one in wanted.columns}
        stream.write(encode(record))


def write_csv(lines: Iterable[bytes], stream: BinaryIO, wanted: Selection, _tally: Tally) -> None:
    """Write a table (RFC 4180, UTF-8) with the columns that *wanted* asks for.

    Lists and objects are JSON; a text that a spreadsheet would take for a formula gets an
    apostrophe in front. A key that a record of an older version lacks is an empty cell.
    """
    if wanted.bom:
        stream.write(codecs.BOM_UTF8)
    wrapped = TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    try:
        rows = csv.writer(wrapped)
        rows.writerow(wanted.table)
        for line in lines:
            record = json.loads(line)
            rows.writerow([_cell(record.get(column)) for column in wanted.table])
    finally:
        wrapped.detach()


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        # A semicolon stands in texts only, where it may be written so.
        return json.dumps(value, ensure_ascii=False).replace(";", r"\u003b")
    return csv_text(value) if isinstance(value, str) else value


def write_parquet(lines: Iterable[bytes], target: Path, wanted: Selection, _tally: Tally) -> None:
    """Write a Parquet file at *target*, from a temporary JSON Lines file beside it.

    Times are UTC. Raises ExportError if DuckDB fails.
    """
    import duckdb  # large, and other formats do without

    plain = target.with_name(f"{target.name}.jsonl")
    columns = ", ".join(map(name, wanted.table))
    try:
        with plain.open("wb") as stream:
            stream.writelines(lines)
        db = duckdb.connect(config={"memory_limit": "1GB", "threads": 2})
        with db:
            db.execute("SET TimeZone = 'UTC'")
            db.execute("SET preserve_insertion_order = true")
            db.execute(
                f"COPY (SELECT {columns} FROM {read_json(wanted.kind.record, str(plain))}) "  # noqa: S608
                f"TO {text(str(target))} (FORMAT parquet, ROW_GROUP_SIZE {_GROUP})"
            )
    except duckdb.Error as error:
        raise ExportError(f"DuckDB could not write {target}: {error}") from error
    finally:
        plain.unlink(missing_ok=True)


#: Format → its writer to a stream.
STREAMED: dict[str, Callable[[Iterable[bytes], BinaryIO, Selection, Tally], None]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "atom": write_atom,
    "jsonfeed": write_json_feed,
}
#: Format → its writer to a file, which has to be one.
TO_FILE: dict[str, Callable[[Iterable[bytes], Path, Selection, Tally], None]] = {
    "parquet": write_parquet,
    "xlsx": write_workbook,
    "db": write_database,
}
