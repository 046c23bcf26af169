"""Read the feeds into DuckDB tables, as they were at one moment.

`build.write_report` calls `tables` once a report; `chart_data.fill_chart_data` then makes the
tables of one edition and period from these. What a run appends meanwhile is not read.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from mayadeen_crawler.exceptions import ReportError
from mayadeen_crawler.ledger.feeds import committed_lengths, current_file
from mayadeen_crawler.schemas.duckdb_columns import read_json, text
from mayadeen_crawler.schemas.kinds import KINDS
from mayadeen_crawler.utils.advised_command import advised
from mayadeen_crawler.utils.regular_files import not_regular
from mayadeen_crawler.utils.terminal import harmless

#: Least memory for DuckDB, in MB: while it reads, as each of two readers asks for 32 and holds rows
#: that are not packed yet, and then. Feeds of over twenty times as much get a twentieth of their
#: size. What does not fit is on disk for a time.
_READING, _MEMORY = 160, 64
#: Rows that DuckDB packs at a time; each reader holds them as they are until then.
_GROUP = 4096
#: Bytes copied at a time.
_PIECE = 1 << 22
#: Bytes of a line that DuckDB has room for anyway: in smaller files the longest is not looked for.
_LINE = 2_000_000

#: Table → (kind of record, the columns that are read). Texts are left out: a year is large.
_TABLES: dict[str, tuple[str, str]] = {
    "revisions": (
        "article",
        """id, schema_version, revision, revision_cause, edition, url, canonical_url, section,
        headline, tags,
        list_transform(authors, lambda one: one.name) AS authors, sources, regions,
        published_at, published_date, modified_at, provenance, retrieved_at, word_count,
        left(content_hash, 16) AS content, extractor_version""",
    ),
    "captures": (
        "capture",
        """id, split_part(id, ':', 1) AS edition, captured_at, canonical_url, published_at,
        left(content_hash, 16) AS content, extractor_version""",
    ),
    "events": (
        "breaking",
        "id, event, edition, text, previous_text, first_seen_at, observed_at",
    ),
    "removals": ("removal", "id, event, split_part(id, ':', 1) AS edition, url, observed_at"),
    "most_read_lists": (
        "listing",
        """edition, name, observed_at, list_transform(items, lambda one:
        {'url': one.url, 'id': one.id, 'headline': one.headline}) AS items""",
    ),
}
#: Table → condition for its rows.
_ONLY = {"most_read_lists": "list = 'most_read' AND page = 1"}
#: Columns that are kept as JSON: parsed, the strategy of every field takes a sixth of the time.
_AS_JSON = ("provenance",)

#: The feed files are read in two halves, by a thread each: while DuckDB reads, other threads run.
_HALVES = ("0", "1")

#: What each connection is told. Without the second a query of two seconds may draw a progress bar
#: on stdout, as it does in a script.
SETTINGS = "SET TimeZone = 'UTC'; SET enable_progress_bar = false"

#: Revisions and captures together: what the pages showed, and when they were fetched.
_STATES = """
    CREATE VIEW feeds.states AS
    SELECT id, edition, retrieved_at AS seen_at, revision, revision_cause AS cause, canonical_url,
        published_at, modified_at, content, extractor_version FROM feeds.revisions
    UNION ALL
    SELECT id, edition, captured_at, NULL, 'captured', canonical_url,
        published_at, NULL, content, extractor_version FROM feeds.captures
"""
#: The newest record of each article, without what is only counted of all records. (A window would
#: sort whole rows, and write them out for it.)
_NEWEST = """
    CREATE TABLE feeds.newest AS SELECT * EXCLUDE (provenance) FROM feeds.revisions
    SEMI JOIN (SELECT id, max(revision) AS revision FROM feeds.revisions GROUP BY id)
        USING (id, revision)
