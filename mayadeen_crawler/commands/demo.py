"""``scrapy demo``: runs every spider against a made-up copy of the site, served locally."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from mayadeen_crawler import clock
from mayadeen_crawler.commands.checks.extras import missing, require
from mayadeen_crawler.commands.checks.settings import is_given
from mayadeen_crawler.commands.crawl import exit_status
from mayadeen_crawler.commands.replica import NEEDS as REPLICA_NEEDS
from mayadeen_crawler.commands.report import NAME as REPORT
from mayadeen_crawler.commands.report import NEEDS as REPORT_NEEDS
from mayadeen_crawler.exceptions import ExportError, LedgerError, ReportError
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.runs.manifest_files import FOLDER as RUNS
from mayadeen_crawler.runs.one_line_summary import summary
from mayadeen_crawler.runs.outcome import GOOD, OTHER
from mayadeen_crawler.schemas.kinds import KINDS
from mayadeen_crawler.utils import terminal

if TYPE_CHECKING:
    from mayadeen_crawler.demo.simulated_day import DemoCrawl

OUTPUT = Path("demo-output")

#: Folders of feeds.
_FEEDS = tuple(kind.folder for kind in KINDS.values())
#: What an older demo left, deleted before a new one; any other file in the folder stays.
_OURS = (*_FEEDS, "archives", RUNS, REPORT, FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm")

_FURTHER = """
Look further:
  head -n 1 {file} | {python} -m json.tool --no-ensure-ascii | less
  {scrapy} runs -s OUTPUT_DIR={output}     (the outcome of each run)
  {scrapy} history {story} -s OUTPUT_DIR={output}
  {scrapy} search "night school" -s OUTPUT_DIR={output}
  {scrapy} ledger show -s OUTPUT_DIR={output}
  docs/analysis.md: questions to these feeds, with queries and answers
  {scrapy} replica     (serves such a site until Ctrl-C)
