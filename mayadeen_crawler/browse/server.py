"""Serves the pages of Datasette on this machine, until it is interrupted."""

from __future__ import annotations

import signal
import socket
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted, connections
from datasette.plugins import pm

from mayadeen_crawler.browse import names, plugin
from mayadeen_crawler.browse.descriptions import DATABASE, TABLES, metadata
from mayadeen_crawler.browse.freshness import Freshness
from mayadeen_crawler.search.database import FILE_NAME

HOST = "127.0.0.1"
#: A page counts several facets: each may take this part of the time that a query may take.
_FACETS = 2
#: What a query finds on a file that was replaced.
_OUTDATED = object()
_HERE = Path(__file__).parent


class _Database(Database):  # type: ignore[misc]
    """The index as it is served: of the newest file, with counts that are kept."""

    def __init__(self, served: Datasette, freshness: Freshness, path: str) -> None:
        super().__init__(served, path, is_mutable=True)
        self._freshness = freshness
        self._file_of_thread = threading.local()
        self._counted: tuple[object, dict[str, int | None]] = (None, {})

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        """Readers see the errors of their queries, and the terminal does not."""
        return await super().execute(sql, params, **{**options, "log_sql_errors": False})

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Datasette keeps a connection a thread: one to a file that was replaced is given up."""
        file, mine = self._freshness.file, self._file_of_thread

        def on_the_newest_file(db: sqlite3.Connection) -> Any:
            known, mine.file = getattr(mine, "file", file), file
            if known == file:
                return fn(db)
            db.close()
            delattr(connections, self.name)  # Datasette makes the next one
            return _OUTDATED

        while (found := await super().execute_fn(on_the_newest_file)) is _OUTDATED:
            pass
        return found

    async def table_counts(self, limit: int = 0) -> dict[str, int | None]:
        """Return the rows of each table, None where counting takes longer than a query may.

        They are counted again when the index has changed, whatever the *limit* of the caller.
        """
        stats = [Path(f"{self.path}{one}") for one in ("", "-wal")]
        state = [one.exists() and one.stat().st_mtime_ns for one in stats]
        if self._counted[0] != state:
            counts: dict[str, int | None] = dict.fromkeys(await self.table_names())
            for name in counts.keys() & TABLES.keys():
                with suppress(QueryInterrupted):
                    ((counts[name],),) = (await self.execute(f"SELECT count(*) FROM {name}")).rows  # noqa: S608
            self._counted = (state, counts)
        return self._counted[1]


def application(folder: Path, *, sql: bool, time_limit: int) -> Datasette:
    """Return Datasette over the index in *folder*, which requests bring up to date.

    *sql*: whether readers may write queries of their own. *time_limit*: milliseconds that a
    query may take. Raises sqlite3.Error where the file cannot be read.
    """
    path = folder / FILE_NAME
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        columns = {
            name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")] for name in TABLES
        }
    served = Datasette(
        [],
        metadata=metadata(columns),
        template_dir=str(_HERE / "templates"),
        static_mounts=[("browse", str(_HERE / "static"))],
        settings={
            "allow_download": False,
            "default_allow_sql": sql,
            "default_cache_ttl": 0,
            "default_page_size": 50,
            "facet_time_limit_ms": time_limit // _FACETS,
            "max_csv_mb": 1,
            "sql_time_limit_ms": time_limit,
            "suggest_facets": False,
            "truncate_cells_html": 400,
        },
    )
    plugin.freshness = Freshness(folder)
    served.add_database(_Database(served, plugin.freshness, str(path)), name=DATABASE)
    served.remove_database("_memory")
    if not pm.is_registered(plugin):
        # Datasette's own prints a traceback for each wrong address.
        pm.unregister(name="datasette.handle_exception")
        pm.unregister(name="datasette.facets")
        pm.register(plugin)
        pm.register(names)
    return served


def listening(port: int) -> socket.socket:
    """Return a socket that listens on loopback; port 0 is a free one. Raises OSError."""
    bound = socket.create_server((HOST, port))
    bound.set_inheritable(True)
    return bound


def ready(served: Datasette) -> uvicorn.Server:
    """Return a server of *served*, which from now on SIGINT and SIGTERM end."""
    config = uvicorn.Config(
        served.app(),
        log_level="critical",
        access_log=False,
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)

    def end(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return server
