"""``scrapy replica``: serves a made-up copy of the site, and archives of it, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.checks.extras import require
from mayadeen_crawler.utils import terminal

if TYPE_CHECKING:
    from mayadeen_crawler.replica import Faults, ReplicaSite
    from mayadeen_crawler.replica.archives import ArchiveFaults, ArchivesServer

#: The extra that brings what the made-up site is served with, and its packages.
NEEDS = ("demo", "aiohttp", "jinja2")
#: So many articles are in the archives: each is rendered for every moment of its life.
ARCHIVED = 60
#: The command that is printed at the start. An output folder belongs to one host and port.
CRAWL = (
    "scrapy crawl section{edition} -a base_url={url} -s DOWNLOAD_DELAY=0"
    " -s OUTPUT_DIR=demo-output/{port}"
)


class Command(ScrapyCommand):
    """Serves a made-up site, like the real one, on 127.0.0.1."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Serve a made-up copy of the site on this machine, for trying things out"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add port, edition, size, seed and faults of the replica."""
        require("scrapy replica", *NEEDS)
        # Imported here: Scrapy imports all commands whenever one is run, and this is slow.
        from mayadeen_crawler.replica.archives.faults import ARCHIVE_KINDS
        from mayadeen_crawler.replica.faults.catalogue import KINDS

        super().add_options(parser)
        parser.add_argument("--port", type=int, default=8000, help="port (default: 8000; 0: any)")
        parser.add_argument("--articles", type=int, default=400, help="size (default: 400)")
        parser.add_argument(
            "--edition", default="en", metavar="CODE", help="en (default), ar or es"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="each seed makes another site (default: 1)"
        )
        parser.add_argument(
            "--fault",
            action="append",
            default=[],
            metavar="NAME",
            help=f"switch a fault on (may be repeated): {', '.join(KINDS)}; "
            f"with --archives also {', '.join(n for n in ARCHIVE_KINDS if n not in KINDS)}",
        )
        parser.add_argument(
            "--archives",
            action="store_true",
            help=f"serve made-up public archives of the newest {ARCHIVED} articles, too",
        )
        parser.add_argument(
            "--control",
            action="store_true",
            help="answer requests to /__replica__/…, which change the site",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve until SIGINT or SIGTERM; exit status 1 if the port cannot be used."""
        if args:
            raise UsageError(f"unknown argument {args[0]!r}", print_help=False)
        last = 65535 - 3 * opts.archives
        if opts.articles < 1 or not 0 <= opts.port <= last:
            raise UsageError(f"--articles is from 1, --port from 0 to {last}", print_help=False)
        from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
        from mayadeen_crawler.replica.site.editions import LEXICONS
        from mayadeen_crawler.replica.site.ticker_script import made_up

        if opts.edition not in LEXICONS:
            raise UsageError(
                f"unknown edition {opts.edition!r}; valid: {', '.join(LEXICONS)}", print_help=False
            )
        faults, archive_faults = _faults(opts.fault, archives=opts.archives)
        ticker = made_up(LEXICONS[opts.edition], opts.seed)
        site = ReplicaSite(opts.seed, opts.articles, opts.edition, ticker_script=ticker)
        archives = _archives(site, archive_faults, opts.port) if opts.archives else None
        server = ReplicaServer(site, faults=faults, port=opts.port, control=opts.control)
        try:
            with _interrupted() as interrupted, server, archives or nullcontext():
                port = server.url.rpartition(":")[2]
                edition = "" if opts.edition == "en" else f" -a edition={opts.edition}"
                hint = CRAWL.format(edition=edition, url=server.url, port=port)
                terminal.write(f"replica at {server.url} - {hint}\n")
                if archives:
                    given = " ".join(f"-s {name}={url}" for name, url in archives.settings.items())
                    terminal.write(f"archives - {given}\n")
                interrupted.wait()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            ports = f"{opts.port} to {opts.port + 3}" if archives else f"{opts.port}"
            terminal.complain(f"replica: port {ports} cannot be used: {reason}")
            self.exitcode = 1


def _faults(names: list[str], *, archives: bool) -> tuple[Faults, ArchiveFaults]:
    """Return the faults of these names that the site has, and those that the archives have.

    Raises UsageError for a name that is none of them.
    """
    from mayadeen_crawler.replica.archives.faults import ArchiveFaults
    from mayadeen_crawler.replica.faults.catalogue import Faults

    valid = {**Faults.kinds, **(ArchiveFaults.kinds if archives else {})}
    for name in names:
        if name not in valid:
            raise UsageError(f"unknown fault {name!r}; valid: {', '.join(valid)}", print_help=False)
    return (
        Faults(*(name for name in names if name in Faults.kinds)),
        ArchiveFaults(*(name for name in names if name in ArchiveFaults.kinds)),
    )


def _archives(site: ReplicaSite, faults: ArchiveFaults, port: int) -> ArchivesServer:
    """Return the archives of the newest articles of *site*, which live their lives by this.

    They use the three ports after *port*, or any if it is 0.
    """
    from mayadeen_crawler.replica.archives import ArchivesServer, moments

    newest = range(max(1, site.count - ARCHIVED + 1), site.count + 1)
    ports = range(port + 1, port + 4) if port else (0, 0, 0)
    return ArchivesServer(moments(site, newest), faults=faults, ports=ports)


@contextmanager
def _interrupted() -> Iterator[threading.Event]:
    """Yield an event that SIGINT and SIGTERM set, in place of what they do otherwise."""
    event = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: event.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
