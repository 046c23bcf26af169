"""``scrapy browse``: the feeds in a web browser, by Datasette, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import sqlite3
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.checks.extras import require
from mayadeen_crawler.ledger.database.connection import why_no_folder
from mayadeen_crawler.utils import terminal

#: The extra that brings Datasette, and its packages.
NEEDS = ("browse", "datasette", "uvicorn")
#: Milliseconds that a query may take, unless --time-limit says otherwise.
TIME_LIMIT = 5_000


class Command(ScrapyCommand):
    """Shows articles, breaking lines and listings as pages: search, facets, SQL."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Browse the feeds on 127.0.0.1: search, filter, read (Datasette)"

    def long_desc(self) -> str:
        """The text above the options in the help."""
        return (
            "Brings OUTPUT_DIR/search.db up to date and serves it, read only, to browsers on this "
            "machine. What runs write meanwhile shows within seconds."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the port and what readers may ask."""
        super().add_options(parser)
        add = parser.add_argument
        add("--port", type=int, default=8001, help="port (default: 8001; 0: any)")
        add("--no-sql", action="store_true", help="no queries of the readers' own")
        add(
            "--time-limit",
            type=int,
            default=TIME_LIMIT,
            metavar="MS",
            help=f"milliseconds that a query may take (default: {TIME_LIMIT})",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve until SIGINT or SIGTERM, status 0; 1 with one line if that is impossible."""
        if args:
            raise UsageError(f"unknown argument {args[0]!r}", print_help=False)
        if not 0 <= opts.port <= 65535:
            raise UsageError("--port is from 0 to 65535", print_help=False)
        if not 10 <= opts.time_limit <= 600_000:
            raise UsageError("--time-limit is from 10 to 600000 milliseconds", print_help=False)
        require("scrapy browse", *NEEDS)
        from mayadeen_crawler.browse.server import application, listening, ready
        from mayadeen_crawler.search.database import FILE_NAME
        from mayadeen_crawler.search.update import with_index

        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        path = folder / FILE_NAME
        if line := why_no_folder(folder):
            self._end(line)
            return
        try:
            bound = listening(opts.port)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            self._end(f"port {opts.port} cannot be used: {reason}: name another by --port")
            return
        try:
            with bound:
                with_index(folder, lambda _: None)
                served = application(folder, sql=not opts.no_sql, time_limit=opts.time_limit)
                server = ready(served)
                address = "http://{}:{}/".format(*bound.getsockname())
                terminal.write(f"browse at {address} - Ctrl-C ends it\n")
                server.run(sockets=[bound])
        except (sqlite3.Error, OSError) as error:
            self._end(f"{path}: {error}: free space or mend its rights; the file may be deleted")
        except KeyboardInterrupt:  # before it served
            self._end("interrupted while the index was brought up to date")

    def _end(self, line: str) -> None:
        terminal.complain(f"scrapy browse: {line}")
        self.exitcode = 1
