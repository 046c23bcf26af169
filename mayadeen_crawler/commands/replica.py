"""``scrapy replica``: serves a made-up copy of the site until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.checks.extras import require

#: The extra that brings what the made-up site is served with, and its packages.
NEEDS = ("demo", "aiohttp", "jinja2")
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
            help=f"switch a fault on (may be repeated): {', '.join(KINDS)}",
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
        if opts.articles < 1 or not 0 <= opts.port <= 65535:
            raise UsageError("--articles is from 1, --port from 0 to 65535", print_help=False)
        from mayadeen_crawler.replica import Faults, ReplicaServer, ReplicaSite
        from mayadeen_crawler.replica.faults.catalogue import UnknownFaultError
        from mayadeen_crawler.replica.site.editions import LEXICONS
        from mayadeen_crawler.replica.site.ticker_script import made_up

        if opts.edition not in LEXICONS:
            raise UsageError(
                f"unknown edition {opts.edition!r}; valid: {', '.join(LEXICONS)}", print_help=False
            )
        try:
            faults = Faults(*opts.fault)
        except UnknownFaultError as error:
            raise UsageError(str(error), print_help=False) from None
        ticker = made_up(LEXICONS[opts.edition], opts.seed)
        site = ReplicaSite(opts.seed, opts.articles, opts.edition, ticker_script=ticker)
        server = ReplicaServer(site, faults=faults, port=opts.port, control=opts.control)
        try:
            with _interrupted() as interrupted, server:
                port = server.url.rpartition(":")[2]
                edition = "" if opts.edition == "en" else f" -a edition={opts.edition}"
                hint = CRAWL.format(edition=edition, url=server.url, port=port)
                print(f"replica at {server.url} - {hint}", flush=True)
                interrupted.wait()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            print(f"replica: port {opts.port} cannot be used: {reason}", file=sys.stderr)
            self.exitcode = 1


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