"""


class Command(ScrapyCommand):
    """Starts the replica on a free loopback port and crawls it into ``demo-output/``."""

    requires_project = True

    def __init__(self) -> None:
        super().__init__()
        self._ended_at: dict[str, str] = {}
        """Spider → the end of its last crawl, to the second (RFC 3339)."""
        self._archives: dict[str, str] = {}
        """The settings that name the made-up archives."""

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Run every spider on the embedded replica into demo-output/, show what landed there"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Set no pace, no proxy (the server is this machine's own), no live line; warnings only."""
        super().process_options(args, opts)
        if args:
            raise UsageError(
                f"unknown argument {args[0]!r}: `scrapy demo` takes none", print_help=False
            )
        require("scrapy demo", *REPLICA_NEEDS)
        assert self.settings is not None
        if is_given(self.settings, "OUTPUT_DIR"):
            raise UsageError(f"the demo writes to {OUTPUT}/ only", print_help=False)
        quiet = {"OUTPUT_DIR": str(OUTPUT), "DOWNLOAD_DELAY": 0, "PROGRESS": False}
        quiet["HTTPPROXY_ENABLED"] = False  # a proxy of the environment does not reach it
        # A removal is confirmed by a second visit, which comes within seconds here.
        quiet["REMOVAL_CONFIRM"] = 0
        if not opts.loglevel:
            quiet["LOG_LEVEL"] = "WARNING"
        self.settings.setdict(quiet, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the crawls and print a row for each; the exit status is the highest of theirs."""
        try:
            _clear(OUTPUT)
            Ledger(OUTPUT).close()
        except (OSError, LedgerError) as error:
            terminal.complain(f"scrapy demo: {error}")
            self.exitcode = OTHER
            return
        assert self.crawler_process is not None
        # Scrapy imports every command whenever one is run, and the replica's server is large.
        from mayadeen_crawler.demo.simulated_day import ARCHIVED, crawls, site
        from mayadeen_crawler.replica import ReplicaServer
        from mayadeen_crawler.replica.archives import ArchivesServer

        made, lives = site()
        with ReplicaServer(made) as server, ArchivesServer(lives) as archives:
            self._archives = archives.settings
            terminal.write(f"Crawling a made-up copy of the site at {server.url} ...\n\n")
            others = crawls(server.site, server.url)
            done = self._crawl(next(others), server.url)
            rest = asyncio.get_event_loop().create_task(self._go_on(done, others, server.url))
            self.crawler_process.start()
            rest.result()
            story = f"{server.url}{made.path(ARCHIVED)}"
        _print_feeds(story)
        self._report()

    def _report(self) -> None:
        """Write the report, if what it needs is installed; the demo's last line is its path."""
        if line := missing(*REPORT_NEEDS):
            print(f"No report was made, it needs the extra [{REPORT_NEEDS[0]}]: {line}")
            return
        from mayadeen_crawler.reports.build import write_report

        target = OUTPUT / REPORT
        try:
            write_report(OUTPUT, target)
        except (LedgerError, ReportError) as error:
            terminal.complain(f"scrapy demo: {error}")
            self.exitcode = OTHER
        else:
            print(f"The feeds as one page, to be opened in a browser: {target}")

    async def _go_on(
        self, done: asyncio.Future[None], others: Iterator[DemoCrawl], url: str
    ) -> None:
        await done
        for show in others:
            # Records hold whole seconds, so two crawls of one spider must end in different ones.
            # Awaiting a sleep would let Scrapy's process end, because no crawl is under way.
            while clock.stamp() == self._ended_at.get(show.spider):
                time.sleep(0.02)
            await self._crawl(show, url)

    def _crawl(self, show: DemoCrawl, url: str) -> asyncio.Future[None]:
        """Start a crawl; its row is printed at its end."""
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(show.spider)
        crawler.settings.setdict(self._archives, priority="cmdline")
        task = asyncio.ensure_future(
            self.crawler_process.crawl(crawler, base_url=url, **show.arguments)
        )
        task.add_done_callback(lambda _: self._ended(show, crawler))
        return task

    def _ended(self, show: DemoCrawl, crawler: Crawler) -> None:
        self._ended_at[show.spider] = clock.stamp()
        status = exit_status(crawler, failed=crawler.spider is None)
        self.exitcode = max(self.exitcode, status)
        stats = crawler.stats.get_stats() if crawler.spider else {}
        seconds = stats.get("elapsed_time_seconds", 0)
        from rich.text import Text

        result = summary(stats) if status == GOOD else f"exit status {status}, see above"
        row = terminal.plain_table("spider", "seconds", "result", shown=False)
        # Rows are printed one by one: fixed widths keep them below each other.
        row.columns[0].width, row.columns[1].width = len("breaking"), len("999.9 s")
        row.add_row(show.spider, f"{seconds:>5.1f} s", result)
        row.add_row("", "", Text(show.says, style="dim"))
        terminal.show(row)


def _clear(folder: Path) -> None:
    from mayadeen_crawler.exports import datapackage
    from mayadeen_crawler.exports.package_resources import is_feed

    if folder.is_dir():
        # An older demo's feeds are deleted, so their descriptions are removed too.
        with suppress(ExportError), datapackage.held(folder) as package:
            package.replace([], instead_of=is_feed)
    for name in _OURS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _print_feeds(story: str) -> None:
    """Print the feed files with their record counts, and commands to go on with.

    *story*: the URL of an article with a past.
    """
    print("\nWhat landed:")
    for folder in _FEEDS:
        for file in sorted((OUTPUT / folder).glob("*.jsonl")):
            with file.open("rb") as stream:
                print(f"  {file}: {sum(1 for _ in stream)} records")
    for file in sorted(OUTPUT.glob("articles/*.jsonl"))[-1:]:
        python = os.path.relpath(sys.executable)
        scrapy = os.path.relpath(Path(sys.executable).with_name("scrapy"))
        names = {"file": file, "output": OUTPUT, "python": python, "scrapy": scrapy}
        print(_FURTHER.format(**names, story=story))
