"""Serves the pages of Datasette on this machine, until it is interrupted."""

from __future__ import annotations

import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from mayadeen_crawler.browse import plugin
from mayadeen_crawler.browse.descriptions import DATABASE, TABLES, metadata

HOST = "127.0.0.1"
#: A page counts several facets: each may take this part of the time that a query may take.
_FACETS = 4
_HERE = Path(__file__).parent


class _Database(Database):  # type: ignore[misc]
    """A database whose readers see the errors of their queries, and the terminal does not."""

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        return await super().execute(sql, params, **{**options, "log_sql_errors": False})


def application(path: Path, *, sql: bool, time_limit: int) -> Datasette:
    """Return Datasette over the database at *path*, which stays as it is.

    *sql*: whether readers may write queries of their own. *time_limit*: milliseconds that a
    query may take. Raises sqlite3.Error where the file cannot be read.
    """
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
    served.add_database(_Database(served, str(path), is_mutable=True), name=DATABASE)
    served.remove_database("_memory")
    if not pm.is_registered(plugin):
        # Datasette's own prints a traceback for each wrong address.
        pm.unregister(name="datasette.handle_exception")
        pm.register(plugin)
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