"""


@contextmanager
def tables(
    ledger: sqlite3.Connection, folder: Path
) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[str]]]:
    """Yield a database with _TABLES, ``states`` and ``newest``, and the feed files missing.

    *ledger*: a snapshot of the ledger of *folder*; records committed after it are not read. Raises
    ReportError if a feed file is shorter than the ledger says or cannot be parsed, and if the
    feeds need more memory than there is for them.
    """
    with TemporaryDirectory(prefix="mayadeen-report-") as name:
        place = Path(name)
        missing, size = _lay_out(ledger, folder, place)
        megabytes = size // 1_000_000
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{max(_READING, megabytes // 20)}MB",
            "threads": 1,  # each has buffers of its own
            "temp_directory": str(place / "spill"),
        }
        try:
            with duckdb.connect(config=config) as db:
                db.execute(SETTINGS)
                file = text(str(place / "feeds.duckdb"))
                db.execute(f"ATTACH {file} AS feeds (ROW_GROUP_SIZE {_GROUP})")
                _read_all(db, place, folder)
                db.execute(f"SET memory_limit = '{max(_MEMORY, megabytes // 20)}MB'")
                db.execute(_STATES)
                db.execute(_NEWEST)
                db.execute("SET search_path = 'feeds'")
                yield db, missing
        except duckdb.OutOfMemoryException as error:
            raise ReportError(
                f"{config['memory_limit']} of memory are too few for these feeds: report on a "
                "shorter time (--since, --until)"
            ) from error


def _read_all(db: duckdb.DuckDBPyConnection, place: Path, folder: Path) -> None:
    """Read both halves at once, and make a view of each table's two."""
    first, second = _HALVES
    with db.cursor() as own, ThreadPoolExecutor(1) as beside:
        own.execute(SETTINGS)
        read = beside.submit(_read_half, own, second, place, folder)
        try:
            _read_half(db, first, place, folder)
        except BaseException:
            own.interrupt()
            raise
        read.result()
    for table in _TABLES:
        halves = " UNION ALL ".join(f'FROM feeds."{table}_{half}"' for half in _HALVES)
        db.execute(f"CREATE VIEW feeds.{table} AS {halves}")


def _read_half(db: duckdb.DuckDBPyConnection, half: str, place: Path, folder: Path) -> None:
    for table in _TABLES:
        _read(db, table, half, place / half, folder)


def _read(db: duckdb.DuckDBPyConnection, table: str, half: str, place: Path, folder: Path) -> None:
    kind, what = _TABLES[table]
    paths = place / KINDS[kind].folder / "*.jsonl"
    files = read_json(KINDS[kind].record, str(paths), longest=longest_line(paths), as_json=_AS_JSON)
    try:
        db.execute(
            f'CREATE TABLE feeds."{table}_{half}" AS SELECT {what} FROM {files} '  # noqa: S608
            f"WHERE {_ONLY.get(table, 'true')}"
        )
    except (duckdb.InvalidInputException, duckdb.DataError, duckdb.IOException) as error:
        reason = str(error).partition("\n")[0].replace(str(place), str(folder))
        raise ReportError(f"a feed cannot be read: {harmless(reason)}") from error


def longest_line(paths: Path) -> int:
    """Return a number of bytes that no line in the files of the pattern *paths* has more of.

    It is the size of the largest file, but for files that are larger than any usual line.
    """
    longest = 1
    for path in paths.parent.glob(paths.name):
        size = path.stat().st_size
        if size > _LINE:
            with path.open("rb") as lines:
                size = max(map(len, lines))
        longest = max(longest, size)
    return longest


def _lay_out(ledger: sqlite3.Connection, folder: Path, place: Path) -> tuple[list[str], int]:
    """Put the committed part of each feed file into one of the halves of *place*.

    Older files than the current one of a kind are final: these are linked, the others copied.
    Returns the files that are missing, and the bytes of all others.
    """
    missing: list[str] = []
    sizes = dict.fromkeys(_HALVES, 0)
    for kind in KINDS.values():
        for half in _HALVES:
            (place / half / kind.folder).mkdir(parents=True)
            (place / half / kind.folder / "none.jsonl").touch()  # a pattern has to match something
        lengths = committed_lengths(ledger, kind.folder)
        current = current_file(ledger, kind.folder) or ""
        for file, length in lengths.items():
            half = min(sizes, key=sizes.__getitem__)
            try:
                _show(folder / file, place / half / file, length, may_grow=file >= current)
            except FileNotFoundError:
                missing.append(file)
            except OSError as error:
                raise ReportError(f"{folder / file} cannot be read: {error.strerror}") from error
            else:
                sizes[half] += length
    return missing, sum(sizes.values())


def _show(path: Path, target: Path, length: int, *, may_grow: bool) -> None:
    if what := not_regular(path):
        raise ReportError(f"{path} is {what}, not a regular file")
    size = path.stat().st_size
    if size < length:
        raise ReportError(
            f"{path} has {size} bytes, of {length} that were committed: put it back from a "
            f"backup, or run {advised('scrapy ledger rebuild', path.parents[1])} "
            "to go on with what is there"
        )
    if size == length and not may_grow:
        target.symlink_to(path.absolute())
        return
    with path.open("rb") as source, target.open("wb") as copy:
        left = length
        while left and (piece := source.read(min(left, _PIECE))):
            copy.write(piece)
            left -= len(piece)
        os.fchmod(copy.fileno(), 0o600)
