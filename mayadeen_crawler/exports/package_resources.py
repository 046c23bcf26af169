"""The resources of ``datapackage.json``: one for an export, one for each feed file.

Called by ``delivery`` (``scrapy export --datapackage``), ``scrapy datapackage`` and
``publishing/``.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mayadeen_crawler.exceptions import ExportError, LedgerError
from mayadeen_crawler.exports.datapackage import Resource, held, name_of
from mayadeen_crawler.exports.selection import Selection, field_names
from mayadeen_crawler.ledger.feed_files.append_log import spans_of
from mayadeen_crawler.ledger.feeds import committed_lengths, current_files
from mayadeen_crawler.schemas.kinds import KINDS, RecordKind
from mayadeen_crawler.schemas.table_schema import table_schema
from mayadeen_crawler.utils.advised_command import advised
from mayadeen_crawler.utils.regular_files import open_regular

#: Format → media type.
_MEDIA: Mapping[str, str] = {
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Formats that are no text.
_BINARY = frozenset({"parquet", "xlsx"})
_CHUNK = 1 << 20

_FOLDERS: Mapping[str, RecordKind] = {kind.folder: kind for kind in KINDS.values()}


def exported(file: Path, name: str, form: str, records: int, wanted: Selection) -> Resource:
    """Return the description of the export *file*, which will be renamed to *name*.

    *form*: jsonl, csv, parquet or xlsx; *records*: its number of records, which *wanted* chose.
    """
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
            size = stream.tell()
    except OSError as error:
        raise ExportError(f"{file} cannot be read: {error.strerror}") from error
    columns = (wanted.columns or field_names(wanted.kind)) if form == "jsonl" else wanted.table
    said = resource(name, form, size, digest.hexdigest(), records, wanted.kind, final=True)
    return said | {"schema": table_schema(wanted.kind, columns)}


class WrittenFile:
    """A temporary file that is complete and will be renamed to its target."""

    def __init__(self, file: Path) -> None:
        self._mark = _mark(file)

    def describe(self, target: Path, described: Sequence[Resource]) -> None:
        """Add *described* to the package of *target*, unless *target* is another file by now."""
        if not described:
            return
        with held(target.parent) as package:
            if target.exists() and _mark(target) == self._mark:
                package.replace(described, instead_of=lambda path: path == target.name)


def _mark(file: Path) -> tuple[int, ...]:
    found = file.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def is_feed(path: str) -> bool:
    """Whether *path*, relative to an output folder, is a feed file."""
    return path.partition("/")[0] in _FOLDERS and "/" in path


def feeds(db: sqlite3.Connection, folder: Path, *, only_final: bool = False) -> Iterator[Resource]:
    """Yield the description of each feed file in *folder*, as of the ledger's snapshot *db*.

    The current file still grows: ``bytes`` and ``hash`` cover the part that is committed, which
    never changes; with *only_final* it is left out. Files that were moved away are skipped.
    Raises LedgerError if a file differs from what was committed, ExportError if unreadable.
    """
    lengths = committed_lengths(db)
    current = current_files(db)
    for file, length in lengths.items():
        kind = file.partition("/")[0]
        final = file < current.get(kind, "")
        path = folder / file
        if not length or (only_final and not final) or not path.exists():
            continue  # files of finished days may be moved away
        digest, records = _committed(db, path, file, length)
        yield resource(file, "jsonl", length, digest, records, _FOLDERS[kind], final=final)


def _committed(db: sqlite3.Connection, path: Path, file: str, length: int) -> tuple[str, int]:
    """Return the SHA-256 of the committed bytes of *file*, and how many records they are."""
    digest, end, records = hashlib.sha256(), 0, 0
    try:
        with open_regular(path) as stream:
            for span in spans_of(db, file):
                data = stream.read(span.length)
                if span.offset != end or hashlib.sha256(data).hexdigest() != span.sha256:
                    break
                digest.update(data)
                end += span.length
                records += data.count(b"\n")
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
    if end != length:
        raise LedgerError(
            f"{path} is not what was committed to it, so nothing is said of it: "
            f"{advised('scrapy audit --integrity', path.parents[1])} names the bytes that disagree"
        )
    return digest.hexdigest(), records


def resource(
    path: str, form: str, size: int, digest: str, records: int, kind: RecordKind, *, final: bool
) -> Resource:
    """Return the description of a file of *kind* that is *size* bytes long.

    *path*: relative to the package's folder; *form*: of _MEDIA; *digest*: its
    SHA-256 in hexadecimal; *final*: whether the file never changes again.
    """
    encoding = {} if form in _BINARY else {"encoding": "utf-8"}
    return {
        "name": name_of(path),
        "path": path,
        "type": "table",
        "format": form,
        "mediatype": _MEDIA[form],
        **encoding,
        "bytes": size,
        "hash": f"sha256:{digest}",
        "records": records,
        "record_type": kind.name,
        "final": final,
        "schema": table_schema(kind),
    }
